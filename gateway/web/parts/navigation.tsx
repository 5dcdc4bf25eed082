/** The bar of pages: those the reader's role may open, in one line at every width, the rest behind "more". */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { SignedIn } from '../../identity/sessions.js';
import type { Counts, Page } from '../page.js';
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
import { Icon, type IconName } from './icon.js';

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
  {
    page: 'GET /van-hanh/gui',
    text: operatorTexts.navigation.deliveries,
    short: operatorTexts.navigation.deliveriesShort,
    icon: 'deliveries',
  },
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

/** So many stand in the bar at most, in one line; the rest is behind "more". */
const inBar = { phone: 4, tablet: 6, wide: 9 } as const;

/** Of those who work for an agency: whoever works for none has a first page among the others (page-routes/home.ts). */
const ofAgency: readonly PageName[] = ['GET /', 'GET /co-quan-toi'];

const pathOf = (page: PageName): string => page.slice('GET '.length);
export const pathnameOf = (address: string): string => address.split('?')[0] ?? '';

export function mayOpen({ principal }: SignedIn, page: PageName): boolean {
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

/** From which width on an entry stands in the bar. */
type Place = keyof typeof inBar | 'never';
interface Placed {
  readonly entry: Entry;
  readonly from: Place;
}

const inBarClass = { phone: '', tablet: 'not-on-phone', wide: 'only-wide', never: '' } as const satisfies Record<
  Place,
  string
>;
const behindMoreClass = {
  phone: '',
  tablet: 'only-on-phone',
  wide: 'not-wide',
  never: 'always',
} as const satisfies Record<Place, string>;

function More({ page, rest }: { readonly page: Page; readonly rest: readonly Placed[] }): JSX.Element {
  const widest = (['never', 'wide', 'tablet'] as const).find((place) => rest.some(({ from }) => from === place));
  return (
    <li class={behindMoreClass[widest ?? 'never']}>
      <details>
        <summary>
          <Icon name="more" size={22} />
          {page.say(texts.frame.more)}
          <Icon name="down" size={18} />
        </summary>
        <ul>
          {rest.map(({ entry, from }) => (
            <li key={entry.page} class={behindMoreClass[from]}>
              <EntryLink page={page} entry={entry} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

export function Navigation({ page, person }: { readonly page: Page; readonly person: SignedIn }): JSX.Element {
  const mayWrite = mayOpen(person, 'GET /soan');
  const onPhone = mayWrite ? inBar.phone - 1 : inBar.phone;
  const placeOf = (index: number): Place => {
    if (index < onPhone) return 'phone';
    if (index < inBar.tablet) return 'tablet';
    return index < inBar.wide ? 'wide' : 'never';
  };
  const open = entries
    .filter(({ page: name }) => mayOpen(person, name) && (person.agency !== null || !ofAgency.includes(name)))
    .map((entry, index) => ({ entry, from: placeOf(index) }));
  const rest = open.slice(onPhone);
  const inOwnWidth = ({ entry, from }: Placed) => (
    <li key={entry.page} class={inBarClass[from]}>
      <EntryLink page={page} entry={entry} />
    </li>
  );
  return (
    <nav class="navigation" id="cac-trang" data-live="" aria-label={page.say(texts.frame.navigation)}>
      <ul>
        {open.slice(0, 2).map(inOwnWidth)}
        {mayWrite && <WriteEntry page={page} />}
        {open.slice(2, inBar.wide).map(inOwnWidth)}
        {rest.length > 0 && <More page={page} rest={rest} />}
      </ul>
    </nav>
  );
}
