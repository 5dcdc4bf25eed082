/** The ways on from one part of a list: what it is narrowed to stays in the address, `sau` says where the next part begins. */
import type { JSX } from 'preact';
import type { Page } from '../page.js';
import { texts } from '../texts.js';

export function Paging(props: {
  readonly page: Page;
  readonly path: string;
  /** What the list is narrowed to, by parameter; what is empty or null is left out. */
  readonly narrowed: Readonly<Record<string, string | null | undefined>>;
  /** Where the next part begins; null at the end. */
  readonly next: string | null;
  readonly isFirst: boolean;
}): JSX.Element | null {
  const { page, path, narrowed, next, isFirst } = props;
  if (next === null && isFirst) return null;
  const address = (from: string | null) => {
    const said = Object.entries({ ...narrowed, sau: from }).filter((pair): pair is [string, string] => !!pair[1]);
    return `${path}?${new URLSearchParams(said)}`;
  };
  return (
    <p class="actions">
      {next !== null && <a href={address(next)}>{page.say(texts.paging.more)}</a>}
      {!isFirst && <a href={address(null)}>{page.say(texts.paging.first)}</a>}
    </p>
  );
}
