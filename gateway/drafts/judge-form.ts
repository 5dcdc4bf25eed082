/**
 * What a form brings to a draft that others may have changed since the form was made: what its writer typed is told from what the form only
 * brings back, and a field that both changed is theirs to decide. Pure.
 */
import { officialLetterCode } from '../../schemas/directory/document-types.js';
import { Problem } from '../../schemas/problems/problem.js';
import { type Draft, type DraftField, type DraftFields, fieldNames } from './draft.js';
import { type FieldChange, keptVersions } from './draft-changes.store.js';

/** Where both changed a field: what was typed, over changes up to a version its writer was shown; or what the draft has now. */
export type Choice = { readonly kind: 'mine'; readonly upTo: number } | { readonly kind: 'theirs' };

export interface FilledForm {
  /** Fields that are left out stay. */
  readonly typed: DraftFields;
  /** Fields that were shown as read from a PDF: what was read since is not taken back by a form that shows it empty. */
  readonly read?: readonly DraftField[];
  /** The version of the draft it was made of; left out where the draft is changed as it is now. */
  readonly base?: number;
  readonly choice?: Choice | null;
}

export interface JudgedForm {
  /** What is to be kept. */
  readonly changed: readonly DraftField[];
  /** The newest change of each field that both changed, until a choice is made. */
  readonly collisions: readonly FieldChange[];
}

/** What a form brings of a field nobody touched; of others nothing. */
const untouched: DraftFields = { type: officialLetterCode, urgency: 'normal', paper: 'none' };

/**
 * @param since changes after the form's base, oldest first
 * @throws Problem `form_expired` for a form so old that nobody knows any more what it showed
 */
export function judgeForm(draft: Draft, form: FilledForm, since: readonly FieldChange[]): JudgedForm {
  const { typed, base = draft.version } = form;
  if (base < draft.version - keptVersions) throw new Problem('form_expired');
  const changed: DraftField[] = [];
  const collisions: FieldChange[] = [];
  for (const name of differing(draft, form)) {
    const others = since.filter(({ field }) => field === name);
    const [first, last] = [others[0], others.at(-1)];
    if (first === undefined || last === undefined) changed.push(name);
    else if (typed[name] === heldValue(name, first.before)) continue;
    else if (form.choice?.kind === 'mine' && last.version <= form.choice.upTo) changed.push(name);
    else if (form.choice?.kind !== 'theirs') collisions.push(last);
  }
  return { changed, collisions };
}

const heldValue = (name: DraftField, kept: string | undefined): string => kept || (untouched[name] ?? '');

/** Fields in which the form differs, but not those of which it did not know yet what a PDF says. */
export function differing(draft: Draft, { typed, read = [] }: FilledForm): DraftField[] {
  return fieldNames.filter((name) => {
    const now = typed[name];
    if (now === undefined || now === heldValue(name, draft.fields[name])) return false;
    const isUnseen = draft.origins[name] !== undefined && !read.includes(name);
    return !isUnseen || now !== (untouched[name] ?? '');
  });
}
