/** The search of the masthead: a plain form; script/search.js shows what is found while one types. */
import type { JSX } from 'preact';
import type { Page } from '../page.js';
import { searchTexts as t } from '../texts/search.js';
import { Icon } from './icon.js';

export function SearchField({ page }: { readonly page: Page }): JSX.Element {
  const { say } = page;
  return (
    <search class="masthead-search">
      <form method="get" action="/tim" data-search>
        <Icon name="search" />
        <input
          type="search"
          name="q"
          maxLength={200}
          autocomplete="off"
          data-key="/"
          aria-keyshortcuts="/"
          aria-label={say(t.field)}
          placeholder={say(t.field)}
        />
        <kbd>/</kbd>
        <div class="suggestions" id="goi-y" hidden />
      </form>
      <a class="search-link" href="/tim" aria-label={say(t.title)}>
        <Icon name="search" size={22} />
      </a>
    </search>
  );
}
