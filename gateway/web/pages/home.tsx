/** The first page of an agency's people: what is left to do today, then what came in; a leader sees what is urgent and what is assigned. */
import type { JSX } from 'preact';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { hourInWords, weekdayAndDate } from '../../../schemas/words/day-words.js';
import { vietnamDay } from '../../agencies/agency.js';
import { type Attention, totalOf } from '../../documents/lists/attention.js';
import type { Listed, Received } from '../../documents/lists/list-documents.js';
import { type InboxOrder, type InboxView, inboxFilter } from '../../documents/lists/list-filter.js';
import type { SignedIn } from '../../identity/sessions.js';
import { listAddress } from '../list-address.js';
import type { Page } from '../page.js';
import { DayContents } from '../parts/day-contents.js';
import { ReceivedRows } from '../parts/document-row.js';
import { Frame, Section } from '../parts/frame.js';
import { listKeys } from '../parts/list-keys.js';
import { BulkBar, ListTabs, type Tab } from '../parts/list-tabs.js';
import { NothingListed } from '../parts/listed.js';
import { briefCount, countInWords } from '../shown-count.js';
import { homeTexts as t } from '../texts/home.js';
import { inboxTabs, listTexts } from '../texts/lists.js';

/** The beginning of one part of the inbox. */
export interface HomePart {
  /** Null for all of it. */
  readonly view: InboxView | null;
  readonly listed: Listed<Received>;
}

export interface HomeProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly now: Date;
  readonly attention: Attention;
  readonly tabs: readonly Tab[];
  readonly parts: readonly HomePart[];
  /** Of what came in. */
  readonly order: InboxOrder;
}

const addressBy: Readonly<Record<InboxOrder, string>> = { arrival: '/', deadline: '/?xep=han' };
const orderNames: Readonly<Record<InboxOrder, Bilingual>> = {
  arrival: listTexts.order,
  deadline: listTexts.byDeadline,
};
const otherOrder: Readonly<Record<InboxOrder, InboxOrder>> = { arrival: 'deadline', deadline: 'arrival' };

/** What waits with a deadline is a part of what came in, in another order. */
const viewOf = ({ view }: HomePart, order: InboxOrder): InboxView | null =>
  view === null && order === 'deadline' ? 'with-deadline' : view;

function headingOf({ counts }: Attention): Bilingual {
  const total = totalOf(counts);
  if (total === 0) return t.nothing;
  const { vi, en } = countInWords(total);
  return say(t.heading(vi, false).vi, t.heading(en, total === 1).en);
}

function Now({ page, now }: HomeProps): JSX.Element {
  const { say: read } = page;
  return (
    <time dateTime={now.toISOString()}>
      {read(weekdayAndDate(vietnamDay(now)))}, {read(hourInWords(now.toISOString()))}
    </time>
  );
}

/** How many there are and how many nobody has read, as the tabs count them. */
function inboxHint({ tabs }: HomeProps): Bilingual {
  const countOf = (view: InboxView | null) => tabs.find(({ filter }) => filter.view === view)?.count ?? 0;
  return t.inboxHint(briefCount(countOf(null)), countOf('unread'));
}

function Part({
  props,
  part,
  isFirst,
}: {
  readonly props: HomeProps;
  readonly part: HomePart;
  readonly isFirst: boolean;
}) {
  const { page, person, now, tabs } = props;
  const order = part.view === null ? props.order : 'arrival';
  const other = otherOrder[order];
  const filter = inboxFilter(viewOf(part, order));
  const canAccept = person.principal.scopes.has('status:write');
  const { items, next } = part.listed;
  return (
    <Section
      page={page}
      heading={part.view === null ? t.inbox : inboxTabs[part.view]}
      {...(part.view === null ? { hint: inboxHint(props) } : {})}
    >
      <div id={`muc-${part.view ?? 'den'}`} data-live="wait">
        {isFirst && (
          <div class="list-head">
            <ListTabs
              page={page}
              current={filter}
              tabs={tabs}
              saved={[]}
              hint={orderNames[order]}
              {...(part.view === null ? { other: { href: addressBy[other], name: orderNames[other] } } : {})}
            />
            {canAccept && (
              <BulkBar
                page={page}
                action="/van-ban-den/tiep-nhan"
                button={listTexts.acceptSelected}
                hint={listTexts.acceptHint}
              />
            )}
          </div>
        )}
        {items.length === 0 ? (
          <NothingListed page={page} filter={filter} />
        ) : (
          <ReceivedRows
            page={page}
            now={now}
            items={items}
            order={order}
            canPick={({ todo }) => canAccept && todo === 'accept'}
          />
        )}
        {(next !== null || part.view !== null) && items.length > 0 && (
          <p class="paging">
            <span class="weak">{page.say(listTexts.shown(items.length))}</span>
            <a href={listAddress(filter)}>{page.say(part.view === null ? t.seeAll : listTexts.showAll)}</a>
          </p>
        )}
      </div>
    </Section>
  );
}

export function HomePage(props: HomeProps): JSX.Element {
  const { page, now, attention, parts } = props;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={headingOf(attention)}
      beside={<Now {...props} />}
      live="documents"
      keys={listKeys}
    >
      <Section page={page} heading={t.contents} hint={t.contentsHint}>
        <DayContents page={page} attention={attention} today={vietnamDay(now)} />
      </Section>
      {parts.map((part, n) => (
        <Part key={part.view ?? 'all'} props={props} part={part} isFirst={n === 0} />
      ))}
    </Frame>
  );
}
