/**
 * Which step may follow which: the state tables of documents, recipients, change requests and deliveries, as data, and
 * the decisions made from them. Touches no database; the stores guard every update with the state decided on here.
 * Source: architecture, "States"; QCVN 102:2016/BTTTT status messages; Decree 30/2020/NĐ-CP article 18.4 (recall).
 */
import { type StatusCode, statusKind } from '../../schemas/directory/statuses.js';
import { Problem } from '../../schemas/problems/problem.js';

export type DocumentState = 'sealing' | 'sealed' | 'recalled' | 'replaced' | 'cancelled';

/** Moves of a document. `sealing` is the only state nobody but its sender's request sees. */
export const documentMoves: Readonly<Record<DocumentState, readonly DocumentState[]>> = {
  sealing: ['sealed', 'cancelled'],
  sealed: ['recalled', 'replaced'],
  recalled: [],
  replaced: [],
  cancelled: [],
};

/** A recipient's processing status; null until the document arrived there. */
export type RecipientStatus = Exclude<StatusCode, '13' | '15' | '16'> | null;

const start = 'none';

/** Moves of a recipient's status; the key `none` stands for null. */
export const statusMoves: Readonly<Record<NonNullable<RecipientStatus> | typeof start, readonly StatusCode[]>> = {
  none: ['01'],
  '01': ['02', '03'],
  '02': [],
  '03': ['04', '05', '06'],
  '04': ['05', '06'],
  '05': ['06'],
  '06': [],
};

export type RequestKind = 'recall' | 'update' | 'replace';
export type RequestState = 'pending' | 'agreed' | 'refused' | null;

/** What the sender asks of one recipient and what it answered. */
export interface ChangeRequest {
  readonly kind: RequestKind | null;
  readonly state: RequestState;
}

type Answer = 'agreed' | 'refused';

/** What a recipient may answer to a change request; asking (again) is decided by `decideRequest`. */
export const answerMoves: Readonly<Record<NonNullable<RequestState> | typeof start, readonly Answer[]>> = {
  none: [],
  pending: ['agreed', 'refused'],
  agreed: [],
  refused: [],
};

export type DeliveryState = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'cancelled';

/**
 * Moves of a delivery: deferred goes back to `queued`, and so does a mail that came back for now; a failed, sent or pushed one is
 * queued again by hand only; what a recall or replacement stopped goes on when the recipient refuses it. A mail of which a copy is reported
 * to have arrived is `delivered`, although another copy came back.
 */
