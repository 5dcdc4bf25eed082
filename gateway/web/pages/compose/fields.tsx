/** What a draft says of its document: each field with where it was read, what is doubtful and what is wrong. */
import type { JSX } from 'preact';
import { documentTypes, findDocumentType, officialLetterCode } from '../../../../schemas/directory/document-types.js';
import { urgencies } from '../../../../schemas/directory/urgency.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import type { DraftField, DraftFields } from '../../../drafts/draft.js';
import type { DraftView } from '../../../drafts/view-draft.js';
import { isUnusable } from '../../../registers/number-standing.js';
import type { Page } from '../../page.js';
import { Icon } from '../../parts/icon.js';
import { composeTexts as t } from '../../texts/compose.js';

export interface FieldsProps {
  readonly page: Page;
  readonly view: DraftView;
  /** Whether what is missing is said at the fields: not before somebody tried to send it. */
  readonly showFaults: boolean;
  /** Takes the place of what the draft holds: somebody else changed it meanwhile. */
  readonly typed: DraftFields;
}

interface DraftFieldProps extends FieldsProps {
  readonly name: DraftField;
  readonly hint?: Bilingual;
  readonly children: (attributes: {
    readonly id: string;
    readonly name: string;
    readonly value: string;
  }) => JSX.Element;
  /** Below it: what else there is to say. */
  readonly note?: JSX.Element | null;
}

/** Sent along with a field that is shown as read from a PDF: a form that was made before knows nothing of what was read. */
export const readMark = (name: DraftField): string => `read-${name}`;

const faultText = (name: DraftField): Bilingual => {
  const own: Readonly<Record<string, Bilingual>> = { ...t.faults, dueDate: t.faults.date };
  return own[name] ?? t.faults.other;
};

function Doubt({
  page,
  name,
  pageNumber,
}: {
  readonly page: Page;
  readonly name: DraftField;
  readonly pageNumber: number;
}) {
  const { say } = page;
  const label = say(t.fields[name]);
  return (
    <p class="hint">
      {say(t.doubtfulHint(pageNumber))}{' '}
      <button class="button quiet" type="submit" name="act" value={`keep:${name}`} aria-label={say(t.keepOf(label))}>
        {say(t.keep)}
      </button>{' '}
      <button class="button quiet" type="submit" name="act" value={`drop:${name}`} aria-label={say(t.dropOf(label))}>
        {say(t.drop_)}
      </button>
    </p>
  );
}

function Labelled({ page, view, showFaults, typed, name, hint, children, note }: DraftFieldProps): JSX.Element {
  const { say } = page;
  const origin = view.draft.origins[name];
  const isFaulty = showFaults && view.checks.some((one) => one.code === 'field' && one.field === name);
  const kinds = ['field', ...(isFaulty ? ['wrong'] : []), ...(origin?.isDoubtful === true ? ['doubtful'] : [])];
  return (
    <div class={kinds.join(' ')} data-field={name}>
      <div class="field-head">
        <label for={name}>{say(t.fields[name])}</label>
        {origin && <span class="weak">{say(origin.isDoubtful ? t.doubtful : t.readFrom(origin.page))}</span>}
        {origin && <input type="hidden" name={readMark(name)} value="1" />}
      </div>
      {children({ id: name, name, value: typed[name] ?? view.draft.fields[name] ?? '' })}
      {origin?.isDoubtful === true && <Doubt page={page} name={name} pageNumber={origin.page} />}
      {hint && <p class="hint">{say(hint)}</p>}
      {note}
      {isFaulty && (
        <p class="error">
          <Icon name="attention" />
          {say(faultText(name))}
        </p>
      )}
    </div>
  );
}

function Text(
  props: FieldsProps & { readonly name: DraftField; readonly hint?: Bilingual; readonly note?: JSX.Element | null },
) {
  return (
    <Labelled {...props}>
      {(attributes) => <input {...attributes} type="text" maxLength={500} autocomplete="off" />}
    </Labelled>
  );
}

function TypeField(props: FieldsProps): JSX.Element {
  return (
    <Labelled {...props} name="type">
      {({ value, ...attributes }) => {
        const chosen = findDocumentType(value)?.code ?? officialLetterCode;
        return (
          <select {...attributes}>
            {documentTypes.map(({ code, name }) => (
              <option key={code} value={code} selected={code === chosen}>
                {name}
              </option>
            ))}
          </select>
        );
      }}
    </Labelled>
  );
}

/** What the main file prints, beside what is sent. */
function PrintedNote({ page, view: { printed } }: FieldsProps): JSX.Element | null {
  if (printed === null) return null;
  const { kind, printed: code } = printed;
  return (
    <p class={`status ${kind === 'same' ? 'ok' : 'attention'}`}>
      <Icon name={kind === 'same' ? 'done' : 'attention'} />
      <span>{page.say(t.printed[kind](code.value, code.page))}</span>
    </p>
  );
}

