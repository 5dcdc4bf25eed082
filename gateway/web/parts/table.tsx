/** A table of a list: its name for screen readers, one head for each column; on a phone its rows become lines (files/tables.css). */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';

interface HeadsProps {
  readonly page: Page;
  /** Null for a column of buttons and links, which need no head. */
  readonly heads: readonly (Bilingual | null)[];
  /** The head of a column of figures. */
  readonly figure?: Bilingual;
}

export function Heads({ page, heads, figure }: HeadsProps): JSX.Element {
  return (
    <thead>
      <tr>
        {heads.map((head) =>
          head === null ? (
            <td key="" />
          ) : (
            <th key={head.vi} scope="col" {...(head === figure ? { class: 'figure' } : {})}>
              {page.say(head)}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}

export function Table(
  props: HeadsProps & {
    readonly name: Bilingual;
    /** A look of its own, beside or instead of the common one. */
    readonly kind?: string;
    readonly children: ComponentChildren;
  },
): JSX.Element {
  const { page, name, kind = 'rows', children } = props;
  return (
    <table class={`table ${kind}`}>
      <caption>{page.say(name)}</caption>
      <Heads {...props} />
      <tbody>{children}</tbody>
    </table>
  );
}
