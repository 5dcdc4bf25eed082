/**
 * What of a draft its page shows beside the fields, as marks that the page's form brings back: whoever confirms has seen these files and
 * these recipients, whatever somebody else did to the draft meanwhile. Fields need no mark: the form brings them whole. Pure.
 */
import { hash } from 'node:crypto';
import type { CheckedDraft } from './check-draft.js';

export interface SeenMarks {
  readonly files: string;
  readonly recipients: string;
}

const markOf = (what: readonly string[]): string => hash('sha256', what.join('\n'), 'base64url');

/** A file is the same as long as its id is; of a group its members count. */
export const seenMarks = ({ files, recipients }: Pick<CheckedDraft, 'files' | 'recipients'>): SeenMarks => ({
  files: markOf(files.map(({ id }) => id)),
  recipients: markOf(recipients.agencies.map(({ code }) => code).sort()),
});

export const isSeen = (draft: Pick<CheckedDraft, 'files' | 'recipients'>, seen: SeenMarks): boolean => {
  const now = seenMarks(draft);
  return now.files === seen.files && now.recipients === seen.recipients;
};
