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

/** The number the main series gives next, as far as can be told now. */
export async function selectNextNumber(db: Queryable, agency: string, year: number): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    `select last from register_counters where agency = $1 and book = 'out' and year = $2 and series = ''`,
    [agency, year],
  );
  return (rows[0]?.last ?? 0) + 1;
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