export const deliveryMoves = {
  queued: ['sending', 'delivered', 'cancelled'],
  sending: ['sent', 'delivered', 'queued', 'failed', 'cancelled'],
  sent: ['delivered', 'failed', 'queued'],
  delivered: ['queued'],
  failed: ['queued', 'delivered'],
  cancelled: ['queued'],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

/** How an attempt can end. */
export type AttemptEnd = (typeof deliveryMoves)['sending'][number];

/** What to do with a step: nothing because it was done before, or these statuses one after the other. */
export type StatusDecision =
  | { readonly unchanged: true }
  | { readonly unchanged: false; readonly codes: readonly StatusCode[] };

export interface StatusWish {
  readonly code: StatusCode;
  readonly reason?: string | undefined;
  /** True when completing a document that was never accepted accepts it first (a "completed" by mail). */
  readonly acceptFirst?: boolean | undefined;
}

/**
 * What a recipient's wish for a status (02 to 06) means where it stands now.
 * @param passed statuses it has gone through: repeating one of them changes nothing
 * @throws Problem `illegal_move` naming the rule; `invalid_request` when a reason is missing
 */
export function decideStatus(
  current: RecipientStatus,
  passed: readonly StatusCode[],
  wish: StatusWish,
): StatusDecision {
  if (current === wish.code || passed.includes(wish.code)) return { unchanged: true };
  requireReason(wish.code, wish.reason);
  const allowed = statusMoves[current ?? start];
  if (allowed.includes(wish.code)) return { unchanged: false, codes: [wish.code] };
  if (wish.code === '06' && current === '01' && wish.acceptFirst === true)
    return { unchanged: false, codes: ['03', '06'] };
  throw illegal(`Status ${describe(wish.code)} cannot follow ${describe(current)}; allowed are ${list(allowed)}`);
}

/**
 * What an answer to a change request (15 agrees, 16 refuses) means.
 * @throws Problem `illegal_move` when nothing was asked or the answer was another; `invalid_request` without a needed reason
 */
export function decideAnswer(request: ChangeRequest, wish: StatusWish): { unchanged: boolean; state: Answer } {
  const state = wish.code === '15' ? 'agreed' : 'refused';
  if (request.kind !== null && request.state === state) return { unchanged: true, state };
  requireReason(wish.code, wish.reason);
  if (!answerMoves[request.state ?? start].includes(state)) {
    throw illegal(
      `Status ${describe(wish.code)} answers a recall, an update or a replacement, and none is waiting for an answer`,
    );
  }
  return { unchanged: false, state };
}

/** Where one recipient stands when the sender asks for a change. */
export interface RecipientStanding {
  readonly status: RecipientStatus;
  readonly request: ChangeRequest;
  /** True when it never got the document and its delivery was stopped. */
  readonly stopped: boolean;
}

/**
 * What asking for a change does at one recipient: `agreed` without asking where the document never arrived or was
 * refused (nothing is held there), `keep` where the same was asked before, else `pending`. A copy that was taken away stays so.
 * @throws Problem `illegal_move` when another request still waits for its answer (a recall need not wait)
 */
export function decideRequest(kind: RequestKind, standing: RecipientStanding): 'pending' | 'agreed' | 'keep' {
  const { state, kind: asked } = standing.request;
  if (asked === kind && (state === 'pending' || state === 'agreed')) return 'keep';
  if (isWithdrawn(standing.request)) return kind === 'recall' ? 'agreed' : 'keep';
  if (state === 'pending' && kind !== 'recall')
    throw illegal(`A ${asked} still waits for a recipient's answer; a ${kind} can follow it only then`);
  return standing.stopped || standing.status === '02' ? 'agreed' : 'pending';
}

/**
 * The document's state once recipients answered: a recall is over when all have answered and somebody agreed; a
 * replacement when all agreed; an update never changes the state.
 */
export function decideDocument(
  kind: RequestKind,
  answers: readonly RequestState[],
): Extract<DocumentState, 'sealed' | 'recalled' | 'replaced'> {
  const isAnswered = answers.every((answer) => answer === 'agreed' || answer === 'refused');
  if (kind === 'update' || !isAnswered || answers.length === 0) return 'sealed';
  if (kind === 'replace') return answers.includes('refused') ? 'sealed' : 'replaced';
  return answers.includes('agreed') ? 'recalled' : 'sealed';
}

/**
 * Ends the step unless a document may be changed from its state.
 * @throws Problem `illegal_move`
 */
export function requireMove(from: DocumentState, to: DocumentState): void {
  if (documentMoves[from].includes(to)) return;
  throw illegal(`A document that is ${from} cannot become ${to}`);
}

/** True when a recipient may no longer open its copy: it agreed to a recall or to a replacement. */
export function isWithdrawn(request: ChangeRequest): boolean {
  return request.state === 'agreed' && (request.kind === 'recall' || request.kind === 'replace');
}

/**
 * True when a document may set out to a recipient: no recall or replacement waits there or was agreed to. What is on its way
 * already arrives, and the recipient answers.
 */
export function maySetOut({ kind, state }: ChangeRequest): boolean {
  return kind === null || kind === 'update' || state === 'refused';
}

function requireReason(code: StatusCode, reason: string | undefined): void {
  if (statusKind(code)?.needsReason === true && (reason ?? '').trim() === '') {
    throw new Problem('invalid_request', { detail: `Status ${describe(code)} needs a reason`, field: 'reason' });
  }
}

function describe(code: StatusCode | null): string {
  const kind = code === null ? undefined : statusKind(code);
  return kind === undefined ? '"not yet arrived"' : `${kind.code} (${kind.vi})`;
}

function list(codes: readonly StatusCode[]): string {
  return codes.length === 0 ? 'none: it is final' : codes.map(describe).join(', ');
}

function illegal(detail: string): Problem {
  return new Problem('illegal_move', { detail });
}
