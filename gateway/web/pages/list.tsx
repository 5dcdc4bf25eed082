/** An agency's incoming or outgoing documents: a sentence, parts and filters, the documents by day, the next page. */
import type { JSX } from 'preact';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { weekdayAndDate } from '../../../schemas/words/day-words.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { Listed, Received, Sent } from '../../documents/lists/list-documents.js';
import type { InboxFilter, ListFilter, OutboxFilter } from '../../documents/lists/list-filter.js';
import type { SavedFilter } from '../../documents/lists/saved-filters.store.js';
import type { SignedIn } from '../../identity/sessions.js';
import { hasConditions } from '../list-address.js';
import type { Page } from '../page.js';
import { ReceivedRows, SentRows } from '../parts/document-row.js';
import { Frame, Section } from '../parts/frame.js';
import { ListFilters } from '../parts/list-filters.js';
import { listKeys } from '../parts/list-keys.js';
import { BulkBar, ListTabs, type Tab } from '../parts/list-tabs.js';
import { NothingListed, Paging } from '../parts/listed.js';
import { Notice } from '../parts/notice.js';
import { countInWords } from '../shown-count.js';
import { inboxHeadings, outboxHeadings, listTexts as t } from '../texts/lists.js';
import { texts } from '../texts.js';

export interface ListNews {
  readonly kind: 'done' | 'failed';
  readonly text: Bilingual;
}

interface ListProps {
  readonly page: Page;
  readonly person: SignedIn;
  readonly now: Date;
  readonly tabs: readonly Tab[];
  readonly saved: readonly SavedFilter[];
  readonly isFirst: boolean;
  /** Of the form that led here. */
  readonly news: ListNews | null;
}

export interface InboxProps extends ListProps {
  readonly filter: InboxFilter;
  readonly listed: Listed<Received>;
  readonly toAccept: number;
}

export interface OutboxProps extends ListProps {
  readonly filter: OutboxFilter;
  readonly listed: Listed<Sent>;
}

/** Counts of the tabs, said in both languages. */
function counted(tabs: readonly Tab[], view: ListFilter['view'], sentence: (count: string) => Bilingual): Bilingual {
  const { vi, en } = countInWords(countOf(tabs, view));
  return say(sentence(vi).vi, sentence(en).en);
}

const countOf = (tabs: readonly Tab[], view: ListFilter['view']) =>
  tabs.find(({ filter }) => filter.view === view)?.count ?? 0;

function inboxHeading({ filter, tabs, toAccept }: InboxProps): Bilingual {
  if (hasConditions(filter)) return filter.q === '' ? t.inboxFiltered : t.inboxWith(filter.q);
  const { view } = filter;
  if (view === 'not-accepted-today' && countOf(tabs, view) === 0) return t.dayIsDone;
  if (view !== null) return counted(tabs, view, inboxHeadings[view]);
  if (countOf(tabs, null) === 0) return t.inboxEmpty;
  if (countOf(tabs, 'unread') + toAccept === 0) return t.inboxDone;
  const [unread, waiting] = [countInWords(countOf(tabs, 'unread')), countInWords(toAccept)];
  return say(t.inboxState(unread.vi, waiting.vi).vi, t.inboxState(unread.en, waiting.en).en);
}

function outboxHeading({ filter, tabs }: OutboxProps): Bilingual {
  if (hasConditions(filter)) return filter.q === '' ? t.outboxFiltered : t.outboxWith(filter.q);
  if (filter.view !== null) return counted(tabs, filter.view, outboxHeadings[filter.view]);
  if (countOf(tabs, null) === 0) return t.outboxEmpty;
  return countOf(tabs, 'awaiting') === 0 ? t.outboxDone : counted(tabs, 'awaiting', t.outboxState);
}

interface ListFrameProps {
  readonly props: ListProps & { readonly filter: ListFilter; readonly listed: Listed<unknown> };
  readonly title: Bilingual;
  readonly heading: Bilingual;
  readonly order: Bilingual;
  readonly bulk: JSX.Element | null;
  readonly margin: JSX.Element | null;
  readonly children: JSX.Element;
}

function ListFrame({ props, title, heading, order, bulk, margin, children }: ListFrameProps): JSX.Element {
  const { page, filter, listed, tabs, saved, isFirst, news, now } = props;
  return (
    <Frame
      page={page}
      title={title}
      heading={heading}
      beside={page.say(weekdayAndDate(vietnamDay(now)))}
      notice={news && <Notice page={page} kind={news.kind} text={news.text} />}
      live="documents"
      keys={listKeys}
    >
      <Section page={page} heading={title}>
        {margin}
        <ListFilters page={page} filter={filter} saved={saved} />
        <div id="danh-sach" data-live="wait">
          <div class="list-head">
            <ListTabs page={page} current={filter} tabs={tabs} saved={saved} hint={order} />
            {bulk}
          </div>
          {listed.items.length === 0 && listed.next === null ? (
            <NothingListed page={page} filter={filter} />
          ) : (
            <>
              {children}
              <Paging page={page} filter={filter} listed={listed} isFirst={isFirst} />
            </>
          )}
        </div>
      </Section>
    </Frame>
  );
}

export function InboxPage(props: InboxProps): JSX.Element {
  const { page, person, now, filter, listed } = props;
  const canAccept = person.principal.scopes.has('status:write');
  const canPick = ({ todo }: Received) => canAccept && todo === 'accept';
  return (
    <ListFrame
      props={props}
      title={texts.navigation.inbox}
      heading={inboxHeading(props)}
      order={t.order}
      margin={
        <p class="day-end">
          {filter.view === 'not-accepted-today' ? (
            page.say(t.dayEndHint)
          ) : (
            <a href="/van-ban-den?loc=cuoi-ngay">{page.say(t.dayEnd)}</a>
          )}
        </p>
      }
      bulk={
        listed.items.some(canPick) ? (
          <BulkBar page={page} action="/van-ban-den/tiep-nhan" button={t.acceptSelected} hint={t.acceptHint} />
        ) : null
      }
    >
      <ReceivedRows page={page} now={now} items={listed.items} canPick={canPick} />
    </ListFrame>
  );
}

/** Says which trouble the page showed: of the newest one on it, when it arose. */
export const shownUntilField = 'den-luc';

/**
 * The clock would say less: it runs elsewhere than where trouble gets its time, and a page that is read anew would never be the same.
 * Moments as PostgreSQL writes them, in UTC, sort as text.
 */
const newestTrouble = (items: readonly Sent[]): string | undefined =>
  items
    .flatMap(({ troubledAt }) => troubledAt ?? [])
    .sort()
    .at(-1);

export function OutboxPage(props: OutboxProps): JSX.Element {
  const { page, person, now, filter, listed } = props;
  const shownUntil =
    filter.view === 'refused' || filter.view === 'undelivered' ? newestTrouble(listed.items) : undefined;
  const canNote = person.principal.scopes.has('status:write') && shownUntil !== undefined;
  return (
    <ListFrame
      props={props}
      title={texts.navigation.outbox}
      heading={outboxHeading(props)}
      order={t.newestFirst}
      margin={null}
      bulk={
        canNote ? (
          <BulkBar
            page={page}
            action="/van-ban-di/da-xu-ly"
            button={t.noteSelected}
            hint={t.noteHint}
            fields={{ [shownUntilField]: shownUntil }}
          />
        ) : null
      }
    >
      <SentRows page={page} now={now} items={listed.items} canPick={() => canNote} />
    </ListFrame>
  );
}
