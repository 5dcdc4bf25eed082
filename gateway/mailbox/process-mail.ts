/**
 * One mail that was taken in: read, sort, find out who is behind it, act, and write down what became of it, with the answer it gets, in
 * one transaction (finish-mails.ts). What a mail causes elsewhere (a document, a status) recognises its own repeat, so that a crash in between does no harm.
 * Does not decide what a mail is (schemas/mail) nor what it may do (handle-*.ts).
 */
import { Slots } from '../../certs/online/slots.js';
import { openMessage } from '../../certs/smime/open-message.js';
import { foldText } from '../../schemas/directory/fold-text.js';
import { sortMessage } from '../../schemas/mail/sort-mail.js';
import type { MailContent, SortedMail } from '../../schemas/mail/sorted-mail.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { violates } from '../database/unique-violation.js';
import { pauseMs } from '../deliveries/back-off.js';
import { killPoint } from '../documents/kill-points.js';
import { replyHeldBack } from './finish-mails.js';
import { handleMail } from './handle-mail.js';
import type { ClaimedMail, Deferred, Handled, IncomingMail } from './incoming-mail.js';
import { deferMail, type MailFace } from './mails-in.store.js';
import type { ReplyLimit } from './mails-out.store.js';
import { type MailContext, MailsTogether } from './mails-together.js';
import { isErased } from './operating/erased-mails.store.js';
import { isProven } from './sender/is-proven.js';
import { knowSender } from './sender/know-sender.js';

const maxSubjectLength = 500;
const hourly = (count: number) => ({ count, seconds: 3600 });
/** To mails whose sender is proven: none is dropped, above the pace they wait. Two programs that answer each other come to an end at the most. */
export const provenReplyLimit: ReplyLimit = {
  unproven: false,
  pace: hourly(100),
  most: { count: 1_000, seconds: 86_400 },
};
/** To mails whose address alone is shown; a busy agency does not reach it. */
export const replyLimit: ReplyLimit = { unproven: false, pace: hourly(100), most: hourly(100) };
/** So much can somebody have us write to an agency in whose name he writes. */
export const unprovenReplyLimit: ReplyLimit = { unproven: true, pace: hourly(20), most: hourly(20) };
/** A fault of ours that lasts longer (some hours) does not pass by itself. */
const mostDeferrals = 15;
/** So often may processes end while they handle a mail before it is taken for the cause. */
const mostDeaths = 5;

const acting = new Set<MailContent['kind']>(['answer', 'unclear-answer', 'document']);
const actors = new Slots(8);

/** How a mail's handling ended: `lost`, when somebody else holds it by now. */
export type MailEnding = Handled['state'] | 'deferred' | 'lost';

/**
 * Handles a claimed mail. Throws only when the database does; the lease then gives the mail back.
 * @param together shared by the mails that are handled side by side
 */
export async function processMail(
  gateway: GatewayContext,
  row: ClaimedMail,
  together = new MailsTogether(gateway),
): Promise<MailEnding> {
  const ctx = { ...gateway, together };
  if (row.deaths >= mostDeaths) return giveUp(ctx, row, 'every process that handled it came to its end');
  try {
    return await handle(ctx, row);
  } catch (error) {
    if (isProblem(error, 'database_unavailable')) throw error;
    if (isMeetingItsCopy(error)) return defer(ctx, row, metItsCopy);
    ctx.log.error({ mail: row.id, err: error }, 'a mail could not be handled');
    if (!isProblem(error) && row.deferrals >= mostDeferrals) return giveUp(ctx, row, 'it failed every time');
    return defer(ctx, row, faultOf(error));
  }
}

async function handle(ctx: MailContext, row: ClaimedMail): Promise<MailEnding> {
  const opened = await open(ctx, row);
  if ('fault' in opened) return finish(ctx, row, unreadable, opened.fault);
  const handled = opened.bytes.length < row.size ? tooLarge : await act(ctx, opened);
  if (handled.state === 'deferred') return defer(ctx, row, handled);
  if (handled.proof !== undefined) killPoint('mail-acted');
  return finish(ctx, row, faceOf(opened.sorted), answerable(opened, handled), limitFor(opened, handled));
}

/** What acts (seals, sends) takes turns, so that all else need not wait behind it for the processor and the database. */
const act = (ctx: MailContext, mail: IncomingMail) =>
  acting.has(mail.sorted.content.kind) ? actors.run(() => handleMail(ctx, mail)) : handleMail(ctx, mail);

