/** Something that is hard to undo: its button opens a panel in place, which names the thing and has the button that does it. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { FormToken } from './form.js';

export interface AskProps {
  readonly page: Page;
  /** Ends in "…". */
  readonly opener: Bilingual;
  /** What will happen to what: names the thing. */
  readonly question: Bilingual;
  readonly action: string;
  /** A verb and the thing. */
  readonly button: Bilingual;
  readonly kind?: 'hard' | 'plain';
  /** Its button among other words, in a row: looks like a link. */
  readonly isQuiet?: boolean;
  /** Where several are on a page that renews itself: which one is open is known by it. */
  readonly id?: string;
  /** Sent along, by name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Open from the start: after what was sent was not right. */
  readonly isOpen?: boolean;
  /** Fields for the person to fill in. */
  readonly children?: ComponentChildren;
}

export function Ask(props: AskProps): JSX.Element {
  const {
    page,
    opener,
    question,
    action,
    button,
    kind = 'hard',
    fields = {},
    isQuiet,
    id,
    isOpen = false,
    children,
  } = props;
  return (
    <details class="ask" open={isOpen} {...(id === undefined ? {} : { id })}>
      <summary class={`button ${isQuiet === true ? 'quiet' : kind}`}>{page.say(opener)}</summary>
      <form class="form" method="post" action={action}>
        <FormToken page={page} />
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p>{page.say(question)}</p>
        {children}
        <button class={`button ${kind}`} type="submit">
          {page.say(button)}
        </button>
      </form>
    </details>
  );
}
