/**
 * What mail servers and mail programs report about mails of ours: arrived, passed on, late, come back; opened; complained about.
 * Reports prove nothing about who wrote them, so only those that name a mail we sent to that receiver change anything, and only as far as
 * a delivery can still go. Does not read reports (schemas/mail) nor send anything again itself.
 * Source: RFC 3464 section 2.3.3 (actions), RFC 8098 section 3.2.6 (dispositions), RFC 5965; architecture, "States".
 */
import type {
  DeliveryOutcome,
  DeliveryReport,
  DispositionNotification,
  FailureReason,
  FeedbackReport,
  OriginalMail,
} from '../../../schemas/mail/sorted-mail.js';
import type { GatewayContext } from '../../context.js';
import type { Transaction } from '../../database/database.js';
import { pauseMs } from '../../deliveries/back-off.js';
import type { EventKind, NewEvent } from '../../evidence/events.js';
import { tellOnlyOfFailed, tellSenders } from '../../failure-notices/tell-senders.js';
import type { Deferred, Handled, IncomingMail } from '../incoming-mail.js';
import { failSentReply, isReplyOnItsWay } from '../mails-out.store.js';
import type { MailContext } from '../mails-together.js';
import { idInEnvelope, idInMessageId, idInSuffix, suffixesIn } from '../our-mails.js';
import { endArrived, failSent, type MailedDelivery, requeueSent } from './mailed-deliveries.store.js';

/** Servers that came back for now have tried for days themselves. */
const leastPauseMs = 3_600_000;

const reasonCodes: Readonly<Record<FailureReason, string>> = {
  'mailbox-full': 'mailbox_full',
  'mailbox-disabled': 'mailbox_disabled',
  'recipient-unknown': 'mailbox_unknown',
  'host-unknown': 'mail_host_unknown',
  'too-large': 'mail_too_large',
  spam: 'mail_taken_for_spam',
  rejected: 'mail_rejected',
  unreachable: 'mail_server_unreachable',
  other: 'mail_refused',
};

/** Best first: a copy that arrived counts more than one that did not. */
const byWeight: readonly DeliveryOutcome['action'][] = ['delivered', 'relayed', 'expanded', 'delayed', 'failed'];

/** The report was faster than the note that the server took the mail. */
const stillSending: Deferred = {
  state: 'deferred',
  result: 'still_sending',
  detail: 'the mail it is about is still being sent',
};

const unmatched: Handled = { state: 'quarantined', result: 'report_unmatched' };

/** The mails a report names, each way it can name one; the same one, if it is a genuine report. */
function namedIds(ctx: GatewayContext, mail: IncomingMail, original: OriginalMail): string[] {
  const { mailFrom, mailReturnDelimiter } = ctx.config;
  if (mailFrom === null) return [];
  const named = [
    original.envelopeId === null ? null : idInEnvelope(original.envelopeId),
    original.messageId === null ? null : idInMessageId({ mailFrom }, 'delivery', original.messageId),
    ...suffixesIn(mail.message, { mailFrom, mailReturnDelimiter }).map(idInSuffix),
  ];
  return [...new Set(named.filter((id) => id !== null))];
}

type Found = { readonly mailed: MailedDelivery } | Handled | Deferred;

async function findDelivery(ctx: MailContext, mail: IncomingMail, original: OriginalMail): Promise<Found> {
  const ids = namedIds(ctx, mail, original);
  if (ids.length > 1) return { state: 'quarantined', result: 'report_contradicts', detail: ids.join(' ') };
  const [delivery] = await ctx.together.mailed(ids);
  if (delivery === undefined) return unmatched;
  if (delivery.state === 'sending') return stillSending;
  return { mailed: delivery };
}

const event = (
  kind: EventKind,
  { id, kind: what, document, documentId, fromAgency, target }: MailedDelivery,
  payload: Readonly<Record<string, unknown>>,
) => ({
  kind,
  document,
  agencies: [fromAgency, target],
  payload: { delivery: id, kind: what, documentId, target, channel: 'email', ...payload },
});

const matched = (result: string, { id, document }: MailedDelivery, write?: Handled['write']): Handled => ({
  state: 'done',
  result,
  delivery: id,
  document,
  ...(write === undefined ? {} : { write }),
});

/** What counts for our receiver: what is said of its address, else of everybody. */
function decisive({ outcomes }: DeliveryReport, { address }: MailedDelivery): DeliveryOutcome | undefined {
  const ofReceiver = outcomes.filter(
    ({ recipient, originalRecipient }) => address !== null && (recipient === address || originalRecipient === address),
  );
  const candidates = ofReceiver.length > 0 ? ofReceiver : outcomes;
  return candidates.toSorted((one, other) => byWeight.indexOf(one.action) - byWeight.indexOf(other.action))[0];
}

const words = ({ diagnostic, status, reply }: DeliveryOutcome) =>
  diagnostic !== '' ? diagnostic : [reply, status].filter((code) => code !== null).join(' ');

