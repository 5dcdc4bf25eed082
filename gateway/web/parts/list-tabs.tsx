/** The parts of a list as tabs with their counts, the reader's own filters beside them, and what replaces them once rows are ticked. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { ListFilter } from '../../documents/lists/list-filter.js';
import type { SavedFilter } from '../../documents/lists/saved-filters.store.js';
import { filterQuery, listAddress, listPath } from '../list-address.js';
import type { Page } from '../page.js';
import { briefCount } from '../shown-count.js';
import { listTexts } from '../texts/lists.js';
import { pickForm } from './document-row.js';
import { FormToken } from './form.js';

export interface Tab {
  readonly filter: ListFilter;
  readonly name: Bilingual;
  /** Null where nobody counts. */
  readonly count: number | null;
}

export interface ListTabsProps {
  readonly page: Page;
  /** What is shown; null where a page shows only the beginning of a list. */
  readonly current: ListFilter | null;
  readonly tabs: readonly Tab[];
  readonly saved: readonly SavedFilter[];
  /** In which order they stand. */
  readonly hint: Bilingual;
  /** Another order there is. */
  readonly other?: { readonly href: string; readonly name: Bilingual };
}

function TabLink({ page, tab, isCurrent }: { readonly page: Page; readonly tab: Tab; readonly isCurrent: boolean }) {
  return (
    <li>
      <a href={listAddress(tab.filter)} {...(isCurrent ? { 'aria-current': 'page' } : {})}>
        {page.say(tab.name)} {tab.count !== null && <span class="count">{briefCount(tab.count)}</span>}
      </a>
    </li>
  );
}

export function ListTabs({ page, current, tabs, saved, hint, other }: ListTabsProps): JSX.Element {
  const query = current === null ? null : filterQuery(current);
  return (
    <nav class="tabs" aria-label={page.say(listTexts.tabs)}>
      <ul>
        {tabs.map((tab) => (
          <TabLink
            key={filterQuery(tab.filter)}
            page={page}
            tab={tab}
            isCurrent={query !== null && filterQuery(tab.filter) === query}
          />
        ))}
        {saved.map((own) => (
          <li key={own.id}>
            <a
              href={`${listPath(current?.box ?? 'in')}?${own.query}`}
              {...(own.query === query ? { 'aria-current': 'page' } : {})}
            >
              {own.name}
            </a>
          </li>
        ))}
      </ul>
      <span class="order">
        {page.say(hint)}
        {other !== undefined && <a href={other.href}>{page.say(other.name)}</a>}
      </span>
    </nav>
  );
}

export interface BulkBarProps {
  readonly page: Page;
  readonly action: string;
  readonly button: Bilingual;
  readonly hint: Bilingual;
  /** Sent along, by name. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Stands above the rows without script as well; where the browser can tell that a row is ticked, it shows only then. */
export function BulkBar({ page, action, button, hint, fields = {} }: BulkBarProps): JSX.Element {
  const { say } = page;
  return (
    <form class="bulk" id={pickForm} method="post" action={action} aria-label={say(listTexts.selected)}>
      <FormToken page={page} />
      {Object.entries({ ve: page.address, ...fields }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <output class="bulk-count" data-picked={say(listTexts.picked)} />
      <button class="button main" type="submit">
        {say(button)}
      </button>
      <span class="weak">{say(hint)}</span>
    </form>
  );
}
