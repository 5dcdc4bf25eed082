/** Where a document stands, as lists say it: icon and word, one line for each thing that is true of it. */
import type { JSX } from 'preact';
import { statusKind } from '../../../schemas/directory/statuses.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { hourMinute } from '../../../schemas/words/day-words.js';
import { isWithdrawn } from '../../documents/lifecycle.js';
import type { Received, Sent } from '../../documents/lists/list-documents.js';
import type { Page } from '../page.js';
import { listTexts, requestTexts } from '../texts/lists.js';
import { Icon, type IconName } from './icon.js';

type Kind = 'ok' | 'bad' | 'wait' | 'weak' | '';

export interface StatusWords {
  readonly icon: IconName;
  readonly kind: Kind;
  readonly text: Bilingual;
  /** Why, or when it goes on: as somebody wrote it, or said by us. */
  readonly detail?: string | Bilingual | null;
}

const looks: Readonly<Record<string, Pick<StatusWords, 'icon' | 'kind'>>> = {
  none: { icon: 'waiting', kind: 'weak' },
  '01': { icon: 'arrived', kind: '' },
  '02': { icon: 'refused', kind: 'bad' },
  '03': { icon: 'done', kind: 'ok' },
  '04': { icon: 'inWork', kind: '' },
  '05': { icon: 'inWork', kind: '' },
  '06': { icon: 'done', kind: 'ok' },
};

/** By the status's code; `none` before it has arrived. */
export const lookOf = (code: string) => looks[code] ?? { icon: 'arrived' as const, kind: '' as const };
export const nameOf = (code: string): Bilingual => statusKind(code) ?? listTexts.notArrived;

export function StatusLine({ page, words }: { readonly page: Page; readonly words: StatusWords }): JSX.Element {
  const { icon, kind, text, detail } = words;
  return (
    <span class={`status ${kind}`}>
      <Icon name={icon} />
      <span>
        {page.say(text)}
        {detail && <span class="status-detail">{typeof detail === 'string' ? detail : page.say(detail)}</span>}
      </span>
    </span>
  );
}

/** Of a received document: what the sender asks, then its own status. */
export function receivedStatus(document: Received): StatusWords[] {
  const { status, request, requestKind: kind } = document;
  if (isWithdrawn({ kind, state: request }))
    return [{ icon: 'recall', kind: 'weak', text: kind === 'recall' ? listTexts.takenBack : listTexts.replaced }];
  const asked: StatusWords[] =
    request === 'pending' && kind !== null ? [{ icon: 'recall', kind: 'wait', text: requestTexts[kind] }] : [];
  return asked.length > 0 && status === '01' ? asked : [...asked, ownStatus(document)];
}

function ownStatus({ status, incomingNumber, assignee, reason }: Received): StatusWords {
  const look = lookOf(status ?? 'none');
  if (status === '03' && incomingNumber !== null) return { ...look, text: listTexts.acceptedAs(incomingNumber) };
  if (status === '04' && assignee !== null) return { ...look, text: listTexts.assignedTo(assignee) };
  return { ...look, text: nameOf(status ?? 'none'), detail: status === '02' ? reason : null };
}

/** Of a sent document: trouble first, then how many recipients are where. */
export function sentStatus(document: Sent): StatusWords[] {
  if (document.state === 'recalled') return [{ icon: 'recall', kind: 'weak', text: listTexts.takenBack }];
  if (document.state === 'replaced') return [{ icon: 'recall', kind: 'weak', text: listTexts.replaced }];
  return [...troubles(document), ...counts(document), ...pendingProof(document)];
}

function troubles({ trouble }: Sent): StatusWords[] {
  if (trouble === null) return [];
  const { name, reason, state, nextAt } = trouble;
  const again = state === 'queued' ? listTexts.nextTry(hourMinute(nextAt)) : null;
  const detail = say([reason, again?.vi].filter(Boolean).join(', '), [reason, again?.en].filter(Boolean).join(', '));
  return [{ icon: 'attention', kind: 'bad', text: listTexts.undelivered(name), detail }];
}

function counts({ statuses, recipients }: Sent): StatusWords[] {
  const codes = Object.entries(statuses).sort(
    ([a], [b]) => Number(b === '02') - Number(a === '02') || (a < b ? -1 : 1),
  );
  const isOne = codes.length === 1 && codes[0]?.[1] === 1;
  return codes.map(([code, count]) => ({
    ...lookOf(code),
    text: isOne ? nameOf(code) : statusCount(code, count),
    detail: code === '02' ? refusalOf(recipients) : null,
  }));
}

/** How many recipients have a status. */
export function statusCount(code: string, count: number): Bilingual {
  const { vi, en } = nameOf(code);
  return say(listTexts.statusOf(vi, count).vi, listTexts.statusOf(en, count).en);
}

function refusalOf(recipients: Sent['recipients']): string | null {
  const refusing = recipients.find(({ status }) => status === '02');
  return refusing === undefined ? null : [refusing.name, refusing.reason].filter(Boolean).join(': ');
}

const pendingProof = ({ isProofPending }: Sent): StatusWords[] =>
  isProofPending ? [{ icon: 'waiting', kind: 'weak', text: listTexts.proofPending }] : [];
