/** The day's contents: what waits, each a count, a name, one true detail and the way to its list. Zero keeps its line, pale. */
import type { JSX } from 'preact';
import { formatDocumentCode } from '../../../schemas/directory/notation.js';
import { urgencyByPriority } from '../../../schemas/directory/urgency.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { daysBetween, hourMinute } from '../../../schemas/words/day-words.js';
import { dayMonthYear } from '../../../schemas/words/vietnam-time.js';
import type { Attention } from '../../documents/lists/attention.js';
import type { AttentionDetails } from '../../documents/lists/attention.store.js';
import { inboxFilter, type ListFilter, outboxFilter } from '../../documents/lists/list-filter.js';
import { listAddress } from '../list-address.js';
import type { Page } from '../page.js';
import { briefCount } from '../shown-count.js';
import { homeTexts as t } from '../texts/home.js';
import { Icon } from './icon.js';

interface Entry {
  readonly count: number;
  readonly name: Bilingual;
  readonly detail: Bilingual;
  readonly list: ListFilter;
  /** Nobody has to do anything about it. */
  readonly isPale?: true;
}

/** Texts in both languages, one after the other. */
const joined = (parts: readonly Bilingual[], by: string): Bilingual =>
  say(parts.map(({ vi }) => vi).join(by), parts.map(({ en }) => en).join(by));

/** `1 hỏa tốc, 2 khẩn; hạn gần nhất 20/05/2016` */
function toAcceptDetail({ urgencies, dueDate }: AttentionDetails['toAccept']): Bilingual {
  const levels = Object.entries(urgencies ?? {})
    .map(([priority, count]) => ({ level: urgencyByPriority(Number(priority)), count }))
    .filter(({ level }) => (level?.priority ?? 0) > 0)
    .sort((a, b) => (b.level?.priority ?? 0) - (a.level?.priority ?? 0))
    .map(({ level, count }) =>
      say(`${count} ${level?.vi.toLowerCase() ?? ''}`, `${count} ${level?.en.toLowerCase() ?? ''}`),
    );
  const urgent = levels.length === 0 ? t.noneUrgent : joined(levels, ', ');
  return dueDate === null ? urgent : joined([urgent, t.nearestDeadline(dayMonthYear(dueDate))], '; ');
}

function overdueDetail(overdue: AttentionDetails['overdue'], today: string): Bilingual {
  if (overdue?.dueDate == null) return t.none;
  return t.overdueLongest(daysBetween(overdue.dueDate, today), formatDocumentCode(overdue));
}

function toAnswerDetail(asked: AttentionDetails['toAnswer']): Bilingual {
  if (asked?.requestKind == null) return t.none;
  return t.asks[asked.requestKind](asked.fromName, formatDocumentCode(asked));
}

function undeliveredDetail(trouble: AttentionDetails['undelivered']): Bilingual {
  if (trouble === null) return t.none;
  const { name, reason, state, nextAt } = trouble;
  const what = say(`${name}${reason === null ? '' : `: ${reason}`}`, `${name}${reason === null ? '' : `: ${reason}`}`);
  return joined([what, state === 'queued' ? t.nextTry(hourMinute(nextAt)) : t.givenUp], ', ');
}

function entriesOf({ counts, details, proofPending }: Attention, today: string): Entry[] {
  return [
    {
      count: counts.toAccept,
      name: t.toAccept,
      detail: toAcceptDetail(details.toAccept),
      list: inboxFilter('to-accept'),
    },
    {
      count: counts.overdue,
      name: t.overdue,
      detail: overdueDetail(details.overdue, today),
      list: inboxFilter('overdue'),
    },
    {
      count: counts.toAnswer,
      name: t.toAnswer,
      detail: toAnswerDetail(details.toAnswer),
      list: inboxFilter('to-answer'),
    },
    {
      count: counts.refused,
      name: t.refused,
      detail: t.refusedBy(details.refused.join(', ')),
      list: outboxFilter('refused'),
    },
    {
      count: counts.undelivered,
      name: t.undelivered,
      detail: undeliveredDetail(details.undelivered),
      list: outboxFilter('undelivered'),
    },
    {
      count: proofPending,
      name: t.proofPending,
      detail: t.proofPendingDetail,
      list: outboxFilter('proof-pending'),
      isPale: true,
    },
  ];
}

function Line({ page, entry }: { readonly page: Page; readonly entry: Entry }): JSX.Element {
  const { count, name, detail, list, isPale } = entry;
  const isNone = count === 0;
  return (
    <li class={isNone || isPale === true ? 'pale' : ''}>
      <a href={listAddress(list)}>
        <span class="figure">{briefCount(count)}</span>
        <span class="contents-text">
          <span class="contents-name">{page.say(name)}</span>
          <span class="contents-detail">{page.say(isNone ? t.none : detail)}</span>
        </span>
        <Icon name="right" />
      </a>
    </li>
  );
}

export interface DayContentsProps {
  readonly page: Page;
  readonly attention: Attention;
  /** In Vietnam, YYYY-MM-DD. */
  readonly today: string;
}

export function DayContents({ page, attention, today }: DayContentsProps): JSX.Element {
  return (
    <ul class="contents" id="viec-trong-ngay" data-live="">
      {entriesOf(attention, today).map((entry) => (
        <Line key={entry.name.vi} page={page} entry={entry} />
      ))}
    </ul>
  );
}
