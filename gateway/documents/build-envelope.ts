/**
 * The edXML message of a submission once it has its number: who, to whom, what it does to an older document, which files.
 * How metadata becomes a message is known by schemas/edxml.
 */
import { buildEnvelope } from '../../schemas/edxml/envelope.js';
import type { Business, EdxmlMessage, Organ } from '../../schemas/edxml/message.js';
import type { Agency } from '../agencies/agency.js';
import { businessTypeOf, type SubmissionInput } from './submission-input.js';
import type { ReceivedFile } from './upload/receive-file.js';

/** The envelope; `sentAt` becomes its first trace. */
export function envelopeOf(
  input: SubmissionInput,
  number: { readonly number: string; readonly documentId: string },
  files: readonly ReceivedFile[],
  sentAt: Date,
): EdxmlMessage {
  const business = businessOf(input);
  const message = buildEnvelope({
    metadata: { ...input.metadata, number: number.number },
    from: organOf(input.sender),
    to: input.recipients.map(organOf),
    files,
    ...(business === undefined ? {} : { business }),
    sentAt,
  });
  return { ...withOriginal(message, input.original), documentId: number.documentId };
}

/** Where the message has been before, and elements of others that metadata has no place for. */
function withOriginal(message: EdxmlMessage, original: EdxmlMessage | null): EdxmlMessage {
  if (original === null) return message;
  const { extras, attributes, trace } = original;
  return {
    ...message,
    trace: [...trace, ...message.trace],
    ...(extras === undefined ? {} : { extras }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** An agency as messages name it. */
export function organOf(agency: Pick<Agency, 'code' | 'name' | 'email'>): Organ {
  return { organId: agency.code, name: agency.name, ...(agency.email === null ? {} : { email: agency.email }) };
}

function businessOf({ options: { change }, recipients }: SubmissionInput): Business | undefined {
  if (change === undefined) return undefined;
  const { reason, documentId } = change;
  const business = { type: businessTypeOf(change), reason, documentId };
  if (change.kind === 'update') return { ...business, update: { documentInfo: true, documentReceiver: false } };
  return { ...business, replacements: [{ documentId, organIds: recipients.map(({ code }) => code) }] };
}
