/**
 * Answers by the links in the mail that brought a document: who has the mail may answer for its recipient, as long as the token is
 * good. Looking changes nothing, so that programs which follow links in mails answer nothing.
 * Source: issue "The e-mail gateway", part 2, "one-click signed links".
 */
import type { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { isLive, knownAnswerTokens, type LinkedAnswer } from '../../mail/answer-tokens.js';
import type { AnswerToken } from '../../mail/answer-tokens.store.js';
import { readStanding, recordAnswer, type Standing } from './standing.js';

export type AnswerLink =
  /** There never was one. */
  | { readonly kind: 'unknown' }
  /** Its time is over. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'open'; readonly standing: Standing };

export interface LinkAnswer {
  readonly code: LinkedAnswer;
  /** Needed for 02. */
  readonly reason: string | null;
}

export type LinkResult =
  | Exclude<AnswerLink, { kind: 'open' }>
  | { readonly kind: 'recorded'; readonly standing: Standing }
  /** A rule stands against it, or the reason is missing. */
  | { readonly kind: 'refused'; readonly standing: Standing; readonly problem: Problem };

async function tokenOf(
  ctx: GatewayContext,
  token: string,
): Promise<AnswerToken | Exclude<AnswerLink, { kind: 'open' }>> {
  const [known] = await knownAnswerTokens(ctx, [token]);
  if (known === undefined) return { kind: 'unknown' };
  return isLive(known, ctx.now()) ? known : { kind: 'ended' };
}

/** What the link leads to. Changes nothing. */
export async function viewAnswerLink(ctx: GatewayContext, token: string): Promise<AnswerLink> {
  const known = await tokenOf(ctx, token);
  return 'kind' in known ? known : { kind: 'open', standing: await readStanding(ctx, known) };
}

/** Records the answer; the same a second time changes nothing. @throws as `recordAnswer` */
export async function answerByLink(ctx: GatewayContext, token: string, answer: LinkAnswer): Promise<LinkResult> {
  const known = await tokenOf(ctx, token);
  if ('kind' in known) return known;
  const { document, agency, delivery, tokenSha256 } = known;
  const proof = { by: 'link', tokenSha256 };
  const problem = await recordAnswer(ctx, { document, agency, ...answer, actor: `link:${delivery}`, proof });
  const standing = await readStanding(ctx, known);
  return problem === null ? { kind: 'recorded', standing } : { kind: 'refused', standing, problem };
}
