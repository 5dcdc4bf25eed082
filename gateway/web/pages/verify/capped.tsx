/** A list from a file somebody made, which may be of any length: the first ones, and how many there are more. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Page } from '../../page.js';
import { verifyTexts as t } from '../../texts/verify.js';

export function Capped<T>(props: {
  readonly page: Page;
  readonly items: readonly T[];
  readonly max: number;
  /** What is said of those left out. */
  readonly more?: (count: number) => Bilingual;
  readonly children: (item: T, index: number) => ComponentChildren;
}): JSX.Element | null {
  const { page, items, max, more = t.more, children } = props;
  if (items.length === 0) return null;
  const left = items.length - max;
  return (
    <ul class="plain-list">
      {items.slice(0, max).map((item, index) => (
        <li key={index}>{children(item, index)}</li>
      ))}
      {left > 0 && <li class="weak">{page.say(more(left))}</li>}
    </ul>
  );
}
