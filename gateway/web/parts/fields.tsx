/** Fields beside the one-line ones of form.tsx: a choice, a longer text, a file. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { FilePicker } from './file-picker.js';

interface Common {
  readonly page: Page;
  readonly name: string;
  /** Its id, where the page has several fields of this name. */
  readonly id?: string;
  readonly label: Bilingual;
  readonly hint?: Bilingual;
}

function Hint({ page, id, hint }: { readonly page: Page; readonly id: string; readonly hint: Bilingual | undefined }) {
  return (
    hint && (
      <p class="hint" id={`${id}-hint`}>
        {page.say(hint)}
      </p>
    )
  );
}

function Around({
  page,
  id,
  label,
  hint,
  children,
}: Omit<Common, 'name' | 'id'> & { readonly id: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{page.say(label)}</label>
      {children}
      <Hint page={page} id={id} hint={hint} />
    </div>
  );
}

const describedBy = (id: string, hint: Bilingual | undefined) => (hint ? { 'aria-describedby': `${id}-hint` } : {});

export function Choice(
  props: Common & {
    readonly value: string;
    readonly options: readonly (readonly [value: string, text: Bilingual])[];
  },
): JSX.Element {
  const { page, name, id = name, hint, value, options } = props;
  return (
    <Around {...props} id={id}>
      <select id={id} name={name} {...describedBy(id, hint)}>
        {options.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {page.say(text)}
          </option>
        ))}
      </select>
    </Around>
  );
}

export function FileField(props: Common & { readonly accept: string; readonly isOptional?: boolean }): JSX.Element {
  const { page, name, id = name, label, hint, accept, isOptional } = props;
  return (
    <div class="field">
      <FilePicker
        page={page}
        id={id}
        name={name}
        label={label}
        accept={accept}
        isRequired={isOptional !== true}
        {...(hint ? { describedBy: `${id}-hint` } : {})}
      />
      <Hint page={page} id={id} hint={hint} />
    </div>
  );
}
