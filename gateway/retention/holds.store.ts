/** Rows of `holds`: placed, lifted, never deleted. */
import type { Queryable, Transaction } from '../database/database.js';

export interface HoldRow {
  readonly id: string;
  /** Id of the document, with what it is known by; null for a hold over an agency's days. */
  readonly document: string | null;
  readonly documentId: string | null;
  readonly agency: string | null;
  readonly agencyName: string | null;
  /** Days in Vietnam, YYYY-MM-DD, both included. */
  readonly fromDay: string | null;
  readonly toDay: string | null;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  readonly liftedBy: string | null;
  readonly liftedAt: string | null;
  readonly liftedReason: string | null;
}

export type HeldThing =
  | { readonly document: string }
  | { readonly agency: string; readonly fromDay: string; readonly toDay: string };

export interface NewHold {
  readonly id: string;
  readonly thing: HeldThing;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: Date;
}

/** False when the same is held already. */
export async function insertHold(
  tx: Transaction,
  { id, thing, reason, placedBy, placedAt }: NewHold,
): Promise<boolean> {
  const { document, agency, fromDay, toDay } = { document: null, agency: null, fromDay: null, toDay: null, ...thing };
  const { rowCount } = await tx.query(
    `insert into holds (id, document, agency, from_day, to_day, reason, placed_by, placed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [id, document, agency, fromDay, toDay, reason, placedBy, placedAt],
  );
  return rowCount === 1;
}

export interface Lifting {
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** @returns the document it was about, if any; undefined when there is no such hold, or it was lifted before */
export async function liftRow(tx: Transaction, id: string, { reason, by, at }: Lifting) {
  const { rows } = await tx.query<{ document: string | null }>(
    `update holds set lifted_by = $2, lifted_at = $3, lifted_reason = $4 where id = $1 and lifted_at is null returning document`,
    [id, by, at, reason],
  );
  return rows[0];
}

/** The newest first, those in force before those that were lifted. */
export async function selectHolds(db: Queryable, limit: number): Promise<HoldRow[]> {
  const { rows } = await db.query<HoldRow>(
    `select h.id, h.document, d.document_id as "documentId", h.agency, a.name as "agencyName", h.from_day as "fromDay", h.to_day as "toDay",
       h.reason, h.placed_by as "placedBy", h.placed_at as "placedAt", h.lifted_by as "liftedBy", h.lifted_at as "liftedAt",
       h.lifted_reason as "liftedReason"
     from holds h left join documents d on d.id = h.document left join agencies a on a.code = coalesce(h.agency, d.from_agency)
     order by h.lifted_at is not null, h.id desc limit $1`,
    [limit],
  );
  return rows;
}

/** Documents that are meant by an id or by their DocumentId; more than one where a sender used the same twice. */
export async function selectDocumentsNamed(db: Queryable, id: string | null, documentId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from documents where (id = $1 or document_id = $2) and state not in ('sealing', 'cancelled') limit 2`,
    [id, documentId],
  );
  return rows.map((row) => row.id);
}
