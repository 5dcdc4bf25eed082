/** Names and values, one line each. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';

export type Fact = readonly [name: Bilingual, value: ComponentChildren];

export function Facts({ page, rows }: { readonly page: Page; readonly rows: readonly Fact[] }): JSX.Element {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => [<dt key={name.vi}>{page.say(name)}</dt>, <dd key={`${name.vi}=`}>{value}</dd>])}
    </dl>
  );
}
