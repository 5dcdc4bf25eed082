/**
 * What a recipient says about a document it received: refused, accepted, assigned, in progress, completed, and its answers
 * to the sender's requests. Each is a sealed message to the sender and an event.
 * Does not open requests: the sender's 13 is recallDocument (request-changes.ts).
 * Source: QCVN 102:2016/BTTTT status messages; architecture, "States".
 */
import { type StatusCode, statusKind } from '../../schemas/directory/statuses.js';
import type { StaffInfo } from '../../schemas/edxml/message.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { requireOwnIncoming, withIncomingNumber } from '../registers/own-incoming-number.js';
import { followAnswer } from './follow-answer.js';
import {
  decideAnswer,
  decideStatus,
  isWithdrawn,
  type RecipientStatus,
  type RequestState,
  type StatusDecision,
} from './lifecycle.js';
import { lockDocument } from './requests.store.js';
import { type FieldChange, type MovedRow, type RecipientView, selectPassed, selectReceived } from './statuses.store.js';
import { type PreparedMove, prepareMove, type StatusAct, writeMove } from './write-statuses.js';

export interface StatusWishOf {
  /** 02 to 06, 15 or 16. */
  readonly code: string;
  readonly reason?: string | undefined;
  readonly staff?: StaffInfo | undefined;
  /** Which of its agencies speaks, when several of them received the document. */
  readonly agency?: string | undefined;
  /** True when 06 from 01 shall accept (03) first. */
  readonly acceptFirst?: boolean | undefined;
  /** With 03: a number of the agency's own, which only an agency that numbers by itself gives. */
  readonly incomingNumber?: string | undefined;
  /** Elements nobody knows, of the edXML message it came in. */
  readonly extras?: readonly string[] | undefined;
  /** For the event: by what the act was shown to be the agency's, when that was no token of the service. */
  readonly proof?: Readonly<Record<string, unknown>> | undefined;
}

export interface StatusAnswer {
  /** The document whose recipient moved: for an answer to an update, the updated one. */
  readonly id: string;
  readonly agency: string;
  readonly status: RecipientStatus;
  readonly request: RequestState;
  /** False when the same had been said before. */
  readonly changed: boolean;
  /** The incoming register number, given on acceptance. */
  readonly incomingNumber: string | null;
}

/**
 * Declares a status for a recipient the principal acts for.
 * @throws Problem `missing_scope`; `not_found` for a document that is not in its inbox; `invalid_request`; `illegal_move`
 *   naming the rule; `conflict`; `key_missing`; `number_taken`; `number_cancelled`
 */
export async function declareStatus(
  ctx: GatewayContext,
  principal: Principal,
  document: string,
  wish: StatusWishOf,
): Promise<StatusAnswer> {
  requireScope(principal, 'status:write');
  const code = recipientCode(wish.code);
  if (wish.incomingNumber !== undefined && code !== '03')
    throw new Problem('invalid_request', { detail: 'A number is given with 03', field: 'incomingNumber' });
  const row = await findOwnRow(ctx, principal, document, wish.agency);
  return code === '15' || code === '16'
    ? answerRequest(ctx, principal, row, code, wish)
    : moveStatus(ctx, principal, row, code, wish);
}

/**
 * Whether declaring this status would be allowed now, and whether it would change anything. Changes nothing itself.
 * @returns true when it would
 * @throws Problem as `declareStatus`, except `key_missing`
 */
export async function foreseeStatus(
  ctx: GatewayContext,
  principal: Principal,
  document: string,
  wish: StatusWishOf,
): Promise<boolean> {
  requireScope(principal, 'status:write');
  const row = await findOwnRow(ctx, principal, document, wish.agency);
  return !(await decideMove(ctx, row, recipientCode(wish.code), wish)).unchanged;
}

/** @throws Problem `invalid_request` for a code no recipient declares */
function recipientCode(text: string): StatusCode {
  const kind = statusKind(text);
  if (kind?.declaredBy === 'recipient') return kind.code;
  throw new Problem('invalid_request', { detail: 'A recipient declares 02, 03, 04, 05, 06, 15 or 16', field: 'code' });
}

async function findOwnRow(
  ctx: GatewayContext,
  principal: Principal,
  document: string,
  agency: string | undefined,
): Promise<RecipientView> {
  const rows = await selectReceived(ctx.database, document, principal.agencies);
  const [only, ...others] = agency === undefined ? rows : rows.filter((row) => row.agency === agency);
  if (only === undefined) throw new Problem('not_found');
  if (others.length === 0) return only;
  throw new Problem('invalid_request', {
    detail: 'Several of your agencies received this document: say which one in "agency"',
    field: 'agency',
  });
}

