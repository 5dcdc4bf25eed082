/**
 * Delivery reports in the standard form, and those that only nearly have it.
 * Source: RFC 3464 section 2 (delivery status), RFC 6522 (multipart/report), RFC 6533 (international addresses).
 */
import type { Message, MessagePart } from '../mime/message.js';
import { cutText } from '../words/cut-text.js';
import { isFromMachine } from './automatic-mail.js';
import { failureReason } from './failure-reason.js';
import { originalMessageId } from './original-mail.js';
import { addressIn, type ReportFields, readReportFields } from './report-fields.js';
import type { DeliveryAction, DeliveryOutcome, DeliveryReport } from './sorted-mail.js';
import { replyIn, statusIn } from './status-codes.js';

const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const actions: readonly DeliveryAction[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'];
const maxDiagnosticLength = 500;
/** A mail of ours goes to one recipient; some servers tell of each copy they passed on. */
const maxRecipients = 100;
/** What servers explain they explain in the first lines. */
const maxExplainedLength = 10_000;

function actionOf(fields: ReportFields, status: string | null): DeliveryAction {
  const said = fields.get('action')?.toLowerCase() ?? '';
  const named = actions.find((action) => said.startsWith(action));
  if (named !== undefined) return named;
  if (status?.startsWith('2')) return 'delivered';
  return status?.startsWith('4') ? 'delayed' : 'failed';
}

const hasArrived = (action: DeliveryAction) => action !== 'failed' && action !== 'delayed';

/** The class of the code decides; without one, a server that gave up is believed. */
export function isPermanent(status: string | null, reply: string | null, action: DeliveryAction): boolean | null {
  if (hasArrived(action)) return null;
  const first = (status ?? reply ?? '').charAt(0);
  return first === '' || first === '2' ? action === 'failed' : first === '5';
}

/** The code in the field, unless it says nothing and the server's words have a better one. */
function statusOf(fields: ReportFields, diagnostic: string): string | null {
  const stated = statusIn(fields.get('status') ?? '');
  const said = statusIn(diagnostic);
  return stated === null || (stated.endsWith('.0.0') && said !== null) ? (said ?? stated) : stated;
}

/** @param explained the text for people: some servers say why only there */
function outcomeOf(fields: ReportFields, explained: string): DeliveryOutcome {
  const diagnostic = fields.get('diagnostic-code') ?? '';
  const status = statusOf(fields, diagnostic);
  const reply = replyIn(diagnostic);
  const action = actionOf(fields, status);
  const recipient = addressIn(fields.get('final-recipient')) ?? addressIn(fields.get('original-recipient'));
  const original = addressIn(fields.get('original-recipient'));
  const said = diagnostic.replace(/^\s*(?:smtp|x-[\w-]+)\s*;\s*/i, '');
  return {
    recipient,
    originalRecipient: original === recipient ? null : original,
    action,
    isPermanent: isPermanent(status, reply, action),
    status,
    reply,
    reason: hasArrived(action) ? null : reasonOf(status, reply, said, explained),
    diagnostic: cutText(said, maxDiagnosticLength),
  };
}

function reasonOf(status: string | null, reply: string | null, said: string, explained: string) {
  const reason = failureReason(status, reply, said);
  return said === '' || reason === 'other' ? failureReason(status, reply, `${said}\n${explained}`) : reason;
}

const isRecipient = (fields: ReportFields) =>
  ['final-recipient', 'original-recipient', 'action', 'diagnostic-code'].some((name) => fields.has(name));

/** Servers that call the part something else still write its fields. */
const looksLikeStatus = /^(?:final-recipient|original-recipient):.*@/im;

const isStatusText = ({ type, content }: MessagePart) =>
  type === 'text/plain' && looksLikeStatus.test(content().subarray(0, 16_384).toString('latin1'));

/** People quote reports: their fields in a text count only where a server wrote it. */
function statusPartsOf(message: Message): MessagePart[] {
  const labelled = message.parts.filter(({ type }) => statusTypes.has(type));
  return labelled.length > 0 || !isFromMachine(message) ? labelled : message.parts.filter(isStatusText);
}

/**
 * @param text what a person would read of the mail
 * @returns null when the mail carries no delivery status
 * @throws Problem `mail_malformed` when the report is over the limits
 */
export function readDeliveryReport(message: Message, text: string): DeliveryReport | null {
  const groups = statusPartsOf(message).flatMap(({ content }) => readReportFields(content()));
  const recipients = groups.filter(isRecipient).slice(0, maxRecipients);
  if (recipients.length === 0) return null;
  const envelopeId = groups.find((fields) => fields.has('original-envelope-id'))?.get('original-envelope-id') ?? null;
  return {
    kind: 'delivery-report',
    form: 'standard',
    outcomes: recipients.map((fields) => outcomeOf(fields, text.slice(0, maxExplainedLength))),
    original: { envelopeId, messageId: originalMessageId(message, text) },
  };
}
