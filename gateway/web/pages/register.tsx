/** A book on the screen: which one, filters, its entries, a number reserved. Its print sheet: register-sheet.tsx. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { RegisterPage as RegisterRows } from '../../registers/list-register.js';
import type { BookSummary } from '../../registers/read-entries.store.js';
import { bookOf, type RegisterView, registerViews } from '../../registers/register-columns.js';
import type { Page } from '../page.js';
import { BookHead, BookRow } from '../parts/book-table.js';
import { Choice, FilterField } from '../parts/choice.js';
import { EntryField } from '../parts/entry-field.js';
import { FormToken } from '../parts/form.js';
import { Frame, Section } from '../parts/frame.js';
import { Icon } from '../parts/icon.js';
import { Empty, Notice } from '../parts/notice.js';
import { Once } from '../parts/once.js';
import { registerTexts as t } from '../texts/registers.js';

/** Filters as they stand in the address; empty where nothing is chosen. */
export interface RegisterAddress {
  readonly so: RegisterView;
  readonly nam: string;
  readonly 'he-so': string;
  readonly 'co-quan': string;
  readonly q: string;
  readonly tu: string;
  readonly den: string;
  readonly 'tinh-trang': string;
  readonly 'hinh-thuc': string;
}

/** Values in addresses for the books. */
export const viewNames: Readonly<Record<RegisterView, string>> = { out: 'di', in: 'den', 'follow-up': 'theo-doi' };

export interface RegisterProps {
  readonly page: Page;
  readonly agency: { readonly code: string; readonly name: string };
  /** May enter, correct and reserve. */
  readonly isKeeper: boolean;
  readonly address: RegisterAddress;
  readonly rows: RegisterRows;
  readonly summary: BookSummary & { readonly books: readonly { readonly year: number; readonly series: string }[] };
  readonly isFirst: boolean;
  readonly done: Bilingual | null;
}

const filterNames = ['q', 'tu', 'den', 'tinh-trang', 'hinh-thuc'] as const;
const isFiltered = (address: RegisterAddress): boolean => filterNames.some((name) => address[name] !== '');

/** An address of the registers with these filters; empty ones are left out. */
function registerAddress(
  path: string,
  address: RegisterAddress,
  changes: Readonly<Record<string, string>> = {},
): string {
  const all = { ...address, so: viewNames[address.so], ...changes };
  return `${path}?${new URLSearchParams(Object.entries(all).filter(([, value]) => value !== ''))}`;
}