export async function handleDeliveryReport(
  ctx: MailContext,
  mail: IncomingMail,
  report: DeliveryReport,
): Promise<Handled | Deferred> {
  const found = await findDelivery(ctx, mail, report.original);
  if (!('mailed' in found)) return found === unmatched ? aboutReply(ctx, report) : found;
  const { mailed: delivery } = found;
  const outcome = decisive(report, delivery);
  if (outcome === undefined) return unmatched;
  const facts = { mail: mail.row.id, form: report.form, status: outcome.status, detail: words(outcome) };
  switch (outcome.action) {
    case 'delivered':
      return matched('delivered', delivery, (tx) => arrived(ctx, tx, delivery, facts));
    case 'relayed':
    case 'expanded':
      return matched('relayed', delivery, async () => [event('delivery.relayed', delivery, facts)]);
    case 'delayed':
      return matched('delayed', delivery, async () => [event('delivery.delayed', delivery, facts)]);
    case 'failed':
      return cameBack(ctx, delivery, outcome, facts);
  }
}

async function arrived(
  ctx: GatewayContext,
  tx: Transaction,
  delivery: MailedDelivery,
  facts: Readonly<Record<string, unknown>>,
): Promise<NewEvent[]> {
  const was = await endArrived(tx, delivery.id);
  if (was === 'failed') await tellOnlyOfFailed(ctx, tx, delivery.document);
  return was === null ? [] : [event('delivery.delivered', delivery, facts)];
}

function cameBack(
  ctx: GatewayContext,
  delivery: MailedDelivery,
  outcome: DeliveryOutcome,
  facts: Readonly<Record<string, unknown>>,
): Handled {
  const reasonCode = reasonCodes[outcome.reason ?? 'other'];
  const reason = words(outcome);
  const nextAt = new Date(
    Date.now() + Math.max(leastPauseMs, pauseMs({ deferrals: delivery.deferrals, random: Math.random() })),
  );
  const isWorthRepeating = outcome.isPermanent === false && nextAt < new Date(delivery.expiresAt);
  return matched(isWorthRepeating ? 'bounced_for_now' : 'bounced', delivery, async (tx) => {
    const isNews = isWorthRepeating
      ? await requeueSent(tx, delivery.id, { nextAt, reasonCode, reason })
      : await failSent(tx, delivery.id, { reasonCode, reason });
    if (!isNews) return [];
    if (!isWorthRepeating) await tellSenders(ctx, tx, [delivery.id]);
    const kind = isWorthRepeating ? 'delivery.deferred' : 'delivery.failed';
    return [event(kind, delivery, { ...facts, code: reasonCode })];
  });
}

/** An answer of ours came back: shown among the mails that went out. */
async function aboutReply(ctx: GatewayContext, { original, outcomes }: DeliveryReport): Promise<Handled | Deferred> {
  const { mailFrom } = ctx.config;
  const named = [
    original.envelopeId === null ? null : idInEnvelope(original.envelopeId),
    original.messageId === null || mailFrom === null ? null : idInMessageId({ mailFrom }, 'reply', original.messageId),
  ];
  const [id] = named.filter((one) => one !== null);
  const [outcome] = outcomes;
  if (id === undefined || outcome === undefined) return unmatched;
  if (outcome.action !== 'failed') return { state: 'done', result: 'reply_reported' };
  if (await isReplyOnItsWay(ctx.database, id)) return stillSending;
  const failed = { reasonCode: reasonCodes[outcome.reason ?? 'other'], reason: words(outcome) };
  const isOurs = await failSentReply(ctx.database, id, failed);
  return isOurs ? { state: 'done', result: 'reply_bounced' } : unmatched;
}

/** Somebody opened the mail: a proof that it arrived, and nothing about what is thought of the document. */
export async function handleDisposition(
  ctx: MailContext,
  mail: IncomingMail,
  notification: DispositionNotification,
): Promise<Handled | Deferred> {
  const found = await findDelivery(ctx, mail, notification.original);
  if (!('mailed' in found)) return found;
  const { mailed: delivery } = found;
  const { disposition, isManual } = notification;
  if (disposition !== 'displayed') return matched('disposition_noted', delivery);
  const facts = { mail: mail.row.id, manual: isManual };
  return matched('opened', delivery, async (tx) => [
    ...(await arrived(ctx, tx, delivery, facts)),
    event('delivery.opened', delivery, facts),
  ]);
}

/** A complaint is for people: it may be about every mail this gateway sends. */
export async function handleFeedback(
  ctx: MailContext,
  mail: IncomingMail,
  { feedback, original }: FeedbackReport,
): Promise<Handled | Deferred> {
  const found = await findDelivery(ctx, mail, original);
  if (!('mailed' in found)) return found;
  const { id: delivery, document } = found.mailed;
  return { state: 'quarantined', result: 'complaint', detail: feedback, delivery, document };
}
