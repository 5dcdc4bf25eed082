/**
 * Is this request new, a repeat, or a clash? Takes the number of a new document, finds the earlier one of the same key.
 * The number exists before the seal because it is inside what gets signed.
 * Source: architecture, "A document's way", step 2.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { hasCancelledNumber } from '../registers/registers.store.js';
import {
  insertReserved,
  type NewDocument,
  type ReservedRow,
  skipTakenNumber,
  takeSealingOver,
} from './documents.store.js';

export interface Reservation {
  readonly id: string;
  readonly documentId: string;
  readonly number: string;
  /** Fencing token: only the newest attempt may commit. */
  readonly attempt: number;
  readonly duplicate: string | null;
}

export type ReserveOutcome =
  | { readonly kind: 'reserved'; readonly reservation: Reservation }
  /** The same request was answered before. */
  | { readonly kind: 'repeat'; readonly id: string };

/**
 * Reserves, takes over what another process left unsealed, or finds that the work is done.
 * @throws Problem `idempotency_conflict`, `in_progress`, `number_taken`, `number_unknown`
 */
export async function reserveDocument(ctx: GatewayContext, document: NewDocument): Promise<ReserveOutcome> {
  const row = await insertWithoutClash(ctx, document);
  if (row.isFresh) return { kind: 'reserved', reservation: row };
  if (!row.bodySha256.equals(document.bodySha256)) {
    throw new Problem('idempotency_conflict', { field: 'Idempotency-Key' });
  }
  if (row.state !== 'sealing') return { kind: 'repeat', id: row.id };
  const attempt = row.isLeaseOver ? await takeSealingOver(ctx.database, row.id, document.leaseSeconds) : undefined;
  if (attempt === undefined) throw new Problem('in_progress', { field: 'Idempotency-Key' });
  return { kind: 'reserved', reservation: { ...row, attempt } };
}

/** Far above what a clerk enters by hand between two numbers of the gateway. */
const maxSteps = 1_000;

async function insertWithoutClash(ctx: GatewayContext, document: NewDocument): Promise<ReservedRow> {
  if (document.number !== null) await requireLivingNumber(ctx, document, document.number);
  for (let step = 0; step < maxSteps; step += 1) {
    const row = await insertReserved(ctx.database, document, uuidv7()).catch((error: unknown) => constraintOf(error));
    if (typeof row === 'object') return row;
    // The key was taken a moment ago: the next try finds its document.
    if (row === 'documents_idempotency') continue;
    const isFree =
      document.number !== null ||
      !(await skipTakenNumber(ctx.database, document.fromAgency, document.year, document.notation));
    if (isFree) throw numberTaken(document);
  }
  throw numberTaken(document);
}

/** A number that was reserved and then cancelled stays visible as cancelled and is not used again. */
async function requireLivingNumber(ctx: GatewayContext, document: NewDocument, number: string): Promise<void> {
  if (await hasCancelledNumber(ctx.database, document.fromAgency, document.year, number)) {
    throw new Problem('number_unknown', {
      detail: `The number ${number} was cancelled in the register`,
      field: 'number',
    });
  }
}

function numberTaken({ number, notation, year }: NewDocument): Problem {
  const which = number === null ? 'The next number' : `The number ${number}/${notation}`;
  return new Problem('number_taken', { detail: `${which} is already used in ${year}`, field: 'number' });
}

/** The unique constraint a concurrent request was faster at; anything else is thrown on. */
function constraintOf(error: unknown): string {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === '23505' && (constraint === 'documents_idempotency' || constraint === 'register_number'))
    return constraint;
  throw error;
}
