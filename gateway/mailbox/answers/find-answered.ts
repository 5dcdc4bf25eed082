/**
 * Which delivery of ours a reply is about, and what in it shows that its writer has our mail. Believes nobody: what the mail may do
 * with it is judged elsewhere (judge-answer.ts).
 * Source: RFC 5322 section 3.6.4 (In-Reply-To, References); gateway/mail/mail-names.ts and answer-tokens.ts, which write what is read here.
 */
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import type { Message } from '../../../schemas/mime/message.js';
import type { GatewayContext } from '../../context.js';
import { answerTokensInAddresses, isLive, knownAnswerTokens } from '../../mail/answer-tokens.js';
import type { AnswerToken } from '../../mail/answer-tokens.store.js';
import { mailTokenDigest, mailTokensIn } from '../../mail/mail-token.js';
import type { IncomingMail } from '../incoming-mail.js';
import { idInMessageId } from '../our-mails.js';
import {
  type AnsweredDelivery,
  type OwnMailName,
  selectAnsweredDelivery,
  selectNamedDelivery,
} from './answered-deliveries.store.js';

export type FoundDelivery =
  /** Nothing in it is of ours. */
  | { readonly kind: 'unknown' }
  /** It names several documents, or recipients. */
  | { readonly kind: 'ambiguous' }
  | {
      readonly kind: 'found';
      readonly delivery: AnsweredDelivery;
      /** A token for this recipient, whose time is not over, came back. */
      readonly hasToken: boolean;
      /** The text itself, which a signature covers and header fields are no part of, names this document. */
      readonly isNamedInText: boolean;
    };

const kinds = ['delivery', 'reply'] as const;
/** Where a mail server leaves the address it was told. */
const recipientFields = new Set(['to', 'cc', 'delivered-to', 'x-original-to']);

function ownNames({ config: { mailFrom } }: GatewayContext, ids: readonly string[]): OwnMailName[] {
  if (mailFrom === null) return [];
  return ids.flatMap((messageId) =>
    kinds.flatMap((kind) => {
      const id = idInMessageId({ mailFrom }, kind, messageId);
      return id === null ? [] : [{ kind, id }];
    }),
  );
}

const addressFields = ({ entity }: Message) =>
  entity.fields
    .filter(({ name }) => recipientFields.has(name))
    .map(({ value }) => value)
    .join('\n');

const isOf =
  ({ document, agency }: Pick<AnsweredDelivery, 'document' | 'agency'>) =>
  (token: AnswerToken) =>
    token.document === document && token.agency === agency;

function isAmong(written: readonly string[]): (token: AnswerToken) => boolean {
  const digests = new Set(written.map(mailTokenDigest));
  return ({ tokenSha256 }) => digests.has(tokenSha256);
}

async function nearestDelivery(ctx: GatewayContext, inReplyTo: readonly string[], tokens: readonly AnswerToken[]) {
  const names = ownNames(ctx, inReplyTo);
  const named = names.length === 0 ? undefined : await selectNamedDelivery(ctx.database, names);
  if (named !== undefined) return named;
  const [first] = tokens;
  return first && selectAnsweredDelivery(ctx.database, first.delivery);
}

/** @param inReplyTo identifiers of the mails it answers, nearest first */
export async function findAnswered(
  ctx: GatewayContext,
  { message }: Pick<IncomingMail, 'message'>,
  inReplyTo: readonly string[],
): Promise<FoundDelivery> {
  const text = displayedText(message);
  const ofText = mailTokensIn(text);
  const known = await knownAnswerTokens(ctx, [...ofText, ...answerTokensInAddresses(addressFields(message))]);
  const inText = known.filter(isAmong(ofText));
  const tokens = [...inText, ...known.filter((token) => !inText.includes(token))];
  const delivery = await nearestDelivery(ctx, inReplyTo, tokens);
  if (delivery === undefined) return { kind: 'unknown' };
  if (!tokens.every(isOf(delivery))) return { kind: 'ambiguous' };
  return {
    kind: 'found',
    delivery,
    hasToken: tokens.some((token) => isLive(token, ctx.now())),
    isNamedInText: inText.length > 0 || text.split(/\s+/).includes(delivery.documentId),
  };
}