async function moveStatus(
  ctx: GatewayContext,
  principal: Principal,
  row: RecipientView,
  code: StatusCode,
  wish: StatusWishOf,
): Promise<StatusAnswer> {
  const decision = await decideMove(ctx, row, code, wish);
  if (decision.unchanged) return answerFrom(row, row, false);
  if (wish.incomingNumber !== undefined) await requireOwnIncoming(ctx, row.agency, wish.incomingNumber);
  const to = (decision.codes.at(-1) ?? code) as RecipientStatus;
  return write(ctx, principal, wish, {
    row,
    codes: decision.codes,
    change: { field: 'status', from: row.status, to },
  });
}

async function decideMove(
  ctx: GatewayContext,
  row: RecipientView,
  code: StatusCode,
  wish: StatusWishOf,
): Promise<StatusDecision> {
  const passed = await passedBefore(ctx, row, code);
  if (isWithdrawn({ kind: row.requestKind, state: row.request }) && !passed.includes(code)) {
    throw new Problem('illegal_move', { detail: 'The document was taken back or replaced; no status can follow' });
  }
  return decideStatus(row.status, passed, { ...wish, code });
}

/** What the recipient has gone through, when the wish may be a repeat: a step forward cannot. */
async function passedBefore(ctx: GatewayContext, row: RecipientView, code: StatusCode): Promise<StatusCode[]> {
  return row.status === null || row.status < code ? [] : selectPassed(ctx.database, row);
}

async function answerRequest(
  ctx: GatewayContext,
  principal: Principal,
  row: RecipientView,
  code: '15' | '16',
  wish: StatusWishOf,
): Promise<StatusAnswer> {
  const asked = await findAskedRow(ctx, row);
  const decision = decideAnswer({ kind: asked.requestKind, state: asked.request }, { ...wish, code });
  if (decision.unchanged || asked.requestKind === null) return answerFrom(asked, asked, false);
  return write(ctx, principal, wish, {
    row: asked,
    codes: [code],
    change: { field: 'request', kind: asked.requestKind, from: asked.request, to: decision.state },
  });
}

/** An update or replacement is answered on the new document or on the one it is about. */
async function findAskedRow(ctx: GatewayContext, row: RecipientView): Promise<RecipientView> {
  if (row.requestKind !== null || row.affects === null) return row;
  const [affected] = await selectReceived(ctx.database, row.affects, [row.agency]);
  return affected ?? row;
}

async function write(
  ctx: GatewayContext,
  principal: Principal,
  wish: StatusWishOf,
  move: Pick<StatusAct, 'row' | 'codes' | 'change'>,
): Promise<StatusAnswer> {
  const signer = await ctx.keys.sealSigner(move.row.agency);
  const reason = wish.reason?.normalize('NFC').trim();
  const prepared = await prepareMove(ctx, signer, {
    ...move,
    reason: reason === undefined || reason === '' ? null : reason,
    staff: wish.staff ?? null,
    ...(wish.incomingNumber === undefined ? {} : { incomingNumber: wish.incomingNumber }),
    ...(wish.extras === undefined ? {} : { extras: wish.extras }),
    ...(wish.proof === undefined ? {} : { proof: wish.proof }),
    actor: principal.actor,
  });
  const { row, change } = move;
  try {
    const number = { agency: row.agency, typed: wish.incomingNumber ?? null };
    const { incomingNumber } = await withIncomingNumber(ctx, number, () =>
      writePrepared(ctx, principal, prepared, move),
    );
    return { ...answerFrom(row, { ...row, [change.field]: change.to }, true), incomingNumber };
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
    const [now] = await selectReceived(ctx.database, row.id, [row.agency]);
    if (now === undefined || !(await isSaid(ctx, now, change))) throw error;
    return answerFrom(now, now, false);
  }
}

/** True when somebody else said the very same a moment ago. */
async function isSaid(ctx: GatewayContext, now: RecipientView, change: FieldChange): Promise<boolean> {
  if (change.field === 'request') return now.requestKind === change.kind && now.request === change.to;
  const passed = await selectPassed(ctx.database, now);
  return change.to !== null && passed.includes(change.to);
}

async function writePrepared(
  ctx: GatewayContext,
  principal: Principal,
  prepared: PreparedMove,
  { row, change }: Pick<StatusAct, 'row' | 'change'>,
): Promise<MovedRow> {
  return ctx.database.transaction(async (tx) => {
    if (change.field === 'status') return writeMove(ctx, tx, prepared);
    // Two last answers at the same time: whoever locks the document second sees both.
    await lockDocument(tx, row.id);
    const moved = await writeMove(ctx, tx, prepared);
    await followAnswer(ctx, tx, row, { kind: change.kind, state: change.to }, principal.actor);
    return moved;
  });
}

function answerFrom(
  row: RecipientView,
  at: { status: RecipientStatus; request: RequestState },
  changed: boolean,
): StatusAnswer {
  return { id: row.id, agency: row.agency, status: at.status, request: at.request, changed, incomingNumber: null };
}
