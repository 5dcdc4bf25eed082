/** One document in a list, and the days lists are divided by. Unread: a dot on the margin rule, and weight. */
import type { ComponentChildren, JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import type { Urgency } from '../../../schemas/directory/urgency.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { dayHeading, daysBetween, deadlineWords, hourMinute, timeLeft } from '../../../schemas/words/day-words.js';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { Received, Sent } from '../../documents/lists/list-documents.js';
import type { InboxOrder } from '../../documents/lists/list-filter.js';
import { documentAddress } from '../document-address.js';
import type { Page } from '../page.js';
import { listTexts } from '../texts/lists.js';
import { Stamp } from './stamp.js';
import { receivedStatus, StatusLine, type StatusWords, sentStatus } from './status-line.js';

/** Id of the form that what is ticked belongs to. */
export const pickForm = 'da-chon';

interface Deadline {
  readonly text: string | Bilingual;
  readonly detail: Bilingual | null;
  readonly kind: 'late' | 'weak' | '';
}

/** What a row says of a deadline. @param isOpen false once the document is done with: then nothing is late any more */
function deadlineOf(
  { dueDate, expressAt }: { readonly dueDate: string | null; readonly expressAt: string | null },
  isOpen: boolean,
  now: Date,
): Deadline {
  const today = vietnamDay(now);
  if (expressAt !== null) {
    const day = vietnamDay(new Date(expressAt));
    const dayText = day === today ? listTexts.today : { vi: dayMonthYear(day), en: dayMonthYear(day) };
    const hour = hourMinute(expressAt);
    const text = { vi: listTexts.before(hour, dayText.vi).vi, en: listTexts.before(hour, dayText.en).en };
    const isNear = isOpen && day <= today;
    return { text, detail: isNear ? timeLeft(new Date(expressAt), now) : null, kind: isNear ? 'late' : '' };
  }
  if (dueDate === null) return { text: listTexts.noDeadline, detail: null, kind: 'weak' };
  const isLate = isOpen && daysBetween(today, dueDate) < 0;
  return {
    text: dayMonthYear(dueDate),
    detail: isOpen ? deadlineWords(dueDate, today) : null,
    kind: isLate ? 'late' : '',
  };
}

interface RowProps {
  readonly page: Page;
  readonly id: string;
  readonly code: string;
  readonly at: string;
  /** The day of it, too, where rows stand under other days. */
  readonly isDayShown?: boolean;
  readonly urgency: Urgency;
  readonly subject: string;
  readonly files: number;
  readonly who: ComponentChildren;
  readonly deadline: Deadline;
  readonly statuses: readonly StatusWords[];
  readonly isUnread: boolean;
  /** Whether something can be done to it together with others. */
  readonly canPick: boolean;
}

function Row(props: RowProps): JSX.Element {
  const { page, id, code, at, isDayShown, urgency, subject, files, who, deadline, statuses, isUnread, canPick } = props;
  const { say } = page;
  return (
    <li class={isUnread ? 'row unread' : 'row'} data-row={id}>
      <span class="row-pick">
        {canPick && (
          <label class="pick">
            <input type="checkbox" name="chon" value={id} form={pickForm} aria-label={say(listTexts.select(code))} />
          </label>
        )}
      </span>
      <time class="row-time" dateTime={at}>
        {hourMinute(at)}
        {isDayShown === true && <span class="row-day">{dayMonthYear(vietnamDay(new Date(at))).slice(0, 5)}</span>}
      </time>
      <div class="row-text">
        <a class="row-subject" href={documentAddress(id, page.address)}>
          {isUnread && <span class="unseen">{say(listTexts.unread)} </span>}
          <Stamp page={page} urgency={urgency} />
          {subject}
        </a>
        <span class="row-who">
          {who} <span class="number">{code}</span> <span class="weak">{say(listTexts.files(files))}</span>
        </span>
      </div>
      <div class={`row-due ${deadline.kind}`}>
        {typeof deadline.text === 'string' ? deadline.text : say(deadline.text)}
        {deadline.detail !== null && <span>{say(deadline.detail)}</span>}
      </div>
      <div class="row-status">
        {statuses.map((words) => (
          <StatusLine key={words.text.vi} page={page} words={words} />
        ))}
      </div>
    </li>
  );
}

export interface RowsOf<Item> {
  readonly page: Page;
  readonly now: Date;
  readonly items: readonly Item[];
  readonly canPick: (item: Item) => boolean;
}

interface ReceivedRowsProps extends RowsOf<Received> {
  /** Which day they stand under: the one they arrived on, or their deadline. */
  readonly order?: InboxOrder;
}

/** Received documents, by day. */
export function ReceivedRows({ page, now, items, canPick, order = 'arrival' }: ReceivedRowsProps): JSX.Element {
  const dayOf = ({ day, dueDate }: Received) => (order === 'deadline' ? (dueDate ?? day) : day);
  return (
    <Days page={page} now={now} items={items} dayOf={dayOf}>
      {(item) => (
        <Row
          key={item.id}
          {...item}
          page={page}
          code={formatDocumentCode(item)}
          at={item.arrivedAt}
          isDayShown={order === 'deadline'}
          who={item.fromName}
          deadline={deadlineOf(item, item.todo !== null, now)}
          statuses={receivedStatus(item)}
          isUnread={!item.isRead && item.status === '01'}
          canPick={canPick(item)}
        />
      )}
    </Days>
  );
}

/** Sent documents, by day of sending. */
export function SentRows({ page, now, items, canPick }: RowsOf<Sent>): JSX.Element {
  return (
    <Days page={page} now={now} items={items} dayOf={({ sentAt }) => vietnamDay(new Date(sentAt))}>
      {(item) => (
        <Row
          key={item.id}
          {...item}
          page={page}
          code={formatDocumentCode(item)}
          at={item.sentAt}
          who={recipientsOf(page, item)}
          deadline={deadlineOf({ dueDate: item.dueDate, expressAt: null }, isAwaited(item), now)}
          statuses={sentStatus(item)}
          isUnread={false}
          canPick={canPick(item)}
        />
      )}
    </Days>
  );
}

/** Somebody has still to complete it. */
const isAwaited = ({ state, statuses }: Sent) =>
  state === 'sealed' && Object.keys(statuses).some((code) => code !== '06' && code !== '02');

function recipientsOf(page: Page, { recipients, statuses }: Sent): string {
  const count = Object.values(statuses).reduce((sum, n) => sum + n, 0);
  const [first] = recipients;
  if (first === undefined) return page.say(listTexts.recipients(count));
  return count === 1 ? first.name : page.say(listTexts.others(first.name, count - 1));
}

interface DaysProps<Item> {
  readonly page: Page;
  readonly now: Date;
  readonly items: readonly Item[];
  readonly dayOf: (item: Item) => string;
  readonly children: (item: Item) => JSX.Element;
}

function Days<Item>({ page, now, items, dayOf, children }: DaysProps<Item>): JSX.Element {
  const today = vietnamDay(now);
  return (
    <div class="days" data-rows>
      {groupByDay(items, dayOf).map(([day, rows]) => (
        <div key={day} class="day">
          <h3>{page.say(dayHeading(day, today))}</h3>
          <ol class="rows">{rows.map(children)}</ol>
        </div>
      ))}
    </div>
  );
}

/** Days in the order in which they first come. */
function groupByDay<Item>(items: readonly Item[], dayOf: (item: Item) => string): (readonly [string, Item[]])[] {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const day = dayOf(item);
    const rows = days.get(day);
    if (rows === undefined) days.set(day, [item]);
    else rows.push(item);
  }
  return [...days];
}
