/** Entries of a book as a table: the decree's columns, cancelled numbers struck with their reason across the row. */
import type { ComponentChildren, JSX } from 'preact';
import { dayMonthYear, vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { RegisterRow } from '../../registers/list-register.js';
import { type Column, dayColumns, type RegisterView, registerColumns } from '../../registers/register-columns.js';
import type { Page } from '../page.js';
import { registerTexts as t } from '../texts/registers.js';

/** The column an entry is known by: it stands first where the number does, and is never struck together with the others. */
const numberColumn: Readonly<Record<RegisterView, string>> = { out: 'code', in: 'number', 'follow-up': 'number' };

/** Days as they are written in a book: two figures for days under 10 and months 1 and 2. */
export function bookDay(day: string, year: number): string {
  const [ofYear = '', month = '', date = ''] = day.split('-');
  if (date === '') return day;
  const short = `${date}/${Number(month) <= 2 ? month : Number(month)}`;
  return Number(ofYear) === year ? short : `${short}/${ofYear}`;
}

export function BookHead({
  page,
  view,
  children,
}: {
  readonly page: Page;
  readonly view: RegisterView;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const columns = registerColumns[view];
  return (
    <thead>
      <tr>
        {columns.map(([name, vi, en]) => (
          <th key={name} scope="col" class={`column-${name}`}>
            {page.say({ vi, en })}
          </th>
        ))}
        {children}
      </tr>
      <tr class="numbers">
        {columns.map(([name], index) => (
          <td key={name}>({index + 1})</td>
        ))}
        {children && <td />}
      </tr>
    </thead>
  );
}

function struckText(page: Page, { cancelledReason, cancelledAt, cancelledBy }: RegisterRow): string {
  const reason = cancelledReason ?? page.say(t.noReason);
  const who = cancelledAt === null ? '' : page.say(t.cancelledBy(cancelledBy, vietnamMinute(cancelledAt)));
  return `${page.say(t.cancelled(reason))}${/[.!?]$/.test(reason) ? '' : '.'} ${who}`;
}

interface RowProps {
  readonly page: Page;
  readonly view: RegisterView;
  readonly row: RegisterRow;
  readonly year: number;
  /** Address of what the number leads to; null on paper. */
  readonly address?: string | null;
  /** Long lists of names are folded. */
  readonly isFolded?: boolean;
  /** Another cell at the end. */
  readonly children?: ComponentChildren;
}

const dayText = (text: string, year: number | null) => (year === null ? dayMonthYear(text) : bookDay(text, year));

/** Cells before and at the number as they are, then one across the others. */
function StruckCells({ page, view, row, year }: RowProps): JSX.Element {
  const columns = registerColumns[view];
  const at = columns.findIndex(([name]) => name === numberColumn[view]);
  const lead = columns.slice(0, view === 'out' ? at + 2 : at + 1);
  return (
    <>
      {lead.map(([name]) => (
        <td key={name} class={`column-${name}`}>
          {name === numberColumn[view] ? <s class="number">{row.number}</s> : dayText(row.columns[name] ?? '', year)}
        </td>
      ))}
      <td colSpan={columns.length - lead.length} class="across">
        {struckText(page, row)}
      </td>
    </>
  );
}

/** On paper all are written; on the screen the first of many, and the rest folded. */
const shownNames = 3;

function Names({ page, text }: { readonly page: Page; readonly text: string }): JSX.Element {
  const names = text.split('; ');
  if (names.length <= shownNames + 1) return <>{text}</>;
  return (
    <>
      {`${names.slice(0, shownNames).join('; ')};`}
      <details class="names-fold">
        <summary>{page.say(t.moreNames(names.length - shownNames))}</summary>
        {names.slice(shownNames).join('; ')}
      </details>
    </>
  );
}

function Cell({
  page,
  column: [name, vi, en],
  row,
  year,
  view,
  address,
  isFolded,
}: RowProps & { readonly column: Column }): JSX.Element {
  const text = row.columns[name] ?? '';
  const shown = dayColumns.has(name) ? dayText(text, year) : text;
  const isNumber = name === numberColumn[view];
  const kind = text === '' ? ' nothing' : '';
  const content = isNumber && address ? <a href={address}>{shown}</a> : shown;
  const written = isNumber || name === 'code' ? <span class="number">{content}</span> : content;
  return (
    <td class={`column-${name}${kind}`} data-label={page.say({ vi, en })}>
      {isFolded === true && name === 'recipients' ? <Names page={page} text={text} /> : written}
    </td>
  );
}

export function BookRow(props: RowProps): JSX.Element {
  const { view, row, children } = props;
  return (
    <tr id={`so-${row.id}`} class={row.state}>
      {row.state === 'cancelled' ? (
        <StruckCells {...props} />
      ) : (
        registerColumns[view].map((column) => <Cell key={column[0]} {...props} column={column} />)
      )}
      {children}
    </tr>
  );
}
