/** What the outgoing book knows of numbers: which are used, reserved, next. Gives none (registers.store.ts). */
import type { Queryable } from '../database/database.js';
import type { EntryState, Medium } from './registers.store.js';

export interface NumberUse {
  readonly state: EntryState;
  readonly medium: Medium;
  /** Reserved, and no document has it yet. */
  readonly isOpen: boolean;
  /** YYYY-MM-DD of the document, where it is known. */
  readonly date: string | null;
}

/** The entry that holds a number under a notation; one reserved without notation fits any. */
export async function selectNumberUse(
  db: Queryable,
  { agency, year, number, notation }: { agency: string; year: number; number: string; notation: string },
): Promise<NumberUse | undefined> {
  const { rows } = await db.query<NumberUse>(
    `select e.state, e.medium, e.state = 'reserved' and e.document is null and e.ordinal is not null as "isOpen",
       coalesce(d.promulgation_date::text, e.entry->>'date') as date
     from register_entries e left join documents d on d.id = e.document
     where e.agency = $1 and e.book = 'out' and e.year = $2 and e.state <> 'cancelled'
       and ltrim(lower(e.number), '0') = ltrim(lower($3), '0')
       and (lower(e.notation) = lower($4) or (e.notation = '' and e.state = 'reserved' and e.document is null))
     order by e.notation = '' limit 1`,
    [agency, year, number, notation],
  );
  return rows[0];
}

/** True for a number nobody may type any more: it was cancelled. */
export async function selectIsCancelled(
  db: Queryable,
  { agency, year, number, notation }: { agency: string; year: number; number: string; notation: string },
): Promise<boolean> {
  const { rows } = await db.query<{ yes: boolean }>(
    `select is_cancelled_number($1, 'out', $2, '', $3, $4, false) as yes`,
    [agency, year, number, notation],
  );
  return rows[0]?.yes === true;
}

/** The number the main series gives next with this notation, as far as can be told now. */
export async function selectNextNumber(
  db: Queryable,
  { agency, year, notation }: { agency: string; year: number; notation: string },
): Promise<number> {
  const { rows } = await db.query<{ next: number }>(
    `with recursive step (n) as (
       select coalesce((select last from register_counters where agency = $1 and book = 'out' and year = $2 and series = ''), 0) + 1
       union all
       select n + 1 from step where stands_in_outgoing_book($1, $2, '', n, $3))
     select max(n) as next from step`,
    [agency, year, notation],
  );
  return rows[0]?.next ?? 1;
}

export interface OpenReservation {
  readonly number: string;
  readonly notation: string;
  readonly createdAt: string;
}

/** Numbers reserved and not used, in order, at most 20. */
export async function selectOpenReservations(db: Queryable, agency: string, year: number): Promise<OpenReservation[]> {
  const { rows } = await db.query<OpenReservation>(
    `select number, notation, created_at as "createdAt" from register_entries
     where agency = $1 and book = 'out' and year = $2 and state = 'reserved' and document is null and ordinal is not null
     order by ordinal limit 20`,
    [agency, year],
  );
  return rows;
}
