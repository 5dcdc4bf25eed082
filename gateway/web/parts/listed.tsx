/** A page of a list with what stands under it: how much is shown, where it goes on; or what its emptiness means. */
import type { JSX } from 'preact';
import type { Listed } from '../../documents/lists/list-documents.js';
import { type ListFilter, pageRows } from '../../documents/lists/list-filter.js';
import { hasConditions, listAddress, listPath } from '../list-address.js';
import type { Page } from '../page.js';
import { listTexts as t } from '../texts/lists.js';
import { Empty } from './notice.js';

interface ListedProps {
  readonly page: Page;
  readonly filter: ListFilter;
  readonly listed: Listed<unknown>;
  readonly isFirst: boolean;
}

/** Short although it goes on: only a window of rows has been searched. */
const isWindow = ({ items, next }: Listed<unknown>) => next !== null && items.length < pageRows;

export function Paging({ page, filter, listed, isFirst }: ListedProps): JSX.Element {
  const { say } = page;
  const { items, next } = listed;
  return (
    <p class="paging">
      <span class="weak">{say(isWindow(listed) ? t.searchedRecent : t.shown(items.length))}</span>
      {next !== null && (
        <a href={listAddress(filter, next)} rel="next">
          {say(isWindow(listed) ? t.searchOlder : t.continued)}
        </a>
      )}
      {!isFirst && <a href={listAddress(filter)}>{say(t.first)}</a>}
    </p>
  );
}

export function NothingListed({ page, filter }: { readonly page: Page; readonly filter: ListFilter }): JSX.Element {
  const isNarrow = hasConditions(filter);
  return (
    <Empty page={page} title={isNarrow ? t.noMatch : t.nothing} text={isNarrow ? t.noMatchHint : t.nothingHint}>
      {(isNarrow || filter.view !== null) && (
        <p>
          <a href={listPath(filter.box)}>{page.say(t.showAll)}</a>
        </p>
      )}
    </Empty>
  );
}
