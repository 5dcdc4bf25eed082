/** One entry of a book: a paper document entered, its columns corrected, its number cancelled. */
import type { JSX } from 'preact';
import { isCalendarDate } from '../../../schemas/directory/calendar-date.js';
import { documentTypes } from '../../../schemas/directory/document-types.js';
import { fieldLengths } from '../../../schemas/directory/field-lengths.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import { textColumns } from '../../registers/entry-details.js';
import { paperReasons } from '../../registers/paper-reasons.js';
import type { Book, EntryDetails } from '../../registers/registers.store.js';
import type { Page } from '../page.js';
import { Ask } from '../parts/ask.js';
import { EntryField, type EntryFieldProps } from '../parts/entry-field.js';
import { FormToken } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { Notice } from '../parts/notice.js';
import { Once } from '../parts/once.js';
import { Seen } from '../parts/seen.js';
import { registerTexts as t } from '../texts/registers.js';
import { viewNames } from './register.js';

/** What was typed, by name of the field, and what is wrong with it. */
export interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, Bilingual>>;
}

type FieldName = keyof typeof t.fields;
type Shape = readonly [name: string, label: FieldName, more?: Partial<EntryFieldProps>];

const long = { kind: 'long' } as const;
const date = { kind: 'date' } as const;
const proposals = documentTypes.map(({ name }) => [name, name] as const);

const outShapes: readonly Shape[] = [
  ['date', 'date', { ...date, isRequired: true }],
  ['type', 'type', { kind: 'choice', options: [['', ''], ...proposals] }],
  ['subject', 'subject', { ...long, isRequired: true }],
  ['signer', 'signer'],
  ['recipients', 'recipients', long],
  ['unit', 'unitOut'],
  ['copies', 'copies', { kind: 'number' }],
  ['forwardedOn', 'forwardedOn', date],
  ['receivedBy', 'receivedBy'],
  ['note', 'note'],
];

const inShapes: readonly Shape[] = [
  ['arrivedOn', 'arrivedOn', { ...date, isRequired: true }],
  ['author', 'author', { isRequired: true }],
  ['code', 'code'],
  ['date', 'date', { ...date, isRequired: true }],
  ['type', 'type', { kind: 'choice', options: [['', ''], ...proposals] }],
  ['subject', 'subject', long],
  ['unit', 'unitIn'],
  ['forwardedOn', 'forwardedOn', date],
  ['dueDate', 'dueDate', date],
  ['progress', 'progress'],
  ['reply', 'reply'],
  ['note', 'note'],
];

const electronicShapes: Readonly<Record<Book, readonly Shape[]>> = {
  out: [
    ['unit', 'unitOut'],
    ['copies', 'copies', { kind: 'number' }],
    ['forwardedOn', 'forwardedOn', date],
    ['note', 'note'],
  ],
  in: [
    ['unit', 'unitIn'],
    ['forwardedOn', 'forwardedOn', date],
    ['dueDate', 'dueDate', date],
    ['progress', 'progress'],
    ['reply', 'reply'],
    ['note', 'note'],
  ],
};

function shapesOf(book: Book, isPaper: boolean): readonly Shape[] {
  if (!isPaper) return electronicShapes[book];
  return book === 'out' ? outShapes : inShapes;
}

function Fields({
  page,
  shapes,
  typed,
}: {
  readonly page: Page;
  readonly shapes: readonly Shape[];
  readonly typed: Typed;
}): JSX.Element {
  return (
    <>
      {shapes.map(([name, label, more]) => (
        <EntryField
          key={name}
          page={page}
          name={name}
          label={t.fields[label]}
          value={typed.values[name]}
          error={typed.errors[`details.${name}`]}
          maxLength={textColumns[name as keyof typeof textColumns]}
          {...more}
        />
      ))}
    </>
  );
}

/** What of an outgoing paper document counts for the share. */
function Counting({ page, typed }: { readonly page: Page; readonly typed: Typed }): JSX.Element {
  const { say } = page;
  const reasons = Object.entries(paperReasons).map(([code, text]) => [code, say(text)] as const);
  return (
    <>
      <p class="check">
        <label>
          <input type="checkbox" name="toStateAgency" value="1" checked={typed.values['toStateAgency'] === '1'} />
          {say(t.fields.toStateAgency)}
        </label>
      </p>
      <EntryField
        page={page}
        kind="choice"
        name="paperReason"
        label={t.fields.paperReason}
        value={typed.values['paperReason']}
        error={typed.errors['details.paperReason']}
        options={[['', say(t.choose)], ...reasons]}
      />
    </>
  );
}

const faultNotice = (page: Page, { errors }: Typed) => {
  const text = errors['page'];
  return text && <Notice page={page} kind="failed" text={text} />;
};

export interface PaperProps {
  readonly page: Page;
  readonly book: Book;
  readonly typed: Typed;
}

