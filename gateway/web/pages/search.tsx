/** What is found in everything an agency received and sent; and the same, short, for the field of the masthead. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import type { Urgency } from '../../../schemas/directory/urgency.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { Listed, Received, Sent } from '../../documents/lists/list-documents.js';
import { inboxFilter, outboxFilter } from '../../documents/lists/list-filter.js';
import { listAddress } from '../list-address.js';
import type { Page } from '../page.js';
import { ReceivedRows, SentRows } from '../parts/document-row.js';
import { Frame, Section } from '../parts/frame.js';
import { listKeys } from '../parts/list-keys.js';
import { Stamp } from '../parts/stamp.js';
import { searchTexts as t } from '../texts/search.js';

export interface Found {
  readonly received: Listed<Received>;
  readonly sent: Listed<Sent>;
}

export interface SearchProps {
  readonly page: Page;
  readonly now: Date;
  readonly words: string;
  /** Null before anything is searched for. */
  readonly found: Found | null;
}

function SearchForm({ page, words }: SearchProps): JSX.Element {
  const { say } = page;
  return (
    <form class="search" method="get" action="/tim">
      <input
        type="search"
        name="q"
        value={words}
        maxLength={200}
        autocomplete="off"
        aria-label={say(t.field)}
        placeholder={say(t.field)}
      />
      <button class="button" type="submit">
        {say(t.button)}
      </button>
    </form>
  );
}

interface PartProps {
  readonly page: Page;
  readonly heading: Bilingual;
  readonly listed: Listed<unknown>;
  readonly all: string;
  readonly children: JSX.Element;
}

function Part({ page, heading, listed, all, children }: PartProps): JSX.Element {
  const { say } = page;
  const isEmpty = listed.items.length === 0;
  return (
    <Section page={page} heading={heading}>
      {isEmpty ? <p class="weak">{say(listed.next === null ? t.nothing : t.none)}</p> : children}
      {listed.next !== null && (
        <p class="paging">
          <a href={all}>{say(isEmpty ? t.older : t.all)}</a>
        </p>
      )}
    </Section>
  );
}

export function SearchPage(props: SearchProps): JSX.Element {
  const { page, now, words, found } = props;
  const canPick = () => false;
  return (
    <Frame
      page={page}
      title={t.title}
      heading={found === null ? t.heading : t.headingFor(words)}
      keys={found === null ? [] : listKeys}
    >
      <Section page={page}>
        <SearchForm {...props} />
      </Section>
      {found !== null && (
        <>
          <Part
            page={page}
            heading={t.incoming}
            listed={found.received}
            all={listAddress(inboxFilter(null, { q: words }), found.received.next)}
          >
            <ReceivedRows page={page} now={now} items={found.received.items} canPick={canPick} />
          </Part>
          <Part
            page={page}
            heading={t.outgoing}
            listed={found.sent}
            all={listAddress(outboxFilter(null, { q: words }), found.sent.next)}
          >
            <SentRows page={page} now={now} items={found.sent.items} canPick={canPick} />
          </Part>
        </>
      )}
    </Frame>
  );
}

interface Suggestion {
  readonly id: string;
  readonly subject: string;
  readonly urgency: Urgency;
  readonly code: string;
  readonly who: string;
  readonly at: string;
}

/** Both boxes together, newest first. */
function suggestionsOf({ received, sent }: Found): Suggestion[] {
  const all = [
    ...received.items.map((item) => ({
      ...item,
      code: formatDocumentCode(item),
      who: item.fromName,
      at: item.arrivedAt,
    })),
    ...sent.items.map((item) => ({
      ...item,
      code: formatDocumentCode(item),
      who: item.recipients[0]?.name ?? '',
      at: item.sentAt,
    })),
  ];
  return all.sort((a, b) => b.at.localeCompare(a.at)).slice(0, mostSuggested);
}

/** More would not be looked at while typing. */
export const mostSuggested = 8;

/** A list box of options; each has its address in `data-href`, as script/search.js opens it. */
export function Suggestions({
  page,
  words,
  found,
}: {
  readonly page: Page;
  readonly words: string;
  readonly found: Found;
}): JSX.Element {
  const { say } = page;
  return (
    <div role="listbox" id="goi-y-muc" aria-label={say(t.suggestions)}>
      {suggestionsOf(found).map(({ id, subject, urgency, code, who, at }, n) => (
        <div key={id} role="option" tabIndex={-1} id={`goi-y-${n}`} data-href={`/van-ban/${id}`} aria-selected="false">
          <span class="suggested">
            <Stamp page={page} urgency={urgency} />
            {subject}
          </span>
          <span class="weak">
            {who} <span class="number">{code}</span> {dayMonthYear(vietnamDay(new Date(at)))}
          </span>
        </div>
      ))}
      <div
        role="option"
        tabIndex={-1}
        id="goi-y-het"
        data-href={`/tim?${new URLSearchParams({ q: words })}`}
        aria-selected="false"
      >
        {say(t.more(words))}
      </div>
    </div>
  );
}
