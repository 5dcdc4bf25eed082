/**
 * What becomes of a mail that asked for a document: sent, sent before, or not sent, and who is told.
 * Answers go to addresses of the directory only (a signed mail of an agency without one is answered where it came from), and never to what a
 * program may have sent: whoever forges a From has us write to nobody.
 */
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';
import { selectAgenciesByCode } from '../../agencies/agencies.store.js';
import { baseAddress } from '../../config.js';
import type { GatewayContext } from '../../context.js';
import { firstIdOf } from '../../database/first-id.js';
import type { SubmitAnswer } from '../../documents/submit-answer.js';
import { selectDocument, selectFiles, selectRecipients } from '../../documents/view-document.store.js';
import { documentAddress } from '../../web/document-address.js';
import type { Handled, IncomingMail, Letter, Reply, SenderProof } from '../incoming-mail.js';
import { orderErasure } from '../operating/erased-mails.store.js';
import { isProven } from '../sender/is-proven.js';
import { composeSent } from './compose-document-reply.js';
import { composeRefused, composeSecretRefused } from './compose-refusal-reply.js';
import { countUnproven, isAnnounced } from './earlier-mails.store.js';

/** Whom the mail is proven to speak for, by what. */
export interface Speaker {
  readonly agency: string;
  readonly proof: SenderProof;
}

/** Where an answer goes; null: nobody is told. @param agency for whom the mail speaks, when that is proven */
export async function answerAddress(ctx: GatewayContext, mail: IncomingMail, agency?: string): Promise<string | null> {
  const { sorted, sender, row } = mail;
  if (!sorted.mayBeAnswered) return null;
  const proven = agency ?? sender.signature?.agency ?? (row.vouched === 'confirmed' ? row.vouchedBy : null);
  if (proven === null) return sender.claims.length > 0 ? sorted.sender : null;
  const [known] = await selectAgenciesByCode(ctx.database, [proven]);
  return known?.email ?? (sender.signature === null ? null : sorted.sender);
}

const replyWith = (to: string | null, letter: Letter): { readonly reply?: Reply } =>
  to === null ? {} : { reply: { to, ...letter } };

/** The document is on its way. A mail that came in twice is answered once. */
export async function sentOutcome(
  ctx: GatewayContext,
  mail: IncomingMail,
  speaker: Speaker,
  answer: SubmitAnswer,
): Promise<Handled> {
  const said = { state: 'done', ...speaker, document: answer.id } as const;
  if (await isAnnounced(ctx.database, answer.id, mail.row.id)) return { ...said, result: 'repeated' };
  const to = await answerAddress(ctx, mail, speaker.agency);
  const letter = composeSent(await sentDocument(ctx, answer));
  return { ...said, result: 'submitted', isRecorded: true, detail: answer.documentId, ...replyWith(to, letter) };
}

async function sentDocument(ctx: GatewayContext, { id, sha256, warnings }: SubmitAnswer) {
  const document = await selectDocument(ctx.database, id, null);
  if (document === undefined) throw new Error(`the document ${id} is not there`);
  const recipients = await selectRecipients(ctx.database, id);
  return {
    document,
    from: { code: document.from, name: document.fromName },
    to: recipients.map(({ agency, name }) => ({ code: agency, name })),
    files: await selectFiles(ctx.database, id),
    warnings: warnings.map(({ detail }) => detail),
    sha256,
    href: new URL(documentAddress(id, null), baseAddress(ctx.config)).href,
  };
}

export interface Reason {
  readonly result: string;
  readonly detail?: string;
}

/** In a day, each result by itself: a clerk tries a few times, a help desk that answers our answers goes on for ever. */
const mostRefusals = 10;
const dayMs = 86_400_000;

/** Where it is told that nothing was sent; null: nobody is told, or was told often enough by now. */
async function refusalAddress(ctx: GatewayContext, mail: IncomingMail, { result }: Reason): Promise<string | null> {
  const to = await answerAddress(ctx, mail);
  const { sender } = mail.sorted;
  if (to === null || sender === null || isProven(mail)) return to;
  const since = firstIdOf(new Date(Date.now() - dayMs));
  return (await countUnproven(ctx.database, { sender, result, since })) < mostRefusals ? to : null;
}

/** Nothing was sent, and the sender can put it right. Where nobody can be told, an operator shall see it. */
export async function toldOutcome(
  ctx: GatewayContext,
  mail: IncomingMail,
  reason: Reason,
  letter: Letter,
): Promise<Handled> {
  const to = await refusalAddress(ctx, mail, reason);
  return { state: to === null ? 'quarantined' : 'done', ...reason, ...replyWith(to, letter) };
}

/** Nothing was sent, and an operator may look into it. */
export async function quarantinedOutcome(
  ctx: GatewayContext,
  mail: IncomingMail,
  reason: Reason,
  letter: Letter,
): Promise<Handled> {
  return { state: 'quarantined', ...reason, ...replyWith(await refusalAddress(ctx, mail, reason), letter) };
}

/** Faults on our side, which pass. */
const passing = new Set<ProblemCode>(['in_progress', 'conflict', 'rate_limited']);

/** What a refusal of the document's room means for the mail. @throws what is no fault of the mail's */
export async function refusedOutcome(ctx: GatewayContext, mail: IncomingMail, error: unknown): Promise<Handled> {
  if (!isProblem(error) || passing.has(error.code) || catalogue[error.code].status >= 500) throw error;
  if (error.code === 'secret_refused') return secretOutcome(ctx, mail);
  if (error.code === 'idempotency_conflict') return messageIdReused;
  const reason = { result: error.code, detail: detailOf(error) };
  const outcome = isProven(mail) ? toldOutcome : quarantinedOutcome;
  return outcome(ctx, mail, reason, composeRefused(error, isProven(mail)));
}

const detailOf = ({ detail, field }: Problem) => (field === undefined ? detail : `${field}: ${detail}`);

/** Another document under the Message-ID of one that was sent: one of the two is forged, or a program is broken. */
export const messageIdReused: Handled = { state: 'quarantined', result: 'message_id_reused' };

async function secretOutcome(ctx: GatewayContext, mail: IncomingMail): Promise<Handled> {
  return {
    state: 'done',
    result: 'secret_refused',
    ...replyWith(await answerAddress(ctx, mail), composeSecretRefused()),
    async write(tx) {
      await orderErasure(tx, mail.row.id);
      return [];
    },
  };
}
