/** Which keys do what: in the foot of wide screens, and all of them in a dialog (`?`). They need script; nothing is done by keys alone. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { texts } from '../texts.js';

export interface KeyHint {
  /** As printed on the caps: `j`, `Enter`; `…` between the first and the last of a row. */
  readonly keys: readonly string[];
  readonly text: Bilingual;
}

const everywhere: readonly KeyHint[] = [
  { keys: ['/'], text: texts.frame.keySearch },
  { keys: ['c'], text: texts.frame.keyWrite },
  { keys: ['?'], text: texts.frame.allKeys },
];

interface KeysProps {
  readonly page: Page;
  readonly keys: readonly KeyHint[];
}

function Hints({ page, keys }: KeysProps): JSX.Element {
  return (
    <ul class="key-hints">
      {keys.map((hint) => (
        <li key={hint.keys.join()}>
          {hint.keys.map((key) => (key === '…' ? ` ${key} ` : <kbd key={key}>{key}</kbd>))} {page.say(hint.text)}
        </li>
      ))}
    </ul>
  );
}

export function KeyFoot({ page, keys }: KeysProps): JSX.Element {
  return (
    <aside class="key-foot" aria-label={page.say(texts.frame.keys)}>
      <Hints page={page} keys={keys} />
      <button class="button quiet" type="button" data-help="">
        <kbd>?</kbd> {page.say(texts.frame.allKeys)}
      </button>
    </aside>
  );
}

export function KeyHelp({ page, keys }: KeysProps): JSX.Element {
  const { say } = page;
  return (
    <dialog class="key-help" id="phim-tat" aria-labelledby="phim-tat-ten">
      <h2 id="phim-tat-ten">{say(texts.frame.keys)}</h2>
      <Hints page={page} keys={[...everywhere, ...keys]} />
      <form method="dialog">
        <button class="button" type="submit">
          {say(texts.frame.close)}
        </button>
      </form>
    </dialog>
  );
}