export function PaperPage({ page, book, typed }: PaperProps): JSX.Element {
  const { say } = page;
  return (
    <Frame page={page} title={t.paperTitle} heading={t.paperHeading[book]} notice={faultNotice(page, typed)}>
      <Section page={page} heading={t.paperTitle} hint={t.paperHint}>
        <form class="form two-columns" method="post" action="/so-dang-ky/van-ban-giay">
          <FormToken page={page} />
          <Once />
          <input type="hidden" name="so" value={viewNames[book]} />
          <EntryField
            page={page}
            name="number"
            label={t.fields.number}
            hint={t.fields.numberHint}
            value={typed.values['number']}
            error={typed.errors['number']}
            maxLength={fieldLengths.codeNumber}
          />
          {book === 'out' && (
            <EntryField
              page={page}
              name="notation"
              label={t.fields.notation}
              value={typed.values['notation']}
              error={typed.errors['notation']}
              maxLength={fieldLengths.codeNotation}
            />
          )}
          <Fields page={page} shapes={shapesOf(book, true)} typed={typed} />
          {book === 'out' && <Counting page={page} typed={typed} />}
          <button class="button main" type="submit">
            {say(t.enter)}
          </button>
        </form>
        <p class="actions">
          <a href={`/so-dang-ky?so=${viewNames[book]}`}>{say(t.back)}</a>
        </p>
      </Section>
    </Frame>
  );
}

export interface EntryProps {
  readonly page: Page;
  readonly id: string;
  readonly book: Book;
  /** Number with notation. */
  readonly code: string;
  readonly subject: string;
  readonly document: string | null;
  /** Has columns to correct: a number in use. */
  readonly isIssued: boolean;
  /** The columns as they are, as `shownColumns`. */
  readonly columns: Readonly<Record<string, string>>;
  readonly typed: Typed;
}

function Correction({ page, id, book, document, columns, typed }: EntryProps): JSX.Element {
  const isPaper = document === null;
  return (
    <Section page={page} heading={t.correct} hint={isPaper ? t.correctPaper : t.correctElectronic}>
      <form class="form two-columns" method="post" action={`/so-dang-ky/muc/${id}/sua`}>
        <FormToken page={page} />
        <Seen values={columns} />
        <Fields page={page} shapes={shapesOf(book, isPaper)} typed={typed} />
        {isPaper && book === 'out' && <Counting page={page} typed={typed} />}
        <EntryField
          page={page}
          name="reason"
          label={t.fields.reason}
          value={typed.values['reason']}
          error={typed.errors['reason']}
          isRequired
          maxLength={fieldLengths.description}
        />
        <button class="button main" type="submit">
          {page.say(t.save)}
        </button>
      </form>
    </Section>
  );
}

function Cancelling({ page, id, code, typed }: EntryProps): JSX.Element {
  const error = typed.errors['cancel-reason'];
  return (
    <Section page={page} heading={t.cancel} hint={t.cancelHint}>
      <Ask
        page={page}
        opener={t.cancelButton(code)}
        question={t.cancelText(code)}
        action={`/so-dang-ky/muc/${id}/huy`}
        button={t.confirmCancel(code)}
        isOpen={error !== undefined}
      >
        <EntryField
          page={page}
          name="cancel-reason"
          label={t.fields.cancelReason}
          value={typed.values['cancel-reason']}
          error={error}
          isRequired
          maxLength={fieldLengths.description}
        />
      </Ask>
    </Section>
  );
}

export function EntryPage(props: EntryProps): JSX.Element {
  const { page, id, book, code, subject, document, isIssued, typed } = props;
  const { say } = page;
  return (
    <Frame page={page} title={t.entryTitle} heading={t.entryHeading(code, subject)} notice={faultNotice(page, typed)}>
      {isIssued && <Correction {...props} />}
      {document === null && <Cancelling {...props} />}
      <Section page={page}>
        <p class="actions">
          <a href={`/so-dang-ky?so=${viewNames[book]}#so-${id}`}>{say(t.back)}</a>
          {document !== null && <a href={`/van-ban/${document}`}>{say(t.openDocument)}</a>}
        </p>
      </Section>
    </Frame>
  );
}

/** What a column holds, for people. */
export function columnInWords(name: string, value: string): Bilingual {
  if (name === 'paperReason') return (paperReasons as Readonly<Record<string, Bilingual>>)[value] ?? say(value, value);
  const text = isCalendarDate(value) ? dayMonthYear(value) : value;
  return say(text, text);
}

/** The columns that can be corrected, as the form shows them. */
export function shownColumns(book: Book, document: string | null, details: EntryDetails): Record<string, string> {
  const isPaper = document === null;
  const names = shapesOf(book, isPaper).map(([name]) => name);
  const typed = typedDetails(details);
  const counting = isPaper && book === 'out' ? ['toStateAgency', 'paperReason'] : [];
  return Object.fromEntries([...names, ...counting].map((name) => [name, typed[name] ?? '']));
}

function typedDetails(details: EntryDetails): Record<string, string> {
  const texts = Object.entries(details).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
  );
  return { ...Object.fromEntries(texts), ...(details.toStateAgency === true ? { toStateAgency: '1' } : {}) };
}
