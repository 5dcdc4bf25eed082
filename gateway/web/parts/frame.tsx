/** The frame of every page: masthead, navigation of what the reader's role may do, the opening sentence, foot. */
import type { ComponentChildren, JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts, Page } from '../page.js';
import { fileAddress } from '../page-files.js';
import { type PageName, pagePermissions } from '../page-permissions.js';
import { briefCount } from '../shown-count.js';
import { auditTexts } from '../texts/audit.js';
import { directoryTexts } from '../texts/directory.js';
import { draftTexts } from '../texts/drafts.js';
import { operatorTexts } from '../texts/operator.js';
import { peopleTexts } from '../texts/people.js';
import { registerTexts } from '../texts/registers.js';
import { reportTexts } from '../texts/report.js';
import { retentionTexts } from '../texts/retention.js';
import { verifyTexts } from '../texts/verify.js';
import { texts } from '../texts.js';
import { ActingLine } from './acting-line.js';
import { Foot } from './foot.js';
import { Icon, type IconName } from './icon.js';
import { KeyFoot, KeyHelp, type KeyHint } from './keys.js';
import { SearchField } from './search-field.js';
import { UserMenu } from './user-menu.js';

/** In the order of a day's work; what stands first is in the bar at every width. `short`: its name on the phone. */
const entries = [
  { page: 'GET /', text: texts.navigation.home, short: texts.navigation.homeShort, icon: 'home', count: 'attention' },
  { page: 'GET /van-ban-den', text: texts.navigation.inbox, short: texts.navigation.inboxShort, icon: 'inbox' },
  { page: 'GET /van-ban-di', text: texts.navigation.outbox, short: texts.navigation.outboxShort, icon: 'outbox' },
  { page: 'GET /kiem-toan', text: auditTexts.navigation.overview, icon: 'search' },
  { page: 'GET /kiem-toan/nhat-ky', text: auditTexts.navigation.log, icon: 'log' },
  { page: 'GET /kiem-toan/xuat', text: auditTexts.navigation.export, icon: 'save' },
  { page: 'GET /kiem-toan/tin-cay', text: auditTexts.navigation.trust, icon: 'verify' },
  { page: 'GET /kiem-toan/luu-tru', text: retentionTexts.navigation, icon: 'paused' },
  { page: 'GET /nhap', text: draftTexts.title, icon: 'write', count: 'drafts' },
  { page: 'GET /so-dang-ky', text: registerTexts.navigation, icon: 'register' },
  { page: 'GET /van-hanh', text: operatorTexts.navigation.health, icon: 'health' },
  { page: 'GET /van-hanh/gui', text: operatorTexts.navigation.deliveries, icon: 'deliveries' },
  { page: 'GET /van-hanh/thu', text: operatorTexts.navigation.mails, icon: 'mails' },
  { page: 'GET /van-hanh/co-quan', text: operatorTexts.navigation.agencies, icon: 'directory' },
  { page: 'GET /van-hanh/chung-thu', text: operatorTexts.navigation.certificates, icon: 'certificates' },
  { page: 'GET /van-hanh/giu-ho-so', text: retentionTexts.operatorNavigation, icon: 'paused' },
  { page: 'GET /van-hanh/cai-dat', text: operatorTexts.navigation.settings, icon: 'settings' },
  { page: 'GET /bao-cao', text: reportTexts.navigation, icon: 'report' },
  { page: 'GET /danh-ba', text: directoryTexts.title, icon: 'directory' },
  { page: 'GET /nguoi-dung', text: peopleTexts.title, icon: 'people' },
  { page: 'GET /co-quan-toi', text: peopleTexts.ownAgency, icon: 'home' },
  { page: 'GET /kiem-tra', text: verifyTexts.title, icon: 'verify' },
] as const satisfies readonly {
  page: PageName;
  text: Bilingual;
  short?: Bilingual;
  icon: IconName;
  count?: keyof Counts;
}[];

/** So many stand in the bar of narrower windows; the rest is behind "more". */
const inBar = { phone: 4, tablet: 6 } as const;

const pathOf = (page: PageName): string => page.slice('GET '.length);
const pathnameOf = (address: string): string => address.split('?')[0] ?? '';

function mayOpen({ principal }: SignedIn, page: PageName): boolean {
  const access = pagePermissions[page];
  return access === 'public' || access === 'person' || principal.scopes.has(access);
}

type Entry = (typeof entries)[number];

function EntryLink({ page, entry }: { readonly page: Page; readonly entry: Entry }): JSX.Element {
  const path = pathOf(entry.page);
  const count = 'count' in entry ? page.counts[entry.count] : undefined;
  const name = (
    <>
      {page.say(entry.text)}
      {count !== undefined && count > 0 && <span class="count">{briefCount(count)}</span>}
    </>
  );
  return (
    <a href={path} {...(pathnameOf(page.address) === path ? { 'aria-current': 'page' } : {})}>
      <Icon name={entry.icon} size={22} />
      {'short' in entry ? <span class="full-name">{name}</span> : name}
      {'short' in entry && <span class="short-name">{page.say(entry.short)}</span>}
    </a>
  );
}

/** In the middle of the phone's bar: what the masthead has elsewhere. */
function WriteEntry({ page }: { readonly page: Page }): JSX.Element {
  return (
    <li class="only-on-phone">
      <a href="/soan">
        <Icon name="write" size={22} />
        {page.say(texts.navigation.writeShort)}
      </a>
    </li>
  );
}

function More({ page, rest }: { readonly page: Page; readonly rest: readonly { entry: Entry; width: string }[] }) {
  return (
    <li class={rest.some(({ width }) => width === 'only-wide') ? 'not-wide' : 'only-on-phone'}>
      <details>
        <summary>
          <Icon name="more" size={22} />
          {page.say(texts.frame.more)}
          <Icon name="down" size={18} />
        </summary>
        <ul>
          {rest.map(({ entry, width }) => (
            <li key={entry.page} class={width === 'only-wide' ? '' : 'only-on-phone'}>
              <EntryLink page={page} entry={entry} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function Navigation({ page, person }: { readonly page: Page; readonly person: SignedIn }): JSX.Element {
  const mayWrite = mayOpen(person, 'GET /soan');
  const onPhone = mayWrite ? inBar.phone - 1 : inBar.phone;
  const widthAt = (place: number) => (place < inBar.tablet ? 'not-on-phone' : 'only-wide');
  // Whoever works for no agency has a first page among the others (page-routes/home.ts).
  const open = entries
    .filter(({ page: name }) => mayOpen(person, name) && (name !== 'GET /' || person.agency !== null))
    .map((entry, place) => ({ entry, width: place < onPhone ? '' : widthAt(place) }));
  const rest = open.slice(onPhone);
  const inOwnWidth = ({ entry, width }: (typeof open)[number]) => (
    <li key={entry.page} class={width}>
      <EntryLink page={page} entry={entry} />
    </li>
  );
  return (
    <nav class="navigation" id="cac-trang" data-live="" aria-label={page.say(texts.frame.navigation)}>
      <ul>
        {open.slice(0, 2).map(inOwnWidth)}
        {mayWrite && <WriteEntry page={page} />}
        {open.slice(2).map(inOwnWidth)}
        {rest.length > 0 && <More page={page} rest={rest} />}
      </ul>
    </nav>
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
  /** What the page changes with: `documents` (any of the reader's), `document:` and its id, `health` (every few seconds). */
  readonly live?: 'documents' | 'health' | `document:${string}`;
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
