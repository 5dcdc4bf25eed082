/**
 * Where a document stands at one recipient, told to that recipient; and the one way by which answers from mails and links are
 * recorded. What is allowed is decided by the state tables (gateway/documents/lifecycle.ts).
 */
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { selectAgenciesByCode } from '../../agencies/agencies.store.js';
import type { Agency } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import { declareStatus, foreseeStatus } from '../../documents/declare-status.js';
import { isWithdrawn, type RecipientStatus, statusMoves } from '../../documents/lifecycle.js';
import { type DocumentRow, selectDocument, selectRecipients } from '../../documents/view-document.store.js';
import { principalOf } from '../../identity/access.js';
import { type LinkedAnswer, linkedAnswers } from '../../mail/answer-tokens.js';

export interface Standing {
  readonly document: DocumentRow;
  readonly agency: Agency;
  readonly status: RecipientStatus;
  /** ISO 8601 UTC. */
  readonly statusAt: string | null;
  /** Number in the recipient's incoming register. */
  readonly incomingNumber: string | null;
  /** The sender took it back or replaced it. */
  readonly isWithdrawn: boolean;
  /** What it can answer now; completing accepts first. */
  readonly open: readonly LinkedAnswer[];
}

/** Whose document, for whom. */
export interface Place {
  /** documents.id */
  readonly document: string;
  /** Code of the recipient. */
  readonly agency: string;
}

const openAnswers = (status: RecipientStatus): readonly LinkedAnswer[] =>
  status === '01' ? linkedAnswers : linkedAnswers.filter((code) => statusMoves[status ?? 'none'].includes(code));

/** @throws Error when the document never was brought there: who asks has learned of it from a delivery */
export async function readStanding(ctx: GatewayContext, place: Place): Promise<Standing> {
  const document = await selectDocument(ctx.database, place.document, null);
  const [agency] = await selectAgenciesByCode(ctx.database, [place.agency]);
  const row = (await selectRecipients(ctx.database, place.document)).find((one) => one.agency === place.agency);
  if (document === undefined || agency === undefined || row === undefined)
    throw new Error(`the document ${place.document} has no recipient ${place.agency}`);
  const { status, statusAt, incomingNumber, request, requestKind } = row;
  const withdrawn = isWithdrawn({ kind: requestKind, state: request });
  const open = withdrawn ? [] : openAnswers(status);
  return { document, agency, status, statusAt, incomingNumber, isWithdrawn: withdrawn, open };
}

/** An answer that was understood and whose sender is proven. */
export interface GivenAnswer extends Place {
  readonly code: LinkedAnswer;
  readonly reason: string | null;
  /** As in `Principal`. */
  readonly actor: string;
  /** For the event. */
  readonly proof: Readonly<Record<string, unknown>>;
}

const wishOf = ({ code, reason, proof }: GivenAnswer) => ({
  code,
  acceptFirst: true,
  proof,
  ...(reason === null ? {} : { reason }),
});

const principalFor = ({ actor, agency }: GivenAnswer) => principalOf(actor, ['status:write'], [agency]);

/**
 * Records the answer; saying the same again changes nothing.
 * @returns null when it stands recorded, else why it cannot be: a Problem the answerer has to be told of
 * @throws Problem that another try may overcome
 */
export async function recordAnswer(ctx: GatewayContext, answer: GivenAnswer): Promise<Problem | null> {
  return refusalOf(async () => {
    await declareStatus(ctx, principalFor(answer), answer.document, wishOf(answer));
    return null;
  });
}

/**
 * What recording the answer would do now.
 * @returns `open`, `recorded` before, or as `recordAnswer`. @throws as `recordAnswer`
 */
export async function foreseeAnswer(ctx: GatewayContext, answer: GivenAnswer): Promise<'open' | 'recorded' | Problem> {
  return refusalOf(async () => {
    const changes = await foreseeStatus(ctx, principalFor(answer), answer.document, wishOf(answer));
    return changes ? 'open' : 'recorded';
  });
}

/** Faults of ours, and what time heals, are not the answerer's affair. */
async function refusalOf<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || catalogue[error.code].retry || catalogue[error.code].status >= 500) throw error;
    return error;
  }
}
