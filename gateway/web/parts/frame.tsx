/** The frame of every page: masthead, navigation, the opening sentence, foot. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { Page } from '../page.js';
import { fileAddress } from '../page-files.js';
import { verifyTexts } from '../texts/verify.js';
import { texts } from '../texts.js';
import { ActingLine } from './acting-line.js';
import { Foot } from './foot.js';
import { Icon } from './icon.js';
import { KeyFoot, KeyHelp, type KeyHint } from './keys.js';
import { mayOpen, Navigation, pathnameOf } from './navigation.js';
import { SearchField } from './search-field.js';
import { UserMenu } from './user-menu.js';

function Masthead({ page }: { readonly page: Page }): JSX.Element {
  const { say, person, address } = page;
  return (
    <header class="masthead">
      <div class="masthead-row">
        <a class="mark" href="/" aria-label={say(texts.frame.product)}>
          <Icon name="mark" size={36} />
          <span>{say(texts.frame.product)}</span>
        </a>
        {person?.agency && (
          <div class="place">
            {person.agency.name}
            <span>{person.agency.code}</span>
          </div>
        )}
        {person !== null && mayOpen(person, 'GET /tim') && <SearchField page={page} />}
        {person !== null && mayOpen(person, 'GET /soan') && (
          <a class="button outlined write" href="/soan" data-key="c">
            <Icon name="write" />
            {say(texts.frame.write)}
          </a>
        )}
        {person !== null && <UserMenu page={page} person={person} />}
        {person === null && !pathnameOf(address).startsWith('/dang-nhap') && (
          <div class="visitor">
            {pathnameOf(address) !== '/kiem-tra' && <a href="/kiem-tra">{say(verifyTexts.title)}</a>}
            <a class="button outlined" href="/dang-nhap">
              {say(texts.frame.signIn)}
            </a>
          </div>
        )}
      </div>
      {person !== null && <Navigation page={page} person={person} />}
      {person !== null && <ActingLine page={page} person={person} />}
    </header>
  );
}

export interface FrameProps {
  readonly page: Page;
  /** For the window and the list of bookmarks. */
  readonly title: Bilingual;
  /** The one true sentence the page opens with. */
  readonly heading: Bilingual;
  /** In the margin beside it. */
  readonly beside?: ComponentChildren;
  /** Above it, where something is seen before it is read. */
  readonly above?: ComponentChildren;
  /** Takes the place of sentence and margin, with an `h1` of its own. */
  readonly opening?: ComponentChildren;
  /** A notice under the sentence. */
  readonly notice?: ComponentChildren;
  /** `narrow`: one column to fill in. `middle`: for anybody, without the margins of daily work. */
  readonly width?: 'narrow' | 'middle';
  /**
   * What the page changes with: `documents` (any of the reader's), `document:` and its id, `health` (every few seconds); `figures`: any
   * document, but not at once and without a word.
   */
  readonly live?: 'documents' | 'health' | 'figures' | `document:${string}`;
  /** What the page's own keys do, for its foot and the help. */
  readonly keys?: readonly KeyHint[];
  readonly children?: ComponentChildren;
}

export function Frame(props: FrameProps): JSX.Element {
  const { page, title, heading, beside, above, opening, notice, width, live, keys = [], children } = props;
  const { say, language, theme, person } = page;
  const kinds = [...(width === undefined ? [] : [width]), ...(person === null ? [] : ['has-person'])];
  return (
    <html lang={language} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${say(title)} · ${say(texts.frame.product)}`}</title>
        <link rel="stylesheet" href={fileAddress('style.css')} />
        <link rel="icon" type="image/svg+xml" href={fileAddress('mark.svg')} />
        <script type="module" src={fileAddress('main.js')} />
      </head>
      <body
        class={kinds.join(' ')}
        {...(live === undefined ? {} : { 'data-live-for': live })}
        data-live-said={say(texts.frame.changed)}
        data-live-offer={say(texts.frame.offer)}
      >
        <a class="skip" href="#noi-dung">
          {say(texts.frame.skip)}
        </a>
        <Masthead page={page} />
        <main class="content" id="noi-dung">
          {opening ?? (
            <div class="opening" id="mo-dau" data-live="">
              <div class="margin">{beside}</div>
              <div class="body">
                {above}
                <h1>{say(heading)}</h1>
              </div>
            </div>
          )}
          {notice && (
            <div class="section notices">
              <div class="margin" />
              <div class="body">{notice}</div>
            </div>
          )}
          {children}
        </main>
        {keys.length > 0 && <KeyFoot page={page} keys={keys} />}
        <Foot page={page} />
        <p class="unseen" id="thong-bao" role="status" />
        {person !== null && <KeyHelp page={page} keys={keys} />}
      </body>
    </html>
  );
}

/** One part of a page: its name in the margin, its content beside it. */
export function Section(props: {
  readonly page: Page;
  /** Of a part that is renewed while the page lies open. */
  readonly liveId?: string;
  readonly heading?: Bilingual;
  readonly hint?: Bilingual;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { page, liveId, heading, hint, children } = props;
  return (
    <section class="section" {...(liveId === undefined ? {} : { id: liveId, 'data-live': '' })}>
      <div class="margin">
        {heading && <h2>{page.say(heading)}</h2>}
        {hint && page.say(hint)}
      </div>
      <div class="body">{children}</div>
    </section>
  );
}
