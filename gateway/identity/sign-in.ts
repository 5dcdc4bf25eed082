/**
 * Signing in: a password, a code where one is asked for, or an account at the OpenID provider; then a session. What is refused is
 * refused alike and after the same work, whether the account exists or not.
 * Source: OWASP ASVS 4.0.3 chapter 2 (authentication), NIST SP 800-63B section 3.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { userActor } from './access.js';
import { keepPassword } from './account.js';
import { type AccountRow, findAccount, findAccountById, lockAccount } from './credentials.store.js';
import { hashPassword, isPassword, requireSuitable } from './passwords.js';
import { useSecondFactor } from './second-factors.js';
import { digestOf, isToken, newToken } from './secret-token.js';
import { findWaiting, type OpenedBy, type Origin, openSession } from './sessions.js';
import { deleteOtherSessions, deleteSession, isKnownBrowser, noteBrowser, type SessionRow } from './sessions.store.js';
import { countGuess } from './sign-in-limits.js';
import { noteSignIn } from './users.store.js';

/** Who knocks. */
export interface Visitor extends Origin {
  /** The token of the browser's cookie, as it was sent; null without one. */
  readonly browser: string | null;
}

export interface OpenedSession {
  readonly kind: 'open';
  readonly session: string;
  /** For the cookie by which this browser is known. */
  readonly browser: string;
}

/** One more step is needed: a code, or a password in the place of the first one. */
export interface WaitingSession {
  readonly kind: 'second-factor' | 'new-password';
  readonly session: string;
}

export type SignInResult = OpenedSession | WaitingSession;

const maxAddressLength = 320;

/** The browser's token, when somebody signed in to this account with it before. */
async function knownBrowser(ctx: GatewayContext, person: string | undefined, { browser }: Visitor) {
  if (person === undefined || browser === null || !isToken(browser)) return null;
  return (await isKnownBrowser(ctx.database, digestOf(browser), person)) ? browser : null;
}

/**
 * The first step.
 * @throws Problem `sign_in_refused`; `sign_in_paused` after too many attempts; `first_password_ended`
 */
export async function signInWithPassword(
  ctx: GatewayContext,
  credentials: { readonly email: string; readonly password: string },
  visitor: Visitor,
): Promise<SignInResult> {
  const email = credentials.email.normalize('NFC').trim().slice(0, maxAddressLength);
  const account = await findAccount(ctx.database, email);
  const browser = await knownBrowser(ctx, account?.id, visitor);
  const guess = await countGuess(ctx, {
    thing: 'password',
    account: email.toLowerCase(),
    address: visitor.address,
    browser,
  });
  const isRight = await isPassword(account?.hash ?? null, credentials.password);
  if (account === undefined || !isRight) throw new Problem('sign_in_refused');
  await guess.forgive();
  if (account.first_until !== null && Date.parse(account.first_until) <= ctx.now().getTime())
    throw new Problem('first_password_ended');
  return ctx.database.transaction(async (tx) => {
    await requireUnchanged(tx, account);
    return account.has_second_factor
      ? wait(ctx, tx, account, visitor, { state: 'second-factor', method: 'password' })
      : enterOrRenew(ctx, tx, account, 'password', visitor);
  });
}

/** The password that was right a moment ago still is. @throws Problem `sign_in_refused` */
async function requireUnchanged(tx: Transaction, { id, hash }: AccountRow): Promise<void> {
  await lockAccount(tx, id);
  if ((await findAccountById(tx, id))?.hash !== hash) throw new Problem('sign_in_refused');
}

async function wait(
  ctx: GatewayContext,
  tx: Transaction,
  { id }: Pick<AccountRow, 'id'>,
  visitor: Visitor,
  by: OpenedBy & { readonly state: WaitingSession['kind'] },
): Promise<WaitingSession> {
  return { kind: by.state, session: await openSession(ctx, tx, id, visitor, by) };
}

