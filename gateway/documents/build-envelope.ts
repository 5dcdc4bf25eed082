/**
 * The edXML message of a submission once it has its number: who, to whom, what it does to an older document, which files.
 * How metadata becomes a message is known by schemas/edxml.
 */
import { buildEnvelope } from '../../schemas/edxml/envelope.js';
import type { Business, EdxmlMessage, Organ } from '../../schemas/edxml/message.js';
import type { Agency } from '../agencies/agency.js';
import { keepOriginal } from './keep-original.js';
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
  const made = { ...message, documentId: number.documentId };
  return input.original === null ? made : keepOriginal(made, input.original, input.recipients);
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
  return {
    ...business,
    replacements: [{ documentId, organIds: change.agencies ?? recipients.map(({ code }) => code) }],
  };
}
