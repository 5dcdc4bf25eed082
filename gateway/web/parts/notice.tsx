/** How something that was tried ended, and what an empty list means. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { Icon } from './icon.js';

export function Notice(props: {
  readonly page: Page;
  readonly kind: 'done' | 'failed' | 'plain';
  readonly text: Bilingual;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { page, kind, text, children } = props;
  return (
    <div class={`notice ${kind}`} role={kind === 'failed' ? 'alert' : 'status'}>
      <Icon name={kind === 'done' ? 'done' : 'attention'} />
      <div>
        <p>
          <strong>{page.say(text)}</strong>
        </p>
        {children}
      </div>
    </div>
  );
}

export function Empty(props: {
  readonly page: Page;
  readonly title: Bilingual;
  readonly text: Bilingual;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { page, title, text, children } = props;
  return (
    <div class="empty">
      <h3>{page.say(title)}</h3>
      <p>{page.say(text)}</p>
      {children}
    </div>
  );
}
