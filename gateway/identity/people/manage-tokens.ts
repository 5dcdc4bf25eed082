/**
 * Tokens of programs as managers see them. Only operators issue them: a token can seal and send, which an agency's administrator may not.
 * An administrator sees those that act for the agency and stops those that act for nobody else.
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { revokeToken } from '../tokens.js';
import { findToken, type ListedToken, selectTokens, type TokenFilter, type TokenRow } from '../tokens.store.js';
import type { Manager } from './manager.js';

export interface TokenQuery extends Pick<TokenFilter, 'state' | 'before'> {
  readonly limit: number;
}

export interface TokenPage {
  readonly tokens: readonly ListedToken[];
  /** For the next page; null on the last one. */
  readonly next: string | null;
}

/** A page of the tokens somebody manages, newest first. */
export async function findTokens(
  { database, now }: GatewayContext,
  { agencies }: Manager,
  { state, before, limit }: TokenQuery,
): Promise<TokenPage> {
  const rows = await selectTokens(database, { agencies, state, at: now(), before, limit: limit + 1 });
  const tokens = rows.slice(0, limit);
  return { tokens, next: rows.length > limit ? (tokens.at(-1)?.id ?? null) : null };
}

/** Whether a token acts for the manager's agencies alone. */
export const mayRevoke = ({ agencies }: Manager, token: Pick<TokenRow, 'agencies'>): boolean =>
  agencies === null || (token.agencies.length > 0 && token.agencies.every((code) => agencies.includes(code)));

/**
 * Revokes a token; it opens nothing any more at once, in other processes within seconds.
 * @throws Problem `not_found`, also for tokens that act for others
 */
export async function revokeManaged(ctx: GatewayContext, by: Manager, id: string): Promise<void> {
  const token = isUuid(id) ? await findToken(ctx.database, id) : undefined;
  if (token === undefined || !mayRevoke(by, token))
    throw new Problem('not_found', { detail: 'There is no such token' });
  await revokeToken(ctx, id, by.actor);
}
