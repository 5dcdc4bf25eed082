/**
 * By which an answer shows that its writer has our mail to this recipient: a token in the reply address, in the text and in the links
 * of the mail. What it allows is decided where answers come in (gateway/mailbox).
 * Source: issue "The e-mail gateway", part 2; RFC 5233 (subaddresses), RFC 5322 section 3.6.2 (Reply-To).
 */
import { baseAddress, type Config } from '../config.js';
import type { GatewayContext } from '../context.js';
import { type AnswerToken, insertAnswerToken, selectAnswerTokens } from './answer-tokens.store.js';
import type { SenderSettings } from './mail-names.js';
import { mailTokenDigest, mailTokensIn, newMailToken } from './mail-token.js';

const dayMs = 86_400_000;

/** What a recipient can answer by a link, in the order in which the mail offers it. */
export const linkedAnswers = ['03', '02', '06'] as const;
export type LinkedAnswer = (typeof linkedAnswers)[number];

export interface GivenToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** A new token; those made for the same delivery before stay good, whichever of its mails arrives. */
export async function createAnswerToken(
  ctx: GatewayContext,
  of: Pick<AnswerToken, 'delivery' | 'document' | 'agency'>,
): Promise<GivenToken> {
  const token = newMailToken();
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + ctx.config.mailLinkDays * dayMs);
  await insertAnswerToken(ctx.database, { ...of, tokenSha256: mailTokenDigest(token) }, now, expiresAt);
  return { token, expiresAt };
}

/** Where answers go; undefined where the mail server knows no subaddresses: then the text alone carries the token. At most 58 octets before the @. */
export function answerAddress({ mailFrom, mailReturnDelimiter }: SenderSettings, token: string): string | undefined {
  if (mailReturnDelimiter === 'none') return undefined;
  const [mailbox = '', domain = ''] = mailFrom.split('@');
  return `${mailbox}${mailReturnDelimiter}a${token}@${domain}`;
}

/** The page where this can be answered. */
export const answerHref = (config: Config, token: string, code: LinkedAnswer): string =>
  new URL(`/tra-loi/${token}?viec=${code}`, baseAddress(config)).href;

const inAddress = /[+-]a([a-z2-7]{26})@/g;

/** What may be tokens in mail addresses. */
export const answerTokensInAddresses = (addresses: string): string[] =>
  Array.from(addresses.toLowerCase().matchAll(inAddress), ([, token = '']) => token).flatMap(mailTokensIn);

/** Of what may be tokens those we gave, also those whose time is over. */
export async function knownAnswerTokens(ctx: GatewayContext, tokens: readonly string[]): Promise<AnswerToken[]> {
  return tokens.length === 0 ? [] : selectAnswerTokens(ctx.database, tokens.map(mailTokenDigest));
}

/** Whether its time is not over. */
export const isLive = ({ expiresAt }: AnswerToken, now: Date): boolean => new Date(expiresAt) > now;
