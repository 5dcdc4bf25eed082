/** What people change about their own account, and what an operator sets for them. Does not sign anybody in (sign-in.ts). */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { userActor } from './access.js';
import { type AccountRow, findAccount, findAccountById, lockAccount, upsertPassword } from './credentials.store.js';
import { hashPassword, isPassword, requireSuitable } from './passwords.js';
import { turnOffSecondFactor } from './second-factors.js';
import { newTypedSecret } from './secret-token.js';
import { type Origin, openSession, type SignedIn } from './sessions.js';
import { deleteOtherSessions, deleteSession, findIdToken } from './sessions.store.js';
import { countGuess } from './sign-in-limits.js';

/**
 * Asks for the password once more, before something that a stolen session must not do.
 * @param from where the request comes from, and the field the password was typed into
 * @throws Problem `password_wrong`; `sign_in_paused`
 */
export async function confirmPassword(
  ctx: GatewayContext,
  person: SignedIn,
  password: string,
  from: Origin & { readonly field?: string },
): Promise<void> {
  const guess = await countGuess(ctx, {
    thing: 'confirmation',
    account: person.id,
    address: from.address,
    // Whoever guesses here holds a session: it is the known browser.
    browser: person.session,
  });
  const account = await findAccountById(ctx.database, person.id);
  if (!(await isPassword(account?.hash ?? null, password)))
    throw new Problem('password_wrong', { field: from.field ?? 'current-password' });
  await guess.forgive();
}

/**
 * Changes one's own password. Ends every other session; this one goes on under a new token.
 * @returns the token of the session
 * @throws Problem `password_wrong`, `password_unsuitable`, `sign_in_paused`
 */
export async function changeOwnPassword(
  ctx: GatewayContext,
  person: SignedIn,
  { current, next }: { readonly current: string; readonly next: string },
  from: Origin,
): Promise<string> {
  await confirmPassword(ctx, person, current, from);
  requireSuitable(next, [person.name, person.email]);
  const hash = await hashPassword(next);
  return ctx.database.transaction(async (tx) => {
    await keepPassword(ctx, tx, { person: person.id, hash, kind: 'own' }, userActor(person.id));
    await deleteOtherSessions(tx, person.id, null);
    return openSession(ctx, tx, person.id, from, { state: 'open', method: person.method });
  });
}

/** `own`: chosen by its owner. `first`: given by somebody else, to be changed at the first sign-in. */
export type PasswordKind = 'own' | 'first';

interface NewPassword {
  readonly person: string;
  readonly hash: string;
  readonly kind: PasswordKind;
}

/** Long enough for a letter, short enough that one lying about opens nothing (OWASP ASVS 4.0.3, 2.3.1). */
const firstPasswordMs = 14 * 86_400_000;

/** Keeps a password and records that it was set. Whoever signs in at this moment with the one before did so earlier, or not at all. */
export async function keepPassword(
  ctx: GatewayContext,
  tx: Transaction,
  { person, hash, kind }: NewPassword,
  actor: string,
): Promise<void> {
  await lockAccount(tx, person);
  const at = ctx.now();
  const firstUntil = kind === 'first' ? new Date(at.getTime() + firstPasswordMs) : null;
  await upsertPassword(tx, { person, hash, at, firstUntil });
  const payload = { user: person, what: 'password', to: kind === 'first' ? 'first' : 'set', actor };
  await recordEvents(tx, [{ kind: 'user.changed', agencies: [], payload }]);
}

async function requireAccount(ctx: GatewayContext, email: string): Promise<AccountRow> {
  const account = await findAccount(ctx.database, email.trim());
  if (account === undefined) throw new Problem('not_found', { detail: `Nobody has the address ${email.slice(0, 80)}` });
  return account;
}

/**
 * Sets somebody's password and ends their sessions.
 * @param kind `first`: they must change it at their first sign-in, within 14 days
 * @throws Problem `not_found`, `password_unsuitable`
 */
export async function setPassword(
  ctx: GatewayContext,
  email: string,
  password: string,
  actor: string,
  kind: PasswordKind = 'own',
): Promise<void> {
  const account = await requireAccount(ctx, email);
  requireSuitable(password, [account.name, account.email]);
  const hash = await hashPassword(password);
  await ctx.database.transaction(async (tx) => {
    await keepPassword(ctx, tx, { person: account.id, hash, kind }, actor);
    await deleteOtherSessions(tx, account.id, null);
  });
}

/**
 * Makes a first password for somebody.
 * @returns the password: it can be seen only now
 * @throws Problem `not_found`
 */
export async function giveFirstPassword(ctx: GatewayContext, email: string, actor: string): Promise<string> {
  const password = newTypedSecret();
  await setPassword(ctx, email, password, actor, 'first');
  return password;
}

/**
 * Takes the second factor away from somebody who lost it, and ends their sessions.
 * @returns false when there was none
 * @throws Problem `not_found`
 */
export async function resetSecondFactor(ctx: GatewayContext, email: string, actor: string): Promise<boolean> {
  const { id } = await requireAccount(ctx, email);
  await deleteOtherSessions(ctx.database, id, null);
  return turnOffSecondFactor(ctx, id, actor);
}

/**
 * Ends the session somebody is in.
 * @returns the id token it began with at an OpenID provider; null without one
 */
export async function leaveSession(
  { database }: GatewayContext,
  { id, session }: Pick<SignedIn, 'id' | 'session'>,
): Promise<string | null> {
  const idToken = await findIdToken(database, session);
  await deleteSession(database, session, id);
  return idToken;
}

/** Ends one of somebody's own sessions. */
export const endSession = async (ctx: GatewayContext, { id }: SignedIn, session: string): Promise<boolean> =>
  isUuid(session) && deleteSession(ctx.database, session, id);

/** Ends all of somebody's own sessions but this one. @returns how many */
export const endOtherSessions = (ctx: GatewayContext, { id, session }: SignedIn): Promise<number> =>
  deleteOtherSessions(ctx.database, id, session);
