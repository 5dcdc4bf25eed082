/**
 * The second factor: set up, checked, taken away. Its key is encrypted at rest; recovery codes are kept as digests and count once.
 * Does not sign anybody in (sign-in.ts).
 * Source: RFC 6238 (codes: totp.ts); NIST SP 800-63B section 3.1.2 (look-up secrets), 3.1.4 (one-time passwords).
 */
import { randomBytes } from 'node:crypto';
import { ensurePassphraseFile } from '../../certs/keys/passphrase-file.js';
import { openSecret, resealSecret, sealSecret } from '../../certs/keys/secret-box.js';
import { Problem } from '../../schemas/problems/problem.js';
import { keyPassphrasePath } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Queryable, Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import {
  confirmSecondFactor,
  deleteSecondFactor,
  findSecondFactor,
  lockSecondFactors,
  replaceRecoveryCodes,
  rewriteSecondFactor,
  takeRecoveryCode,
  takeStep,
  upsertUnconfirmed,
} from './credentials.store.js';
import { digestOf, newTypedSecret } from './secret-token.js';
import { findTotpStep, totpKeyBytes } from './totp.js';

const recoveryCodeCount = 10;

const passphraseOf = ({ config }: GatewayContext) => ensurePassphraseFile(keyPassphrasePath(config));

const refused = () => new Problem('second_factor_refused', { field: 'code' });

/**
 * A key to put into an app; nobody is asked for it before it was shown to work.
 * @throws Problem `conflict` when a second factor is in use
 */
export async function beginSecondFactor(ctx: GatewayContext, person: string): Promise<void> {
  const secret = sealSecret(await passphraseOf(ctx), randomBytes(totpKeyBytes));
  if (!(await upsertUnconfirmed(ctx.database, person, secret)))
    throw new Problem('conflict', { detail: 'A second factor is in use already' });
}

/** The key that waits to be confirmed; null when none does. */
export async function keyToConfirm(ctx: GatewayContext, person: string): Promise<Buffer | null> {
  const row = await findSecondFactor(ctx.database, person);
  return row === undefined || row.confirmed_at !== null ? null : openSecret(await passphraseOf(ctx), row.secret);
}

/**
 * Turns the second factor on, once a code shows that the app has the key.
 * @returns the recovery codes: they can be seen only now
 * @throws Problem `second_factor_refused`
 */
export async function turnOnSecondFactor(ctx: GatewayContext, person: string, code: string): Promise<string[]> {
  const key = await keyToConfirm(ctx, person);
  if (key === null) throw refused();
  return ctx.database.transaction(async (tx) => {
    await useStep(ctx, tx, person, key, code);
    if (!(await confirmSecondFactor(tx, person, ctx.now()))) throw refused();
    const codes = await renewRecoveryCodes(tx, person);
    await recordChange(tx, person, 'second-factor', 'on');
    return codes;
  });
}

async function renewRecoveryCodes(tx: Transaction, person: string): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, newTypedSecret);
  await replaceRecoveryCodes(tx, person, codes.map(recoveryDigest));
  return codes;
}

/** New recovery codes; those before open nothing any more. */
export function changeRecoveryCodes(ctx: GatewayContext, person: string): Promise<string[]> {
  return ctx.database.transaction(async (tx) => {
    const codes = await renewRecoveryCodes(tx, person);
    await recordChange(tx, person, 'recovery-codes', 'renewed');
    return codes;
  });
}

/** @returns false when there was none */
export function turnOffSecondFactor(ctx: GatewayContext, person: string, actor: string): Promise<boolean> {
  return ctx.database.transaction(async (tx) => {
    if (!(await deleteSecondFactor(tx, person))) return false;
    await recordChange(tx, person, 'second-factor', 'off', actor);
    return true;
  });
}

/** People may leave out the dashes, or shout. */
const recoveryDigest = (code: string): Buffer => digestOf(code.toLowerCase().replace(/[^a-z2-7]/g, ''));

/**
 * Whether a code of the app, or a recovery code, is right; it counts once.
 * @returns which of the two it was
 * @throws Problem `second_factor_refused`
 */
export async function useSecondFactor(
  ctx: GatewayContext,
  tx: Transaction,
  person: string,
  code: string,
): Promise<'totp' | 'recovery'> {
  const typed = code.replace(/\s/g, '');
  const row = await findSecondFactor(tx, person);
  if (row === undefined) throw refused();
  if (!/^\d+$/.test(typed)) {
    if (await takeRecoveryCode(tx, person, recoveryDigest(typed), ctx.now())) return 'recovery';
    throw refused();
  }
  await useStep(ctx, tx, person, openSecret(await passphraseOf(ctx), row.secret), typed);
  return 'totp';
}

async function useStep(ctx: GatewayContext, db: Queryable, person: string, key: Buffer, code: string): Promise<void> {
  const step = findTotpStep(key, code.replace(/\s/g, ''), ctx.now());
  if (step === null || !(await takeStep(db, person, step))) throw refused();
}

const recordChange = (tx: Transaction, user: string, what: string, to: string, actor = `user:${user}`) =>
  recordEvents(tx, [{ kind: 'user.changed', agencies: [], payload: { user, what, to, actor } }]);

/** Encrypts all keys anew when the passphrase changes; harmless to repeat after it was cut off. */
export async function resealSecondFactors(
  ctx: Pick<GatewayContext, 'database'>,
  from: string,
  to: string,
): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    for (const { person, secret } of await lockSecondFactors(tx))
      await rewriteSecondFactor(tx, person, resealSecret(from, to, secret));
  });
}
