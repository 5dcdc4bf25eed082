/** Hidden fields that bring back what the page showed of files and recipients, each in the part of the page that shows it. */
import type { JSX } from 'preact';
import { type SeenMarks, seenMarks } from '../../../drafts/seen-draft.js';
import type { DraftView } from '../../../drafts/view-draft.js';

export const seenFields: Readonly<Record<keyof SeenMarks, string>> = {
  files: 'seen-files',
  recipients: 'seen-recipients',
  version: 'seen-version',
};

interface SeenProps {
  readonly view: DraftView;
  readonly what: keyof SeenMarks;
}

export const Seen = ({ view, what }: SeenProps): JSX.Element => (
  <input type="hidden" name={seenFields[what]} value={seenMarks(view)[what]} />
);
