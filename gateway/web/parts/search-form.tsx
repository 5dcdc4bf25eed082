/** One field to find something in a list, and its button; the words stand in the address. The masthead's is search-field.tsx. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';

export function SearchForm(props: {
  readonly page: Page;
  readonly action: string;
  readonly name?: string;
  readonly value: string;
  /** What is searched for, and in what. */
  readonly label: Bilingual;
  readonly button: Bilingual;
}): JSX.Element {
  const { page, action, name = 'q', value, label, button } = props;
  return (
    <search>
      <form class="search" method="get" action={action}>
        <input
          type="search"
          name={name}
          value={value}
          maxLength={200}
          aria-label={page.say(label)}
          placeholder={page.say(label)}
        />
        <button class="button" type="submit">
          {page.say(button)}
        </button>
      </form>
    </search>
  );
}