/** What the register says to the number, and what can be done about it. */
function NumberNote(props: FieldsProps): JSX.Element {
  const { number, reservations } = props.view;
  const { page } = props;
  const { say } = page;
  const isBad = isUnusable(number);
  const next = 'next' in number ? number.next : null;
  return (
    <>
      <p class={`status ${isBad ? 'bad' : 'ok'}`}>
        <Icon name={isBad ? 'attention' : 'done'} />
        <span>{say(numberText(number))}</span>
      </p>
      <PrintedNote {...props} />
      <p class="field-actions">
        {number.kind === 'by-register' && (
          <button class="button quiet" type="submit" name="act" value="hold-number">
            {say(t.hold(number.next))}
          </button>
        )}
        {isBad && next !== null && (
          <button class="button quiet" type="submit" name="act" value="use-number:">
            {say(t.useNext(next))}
          </button>
        )}
        {reservations.length > 0 && number.kind !== 'reserved' && <span class="weak">{say(t.heldNumbers)}:</span>}
        {number.kind !== 'reserved' &&
          reservations.map((one) => (
            <button key={one.number} class="button quiet" type="submit" name="act" value={`use-number:${one.number}`}>
              {one.number}
            </button>
          ))}
      </p>
    </>
  );
}

function numberText(number: DraftView['number']): Bilingual {
  switch (number.kind) {
    case 'by-register':
    case 'out-of-turn':
      return t.number[number.kind](number.next);
    case 'cancelled':
      return thenNext(t.number.cancelled, number.next);
    case 'taken':
      return thenNext(t.number.taken(number.date === null ? '' : dayMonthYear(number.date)), number.next);
    default:
      return t.number[number.kind];
  }
}

function thenNext(text: Bilingual, next: string | null): Bilingual {
  if (next === null) return text;
  const following = t.number.following(next);
  return { vi: `${text.vi} ${following.vi}`, en: `${text.en} ${following.en}` };
}

function Urgency({ page, view, typed }: FieldsProps): JSX.Element {
  const { say } = page;
  const chosen = typed.urgency ?? view.metadata.urgency;
  const origin = view.draft.origins.urgency;
  return (
    <fieldset class="field urgency" data-field="urgency">
      <legend>
        {say(t.fields.urgency)} {origin && <span class="weak">{say(t.readFrom(origin.page))}</span>}
        {origin && <input type="hidden" name={readMark('urgency')} value="1" />}
      </legend>
      {urgencies.map((level) => (
        <label key={level.code} class="framed-choice">
          <input type="radio" name="urgency" value={level.code} checked={level.code === chosen} />
          {level.priority === 0 ? say(level) : <span class={`stamp ${level.code}`}>{say(level)}</span>}
        </label>
      ))}
      {origin?.isDoubtful === true && <Doubt page={page} name="urgency" pageNumber={origin.page} />}
    </fieldset>
  );
}

function More(props: FieldsProps): JSX.Element {
  const { page, view, typed } = props;
  const { say } = page;
  return (
    <details id="them-thong-tin">
      <summary>{say(t.moreFields)}</summary>
      <div class="field-pair">
        <Text {...props} name="competence" />
        <Text {...props} name="place" />
      </div>
      <div class="field-pair">
        <Text {...props} name="pages" />
        <Text {...props} name="copies" />
      </div>
      <Labelled {...props} name="note">
        {({ value, ...attributes }) => <textarea {...attributes} rows={3} maxLength={2000} value={value} />}
      </Labelled>
      <label class="framed-choice" data-field="paper">
        <input type="hidden" name="paper" value="none" />
        <input
          type="checkbox"
          name="paper"
          value="follows"
          checked={(typed.paper ?? view.draft.fields.paper) === 'follows'}
        />
        {say(t.fields.paper)}
      </label>
    </details>
  );
}

export function Fields(props: FieldsProps): JSX.Element {
  const { kind } = props.view.draft;
  const { urgency, expressAt } = { ...props.view.draft.fields, ...props.typed };
  return (
    <>
      {(kind === 'update' || kind === 'replace') && <Text {...props} name="reason" />}
      <div class="field-pair">
        <TypeField {...props} />
        <Text {...props} name="code" hint={t.codeHint} note={<NumberNote {...props} />} />
      </div>
      <Labelled {...props} name="subject">
        {({ value, ...attributes }) => <textarea {...attributes} rows={2} maxLength={500} value={value} />}
      </Labelled>
      <div class="field-pair narrow-first">
        <Text {...props} name="date" hint={t.dateHint} />
        <Text {...props} name="signer" hint={t.signerHint} />
      </div>
      <Urgency {...props} />
      {(urgency === 'express-timed' || (expressAt ?? '') !== '') && (
        <Text {...props} name="expressAt" hint={t.expressHint} />
      )}
      <div class="field-pair narrow-first">
        <Text {...props} name="dueDate" />
        <Text {...props} name="answers" hint={t.answersHint} />
      </div>
      <More {...props} />
    </>
  );
}