/** Lets somebody in, unless they have to change their first password before. */
const enterOrRenew = (
  ctx: GatewayContext,
  tx: Transaction,
  account: AccountRow,
  method: OpenedBy['method'],
  visitor: Visitor,
): Promise<SignInResult> =>
  account.first_until === null
    ? enter(ctx, tx, account, { method }, visitor)
    : wait(ctx, tx, account, visitor, { state: 'new-password', method });

/**
 * The second step.
 * @param waiting the token the first step gave
 * @throws Problem `sign_in_expired` when that was too long ago; `second_factor_refused`; `sign_in_paused`
 */
export async function signInWithCode(
  ctx: GatewayContext,
  waiting: string,
  code: string,
  visitor: Visitor,
): Promise<SignInResult> {
  const row = await requireWaiting(ctx, waiting, 'second-factor');
  const browser = await knownBrowser(ctx, row.person, visitor);
  const guess = await countGuess(ctx, {
    thing: 'second-factor',
    account: row.person,
    address: visitor.address,
    browser,
  });
  const opened = await ctx.database.transaction(async (tx) => {
    const method = await useSecondFactor(ctx, tx, row.person, code);
    return enterOrRenew(ctx, tx, await takeStep(tx, row), method, visitor);
  });
  await guess.forgive();
  return opened;
}

async function requireWaiting(ctx: GatewayContext, waiting: string, step: WaitingSession['kind']): Promise<SessionRow> {
  const row = await findWaiting(ctx, waiting, step);
  if (row === undefined) throw new Problem('sign_in_expired');
  return row;
}

/** Uses up a step of signing in, which counts once. */
async function takeStep(tx: Transaction, { id, person }: SessionRow): Promise<AccountRow> {
  await lockAccount(tx, person);
  const account = (await deleteSession(tx, id, person)) ? await findAccountById(tx, person) : undefined;
  if (account === undefined) throw new Problem('sign_in_expired');
  return account;
}

/**
 * The last step for somebody who was given a first password: they choose their own.
 * @param waiting the token the step before gave
 * @throws Problem `sign_in_expired`; `password_unsuitable`, also for the first one again
 */
export async function signInWithNewPassword(
  ctx: GatewayContext,
  waiting: string,
  password: string,
  visitor: Visitor,
): Promise<OpenedSession> {
  const row = await requireWaiting(ctx, waiting, 'new-password');
  requireSuitable(password, [row.name, row.email]);
  const before = await findAccountById(ctx.database, row.person);
  if (await isPassword(before?.hash ?? null, password))
    throw new Problem('password_unsuitable', { detail: 'The new password is not the first one', field: 'password' });
  const hash = await hashPassword(password);
  return ctx.database.transaction(async (tx) => {
    const account = await takeStep(tx, row);
    await keepPassword(ctx, tx, { person: row.person, hash, kind: 'own' }, userActor(row.person));
    await deleteOtherSessions(tx, row.person, null);
    return enter(ctx, tx, account, { method: row.method }, visitor);
  });
}

/** A session for somebody who has shown who they are. @throws Problem `sign_in_refused` when the account was closed since */
export const signIn = (
  ctx: GatewayContext,
  account: Pick<AccountRow, 'id'>,
  by: Omit<OpenedBy, 'state'>,
  visitor: Visitor,
): Promise<OpenedSession> =>
  ctx.database.transaction(async (tx) => {
    if (!(await lockAccount(tx, account.id))) throw new Problem('sign_in_refused');
    return enter(ctx, tx, account, by, visitor);
  });

async function enter(
  ctx: GatewayContext,
  tx: Transaction,
  { id }: Pick<AccountRow, 'id'>,
  by: Omit<OpenedBy, 'state'>,
  visitor: Visitor,
): Promise<OpenedSession> {
  const browser = visitor.browser !== null && isToken(visitor.browser) ? visitor.browser : newToken();
  await noteBrowser(tx, digestOf(browser), id, ctx.now());
  await noteSignIn(tx, id, ctx.now());
  const session = await openSession(ctx, tx, id, visitor, { state: 'open', ...by });
  // Not the address: what the log holds stays.
  await recordEvents(tx, [{ kind: 'user.signed-in', agencies: [], payload: { user: id, method: by.method } }]);
  return { kind: 'open', session, browser };
}
