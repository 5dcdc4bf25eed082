/** The frame of every page: masthead, navigation of what the reader's role may do, the opening sentence, foot. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { SignedIn } from '../../identity/sessions.js';
import { type Theme, themes } from '../language.js';
import type { Page } from '../page.js';
import { type PageName, pagePermissions } from '../page-permissions.js';
import { styleAddress } from '../style-files.js';
import { texts } from '../texts.js';
import { FormToken } from './form.js';
import { Icon, type IconName } from './icon.js';

const entries = [
  { page: 'GET /', text: texts.navigation.home, icon: 'home' },
  { page: 'GET /van-ban-den', text: texts.navigation.inbox, icon: 'inbox' },
  { page: 'GET /van-ban-di', text: texts.navigation.outbox, icon: 'outbox' },
  { page: 'GET /tai-khoan', text: texts.navigation.account, icon: 'account' },
] as const satisfies readonly { page: PageName; text: Bilingual; icon: IconName }[];

const pathOf = (page: PageName): string => page.slice('GET '.length);
const pathnameOf = (address: string): string => address.split('?')[0] ?? '';

function mayOpen({ principal }: SignedIn, page: PageName): boolean {
  const access = pagePermissions[page];
  return access === 'public' || access === 'person' || principal.scopes.has(access);
}

function Navigation({ page, person }: { readonly page: Page; readonly person: SignedIn }): JSX.Element {
  const { say, address } = page;
  return (
    <nav class="navigation" aria-label={say(texts.frame.navigation)}>
      <ul>
        {entries
          .filter((entry) => mayOpen(person, entry.page))
          .map(({ page: name, text, icon }) => (
            <li key={name}>
              <a href={pathOf(name)} {...(pathnameOf(address) === pathOf(name) ? { 'aria-current': 'page' } : {})}>
                <Icon name={icon} size={22} />
                {say(text)}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

function UserMenu({ page, person }: { readonly page: Page; readonly person: SignedIn }): JSX.Element {
  const { say } = page;
  return (
    <div class="user">
      <a class="user-name" href="/tai-khoan">
        {person.name}
        <span>{say(texts.roles[person.role])}</span>
      </a>
      <form method="post" action="/dang-xuat">
        <FormToken page={page} />
        <button class="button quiet" type="submit">
          {say(texts.frame.signOut)}
        </button>
      </form>
    </div>
  );
}

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
        {person !== null && <UserMenu page={page} person={person} />}
        {person === null && !pathnameOf(address).startsWith('/dang-nhap') && (
          <div class="user">
            <a class="button outlined" href="/dang-nhap">
              {say(texts.frame.signIn)}
            </a>
          </div>
        )}
      </div>
      {person !== null && <Navigation page={page} person={person} />}
    </header>
  );
}

const themeNames: Readonly<Record<Theme, Bilingual>> = {
  system: texts.frame.systemTheme,
  light: texts.frame.lightTheme,
  dark: texts.frame.darkTheme,
};

function Foot({ page }: { readonly page: Page }): JSX.Element {
  const { say, language, theme, address } = page;
  const other = language === 'vi' ? 'en' : 'vi';
  const choose = (change: Record<string, string>) => `/tuy-chon?${new URLSearchParams({ ...change, ve: address })}`;
  return (
    <footer class="foot">
      <div class="foot-row">
        <span>{say(texts.frame.keeper)}</span>
        <ul aria-label={say(texts.frame.language)}>
          <li>
            <a href={choose({ 'ngon-ngu': other })} lang={other} hreflang={other} rel="nofollow">
              {say(texts.frame.otherLanguage)}
            </a>
          </li>
        </ul>
        <ul aria-label={say(texts.frame.colours)}>
          {themes.map((one) => (
            <li key={one}>
              {one === theme ? (
                <span aria-current="true">{say(themeNames[one])}</span>
              ) : (
                <a href={choose({ 'mau-nen': one })} rel="nofollow">
                  {say(themeNames[one])}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
    </footer>
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
  /** A notice under the sentence. */
  readonly notice?: ComponentChildren;
  readonly isNarrow?: boolean;
  readonly children?: ComponentChildren;
}

export function Frame({ page, title, heading, beside, notice, isNarrow, children }: FrameProps): JSX.Element {
  const { say, language, theme, person } = page;
  const kinds = [...(isNarrow === true ? ['narrow'] : []), ...(person === null ? [] : ['has-person'])];
  return (
    <html lang={language} data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${say(title)} · ${say(texts.frame.product)}`}</title>
        <link rel="stylesheet" href={styleAddress('style.css')} />
        <link rel="icon" type="image/svg+xml" href={styleAddress('mark.svg')} />
      </head>
      <body class={kinds.join(' ')}>
        <a class="skip" href="#noi-dung">
          {say(texts.frame.skip)}
        </a>
        <Masthead page={page} />
        <main class="content" id="noi-dung">
          <div class="opening">
            <div class="margin">{beside}</div>
            <div class="body">
              <h1>{say(heading)}</h1>
            </div>
          </div>
          {notice && (
            <div class="section notices">
              <div class="margin" />
              <div class="body">{notice}</div>
            </div>
          )}
          {children}
        </main>
        <Foot page={page} />
      </body>
    </html>
  );
}

/** One part of a page: its name in the margin, its content beside it. */
export function Section(props: {
  readonly page: Page;
  readonly heading?: Bilingual;
  readonly hint?: Bilingual;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { page, heading, hint, children } = props;
  return (
    <section class="section">
      <div class="margin">
        {heading && <h2>{page.say(heading)}</h2>}
        {hint && page.say(hint)}
      </div>
      <div class="body">{children}</div>
    </section>
  );
}
