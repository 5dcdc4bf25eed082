/**
 * API tokens: issued, revoked, and recognised on every request. A token is 256 random bits behind the prefix `cv_`;
 * only its SHA-256 is kept, and the lookup by hash tells a guesser nothing about how close a guess was.
 * Source: RFC 6750 (bearer tokens).
 */
import { createHash, randomBytes } from 'node:crypto';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import { requireAgencies } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import type { Database } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Principal, principalOf, readScope, type Scope } from './access.js';
import {
  findToken,
  findUsableToken,
  insertToken,
  listTokenRows,
  noteTokenUse,
  revokeTokenRow,
  type TokenRow,
} from './tokens.store.js';

export interface TokenRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Codes or aliases; empty for operators and auditors. */
  readonly agencies: readonly string[];
  readonly expiresAt?: Date | null;
  /** Who asks for it. */
  readonly actor: string;
}

export interface IssuedToken {
  readonly id: string;
  /** The only time the token itself can be seen. */
  readonly token: string;
}

/**
 * Issues a token.
 * @throws Problem `invalid_request` for an unknown scope, no scope, or an expiry that is past; `unknown_agency`
 */
export async function issueToken(ctx: GatewayContext, request: TokenRequest): Promise<IssuedToken> {
  const scopes = readScopes(request.scopes);
  const expiresAt = request.expiresAt ?? null;
  if (expiresAt !== null && !(expiresAt > ctx.now()))
    throw new Problem('invalid_request', { detail: 'The expiry is not in the future', field: 'expiresAt' });
  const token = `cv_${randomBytes(32).toString('base64url')}`;
  const id = uuidv7();
  await ctx.database.transaction(async (tx) => {
    const agencies = await requireAgencies(tx, request.agencies);
    await insertToken(tx, {
      id,
      name: request.name.normalize('NFC'),
      hash: hashOf(token),
      scopes,
      agencies,
      expiresAt,
      createdBy: request.actor,
    });
    await recordEvents(tx, [{ kind: 'token.created', agencies, payload: { token: id, scopes, actor: request.actor } }]);
  });
  return { id, token };
}

function readScopes(texts: readonly string[]): Scope[] {
  if (texts.length === 0)
    throw new Problem('invalid_request', { detail: 'A token needs at least one scope', field: 'scopes' });
  return [...new Set(texts.map(readScope))];
}

/**
 * Revokes a token; other processes notice within seconds.
 * @param idOrToken the id, or the token itself when only that is at hand
 * @returns the id
 * @throws Problem `not_found` when there is none; revoking twice is not an error
 */
export async function revokeToken(ctx: GatewayContext, idOrToken: string, actor: string): Promise<string> {
  const id = await ctx.database.transaction(async (tx) => {
    const row = isUuid(idOrToken)
      ? await findToken(tx, idOrToken)
      : await findUsableToken(tx, hashOf(idOrToken), ctx.now());
    if (row === undefined) throw new Problem('not_found', { detail: 'There is no such token' });
    if (await revokeTokenRow(tx, row.id, ctx.now()))
      await recordEvents(tx, [{ kind: 'token.revoked', agencies: row.agencies, payload: { token: row.id, actor } }]);
    return row.id;
  });
  recentTokens.delete(ctx.database);
  return id;
}

/** All tokens, or those of one agency, newest first. */
export const listTokens = (ctx: GatewayContext, agency?: string): Promise<TokenRow[]> =>
  listTokenRows(ctx.database, agency ?? null);

interface RecentToken {
  readonly principal: Principal;
  readonly untilMs: number;
}

/** How long a recognised token is believed without asking the database: the longest a revocation can go unnoticed. */
const rememberMs = 2_000;
const rememberAtMost = 10_000;
const recentTokens = new WeakMap<Database, Map<string, RecentToken>>();

/**
 * Who stands behind a bearer token.
 * @param bearer the token without the word `Bearer`
 * @throws Problem `unauthenticated` when it is missing, unknown, expired or revoked; `database_unavailable`
 */
export async function authenticate(ctx: GatewayContext, bearer: string | undefined): Promise<Principal> {
  // Anything of another shape is refused without asking the database.
  if (bearer === undefined || !/^cv_[A-Za-z0-9_-]{43}$/.test(bearer)) throw new Problem('unauthenticated');
  const hash = hashOf(bearer);
  const key = hash.toString('base64');
  const recent = recentTokens.get(ctx.database)?.get(key);
  if (recent !== undefined && recent.untilMs > ctx.now().getTime()) return recent.principal;
  const row = await findUsableToken(ctx.database, hash, ctx.now());
  if (row === undefined) throw new Problem('unauthenticated', { detail: 'The token is unknown, expired or revoked' });
  await noteUse(ctx, row);
  const principal = principalOf(`token:${row.id}`, row.scopes as Scope[], row.agencies);
  remember(ctx, key, { principal, untilMs: Math.min(ctx.now().getTime() + rememberMs, expiryMs(row)) });
  return principal;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const expiryMs = (row: TokenRow): number =>
  row.expires_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.expires_at);

async function noteUse(ctx: GatewayContext, row: TokenRow): Promise<void> {
  const lastMs = row.last_used_at === null ? 0 : Date.parse(row.last_used_at);
  if (ctx.now().getTime() - lastMs > 60_000) await noteTokenUse(ctx.database, row.id, ctx.now());
}

function remember(ctx: GatewayContext, key: string, token: RecentToken): void {
  const known = recentTokens.get(ctx.database);
  // Starting over is cheap and keeps a flood of different tokens from filling the memory.
  if (known === undefined || known.size >= rememberAtMost) recentTokens.set(ctx.database, new Map([[key, token]]));
  else known.set(key, token);
}
