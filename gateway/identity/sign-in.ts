/**
 * Signing in: a password, a code where one is asked for, or an account at the OpenID provider; then a session. What is refused is
 * refused alike and after the same work, whether the account exists or not.
 * Source: OWASP ASVS 4.0.3 chapter 2 (authentication), NIST SP 800-63B section 3.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AccountRow, findAccount } from './credentials.store.js';
import { isPassword } from './passwords.js';
import { useSecondFactor } from './second-factors.js';
import { digestOf, isToken, newToken } from './secret-token.js';
import { findWaiting, type Origin, openSession } from './sessions.js';
import { deleteSession, isKnownBrowser, noteBrowser, type SignInMethod } from './sessions.store.js';
import { countGuess } from './sign-in-limits.js';

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

export type SignInResult = OpenedSession | { readonly kind: 'second-factor'; readonly session: string };

const maxAddressLength = 320;

/** The browser's token, when somebody signed in to this account with it before. */
async function knownBrowser(ctx: GatewayContext, person: string | undefined, { browser }: Visitor) {
  if (person === undefined || browser === null || !isToken(browser)) return null;
  return (await isKnownBrowser(ctx.database, digestOf(browser), person)) ? browser : null;
}

/**
 * The first step.
 * @throws Problem `sign_in_refused`; `sign_in_paused` after too many attempts
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
  if (!account.has_second_factor) return signIn(ctx, account, 'password', visitor);
  const session = await ctx.database.transaction((tx) =>
    openSession(ctx, tx, account.id, visitor, { state: 'second-factor', method: 'password' }),
  );
  return { kind: 'second-factor', session };
}

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
): Promise<OpenedSession> {
  const row = await findWaiting(ctx, waiting);
  if (row === undefined) throw new Problem('sign_in_expired');
  const browser = await knownBrowser(ctx, row.person, visitor);
  const guess = await countGuess(ctx, {
    thing: 'second-factor',
    account: row.person,
    address: visitor.address,
    browser,
  });
  const opened = await ctx.database.transaction(async (tx) => {
    const method = await useSecondFactor(ctx, tx, row.person, code);
    if (!(await deleteSession(tx, row.id, row.person))) throw new Problem('sign_in_expired');
    return enter(ctx, tx, { id: row.person, agency: row.agency }, method, visitor);
  });
  await guess.forgive();
  return opened;
}

/** A session for somebody who has shown who they are. */
export const signIn = (
  ctx: GatewayContext,
  account: Pick<AccountRow, 'id' | 'agency'>,
  method: SignInMethod,
  visitor: Visitor,
): Promise<OpenedSession> => ctx.database.transaction((tx) => enter(ctx, tx, account, method, visitor));

async function enter(
  ctx: GatewayContext,
  tx: Transaction,
  { id }: Pick<AccountRow, 'id' | 'agency'>,
  method: SignInMethod,
  visitor: Visitor,
): Promise<OpenedSession> {
  const browser = visitor.browser !== null && isToken(visitor.browser) ? visitor.browser : newToken();
  await noteBrowser(tx, digestOf(browser), id, ctx.now());
  const session = await openSession(ctx, tx, id, visitor, { state: 'open', method });
  // Not the address: what the log holds stays.
  await recordEvents(tx, [{ kind: 'user.signed-in', agencies: [], payload: { user: id, method } }]);
  return { kind: 'open', session, browser };
}
