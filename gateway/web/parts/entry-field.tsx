/** A field that may stay empty: a text, a long text, a day, a number, a choice; with hint and error like those of form.tsx. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Icon } from './icon.js';

export interface EntryFieldProps {
  readonly page: Page;
  /** Name and id of the field. */
  readonly name: string;
  readonly label: Bilingual;
  readonly hint?: Bilingual | undefined;
  readonly error?: Bilingual | undefined;
  readonly kind?: 'text' | 'long' | 'date' | 'number' | 'choice';
  readonly value?: string | undefined;
  readonly isRequired?: boolean | undefined;
  readonly maxLength?: number | undefined;
  /** Of a choice; of a text what is proposed. */
  readonly options?: readonly (readonly [value: string, text: string])[] | undefined;
}

function Control({
  name,
  kind = 'text',
  value = '',
  isRequired,
  maxLength,
  options = [],
  hint,
  error,
}: EntryFieldProps): JSX.Element {
  const described = [...(hint ? [`${name}-hint`] : []), ...(error ? [`${name}-error`] : [])].join(' ');
  const common = {
    id: name,
    name,
    required: isRequired === true,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(error ? { 'aria-invalid': 'true' as const } : {}),
  };
  const length = maxLength === undefined ? {} : { maxLength };
  if (kind === 'long')
    return (
      <textarea {...common} {...length} rows={3}>
        {value}
      </textarea>
    );
  if (kind === 'choice')
    return (
      <select {...common}>
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
    );
  const limits = kind === 'number' ? { min: 0, max: 999 } : length;
  return <input {...common} {...limits} type={kind as 'text'} value={value} />;
}

export function EntryField(props: EntryFieldProps): JSX.Element {
  const { page, name, label, hint, error } = props;
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={name}>{page.say(label)}</label>
      <Control {...props} />
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {page.say(hint)}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          <Icon name="attention" />
          {page.say(error)}
        </p>
      )}
    </div>
  );
}
