/** The register entry as the stamp put on paper: "ĐẾN" or "ĐI", agency, then lines of name and value. Source: Decree 30/2020/NĐ-CP, annex IV. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';

export interface StampLine {
  readonly name: Bilingual;
  readonly value: string;
  /** Not a fact yet. */
  readonly isPale?: boolean;
}

export function RegisterStamp(props: {
  readonly page: Page;
  readonly mark: Bilingual;
  readonly agency: string;
  readonly lines: readonly StampLine[];
}): JSX.Element {
  const { page, mark, agency, lines } = props;
  return (
    <div class="register-stamp">
      <div class="register-stamp-agency">{agency}</div>
      <div class="register-stamp-mark">{page.say(mark)}</div>
      <dl class="register-stamp-lines">
        {lines.map(({ name, value, isPale }) => (
          <div key={name.vi}>
            <dt>{page.say(name)}:</dt> <dd class={isPale === true ? 'pale' : ''}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