/** An operator sees it; released, it is tried anew. */
const giveUp = (ctx: MailContext, row: ClaimedMail, detail: string) =>
  finish(ctx, row, unreadable, { state: 'quarantined', result: 'handling_failed', detail });

/** Whether anything but From shows who writes. */
const isShown = (mail: IncomingMail) => mail.sender.results.aligned || isProven(mail);

function limitFor(mail: IncomingMail, { proof }: Handled): ReplyLimit {
  if (proof !== undefined || isProven(mail)) return provenReplyLimit;
  return isShown(mail) ? replyLimit : unprovenReplyLimit;
}

/**
 * What a program may have sent is never answered, whatever its handling wished; nor is an address of no agency that nothing but From shows:
 * whoever has one of our mails could have us write to everybody. What nobody is told of, an operator shall see, unless the document shows it.
 */
function answerable(mail: IncomingMail, { reply, ...handled }: Handled): Handled {
  const { sorted, sender } = mail;
  if (reply === undefined) return handled;
  const isKnown = reply.to !== sorted.sender || sender.claims.length > 0 || isShown(mail);
  if (sorted.mayBeAnswered && isKnown) return { ...handled, reply };
  return handled.isRecorded ? handled : { ...handled, state: 'quarantined' };
}

const unreadable: MailFace = { kind: 'unreadable', messageId: null, sender: null, subject: '', search: '' };

/** Only its header was taken in. */
const tooLarge: Handled = { state: 'quarantined', result: 'mail_too_large' };

async function open(ctx: MailContext, row: ClaimedMail): Promise<IncomingMail | { readonly fault: Handled }> {
  try {
    const bytes = await readOriginal(ctx, row.sha256);
    const message = openMessage(bytes);
    const sorted = sortMessage(message, { isVouchedFor: row.vouched !== null });
    return { row, bytes, message, sorted, sender: await knowSender(ctx, bytes, message, sorted) };
  } catch (error) {
    if (isProblem(error, 'storage_damaged') && (await isErased(ctx.database, row.sha256)))
      return { fault: { state: 'done', result: 'secret_refused' } };
    if (!isProblem(error, 'mail_malformed')) throw error;
    return { fault: { state: 'quarantined', result: error.code, detail: error.detail ?? '' } };
  }
}

async function readOriginal(ctx: GatewayContext, sha256: string): Promise<Buffer> {
  const source = await ctx.blobs.open(sha256);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

function faceOf({ content, messageId, sender, subject }: SortedMail): MailFace {
  const shown = subject.slice(0, maxSubjectLength);
  return { kind: content.kind, messageId, sender, subject: shown, search: foldText(`${sender ?? ''} ${shown}`) };
}

async function finish(
  ctx: MailContext,
  row: ClaimedMail,
  face: MailFace,
  handled: Handled,
  limit = replyLimit,
): Promise<MailEnding> {
  try {
    return (await ctx.together.finish({ row, face, handled, limit })) ? handled.state : 'lost';
  } catch (error) {
    if (error !== replyHeldBack) throw error;
    return defer(ctx, row, { result: 'reply_held_back', detail: replyHeldBack.message });
  }
}

/** What makes sure that the same mail, taken in twice, counts once. */
const indexesOfCopies = ['mails_in_submitted', 'mails_in_signature', 'mails_in_answered'];

/** Both are handled at the same moment: whoever comes second finds the first one's end at its next turn. */
const isMeetingItsCopy = (error: unknown) =>
  isProblem(error, 'in_progress') || indexesOfCopies.some((index) => violates(error, index));

const metItsCopy = { result: 'in_progress', detail: 'the same mail is being handled' };

/** A fault on our side: the mail is not to blame, and waits. */
const faultOf = (error: unknown) =>
  error instanceof Problem
    ? { result: error.code, detail: error.detail ?? error.code }
    : { result: 'internal', detail: 'a fault of this gateway' };

async function defer(
  ctx: GatewayContext,
  row: ClaimedMail,
  { result, detail }: Pick<Deferred, 'result' | 'detail'>,
): Promise<MailEnding> {
  const nextAt = new Date(Date.now() + pauseMs({ deferrals: row.deferrals, random: Math.random() }));
  return (await deferMail(ctx.database, row, nextAt, { code: result, detail })) ? 'deferred' : 'lost';
}
