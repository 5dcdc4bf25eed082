/**
 * What a PDF says of the document becomes fields of the draft: into empty ones, and into those another PDF filled and nobody changed.
 * What PDFs contradict each other about, or what was read out of letters of old fonts, is doubtful: a person keeps or drops it. Pure.
 */
import { dayMonthYear } from '../../schemas/words/vietnam-time.js';
import type { DraftField, FieldOrigin, PrintedCode } from './draft.js';
import type { DraftContent } from './drafts.store.js';
import type { ExaminedFile } from './examine-file.js';

type Proposal = NonNullable<ExaminedFile['proposal']>;
type Filled = Pick<DraftContent, 'fields' | 'origins'>;

type Said = PrintedCode;

function join(parts: readonly Proposal['fields'][keyof Proposal['fields']][], between: string): Said | null {
  const found = parts.filter((part) => part !== null);
  const [first] = found;
  return first === undefined ? null : { value: found.map(({ value }) => value).join(between), page: first.page };
}

export function codeOf({ number, notation }: Proposal['fields']): Said | null {
  if (notation === null) return null;
  return { value: `${number?.value ?? ''}/${notation.value}`, page: notation.page };
}

function saidBy({ fields, urgency }: Proposal): readonly (readonly [DraftField, Said | null])[] {
  const { date, fullName, position, subject, type, place, competence } = fields;
  return [
    ['type', type],
    ['code', codeOf(fields)],
    ['subject', subject],
    ['date', date && { value: dayMonthYear(date.value), page: date.page }],
    ['signer', fullName && join([fullName, position], ', ')],
    ['place', place],
    ['competence', competence],
    ['urgency', urgency && { value: urgency, page: 1 }],
  ];
}

export function takeProposals(draft: Filled, file: string, proposal: Proposal): Filled {
  const fields = { ...draft.fields };
  const origins = { ...draft.origins };
  const isOldFont = proposal.remarks.includes('legacy-font-read');
  for (const [field, said] of saidBy(proposal)) {
    if (said === null) continue;
    const [value = '', origin] = [fields[field], origins[field]];
    if (value === '') {
      fields[field] = said.value;
      origins[field] = { file, page: said.page, isDoubtful: isOldFont };
    } else if (origin !== undefined && value !== said.value) origins[field] = { ...origin, isDoubtful: true };
  }
  return { fields, origins };
}

/** Without what a removed file said and nobody changed. */
export function dropProposals(draft: Filled, file: string): Filled {
  const gone = (Object.entries(draft.origins) as [DraftField, FieldOrigin][]).filter(
    ([, origin]) => origin.file === file,
  );
  const fields = { ...draft.fields };
  const origins = { ...draft.origins };
  for (const [field] of gone) {
    delete fields[field];
    delete origins[field];
  }
  return { fields, origins };
}
