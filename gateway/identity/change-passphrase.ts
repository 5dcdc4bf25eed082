/**
 * Another passphrase for everything that is kept encrypted: private keys in the key folder, webhook secrets and keys of second factors in
 * the database.
 * Cut off anywhere, the next run finishes it; until then keys open with the old and the new one.
 * Source: design, "private keys encrypted at rest (passphrase file; the passphrase can be rotated)".
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readRotation } from '../../certs/keys/key-rotation.js';
import type { KeyStore } from '../../certs/keys/key-store.js';
import { readPassphraseFile, replacePassphraseFile } from '../../certs/keys/passphrase-file.js';
import { Problem } from '../../schemas/problems/problem.js';
import { resealWebhookSecrets } from '../agencies/webhook-settings.js';
import { keyPassphrasePath } from '../config.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { resealSecondFactors } from './second-factors.js';

/**
 * Changes the passphrase and puts the new one into the passphrase file. Other running processes must be started again: what they
 * open later is under the new passphrase.
 * @param keyStore open on this gateway's key folder
 * @throws Problem `invalid_request` when the passphrase file cannot be replaced; `key_passphrase`
 */
export async function changePassphrase(
  ctx: GatewayContext,
  keyStore: KeyStore,
  next: string,
  actor: string,
): Promise<void> {
  const file = keyPassphrasePath(ctx.config);
  await requireReplaceable(file);
  const current = await readPassphraseFile(file);
  const underWay = await readRotation(join(ctx.config.data, 'keys'), current);
  if (underWay?.holding === 'old') await changeTo(ctx, keyStore, file, underWay.other);
  await changeTo(ctx, keyStore, file, next);
  await ctx.database.transaction((tx) =>
    recordEvents(tx, [{ kind: 'passphrase.changed', agencies: [], payload: { actor } }]),
  );
}

async function changeTo(ctx: GatewayContext, keyStore: KeyStore, file: string, next: string): Promise<void> {
  const current = await readPassphraseFile(file);
  await keyStore.rotatePassphrase(next);
  await resealWebhookSecrets(ctx, current, next);
  await resealSecondFactors(ctx, current, next);
  await replacePassphraseFile(file, next);
}

/** A secret mounted read-only can be changed only where it comes from: better said before anything is encrypted anew. */
async function requireReplaceable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
    await access(file, constants.W_OK);
  } catch (cause) {
    throw new Problem('invalid_request', {
      detail: 'The passphrase file cannot be replaced from here: its folder is read-only',
      cause,
    });
  }
}
