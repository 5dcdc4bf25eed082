/**
 * The last three steps of every submission, whatever entrance it came by: reserve, make the container, commit.
 * Nothing is answered before the commit is durable; a failure in between keeps the number for a repeat of the request.
 * Source: architecture, "A document's way", steps 2 to 4.
 */
import { v7 as uuidv7 } from 'uuid';
import { priorityOf } from '../../schemas/directory/urgency.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { cancelDocument } from './cancel-documents.js';
import { endSealingLease, insertSealed, type SealedDocument, type SealedFile } from './documents.store.js';
import { killPoint } from './kill-points.js';
import { openRequests } from './open-requests.js';
import { type Reservation, reserveDocument } from './reserve-document.js';
import {
  businessTypeOf,
  newDocument,
  type SubmissionInput,
  type SubmitWarning,
  warningsOf,
} from './submission-input.js';
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
  /** What its maker found odd. */
  readonly warnings: readonly SubmitWarning[];
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
  if (outcome.kind === 'repeat') return readAnswer(ctx, outcome.id);
  try {
    return await sealAndCommit(ctx, input, outcome.reservation, make);
  } catch (error) {
    await giveUp(ctx, input, outcome.reservation, error);
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
  const warnings = [...warningsOf(input, reservation.duplicate), ...container.warnings];
  await commit(ctx, input, reservation, { container, sealedAt, warnings });
  killPoint('committed');
  return answerOf({ ...reservation, recipients: input.recipients, sha256: container.sha256 }, warnings);
}

interface CommittedFacts {
  readonly container: MadeContainer;
  readonly sealedAt: Date;
  readonly warnings: readonly SubmitWarning[];
}

/** A change that has become forbidden meanwhile is refused before its container gets a place: nothing of it stays. */
async function commit(
  ctx: GatewayContext,
  input: SubmissionInput,
  reservation: Reservation,
  { container, sealedAt, warnings }: CommittedFacts,
): Promise<void> {
  const { change } = input.options;
  if (change === undefined) await place(ctx, container);
  // Nobody who waits for the affected document shall wait for the disk, too.
  else await ctx.blobs.flush(container.draftPath);
  await ctx.database.transaction(async (tx) => {
    if (change !== undefined) {
      await openRequests(tx, {
        ...change,
        actor: input.actor,
        agencies: change.agencies ?? input.recipients.map(({ code }) => code),
        at: sealedAt,
      });
      await place(ctx, container);
    }
    const [isOurs] = await Promise.all([
      insertSealed(tx, sealedDocument(ctx, input, reservation, container, sealedAt)),
      recordEvents(tx, [submittedEvent(input, reservation, container, warnings)]),
    ]);
    if (!isOurs) throw new Problem('in_progress', { field: 'Idempotency-Key' });
    await input.options.alsoCommit?.(tx, reservation.id);
    tx.afterCommit(() => {
      ctx.wake('deliveries');
      ctx.wake('events');
    });
  });
}

async function place(ctx: GatewayContext, { draftPath, sha256 }: MadeContainer): Promise<void> {
  await ctx.blobs.commit(draftPath, sha256);
  killPoint('container-written');
}

/** Written on the pages it has had its time to be taken back, before it was sealed (gateway/drafts); there is no second one. */
const undoMs = ({ config }: GatewayContext, { options }: SubmissionInput): number =>
  options.origin === 'web' ? 0 : config.undoSeconds * 1_000;

function sealedDocument(
  ctx: GatewayContext,
  input: SubmissionInput,
  { id, attempt }: Reservation,
  container: MadeContainer,
  sealedAt: Date,
): SealedDocument {
  const dispatchAt = new Date(sealedAt.getTime() + undoMs(ctx, input));
  return {
    id,
    attempt,
    fromAgency: input.sender.code,
    urgency: priorityOf(input.metadata.urgency),
    containerSha256: container.sha256,
    containerSize: container.size,
    sealedAt,
    dispatchAt,
    expiresAt: new Date(dispatchAt.getTime() + ctx.config.deliveryExpiryHours * 3_600_000),
    files: container.files,
    deliveries: input.recipients.map(({ code }) => ({ id: uuidv7(), agency: code })),
  };
}

function submittedEvent(
  input: SubmissionInput,
  reservation: Reservation,
  container: MadeContainer,
  warnings: readonly SubmitWarning[],
) {
  const { change, received } = input.options;
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
      ...(received === undefined ? {} : { received }),
      sealedWith: container.sealedWith,
      sealedHere: container.isSealedHere,
      ...(warnings.length === 0 ? {} : { warnings }),
    },
  } as const;
}

/**
 * With a key the number waits for the repeat; without one nobody can come back for it, and after a refusal for good no
 * repeat will use it.
 */
async function giveUp(
  ctx: GatewayContext,
  input: SubmissionInput,
  { id, attempt }: Reservation,
  reason: unknown,
): Promise<void> {
  const isRefused = isProblem(reason, 'illegal_move');
  try {
    if (isRefused) await cancelDocument(ctx, { id, attempt }, 'The change was not allowed any more');
    else if (input.options.idempotencyKey !== undefined) await endSealingLease(ctx.database, id, attempt);
    else await cancelDocument(ctx, { id, attempt }, 'The document could not be sealed');
  } catch (error) {
    // The janitor finds it later; the first failure is the one to report.
    ctx.log.warn({ document: id, error }, 'an unsealed document could not be given up');
  }
}
