/**
 * What a mail did not say and something else suggests: its own subject line (which no signature covers), and what its files say.
 * A proposal is confirmed by a person before it counts.
 */
import type { DocumentField, DocumentFields, DocumentRequest } from '../../../schemas/mail/sorted-mail.js';
import type { MessagePart } from '../../../schemas/mime/message.js';

/** What the files say themselves; nothing where they are silent or contradict each other. */
export type ProposeFields = (files: readonly MessagePart[]) => Promise<Partial<DocumentFields>>;

export interface Proposal {
  /** With what was proposed in place of what was missing. */
  readonly request: DocumentRequest;
  readonly isProposal: boolean;
}

/** Their absence is worth a look into the files: recipients are never guessed. */
const guessable: readonly DocumentField[] = ['number', 'notation', 'subject', 'type', 'date'];

/** The file's own subject is better than the mail's. */
export async function proposalOf(
  request: DocumentRequest,
  files: readonly MessagePart[],
  propose: ProposeFields | undefined,
): Promise<Proposal> {
  const isOpen = (field: DocumentField) => request.fields[field] === null || request.proposed.includes(field);
  const guesses =
    propose !== undefined && request.missing.length + request.proposed.length > 0 ? await propose(files) : {};
  const taken = guessable.filter((field) => isOpen(field) && (guesses[field] ?? null) !== null);
  const fields = { ...request.fields, ...Object.fromEntries(taken.map((field) => [field, guesses[field]])) };
  const missing = request.missing.filter((field) => !(taken as readonly string[]).includes(field));
  return { request: { ...request, fields, missing }, isProposal: taken.length + request.proposed.length > 0 };
}
