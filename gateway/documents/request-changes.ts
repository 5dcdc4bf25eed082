/**
 * What a sender may ask after sending: take the document back, update it, replace it; and how a recipient returns one
 * that was not meant for it.
 * Source: QCVN 102:2016/BTTTT business types 1, 2, 3 and status 13; Decree 30/2020/NĐ-CP article 18.
 */
import { v7 as uuidv7 } from 'uuid';
import type { StaffInfo } from '../../schemas/edxml/message.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { organOf } from './build-envelope.js';
import { declareStatus, type StatusAnswer } from './declare-status.js';
import type { DocumentState, RequestState } from './lifecycle.js';
import { refuseStamps } from './log-secrets.js';
import { openRequests } from './open-requests.js';
import { insertTakeBack, type OwnDocument, selectAnswers, selectOwn } from './requests.store.js';
import { type SealedStatus, sealStatus } from './seal-status.js';
import type { Submission } from './submission.js';
import type { SubmitOptions } from './submission-input.js';
import { beginSubmission } from './submit.js';

export interface RecallWish {
  readonly reason: string;
  readonly staff?: StaffInfo | undefined;
}

export interface RecallAnswer {
  readonly id: string;
  readonly state: DocumentState;
  readonly recipients: readonly { readonly agency: string; readonly request: RequestState }[];
}

/**
 * Takes a document back (status 13): deliveries that have not left are stopped, the others' recipients are asked.
 * The same again changes nothing.
 * @throws Problem `missing_scope`, `not_found` for a document the principal's agencies did not send, `invalid_request`
 *   without a reason, `secret_refused`, `illegal_move`, `key_missing`
 */
export async function recallDocument(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  wish: RecallWish,
): Promise<RecallAnswer> {
  requireScope(principal, 'status:write');
  const document = await requireOwn(ctx, principal, id);
  const reason = requireReason(wish.reason);
  await refuseStamps(ctx, principal, { reason, staff: wish.staff });
  if (document.state === 'recalled') return standingOf(ctx, document.id, 'recalled');
  const at = ctx.now();
  const signer = await ctx.keys.sealSigner(document.fromAgency);
  const author = organOf({ code: document.fromAgency, name: document.senderName, email: document.senderEmail });
  const message = await sealStatus(signer, document, { author, code: '13', reason, staff: wish.staff ?? null, at });
  const state = await ctx.database.transaction(async (tx) => {
    const opened = await openRequests(tx, {
      kind: 'recall',
      document: id,
      reason,
      actor: principal.actor,
      agencies: null,
      at,
    });
    if (opened.asked.length > 0)
      await insertTakeBack(tx, takeBackOf(ctx, principal, document, { ...wish, reason }, message, at, opened.asked));
    tx.afterCommit(() => {
      ctx.wake('deliveries');
      ctx.wake('events');
    });
    return opened.state;
  });
  return standingOf(ctx, id, state);
}

function takeBackOf(
  ctx: GatewayContext,
  principal: Principal,
  document: OwnDocument,
  wish: RecallWish,
  message: SealedStatus,
  at: Date,
  asked: readonly string[],
) {
  return {
    document: document.id,
    author: document.fromAgency,
    actor: principal.actor,
    at,
    reason: wish.reason,
    staff: wish.staff ?? null,
    ...message,
    urgency: document.urgency,
    expiresAt: new Date(at.getTime() + ctx.config.deliveryExpiryHours * 3_600_000),
    asked: asked.map((agency) => ({ agency, statusId: uuidv7(), deliveryId: uuidv7() })),
  };
}

async function standingOf(ctx: GatewayContext, id: string, state: DocumentState): Promise<RecallAnswer> {
  const answers = await selectAnswers(ctx.database, id, 'recall');
  return { id, state, recipients: answers.map(({ agency, answer }) => ({ agency, request: answer })) };
}

async function requireOwn(ctx: GatewayContext, principal: Principal, id: string): Promise<OwnDocument> {
  const document = await selectOwn(ctx.database, id, principal.agencies);
  if (document === undefined) throw new Problem('not_found');
  return document;
}

function requireReason(text: string | undefined): string {
  const reason = (text ?? '').normalize('NFC').trim();
  if (reason !== '') return reason;
  throw new Problem('invalid_request', { detail: 'A reason is needed', field: 'reason' });
}

/**
 * Begins a new document that updates (business type 2) or replaces (3) an older one; on completion its recipients are asked.
 * @param id the older document, sent by the principal's agency
 * @throws Problem as `beginSubmission`; `not_found`; `illegal_move` for a document that is recalled or replaced
 */
export async function beginChange(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  kind: 'update' | 'replace',
  rawMetadata: unknown,
  options: Omit<SubmitOptions, 'change'> & { readonly reason: string },
): Promise<Submission> {
  requireScope(principal, 'status:write');
  const affected = await requireOwn(ctx, principal, id);
  const reason = requireReason(options.reason);
  await refuseStamps(ctx, principal, { reason });
  const change = { kind, document: id, documentId: affected.documentId, reason };
  const { idempotencyKey, origin, alsoCommit } = options;
  const metadata = fromSender(rawMetadata, affected);
  return beginSubmission(ctx, principal, metadata, { idempotencyKey, origin, alsoCommit, change });
}

/** The change comes from the agency that sent the document, whether the metadata repeats that or not. */
function fromSender(rawMetadata: unknown, { fromAgency }: OwnDocument): unknown {
  if (typeof rawMetadata !== 'object' || rawMetadata === null) return rawMetadata;
  const { from } = rawMetadata as { from?: unknown };
  if (from !== undefined && from !== null && from !== fromAgency) {
    throw new Problem('wrong_agency', { detail: `The document was sent by ${fromAgency}`, field: 'from' });
  }
  return { ...rawMetadata, from: fromAgency };
}

/**
 * Returns a document that was not meant for the recipient: status 02 with that reason.
 * @throws Problem as `declareStatus`
 */
export function returnDocument(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  wish: {
    readonly reason?: string | undefined;
    readonly staff?: StaffInfo | undefined;
    readonly agency?: string | undefined;
  },
): Promise<StatusAnswer> {
  const detail = (wish.reason ?? '').trim();
  const reason = `Gửi không đúng nơi nhận (misaddressed)${detail === '' ? '' : `: ${detail}`}`;
  return declareStatus(ctx, principal, id, { ...wish, code: '02', reason });
}
