/**
 * What of a draft its page shows beside the fields, as marks that the page's form brings back: whoever confirms has seen these files and
 * these recipients, whatever somebody else did to the draft meanwhile. Of the fields the draft's version is the mark. Pure.
 */
import { hash } from 'node:crypto';
import type { CheckedDraft } from './check-draft.js';

export interface SeenMarks {
  readonly files: string;
  readonly recipients: string;
  readonly version: string;
}

type Shown = Pick<CheckedDraft, 'draft' | 'files' | 'recipients'>;

const markOf = (what: readonly string[]): string => hash('sha256', what.join('\n'), 'base64url');

/** A file counts from when it was looked at, as only then it says what it says; of a group its members count. */
export const seenMarks = ({ draft, files, recipients }: Shown): SeenMarks => ({
  files: markOf(files.map(({ id, sha256 }) => `${id} ${sha256 ?? ''}`)),
  recipients: markOf(recipients.agencies.map(({ code }) => code).sort()),
  version: String(draft.version),
});

export const isSeen = (draft: Shown, seen: SeenMarks): boolean => {
  const now = seenMarks(draft);
  return now.files === seen.files && now.recipients === seen.recipients && now.version === seen.version;
};
