/**
 * Sessions of people in browsers: opened, recognised, ended. A cookie holds 256 random bits; the database only their digest. Every step
 * of signing in gets a token of its own, so that one known before opens nothing afterwards (session fixation).
 * Source: OWASP ASVS 4.0.3 chapter 3 (session management); RFC 6265 (cookies are elsewhere: gateway/http/cookies.ts).
 */
import { v7 as uuidv7 } from 'uuid';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { type Assignment, assignmentsOf } from './absences/assignments.js';
import { deputyActor, type Principal, principalOf, type Role, roleScopes, userActor } from './access.js';
import { digestOf, isToken, newToken } from './secret-token.js';
import {
  deleteEndedSessions,
  deleteOldBrowsers,
  findSession,
  insertSession,
  listOwnSessions,
  noteSessionUse,
  type OwnSessionRow,
  type SessionRow,
  type SessionState,
  type SignInMethod,
} from './sessions.store.js';
import { deleteEndedAttempts } from './sign-in-limits.store.js';

/** Where a request comes from, as its owner will recognise it in the list of sessions. */
export interface Origin {
  readonly address: string;
  /** User-Agent. */
  readonly agent: string;
}

/** Who is signed in. */
export interface SignedIn {
  readonly session: string;
  readonly method: SignInMethod;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** As which they act: their own, or that of whom they stand in for. */
  readonly role: Role;
  readonly agency: { readonly code: string; readonly name: string } | null;
  readonly principal: Principal;
  /** In whose place they act now; null for their own. */
  readonly behalf: Assignment | null;
  /** In whose place they may act today. */
  readonly assignments: readonly Assignment[];
}

/** How long a code may be looked for, or a new password thought of. */
const stepMs = 10 * 60_000;
const browserDays = 400;
const dayMs = 86_400_000;
const noteEveryMs = 60_000;
const maxAgentLength = 300;

const idleSince = ({ config, now }: GatewayContext) => new Date(now().getTime() - config.sessionIdleMinutes * 60_000);

export interface OpenedBy {
  readonly state: SessionState;
  readonly method: SignInMethod;
  /** What an OpenID provider gave. */
  readonly idToken?: string | null;
}

/**
 * Opens a session, or the time a step of signing in may take.
 * @returns the token for the cookie
 */
export async function openSession(
  ctx: GatewayContext,
  tx: Transaction,
  person: string,
  { address, agent }: Origin,
  { state, method, idToken = null }: OpenedBy,
): Promise<string> {
  const token = newToken();
  const at = ctx.now();
  const lifeMs = state === 'open' ? ctx.config.sessionHours * 3_600_000 : stepMs;
  await insertSession(tx, {
    id: uuidv7(),
    hash: digestOf(token),
    person,
    state,
    method,
    at,
    expiresAt: new Date(at.getTime() + lifeMs),
    address,
    agent: agent.slice(0, maxAgentLength),
    idToken,
  });
  return token;
}

async function recognize(ctx: GatewayContext, token: string, state: SessionState): Promise<SessionRow | undefined> {
  if (!isToken(token)) return undefined;
  const row = await findSession(ctx.database, digestOf(token), ctx.now(), idleSince(ctx), vietnamDay(ctx.now()));
  return row?.state === state ? row : undefined;
}

/** Who a cookie belongs to; null when its session is over, was never, or waits for a code. */
export async function findSignedIn(ctx: GatewayContext, token: string): Promise<SignedIn | null> {
  const row = await recognize(ctx, token, 'open');
  if (row === undefined) return null;
  if (ctx.now().getTime() - Date.parse(row.last_seen_at) > noteEveryMs)
    await noteSessionUse(ctx.database, row.id, ctx.now());
  return signedInOf(row, vietnamDay(ctx.now()));
}

/** Whose next step a cookie waits for. */
export const findWaiting = (
  ctx: GatewayContext,
  token: string,
  step: Exclude<SessionState, 'open'>,
): Promise<SessionRow | undefined> => recognize(ctx, token, step);

function signedInOf(row: SessionRow, day: string): SignedIn {
  const { id, method, person, name, email, agency, agency_name } = row;
  const assignments = assignmentsOf({ id: person, role: row.role, agency, isOpen: true }, row.offered, day);
  const behalf = assignments.find(({ absence }) => absence === row.absence) ?? null;
  const role = behalf?.role ?? row.role;
  const actor = behalf === null ? userActor(person) : deputyActor(person, behalf.person);
  return {
    session: id,
    method,
    id: person,
    name,
    email,
    role,
    agency: agency === null ? null : { code: agency, name: agency_name ?? agency },
    principal: principalOf(actor, roleScopes[role], agency === null ? [] : [agency]),
    behalf,
    assignments,
  };
}

/** Where somebody is signed in, last used first. */
export const listSessions = (ctx: GatewayContext, person: string): Promise<OwnSessionRow[]> =>
  listOwnSessions(ctx.database, person, ctx.now(), idleSince(ctx));

/** Removes what time has ended. @returns sessions removed */
export async function tidySessions(ctx: GatewayContext): Promise<number> {
  await deleteEndedAttempts(ctx.database, ctx.now());
  await deleteOldBrowsers(ctx.database, new Date(ctx.now().getTime() - browserDays * dayMs));
  return deleteEndedSessions(ctx.database, ctx.now(), idleSince(ctx));
}
