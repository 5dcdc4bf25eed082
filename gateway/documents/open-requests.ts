/**
 * Opens a sender's request (recall, update, replace) with the recipients of a document, and closes the document when their
 * answers allow it. Runs inside the caller's transaction; who may ask is the caller's matter.
 * Source: architecture, "States"; Decree 30/2020/NĐ-CP article 18.3 and 18.4.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { Queryable, Transaction } from '../database/database.js';
import type { EventKind, NewEvent } from '../evidence/events.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelInRegister } from './cancel-in-register.js';
import {
  type DocumentState,
  decideDocument,
  decideRequest,
  type RequestKind,
  type RequestState,
  requireMove,
} from './lifecycle.js';
import {
  cancelQueuedDeliveries,
  lockDocument,
  lockStandings,
  moveDocument,
  type RequestedDocument,
  type StandingRow,
  selectAnswers,
  selectRequested,
  selectStandings,
  setRequests,
} from './requests.store.js';

export interface RequestWish {
  readonly kind: RequestKind;
  /** The document it is about. */
  readonly document: string;
  /** Recipients concerned; null for all. */
  readonly agencies: readonly string[] | null;
}

export interface RequestOpening extends RequestWish {
  readonly reason: string;
  readonly actor: string;
  readonly at: Date;
}

export interface OpenedRequest {
  /** Recipients that have to answer and were not asked before. */
  readonly asked: readonly string[];
  readonly state: DocumentState;
}

/**
 * Whether a request could be opened now: what is refused should be refused before it is uploaded. Opening decides for good.
 * @throws Problem as `openRequests`
 */
export async function requireOpenable(db: Queryable, wish: RequestWish): Promise<void> {
  const [document, standings] = await Promise.all([
    selectRequested(db, wish.document),
    selectStandings(db, wish.document),
  ]);
  requireChangeable(document, wish.kind);
  outcomesOf(standings, wish);
}

/**
 * Stops what has not left yet (not for an update), asks those who hold the document, counts the others as agreed.
 * @throws Problem `not_found`; `illegal_move` when the document's state or a waiting request forbids it
 */
export async function openRequests(tx: Transaction, opening: RequestOpening): Promise<OpenedRequest> {
  const document = requireChangeable(await lockDocument(tx, opening.document), opening.kind);
  const cancelled =
    opening.kind === 'update' ? [] : await cancelQueuedDeliveries(tx, document.id, opening.agencies, opening.kind);
  const changed = outcomesOf(await lockStandings(tx, document.id), opening).filter(
    (one): one is { agency: string; state: 'pending' | 'agreed' } => one.state !== 'keep',
  );
  await setRequests(tx, document.id, opening.kind, opening.at, changed);
  const having = (outcome: 'pending' | 'agreed') =>
    changed.filter(({ state }) => state === outcome).map(({ agency }) => agency);
  const [asked, agreed] = [having('pending'), having('agreed')];
  const what = { asked, cancelled, agreed: agreed.length };
  await recordEvents(tx, openingEvents(document, opening, what));
  // One that agreed to a replacement before has given the document back already; its number is still in its book.
  if (opening.kind === 'recall') await cancelInRegister(tx, document.id, agreed, opening);
  return { asked, state: await settleDocument(tx, document.id, opening.kind) };
}

function requireChangeable(document: RequestedDocument | undefined, kind: RequestKind): RequestedDocument {
  if (document === undefined) throw new Problem('not_found');
  requireMove(document.state, kind === 'replace' ? 'replaced' : 'recalled');
  return document;
}

function outcomesOf(standings: readonly StandingRow[], { kind, agencies }: RequestWish) {
  return standings
    .filter((row) => agencies?.includes(row.agency) ?? true)
    .map(({ agency, status, stopped, request, requestKind }) => ({
      agency,
      state: decideRequest(kind, { status, stopped, request: { state: request, kind: requestKind } }),
    }));
}

function openingEvents(
  document: RequestedDocument,
  opening: RequestOpening,
  what: { asked: readonly string[]; cancelled: readonly string[]; agreed: number },
): NewEvent[] {
  const about = {
    documentId: document.documentId,
    request: opening.kind,
    reason: opening.reason,
    actor: opening.actor,
  };
  const told = (kind: EventKind, agencies: readonly string[], more: NewEvent['payload'] = {}): NewEvent => ({
    kind,
    document: document.id,
    agencies,
    payload: { ...about, ...more },
  });
  const sender = [document.fromAgency];
  return [
    told('request.opened', sender, { asked: what.asked, agreedWithoutAsking: what.agreed }),
    // Those who are asked do not learn who else is.
    ...(what.asked.length === 0 ? [] : [told('request.opened', what.asked)]),
    ...(what.cancelled.length === 0 ? [] : [told('delivery.cancelled', sender, { recipients: what.cancelled })]),
  ];
}

/**
 * Moves the document on when the answers to this kind of request allow it; returns the state it is in then.
 * The caller holds the document's lock.
 */
export async function settleDocument(tx: Transaction, id: string, kind: RequestKind | null): Promise<DocumentState> {
  if (kind === null || kind === 'update') return 'sealed';
  const answers = await selectAnswers(tx, id, kind);
  const state = decideDocument(
    kind,
    answers.map(({ answer }) => answer),
  );
  if (state === 'sealed' || !(await moveDocument(tx, id, 'sealed', state))) return state;
  const document = await lockDocument(tx, id);
  if (document !== undefined) await recordEvents(tx, settlingEvents(document, state, answers));
  return state;
}

/** The sender is told who answered what; the recipients only how it ended. */
function settlingEvents(
  { id, documentId, fromAgency }: RequestedDocument,
  state: 'recalled' | 'replaced',
  answers: readonly { readonly agency: string; readonly answer: RequestState }[],
): NewEvent[] {
  const about = { kind: `document.${state}`, document: id } as const;
  const byAgency = Object.fromEntries(answers.map(({ agency, answer }) => [agency, answer]));
  return [
    { ...about, agencies: [fromAgency], payload: { documentId, answers: byAgency } },
    { ...about, agencies: answers.map(({ agency }) => agency), payload: { documentId } },
  ];
}
