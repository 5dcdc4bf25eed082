/**
 * Where a document stands, as pieces of a sentence of which some are strong: what is well in few words, what is not with its cause and what
 * happens next. Pure.
 */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { say } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear, vietnamBrief } from '../../../../schemas/words/vietnam-time.js';
import { vietnamDay } from '../../../agencies/agency.js';
import { isShownWhole, ownRow } from '../../../documents/available-acts.js';
import type { DocumentView } from '../../../documents/view-document.js';
import type { RecipientRow } from '../../../documents/view-document.store.js';
import { standingTexts as t } from '../../texts/standing.js';
import { deliveryReasons } from '../../texts/timeline.js';

export interface Piece {
  readonly text: Bilingual;
  readonly isStrong: boolean;
}

/** What a recipient's row comes to. */
export type RowState = 'accepted' | 'arrived' | 'onTheWay' | 'deferred' | 'failed' | 'refused' | 'stopped';

/** Trouble first. */
export const rowStates: readonly RowState[] = [
  'failed',
  'refused',
  'deferred',
  'onTheWay',
  'arrived',
  'stopped',
  'accepted',
];

export function rowState({ status, delivery, attempts }: RecipientRow): RowState {
  if (status === '02') return 'refused';
  if (status !== null) return status === '01' ? 'arrived' : 'accepted';
  if (delivery === 'failed') return 'failed';
  if (delivery === 'cancelled') return 'stopped';
  return delivery === 'queued' && attempts > 0 ? 'deferred' : 'onTheWay';
}

/** Why a delivery did not succeed: in our words, else in those of the other side. */
export function deliveryReason({ deliveryReasonCode, deliveryReason }: RecipientRow): Bilingual | null {
  const known = deliveryReasons[deliveryReasonCode ?? ''];
  if (known !== undefined) return known;
  return deliveryReason === null ? null : say(`“${deliveryReason}”`, `“${deliveryReason}”`);
}

const plain = (text: Bilingual): Piece => ({ text, isStrong: false });
const strong = (text: Bilingual): Piece => ({ text, isStrong: true });

export function standingOf(view: DocumentView, now: Date): Piece[] {
  const own = ownRow(view);
  return own === undefined ? sentStanding(view, now) : ownStanding(view, own, now);
}

function sentStanding(view: DocumentView, now: Date): Piece[] {
  const rows = view.recipients.filter(isShownWhole);
  if (view.state === 'recalled') return [strong(t.recalled)];
  if (view.state === 'replaced') return [strong(t.replaced)];
  return [...reached(view, rows, now), ...troubles(view, rows, now), ...requests(rows)];
}

function reached({ dispatchAt }: DocumentView, rows: readonly RecipientRow[], now: Date): Piece[] {
  const states = rows.map(rowState);
  const count = (state: RowState) => states.filter((one) => one === state).length;
  const [only, ...others] = rows;
  const arrived = rows.filter(({ arrivedAt }) => arrivedAt !== null).length;
  if (arrived === 0 && Date.parse(dispatchAt) > now.getTime())
    return [plain(t.waitsUntil(vietnamBrief(dispatchAt, now)))];
  if (only === undefined || others.length > 0) return [plain(t.reached(arrived, rows.length, count('accepted')))];
  const [state] = states;
  if (state === 'accepted') return [plain(t.oneAccepted(only.name, only.incomingNumber))];
  if (state === 'arrived') return [plain(t.oneArrived(only.name))];
  return state === 'onTheWay' ? [plain(t.oneOnTheWay(only.name))] : [];
}

type OfState = (state: RowState) => readonly RecipientRow[];

function troubles(view: DocumentView, rows: readonly RecipientRow[], now: Date): Piece[] {
  const of: OfState = (state) => rows.filter((row) => rowState(row) === state);
  return [...refusals(view, of('refused')), ...failures(of('failed')), ...deferrals(of('deferred'), now)];
}

function refusals({ statuses }: DocumentView, rows: readonly RecipientRow[]): Piece[] {
  const [only, ...others] = rows;
  if (only === undefined) return [];
  if (others.length > 0) return [strong(t.manyRefused(rows.length))];
  const reason = statuses.find(({ agency, code }) => agency === only.agency && code === '02')?.reason ?? '';
  return [strong(t.refused(only.name)), plain(t.quoted(reason))];
}

function failures(rows: readonly RecipientRow[]): Piece[] {
  const [only, ...others] = rows;
  if (only === undefined) return [];
  if (others.length > 0) return [strong(t.manyFailed(rows.length))];
  return [strong(t.failed(only.name)), plain(t.failedWhy(deliveryReason(only)))];
}

function deferrals(rows: readonly RecipientRow[], now: Date): Piece[] {
  const [only, ...others] = rows;
  if (only === undefined) return [];
  if (others.length > 0) return [strong(t.manyDeferred(rows.length))];
  const at = vietnamBrief(only.nextAttemptAt ?? now.toISOString(), now);
  return [strong(t.failed(only.name)), plain(t.deferredWhy(deliveryReason(only), at))];
}

function requests(rows: readonly RecipientRow[]): Piece[] {
  const kind =
    rows.find(({ request }) => request === 'pending')?.requestKind ?? rows.find((row) => row.requestKind)?.requestKind;
  if (kind === undefined || kind === null) return [];
  const asked = rows.filter(({ requestKind }) => requestKind === kind);
  const count = (state: 'agreed' | 'refused') => asked.filter(({ request }) => request === state).length;
  const waiting = asked.filter(({ request }) => request === 'pending');
  const [first, ...others] = waiting;
  const awaited =
    first === undefined ? [] : [strong(others.length > 0 ? t.manyAwaited(waiting.length) : t.awaited(first.name))];
  return [plain(t.requested(kind, count('agreed'), count('refused'))), ...awaited];
}

function ownStanding(view: DocumentView, row: RecipientRow, now: Date): Piece[] {
  if (view.isWithdrawn) return [strong(t.withdrawn)];
  const asked = row.request === 'pending' && row.requestKind !== null ? [strong(t.askedOfYou[row.requestKind])] : [];
  return [...ownStatus(row, now), ...asked, ...dueDate(view, row, now)];
}

function ownStatus({ status, statusAt, arrivedAt, incomingNumber }: RecipientRow, now: Date): Piece[] {
  const own = t.own[status ?? ''];
  if (own === undefined)
    return [plain(t.arrivedAt(vietnamBrief(arrivedAt ?? now.toISOString(), now))), strong(t.nobodyAccepted)];
  const said = plain(own(vietnamBrief(statusAt ?? now.toISOString(), now)));
  return incomingNumber === null ? [said] : [said, strong(t.number(incomingNumber))];
}

function dueDate({ dueDate: day }: DocumentView, { status }: RecipientRow, now: Date): Piece[] {
  if (day === null || status === '02' || status === '06') return [];
  return day < vietnamDay(now) ? [strong(t.overdue(dayMonthYear(day)))] : [plain(t.due(dayMonthYear(day)))];
}