function Books({ page, address }: Pick<RegisterProps, 'page' | 'address'>): JSX.Element {
  const kept = { q: '', tu: '', den: '', 'tinh-trang': '', 'hinh-thuc': '' };
  return (
    <nav class="tabs book-tabs" aria-label={page.say(t.booksLabel)}>
      <ul>
        {registerViews.map((view) => (
          <li key={view}>
            <a
              href={registerAddress('/so-dang-ky', { ...address, so: view, ...kept })}
              {...(view === address.so ? { 'aria-current': 'true' } : {})}
            >
              {page.say(t.books[view])}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function yearOptions({ page, rows, summary }: RegisterProps): (readonly [string, string])[] {
  const years = [...new Set([rows.year, ...summary.books.map(({ year }) => year)])].sort((a, b) => b - a);
  return years.map((year) => [String(year), `${page.say(t.year)} ${year}`] as const);
}

function seriesOptions({ page, rows, summary }: RegisterProps): (readonly [string, string])[] {
  const all = [...new Set(['', rows.series, ...summary.books.map(({ series }) => series)])];
  return all.map((series) => [series, series === '' ? page.say(t.mainSeries) : series] as const);
}

function Filters(props: RegisterProps): JSX.Element {
  const { page, address, rows } = props;
  const { say } = page;
  const series = seriesOptions(props);
  const states = (['issued', 'reserved', 'cancelled'] as const).map((state) => [state, say(t.states[state])] as const);
  const any = ['', say(t.any)] as const;
  return (
    <search>
      <form class="choices" method="get" action="/so-dang-ky">
        <input type="hidden" name="so" value={viewNames[address.so]} />
        {address['co-quan'] !== '' && <input type="hidden" name="co-quan" value={address['co-quan']} />}
        <Choice page={page} name="nam" label={t.year} value={String(rows.year)} options={yearOptions(props)} />
        {series.length > 1 && <Choice page={page} name="he-so" label={t.series} value={rows.series} options={series} />}
        <FilterField page={page} type="search" name="q" label={t.words} value={address.q} />
        <FilterField page={page} type="date" name="tu" label={t.from} value={address.tu} />
        <FilterField page={page} type="date" name="den" label={t.to} value={address.den} />
        <Choice
          page={page}
          name="tinh-trang"
          label={t.state}
          value={address['tinh-trang']}
          options={[any, ...states]}
        />
        <Choice
          page={page}
          name="hinh-thuc"
          label={t.medium}
          value={address['hinh-thuc']}
          options={[any, ['electronic', say(t.electronic)], ['paper', say(t.paper)]]}
        />
        <button class="button" type="submit">
          {say(t.show)}
        </button>
        {isFiltered(address) && (
          <a href={registerAddress('/so-dang-ky', { ...address, ...nothingChosen })}>{say(t.everything)}</a>
        )}
      </form>
    </search>
  );
}

const nothingChosen = { q: '', tu: '', den: '', 'tinh-trang': '', 'hinh-thuc': '' } as const;

function Tools({ page, address, isKeeper }: RegisterProps): JSX.Element {
  const { say } = page;
  const book = bookOf(address.so);
  return (
    <p class="tools">
      {isKeeper && (
        <a class="button outlined" href={`/so-dang-ky/van-ban-giay?so=${viewNames[book]}`}>
          {say(t.enterPaper[book])}
        </a>
      )}
      <a class="button" href={registerAddress('/so-dang-ky/in', address)}>
        <Icon name="print" />
        {say(t.print)}
      </a>
      <a class="button" href={registerAddress('/so-dang-ky/tai-ve', address, { dang: 'csv' })}>
        <Icon name="save" />
        {say(t.csv)}
      </a>
      <a class="button" href={registerAddress('/so-dang-ky/tai-ve', address, { dang: 'xlsx' })}>
        <Icon name="save" />
        {say(t.xlsx)}
      </a>
    </p>
  );
}

function Entries(props: RegisterProps): JSX.Element {
  const { page, rows, address, isKeeper, agency } = props;
  const { say } = page;
  return (
    <div class="book-scroll">
      <table class="table book">
        <caption>{`${say(t.books[address.so])}, ${agency.name}, ${rows.year}`}</caption>
        <BookHead page={page} view={address.so}>
          {isKeeper && <td />}
        </BookHead>
        <tbody>
          {rows.items.map((row) => (
            <BookRow
              key={row.id}
              page={page}
              view={address.so}
              row={row}
              year={rows.year}
              address={row.document === null ? null : `/van-ban/${row.document}`}
              isFolded
            >
              {isKeeper && (
                <td class="change">
                  {row.state !== 'cancelled' && (
                    <a href={`/so-dang-ky/muc/${row.id}`} aria-label={say(t.editOf(row.number))}>
                      {say(t.edit)}
                    </a>
                  )}
                </td>
              )}
            </BookRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Reserve({ page }: { readonly page: Page }): JSX.Element {
  return (
    <Section page={page} heading={t.reserve} hint={t.reserveHint}>
      <p class="lead">{page.say(t.reserveText)}</p>
      <form class="form" method="post" action="/so-dang-ky/giu-so">
        <FormToken page={page} />
        <Once />
        <EntryField page={page} name="notation" label={t.notation} hint={t.notationHint} maxLength={30} />
        <EntryField page={page} name="series" label={t.series} hint={t.seriesHint} maxLength={50} />
        <EntryField page={page} name="note" label={t.note} maxLength={500} />
        <button class="button" type="submit">
          {page.say(t.reserveButton)}
        </button>
      </form>
    </Section>
  );
}

export function RegisterPage(props: RegisterProps): JSX.Element {
  const { page, address, rows, summary, agency, isKeeper, isFirst, done } = props;
  const { say } = page;
  const heading = isFiltered(address)
    ? t.found(address.so, rows.year, summary.count)
    : t.heading(address.so, rows.year, agency.name, summary);
  return (
    <Frame
      page={page}
      title={t.books[address.so]}
      heading={heading}
      notice={done && <Notice page={page} kind="done" text={done} />}
    >
      <Section page={page} heading={t.filters} hint={t.filtersHint}>
        <Books page={page} address={address} />
        <Filters {...props} />
        <Tools {...props} />
      </Section>
      <Section page={page} heading={t.entries} hint={t.entriesHint}>
        {rows.items.length > 0 ? (
          <Entries {...props} />
        ) : (
          <Empty page={page} title={isFiltered(address) ? t.emptySearch : t.emptyTitle} text={t.empty[address.so]} />
        )}
        <p class="actions">
          {rows.next !== null && (
            <a href={registerAddress('/so-dang-ky', address, { sau: rows.next })}>{say(t.more)}</a>
          )}
          {!isFirst && <a href={registerAddress('/so-dang-ky', address)}>{say(t.first)}</a>}
        </p>
      </Section>
      {isKeeper && address.so === 'out' && <Reserve page={page} />}
    </Frame>
  );
}
