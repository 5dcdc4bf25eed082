/**
 * A book on paper: A4 across, the head on every sheet, no row broken, the foot with who printed it and when; page n of m is counted by
 * the browser. Source: Decree 30/2020/NĐ-CP annex IV.
 */
import type { JSX } from 'preact';
import { vietnamMinute } from '../../../schemas/words/vietnam-time.js';
import type { RegisterRow } from '../../registers/list-register.js';
import type { BookSummary } from '../../registers/read-entries.store.js';
import { type RegisterView, registerColumns } from '../../registers/register-columns.js';
import type { Page } from '../page.js';
import { fileAddress } from '../page-files.js';
import { BookHead, BookRow, bookDay } from '../parts/book-table.js';
import { registerTexts as t } from '../texts/registers.js';

export interface SheetProps {
  readonly page: Pick<Page, 'language' | 'say'>;
  readonly view: RegisterView;
  readonly year: number;
  readonly series: string;
  readonly agency: { readonly code: string; readonly name: string; readonly parentName: string | null };
  readonly summary: BookSummary;
  /** Days that were chosen, YYYY-MM-DD; null where none was. */
  readonly from: string | null;
  readonly to: string | null;
  readonly printedAt: string;
  /** Null for programs. */
  readonly printedBy: string | null;
  /** Where receipts can be checked. */
  readonly checkAddress: string;
}

function daysOf({ page, summary, from, to, year }: SheetProps): JSX.Element | null {
  if (from === null && to === null) return null;
  const [first, last] = [from ?? `${year}-01-01`, to ?? `${year}-12-31`];
  return summary.count === 0 ? null : <p>{page.say(t.sheetDays(bookDay(first, 0), bookDay(last, 0)))}</p>;
}

function Title(props: SheetProps): JSX.Element {
  const { page, view, year, series, agency, summary } = props;
  return (
    <header class="sheet-title">
      <div>
        {agency.parentName !== null && <p class="upper">{agency.parentName}</p>}
        <p>
          <strong class="upper">{agency.name}</strong> {agency.code}
        </p>
      </div>
      <div class="middle">
        <h1>{page.say(t.sheet[view])}</h1>
        <p>
          {page.say(t.sheetYear(year, summary.first, summary.last))}
          {series !== '' && `, ${series}`}
        </p>
      </div>
      <div class="end">
        {daysOf(props)}
        <p>{page.say(t.sheetPaper)}</p>
      </div>
    </header>
  );
}

/** The sheet around its rows, which are put into its empty body (register-sheet.ts). */
export function RegisterSheet(props: SheetProps): JSX.Element {
  const { page, view, printedAt, printedBy, checkAddress, year } = props;
  const { say } = page;
  return (
    <html lang={page.language} data-theme="light" class="sheet">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${say(t.sheet[view])} ${year}`}</title>
        <link rel="stylesheet" href={fileAddress('style.css')} />
        <link rel="icon" type="image/svg+xml" href={fileAddress('mark.svg')} />
      </head>
      <body class="register-sheet">
        <main>
          <Title {...props} />
          <table class="book">
            <BookHead page={page as Page} view={view} />
            <tfoot>
              <tr>
                <td class="room" colSpan={registerColumns[view].length} />
              </tr>
            </tfoot>
            <tbody />
          </table>
        </main>
        <footer class="sheet-foot">
          <span>{say(t.sheetFoot(vietnamMinute(printedAt), printedBy))}</span>
          <span>{say(t.sheetCheck(checkAddress))}</span>
        </footer>
      </body>
    </html>
  );
}

export const SheetRows = (
  props: Pick<SheetProps, 'page' | 'view' | 'year'> & { readonly rows: readonly RegisterRow[] },
) => (
  <>
    {props.rows.map((row) => (
      <BookRow key={row.id} page={props.page as Page} view={props.view} row={row} year={props.year} />
    ))}
  </>
);
