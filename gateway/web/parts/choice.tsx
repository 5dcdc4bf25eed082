/** A field of a bar of filters: a list to choose from, or a text or day. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';

interface ChoiceProps {
  readonly page: Page;
  readonly name: string;
  readonly label: Bilingual;
  readonly value: string;
}

export function Choice(
  props: ChoiceProps & { readonly options: readonly (readonly [value: string, text: string])[] },
): JSX.Element {
  const { page, name, label, value, options } = props;
  return (
    <label class="choice">
      {page.say(label)}
      <select name={name}>
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function FilterField(props: ChoiceProps & { readonly type: 'search' | 'date' }): JSX.Element {
  const { page, name, label, value, type } = props;
  return (
    <label class={type === 'search' ? 'choice words' : 'choice'}>
      {page.say(label)}
      <input type={type as 'text'} name={name} value={value} maxLength={200} />
    </label>
  );
}
