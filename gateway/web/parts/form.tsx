/** Parts of forms: what every form carries along, and a field with its label, hint and error. */
import type { JSX } from 'preact';
import { isCalendarDate } from '../../../schemas/directory/calendar-date.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { formTokenField } from '../form-token-field.js';
import type { Page } from '../page.js';
import { Icon } from './icon.js';

export function FormToken({ page }: { readonly page: Page }): JSX.Element {
  return <input type="hidden" name={formTokenField} value={page.formToken()} />;
}

type FieldType = 'text' | 'email' | 'password' | 'date' | 'url' | 'number';

export interface FieldProps {
  readonly page: Page;
  /** Name of the field, and its id unless the page has another one of this name. */
  readonly name: string;
  readonly id?: string;
  readonly label: Bilingual;
  readonly hint?: Bilingual;
  /** What is wrong with what was sent. */
  readonly error?: Bilingual | undefined;
  readonly type?: FieldType;
  /** HTML autocomplete: what password managers and phones go by. */
  readonly autocomplete: string;
  readonly value?: string;
  readonly isCode?: boolean;
  readonly isOptional?: boolean;
  /** Characters; 400 unless said. */
  readonly maxLength?: number;
  /** A text of several lines, so many of them shown at first. */
  readonly lines?: number;
}

/** What input and textarea have alike. */
function attributesOf({ name, id = name, hint, error, autocomplete, isOptional, maxLength = 400 }: FieldProps) {
  const described = [...(hint ? [`${id}-hint`] : []), ...(error ? [`${id}-error`] : [])].join(' ');
  return {
    id,
    name,
    autocomplete,
    required: isOptional !== true,
    maxLength,
    ...(described === '' ? {} : { 'aria-describedby': described }),
    ...(error ? ({ 'aria-invalid': 'true' } as const) : {}),
  };
}

function Line(props: FieldProps): JSX.Element {
  const { type = 'text', value, isCode } = props;
  // A date that is none would show as an empty field anyway, and warn in the console.
  const isShown = value !== undefined && (type !== 'date' || isCalendarDate(value));
  return (
    <input
      {...attributesOf(props)}
      type={type as 'text'}
      {...(isShown ? { value } : {})}
      {...(isCode === true ? { autocapitalize: 'none', spellcheck: false } : {})}
    />
  );
}

export function Field(props: FieldProps): JSX.Element {
  const { page, name, id = name, label, hint, error, value, isCode, lines } = props;
  const kinds = ['field', ...(isCode === true ? ['code'] : []), ...(error ? ['wrong'] : [])];
  return (
    <div class={kinds.join(' ')}>
      <label for={id}>{page.say(label)}</label>
      {lines === undefined ? (
        <Line {...props} />
      ) : (
        <textarea {...attributesOf(props)} rows={lines}>
          {value}
        </textarea>
      )}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {page.say(hint)}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="attention" />
          {page.say(error)}
        </p>
      )}
    </div>
  );
}

/** Whose password the form asks for: password managers go by it, readers need not see it. */
export function OwnerField({ email }: { readonly email: string }): JSX.Element {
  return <input type="text" autocomplete="username" value={email} readOnly hidden />;
}

export interface ActionFormProps {
  readonly page: Page;
  readonly action: string;
  readonly button: Bilingual;
  readonly kind?: 'plain' | 'outlined' | 'hard' | 'quiet';
  /** Sent along, by name. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A form that is one button. */
export function ActionForm({ page, action, button, kind = 'plain', fields = {} }: ActionFormProps): JSX.Element {
  return (
    <form method="post" action={action}>
      <FormToken page={page} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class={`button ${kind}`} type="submit">
        {page.say(button)}
      </button>
    </form>
  );
}
