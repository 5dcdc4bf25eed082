/**
 * What somebody may do with a document where it stands now: read off the state tables (lifecycle.ts) and the reader's scopes, so that pages
 * offer nothing that would be refused. Decides nothing: between looking and doing somebody else may act. Pure.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { Principal, Scope } from '../identity/access.js';
import {
  answerMoves,
  type DocumentState,
  decideRequest,
  documentMoves,
  isWithdrawn,
  type RecipientStanding,
  type RequestKind,
  statusMoves,
} from './lifecycle.js';
import type { DocumentView, ViewedRecipient } from './view-document.js';
import type { RecipientRow } from './view-document.store.js';

export type Act =
  | 'accept'
  | 'refuse'
  | 'return'
  | 'assign'
  | 'begin'
  | 'complete'
  | 'agree'
  | 'disagree'
  | 'reply'
  | 'forward'
  | 'recall'
  | 'update'
  | 'replace'
  | 'retry'
  | 'remind';

const statusActs = [
  ['accept', '03'],
  ['refuse', '02'],
  ['return', '02'],
  ['assign', '04'],
  ['begin', '05'],
  ['complete', '06'],
] as const;

/** A recipient whose row the reader sees in full. */
export const isShownWhole = (recipient: ViewedRecipient): recipient is RecipientRow => 'status' in recipient;

/** The reader's own row of a document it received. */
export function ownRow({ relation, recipients }: DocumentView): RecipientRow | undefined {
  return relation === 'recipient' ? recipients.find(isShownWhole) : undefined;
}

export function availableActs(view: DocumentView, { scopes, auditor }: Principal): ReadonlySet<Act> {
  if (auditor) return new Set();
  const may = (...needed: readonly Scope[]) => needed.every((scope) => scopes.has(scope));
  const own = ownRow(view);
  const acts = own === undefined ? senderActs(view, may) : recipientActs(own, may);
  return new Set(acts);
}

type May = (...needed: readonly Scope[]) => boolean;

function recipientActs({ status, request, requestKind }: RecipientRow, may: May): Act[] {
  const isGone = isWithdrawn({ kind: requestKind, state: request });
  const moves = isGone ? [] : statusMoves[status ?? 'none'];
  const answers = answerMoves[request ?? 'none'];
  const declared = statusActs.flatMap(([act, code]): Act[] => (moves.includes(code) ? [act] : []));
  const answered: Act[] = answers.length > 0 ? ['agree', 'disagree'] : [];
  return [
    ...(may('status:write') ? [...declared, ...answered] : []),
    ...(may('documents:submit') ? (['reply'] as const) : []),
    ...(may('documents:submit') && !isGone ? (['forward'] as const) : []),
  ];
}

function senderActs(view: DocumentView, may: May): Act[] {
  const rows = view.recipients.filter(isShownWhole);
  const isChanging = may('status:write', 'documents:submit', 'seal');
  return [
    ...(may('status:write') && mayAsk(view.state, rows, 'recall') ? (['recall'] as const) : []),
    ...(isChanging && mayAsk(view.state, rows, 'update') ? (['update'] as const) : []),
    ...(isChanging && mayAsk(view.state, rows, 'replace') ? (['replace'] as const) : []),
    ...(may('documents:submit') ? (['forward'] as const) : []),
    ...(may('documents:submit') && rows.some(({ delivery }) => delivery === 'failed') ? (['retry'] as const) : []),
    ...(may('documents:submit') && view.state === 'sealed' && rows.some(isAwaited) ? (['remind'] as const) : []),
  ];
}

/** It has the document, and neither accepted nor refused it, or owes an answer to a request; reminded by gateway/reminders. */
export const isAwaited = ({ status, request, requestKind, delivery }: RecipientRow): boolean =>
  !isWithdrawn({ kind: requestKind, state: request }) &&
  (request === 'pending' || status === '01' || (status === null && (delivery === 'sent' || delivery === 'delivered')));

/** A recall that every recipient has been asked for already says nothing new. */
function mayAsk(state: DocumentState, rows: readonly RecipientRow[], kind: RequestKind): boolean {
  if (!documentMoves[state].includes(kind === 'replace' ? 'replaced' : 'recalled')) return false;
  const outcomes = rows.map((row) => foreseeRequest(kind, standingOf(row)));
  return !outcomes.includes(null) && (kind !== 'recall' || outcomes.some((outcome) => outcome !== 'keep'));
}

function foreseeRequest(kind: RequestKind, standing: RecipientStanding) {
  try {
    return decideRequest(kind, standing);
  } catch (error) {
    if (isProblem(error, 'illegal_move')) return null;
    throw error;
  }
}

const standingOf = ({ status, request, requestKind, arrivedAt, delivery }: RecipientRow): RecipientStanding => ({
  status,
  request: { kind: requestKind, state: request },
  stopped: arrivedAt === null && (delivery === null || delivery === 'failed' || delivery === 'cancelled'),
});
