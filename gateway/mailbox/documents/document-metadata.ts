/**
 * What the lines of a mail make of a document's metadata: recipients looked up, what a mail need not say filled in, and exactly what is not
 * there or not understood. Rules between fields are `checkMetadata`'s, who may send is `document-sender.ts`.
 */
import { checkMetadata, type Metadata } from '../../../schemas/directory/metadata.js';
import { typeOfNotation } from '../../../schemas/directory/notation.js';
import type { DocumentField, DocumentFields, DocumentRequest } from '../../../schemas/mail/sorted-mail.js';
import { vietnamDay } from '../../agencies/agency.js';
import { readWrittenRecipients } from '../../agencies/written-recipients.js';
import type { GatewayContext } from '../../context.js';

export type MetadataGap =
  | { readonly kind: 'missing'; readonly field: DocumentField | 'files' }
  | { readonly kind: 'unusable'; readonly field: DocumentField; readonly text: string }
  | { readonly kind: 'unknown-recipient'; readonly text: string }
  | { readonly kind: 'ambiguous-recipient'; readonly text: string; readonly codes: readonly string[] }
  /** The notation begins like a type's abbreviation without being one. */
  | { readonly kind: 'type-unclear'; readonly notation: string };

export type MailedMetadata =
  | { readonly kind: 'complete'; readonly metadata: Metadata }
  | { readonly kind: 'incomplete'; readonly gaps: readonly MetadataGap[] };

/** @param receivedOn the document's date when the mail names none. @throws Problem as `checkMetadata` */
export async function readMailedMetadata(
  ctx: GatewayContext,
  { fields, missing, unusable }: Pick<DocumentRequest, 'fields' | 'missing' | 'unusable'>,
  receivedOn: Date,
): Promise<MailedMetadata> {
  const day = vietnamDay(receivedOn);
  const recipients = await readWrittenRecipients(ctx, fields.to, day);
  const { notation } = fields;
  const type = fields.type ?? (notation === null ? null : typeOfNotation(notation));
  const gaps: MetadataGap[] = [
    ...missing.map((field) => ({ kind: 'missing', field }) as const),
    ...unusable.map((one) => ({ kind: 'unusable', ...one }) as const),
    ...recipients.unknown.map((text) => ({ kind: 'unknown-recipient', text }) as const),
    ...recipients.ambiguous.map((one) => ({ kind: 'ambiguous-recipient', ...one }) as const),
    ...(type === null && notation !== null ? [{ kind: 'type-unclear', notation } as const] : []),
  ];
  if (gaps.length > 0) return { kind: 'incomplete', gaps };
  return { kind: 'complete', metadata: checkMetadata(rawMetadata(fields, recipients.to, type, day)) };
}

function rawMetadata(fields: DocumentFields, to: readonly string[], type: string | null, day: string) {
  const { from, number, notation, subject, date, urgency, dueDate, note } = fields;
  return {
    from,
    to,
    type,
    notation,
    subject,
    promulgation: { date: date ?? day },
    dueDate,
    ...(number === null ? {} : { number }),
    ...(urgency === null ? {} : { urgency }),
    ...(note === null ? {} : { note }),
  };
}
