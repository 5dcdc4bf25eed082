/**
 * Reports that are not about delivery: whether a mail was opened, and complaints about it.
 * Source: RFC 8098 section 3 (disposition notifications), RFC 5965 section 3 (feedback reports).
 */
import type { Message, MessagePart } from '../mime/message.js';
import { originalMessageId } from './original-mail.js';
import { addressIn, type ReportFields, readReportFields } from './report-fields.js';
import type { DispositionNotification, FeedbackReport } from './sorted-mail.js';

const dispositionTypes = new Set(['message/disposition-notification', 'message/global-disposition-notification']);
const dispositions = ['displayed', 'deleted', 'dispatched', 'processed'] as const;

const fieldsOf = ({ content }: MessagePart): ReportFields => readReportFields(content())[0] ?? new Map();

const bareId = (field: string | undefined) => /<?([^<>\s]{1,500}@[^<>\s]{1,500})>?/.exec(field ?? '')?.[1] ?? null;

/** Null when the mail is no such report. @throws Problem `mail_malformed` when it is over the limits */
export function readDispositionNotification(message: Message): DispositionNotification | null {
  const part = message.parts.find(({ type }) => dispositionTypes.has(type));
  if (part === undefined) return null;
  const fields = fieldsOf(part);
  const [modes = '', outcome = ''] = (fields.get('disposition') ?? '').toLowerCase().split(';');
  const named = dispositions.find((name) => outcome.trim().startsWith(name));
  const stated = bareId(fields.get('original-message-id'));
  return {
    kind: 'disposition-notification',
    disposition: named ?? 'other',
    isManual: modes.includes('manual-action'),
    recipient: addressIn(fields.get('final-recipient')),
    original: { envelopeId: null, messageId: stated ?? originalMessageId(message, '') },
  };
}

/** Null when the mail is no such report. @throws Problem `mail_malformed` when it is over the limits */
export function readFeedbackReport(message: Message): FeedbackReport | null {
  const part = message.parts.find(({ type }) => type === 'message/feedback-report');
  if (part === undefined) return null;
  const fields = fieldsOf(part);
  return {
    kind: 'feedback-report',
    feedback: fields.get('feedback-type')?.toLowerCase() ?? 'other',
    original: {
      envelopeId: fields.get('original-envelope-id') ?? null,
      messageId: originalMessageId(message, ''),
    },
  };
}
