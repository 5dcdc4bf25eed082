/** What an auditor searches documents by; everything stands in the address, so that a search can be kept and passed on. */
import type { JSX } from 'preact';
import { documentTypes } from '../../../../schemas/directory/document-types.js';
import { statusKinds } from '../../../../schemas/directory/statuses.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { AuditQuery } from '../../../audit/search-documents.js';
import type { Direction } from '../../../audit/search-documents.store.js';
import type { Page } from '../../page.js';
import { Choice } from '../../parts/fields.js';
import { Field } from '../../parts/form.js';
import { auditTexts } from '../../texts/audit.js';
import { listTexts } from '../../texts/lists.js';

const t = auditTexts.search;

/** Names in the address. */
export const searchFields = {
  q: 'q',
  agency: 'co-quan',
  direction: 'chieu',
  from: 'tu',
  to: 'den',
  status: 'trang-thai',
  type: 'loai',
  number: 'so',
  after: 'sau',
} as const satisfies Record<keyof AuditQuery, string>;

export const directionNames: Readonly<Record<Direction, string>> = { both: '', sent: 'gui', received: 'nhan' };

export interface SearchFormProps {
  readonly page: Page;
  readonly query: AuditQuery;
  /** What was wrong with what was asked, by field. */
  readonly errors: Partial<Record<keyof AuditQuery, Bilingual>>;
}

/** The address of a search, from its beginning unless told otherwise. */
export function searchAddress(query: AuditQuery, after = ''): string {
  const values = { ...query, direction: directionNames[query.direction], after };
  const parts = Object.entries(searchFields).map(([key, name]) => [name, values[key as keyof AuditQuery]] as const);
  const asked = parts.filter(([, value]) => value !== '');
  return asked.length === 0
    ? '/kiem-toan'
    : `/kiem-toan?${new URLSearchParams(asked.map(([name, value]) => [name, value]))}`;
}

const same = (text: string): Bilingual => ({ vi: text, en: text });
const directionOptions = (['both', 'sent', 'received'] as const).map(
  (direction) => [directionNames[direction], t.directions[direction]] as const,
);
const statusOptions = [
  ['', t.any] as const,
  ['none', listTexts.notArrived] as const,
  ...statusKinds.filter(({ code }) => code < '07').map((kind) => [kind.code, kind] as const),
];
const typeOptions = [
  ['', t.any] as const,
  ...documentTypes.map(({ code, name }) => [code, same(`${name} (${code})`)] as const),
];

export function SearchForm({ page, query, errors }: SearchFormProps): JSX.Element {
  const field = (key: 'q' | 'agency' | 'from' | 'to' | 'number') =>
    ({
      page,
      name: searchFields[key],
      value: query[key],
      error: errors[key],
      autocomplete: 'off',
      isOptional: true,
    }) as const;
  return (
    <search>
      <form class="conditions" method="get" action="/kiem-toan">
        <div class="grow">
          <Field {...field('q')} label={t.words} hint={t.wordsHint} />
        </div>
        <Field {...field('number')} label={t.number} />
        <Field {...field('agency')} label={t.agency} hint={t.agencyHint} />
        <Choice
          page={page}
          name={searchFields.direction}
          label={t.direction}
          value={directionNames[query.direction]}
          options={directionOptions}
        />
        <Field {...field('from')} type="date" label={t.from} />
        <Field {...field('to')} type="date" label={t.to} />
        <Choice page={page} name={searchFields.type} label={t.type} value={query.type} options={typeOptions} />
        <Choice page={page} name={searchFields.status} label={t.status} value={query.status} options={statusOptions} />
        <p class="actions">
          <button class="button" type="submit">
            {page.say(t.button)}
          </button>
          {searchAddress(query) !== '/kiem-toan' && <a href="/kiem-toan">{page.say(t.clear)}</a>}
        </p>
      </form>
    </search>
  );
}
