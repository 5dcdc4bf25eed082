/**
 * Is this request new, a repeat, or a clash? Takes the number of a new document, finds the earlier one of the same key.
 * The number exists before the seal because it is inside what gets signed.
 * Source: architecture, "A document's way", step 2.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { violates } from '../database/unique-violation.js';
import { withNextNumber } from '../registers/next-number.js';
import { type NumberRefusal, numberRefusal } from '../registers/number-refusal.js';
import { insertReserved, type NewDocument, type ReservedRow, takeSealingOver } from './documents.store.js';

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
 * @throws Problem `idempotency_conflict`, `in_progress`, `number_taken`, `number_cancelled`, `number_unknown`, `conflict`
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

async function insertWithoutClash(ctx: GatewayContext, document: NewDocument): Promise<ReservedRow> {
  const insert = () => insertOrFind(ctx, document);
  if (document.number === null)
    return withNextNumber(ctx, { ...placeOf(document), series: '' }, document.submittedBy, insert);
  return insert().catch((error: unknown) => {
    const refusal = numberRefusal(error);
    throw refusal === null ? error : numberRefused(refusal, document);
  });
}

const placeOf = ({ fromAgency: agency, year, notation }: NewDocument) => ({ agency, year, notation });

/** When the key was taken a moment ago, the second try finds its document. */
async function insertOrFind(ctx: GatewayContext, document: NewDocument): Promise<ReservedRow> {
  const insert = () => insertReserved(ctx.database, document, uuidv7());
  const row = await insert().catch((error: unknown) => {
    if (violates(error, 'documents_idempotency')) return insert();
    throw error;
  });
  if (row !== undefined) return row;
  throw new Problem('number_unknown', {
    detail: `${document.fromAgency} has no open reservation of the number ${document.number} in ${document.year}`,
    field: 'number',
  });
}

function numberRefused(refusal: NumberRefusal, { number, notation, year }: NewDocument): Problem {
  const why = refusal === 'number_taken' ? 'is already used' : 'was cancelled and is not given again';
  return new Problem(refusal, { detail: `The number ${number}/${notation} ${why} in ${year}`, field: 'number' });
}
