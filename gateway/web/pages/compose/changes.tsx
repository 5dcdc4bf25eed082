/** What others changed in a draft while its page was open; and where they changed what its writer typed, the choice between the two. */
import type { JSX } from 'preact';
import { findDocumentType } from '../../../../schemas/directory/document-types.js';
import { urgencies } from '../../../../schemas/directory/urgency.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { DraftField, DraftFields } from '../../../drafts/draft.js';
import type { FieldChange } from '../../../drafts/draft-changes.store.js';
import type { DraftView } from '../../../drafts/view-draft.js';
import type { Page } from '../../page.js';
import { Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { composeTexts as t } from '../../texts/compose.js';

/** Fields that two people changed at once. */
export interface Conflict {
  /** The version of the draft that the form was made of. */
  readonly base: string;
  readonly collisions: readonly FieldChange[];
  /** What was typed in them, and is not kept yet. */
  readonly typed: DraftFields;
}

interface ChangesProps {
  readonly page: Page;
  readonly changes: readonly FieldChange[];
  /** Adds what the fields hold now. */
  readonly fields?: DraftFields;
}

function valueText({ say }: Page, field: DraftField, value: string): string {
  if (field === 'paper') return say(t.paperChoice[value === 'follows' ? 'yes' : 'no']);
  const level = field === 'urgency' ? urgencies.find(({ code }) => code === value) : undefined;
  if (level !== undefined) return say(level);
  return (field === 'type' ? findDocumentType(value)?.name : value) || say(t.nothing);
}

function Changes({ page, changes, fields }: ChangesProps): JSX.Element {
  const { say, person } = page;
  const whoOf = (change: FieldChange) => (change.person === person?.id ? say(t.youElsewhere) : change.personName);
  const newest = [...new Map(changes.map((change) => [change.field, change])).values()];
  return (
    <ul>
      {newest.map((change) => (
        <li key={change.field}>
          {say(t.changedBy(whoOf(change), say(t.fields[change.field]), vietnamMinute(change.at).slice(-5)))}
          {fields !== undefined && ` ${say(t.nowReads(valueText(page, change.field, fields[change.field] ?? '')))}`}
        </li>
      ))}
    </ul>
  );
}

/** Script shows it by `data-others`, also where it says nothing else. */
export function OthersChanged({ page, changes }: ChangesProps): JSX.Element | null {
  if (changes.length === 0) return null;
  return (
    <div data-others="">
      <Notice page={page} kind="plain" text={t.othersChanged}>
        <Changes page={page} changes={changes} />
      </Notice>
    </div>
  );
}

interface ConflictProps {
  readonly page: Page;
  readonly view: DraftView;
  readonly conflict: Conflict;
}

/** Inside the draft's form, after its token: a browser sends a form's fields in the order of the page. */
export function ConflictNotice({ page, view, conflict: { collisions } }: ConflictProps): JSX.Element {
  const { say } = page;
  const upTo = Math.max(...collisions.map(({ version }) => version));
  return (
    <Section page={page}>
      <Notice page={page} kind="failed" text={t.bothChanged}>
        <Changes page={page} changes={collisions} fields={view.draft.fields} />
        <p class="actions">
          <button class="button" type="submit" name="act" value={`mine:${upTo}`}>
            {say(t.useMine)}
          </button>
          <button class="button" type="submit" name="act" value="theirs">
            {say(t.useTheirs)}
          </button>
        </p>
      </Notice>
    </Section>
  );
}
