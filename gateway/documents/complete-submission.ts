/**
 * The last three steps of every submission, whatever entrance it came by: reserve, make the container, commit.
 * Nothing is answered before the commit is durable; a failure in between keeps the number for a repeat of the request.
 * Source: architecture, "A document's way", steps 2 to 4.
 */
import { v7 as uuidv7 } from 'uuid';
import { priorityOf } from '../../schemas/directory/urgency.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelDocument } from './cancel-documents.js';
import { endSealingLease, insertSealed, type SealedFile, selectDuplicate } from './documents.store.js';
import { killPoint } from './kill-points.js';
import { openRequests } from './open-requests.js';
import { type Reservation, reserveDocument } from './reserve-document.js';
import { businessTypeOf, newDocument, type SubmissionInput, warningsOf } from './submission-input.js';
import { answerOf, readAnswer, type SubmitAnswer } from './submit-answer.js';

/** A finished container in a draft file. */
export interface MadeContainer {
  readonly draftPath: string;
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
  readonly files: readonly SealedFile[];
  /** SHA-256 of the sealing certificate, hex; and whether this gateway used the key just now. */
  readonly sealedWith: string;
  readonly isSealedHere: boolean;
}

export type MakeContainer = (reservation: Reservation, sealedAt: Date) => Promise<MadeContainer>;

/**
 * Brings a submission to its end, or finds the answer it got before.
 * @throws Problem as `reserveDocument` and `make` do; `in_progress` when another process took the sealing over
 */
export async function completeSubmission(
  ctx: GatewayContext,
  input: SubmissionInput,
  bodySha256: Buffer,
  make: MakeContainer,
): Promise<SubmitAnswer> {
  const outcome = await reserveDocument(ctx, newDocument(ctx, input, bodySha256));
  if (outcome.kind === 'repeat')
    return readAnswer(ctx, outcome.id, warningsOf(input, await selectDuplicate(ctx.database, outcome.id)));
  try {
    return await sealAndCommit(ctx, input, outcome.reservation, make);
  } catch (error) {
    await giveUp(ctx, input, outcome.reservation);
    throw error;
  }
}

async function sealAndCommit(
  ctx: GatewayContext,
  input: SubmissionInput,
  reservation: Reservation,
  make: MakeContainer,
): Promise<SubmitAnswer> {
  const sealedAt = ctx.now();
  const container = await make(reservation, sealedAt);
  await ctx.blobs.commit(container.draftPath, container.sha256);
  killPoint('container-written');
  await commit(ctx, input, reservation, container, sealedAt);
  killPoint('committed');
  return answerOf(
    { ...reservation, recipients: input.recipients, sha256: container.sha256 },
    warningsOf(input, reservation.duplicate),
  );
}

async function commit(
  ctx: GatewayContext,
  input: SubmissionInput,
  reservation: Reservation,
  container: MadeContainer,
  sealedAt: Date,
): Promise<void> {
  const dispatchAt = new Date(sealedAt.getTime() + ctx.config.undoSeconds * 1_000);
  await ctx.database.transaction(async (tx) => {
    const inserted = insertSealed(tx, {
      id: reservation.id,
      attempt: reservation.attempt,
      fromAgency: input.sender.code,
      urgency: priorityOf(input.metadata.urgency),
      containerSha256: container.sha256,
      containerSize: container.size,
      sealedAt,
      dispatchAt,
      expiresAt: new Date(dispatchAt.getTime() + ctx.config.deliveryExpiryHours * 3_600_000),
      files: container.files,
      deliveries: input.recipients.map(({ code, channel }) => ({ id: uuidv7(), agency: code, channel })),
    });
    const recorded = recordEvents(tx, [submittedEvent(input, reservation, container)]);
    const [isOurs] = await Promise.all([inserted, recorded]);
    if (!isOurs) throw new Problem('in_progress', { field: 'Idempotency-Key' });
    const { change } = input.options;
    if (change !== undefined)
      await openRequests(tx, {
        ...change,
        actor: input.actor,
        agencies: change.agencies ?? input.recipients.map(({ code }) => code),
        at: sealedAt,
      });
    tx.afterCommit(() => {
      ctx.wake('deliveries');
      ctx.wake('events');
    });
  });
}

function submittedEvent(input: SubmissionInput, reservation: Reservation, container: MadeContainer) {
  const { change } = input.options;
  return {
    kind: 'document.submitted',
    document: reservation.id,
    agencies: [input.sender.code],
    payload: {
      documentId: reservation.documentId,
      number: reservation.number,
      from: input.sender.code,
      to: input.recipients.map(({ code }) => code),
      businessType: businessTypeOf(change),
      ...(change === undefined ? {} : { affects: change.document }),
      origin: input.options.origin,
      actor: input.actor,
      sha256: container.sha256,
      sealedWith: container.sealedWith,
      sealedHere: container.isSealedHere,
    },
  } as const;
}

/** With a key the number waits for the repeat; without one nobody can come back for it. */
async function giveUp(ctx: GatewayContext, input: SubmissionInput, { id, attempt }: Reservation): Promise<void> {
  try {
    if (input.options.idempotencyKey !== undefined) await endSealingLease(ctx.database, id, attempt);
    else await cancelDocument(ctx, { id, attempt }, 'The document could not be sealed');
  } catch (error) {
    // The janitor finds it later; the first failure is the one to report.
    ctx.log.warn({ document: id, error }, 'an unsealed document could not be given up');
  }
}
