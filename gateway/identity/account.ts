/** What people change about their own account, and what an operator sets for them. Does not sign anybody in (sign-in.ts). */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AccountRow, findAccount, findAccountById, upsertPassword } from './credentials.store.js';
import { hashPassword, isPassword, requireSuitable } from './passwords.js';
import { turnOffSecondFactor } from './second-factors.js';
import { type Origin, openSession, type SignedIn } from './sessions.js';
import { deleteOtherSessions, deleteSession } from './sessions.store.js';
import { countGuess } from './sign-in-limits.js';

/**
 * Asks for the password once more, before something that a stolen session must not do.
 * @throws Problem `password_wrong`; `sign_in_paused`
 */
export async function confirmPassword(ctx: GatewayContext, person: SignedIn, password: string, from: Origin) {
  const guess = await countGuess(ctx, {
    thing: 'confirmation',
    account: person.id,
    address: from.address,
    // Whoever guesses here holds a session: it is the known browser.
    browser: person.session,
  });
  const account = await findAccountById(ctx.database, person.id);
  if (!(await isPassword(account?.hash ?? null, password)))
    throw new Problem('password_wrong', { field: 'current-password' });
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
    await keepPassword(ctx, tx, person.id, hash, person.principal.actor);
    await deleteOtherSessions(tx, person.id, null);
    return openSession(ctx, tx, person.id, from, { state: 'open', method: person.method });
  });
}

async function keepPassword(ctx: GatewayContext, tx: Transaction, person: string, hash: string, actor: string) {
  await upsertPassword(tx, person, hash, ctx.now());
  await recordEvents(tx, [
    { kind: 'user.changed', agencies: [], payload: { user: person, what: 'password', to: 'set', actor } },
  ]);
}

async function requireAccount(ctx: GatewayContext, email: string): Promise<AccountRow> {
  const account = await findAccount(ctx.database, email.trim());
  if (account === undefined) throw new Problem('not_found', { detail: `Nobody has the address ${email.slice(0, 80)}` });
  return account;
}

/**
 * Sets somebody's password and ends their sessions.
 * @throws Problem `not_found`, `password_unsuitable`
 */
export async function setPassword(ctx: GatewayContext, email: string, password: string, actor: string): Promise<void> {
  const account = await requireAccount(ctx, email);
  requireSuitable(password, [account.name, account.email]);
  const hash = await hashPassword(password);
  await ctx.database.transaction(async (tx) => {
    await keepPassword(ctx, tx, account.id, hash, actor);
    await deleteOtherSessions(tx, account.id, null);
  });
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

/** Ends one of somebody's own sessions. */
export const endSession = async (ctx: GatewayContext, { id }: SignedIn, session: string): Promise<boolean> =>
  isUuid(session) && deleteSession(ctx.database, session, id);

/** Ends all of somebody's own sessions but this one. @returns how many */
export const endOtherSessions = (ctx: GatewayContext, { id, session }: SignedIn): Promise<number> =>
  deleteOtherSessions(ctx.database, id, session);
