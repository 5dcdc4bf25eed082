/**
 * A draft is confirmed, and can be taken back until a worker hands it in. What keeps it from being sent is judged once more here; the
 * worker judges nothing.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { cancelDocument } from '../documents/cancel-documents.js';
import { requireScope } from '../identity/access.js';
import { cancelReservation } from '../registers/correct-entries.js';
import { reserveNumber } from '../registers/reserve-numbers.js';
import { isHeldUp } from './check-draft.js';
import { idempotencyKeyOf, type Writer } from './draft.js';
import { isSeen, type SeenMarks } from './seen-draft.js';
import { beginSending, endLease, endSending, type Fault, selectUnsealed } from './sending-drafts.store.js';
import { type DraftView, findDraft, viewDraft, yearOf } from './view-draft.js';

/** Longer than it takes to reserve a number; a crash meanwhile delays the draft no longer. */
const reservingSeconds = 30;

/**
 * Editing → sending.
 * @param seen what its page showed to who confirms
 * @throws Problem `missing_scope`, `not_found`; `draft_held_up` when something keeps it from being sent; `draft_sending` when it is on its
 *   way already; `conflict` when somebody changed it since; `number_taken` when somebody was faster
 */
export async function confirmDraft(ctx: GatewayContext, writer: Writer, id: string, seen: SeenMarks): Promise<void> {
  requireScope(writer.principal, 'documents:submit');
  requireScope(writer.principal, 'seal');
  const view = await viewDraft(ctx, writer, id);
  if (view.draft.state !== 'editing') throw new Problem('draft_sending');
  if (!isSeen(view, seen)) throw await unlessSending(ctx, writer, id, changedMeanwhile());
  if (isHeldUp(view.checks)) throw await unlessSending(ctx, writer, id, new Problem('draft_held_up'));
  const attempt = await begin(ctx, writer, view);
  // Only now: of two who confirm at the same moment one has the draft, and the other takes no number for it.
  if (view.number.kind === 'next') await reserveOrReturn(ctx, writer, view, attempt);
  await endLease(ctx.database, { id, attempt });
  if (ctx.config.composeUndoSeconds === 0) ctx.wake('drafts');
}

const changedMeanwhile = () => new Problem('conflict', { detail: 'The draft was changed meanwhile' });

/** What seems to be wrong with a draft may be that a colleague confirmed it while it was read: its number is taken, by itself. */
const unlessSending = async (ctx: GatewayContext, writer: Writer, id: string, fault: Problem): Promise<Problem> =>
  (await findDraft(ctx, writer, id)).state === 'editing' ? fault : new Problem('draft_sending');

/** @returns the attempt that holds it */
async function begin(ctx: GatewayContext, writer: Writer, { draft, metadata, recipients }: DraftView): Promise<number> {
  const { id, updatedAt: judged } = draft;
  const { agency, person, role, principal } = writer;
  const at = ctx.now();
  const sendAt = new Date(at.getTime() + ctx.config.composeUndoSeconds * 1_000);
  const sending = {
    id,
    agency,
    person,
    actor: principal.actor,
    role,
    sendAt,
    at,
    confirmed: { date: metadata.date, to: recipients.agencies.map(({ code }) => code) },
    judged,
    leaseSeconds: reservingSeconds,
  };
  const attempt = await beginSending(ctx.database, sending);
  if (attempt !== undefined) return attempt;
  throw await unlessSending(ctx, writer, id, changedMeanwhile());
}

async function reserveOrReturn(ctx: GatewayContext, writer: Writer, view: DraftView, attempt: number): Promise<void> {
  try {
    await reserveWritten(ctx, writer, view);
  } catch (error) {
    await returnToEditing(ctx, { id: view.draft.id, agency: writer.agency, attempt }, null);
    throw error;
  }
}

/** The number printed in the files is the next one: it is reserved now, so that the document gets no other. */
async function reserveWritten(ctx: GatewayContext, writer: Writer, { metadata }: DraftView): Promise<void> {
  const { number, notation, date } = metadata;
  const wish = { agency: writer.agency, year: yearOf(date, ctx.now()), notation };
  const reserved = await reserveNumber(ctx, writer.principal, wish);
  if (Number(reserved.number) === Number(number)) return;
  const reason = `Đã giữ để gửi số ${number}, không khớp (reserved for ${number})`;
  await cancelReservation(ctx, writer.principal, reserved.id, reason, writer.agency);
  throw new Problem('number_taken', { detail: `The number ${number} was taken a moment ago`, field: 'number' });
}

/**
 * Sending → editing, while no worker is handing it in.
 * @throws Problem `not_found`; `draft_sending` when it is too late
 */
export async function takeBack(ctx: GatewayContext, writer: Writer, id: string): Promise<void> {
  const { state } = await findDraft(ctx, writer, id);
  if (state === 'editing') return;
  const isBack = await returnToEditing(ctx, { id, agency: writer.agency }, null);
  if (!isBack) throw new Problem('draft_sending', { detail: 'It is being sent at this moment' });
}

/**
 * Makes a draft editable again, and frees the number its submission may have reserved: nobody repeats that request.
 * @param attempt only while it is this one's
 * @returns false when it is somebody else's, or sent
 */
export async function returnToEditing(
  ctx: GatewayContext,
  which: { readonly id: string; readonly agency: string; readonly attempt?: number },
  fault: Fault | null,
): Promise<boolean> {
  const round = await endSending(ctx.database, which, fault, ctx.now());
  if (round === undefined) return false;
  const key = idempotencyKeyOf({ id: which.id, round });
  const unsealed = await selectUnsealed(ctx.database, which.agency, key);
  if (unsealed !== undefined) await cancelDocument(ctx, unsealed, 'The draft was taken back');
  return true;
}
