/** Rows of `absences`: who is away on which days, and who stands in. */
import type { Queryable } from '../../database/database.js';
import type { Role } from '../access.js';

export interface AbsenceRow {
  readonly id: string;
  readonly person: string;
  readonly deputy: string;
  readonly deputyName: string;
  /** Days in Vietnam as YYYY-MM-DD, both included. */
  readonly fromDay: string;
  readonly toDay: string;
}

export async function insertAbsence(
  db: Queryable,
  absence: Omit<AbsenceRow, 'deputyName'> & { readonly actor: string; readonly at: Date },
): Promise<void> {
  await db.query(
    `insert into absences (id, person, deputy, from_day, to_day, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [absence.id, absence.person, absence.deputy, absence.fromDay, absence.toDay, absence.actor, absence.at],
  );
}

/** Absences of somebody that have not ended by this day, the next one first. */
export async function selectAbsences(db: Queryable, person: string, day: string): Promise<AbsenceRow[]> {
  const { rows } = await db.query<AbsenceRow>(
    `select b.id, b.person, b.deputy, d.name as "deputyName", b.from_day::text as "fromDay", b.to_day::text as "toDay"
     from absences b join users d on d.id = b.deputy
     where b.person = $1 and b.ended_at is null and b.to_day >= $2 order by b.from_day, b.id`,
    [person, day],
  );
  return rows;
}

/** False when it is nobody's of that name, or was ended before. */
export async function endRow(
  db: Queryable,
  id: string,
  person: string,
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update absences set ended_by = $3, ended_at = $4 where id = $1 and person = $2 and ended_at is null',
    [id, person, actor, at],
  );
  return rowCount === 1;
}

export interface StandingRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly isOpen: boolean;
}

const standing = 'id, name, role, agency, closed_at is null as "isOpen"';

/** Somebody, locked: their absences are declared one after the other. */
export async function lockStanding(db: Queryable, id: string): Promise<StandingRow | undefined> {
  const { rows } = await db.query<StandingRow>(`select ${standing} from users where id = $1 for update`, [id]);
  return rows[0];
}

/** The people of somebody's agency, by name. */
export async function selectColleagues(db: Queryable, id: string): Promise<StandingRow[]> {
  const { rows } = await db.query<StandingRow>(
    `select ${standing} from users where agency = (select agency from users where id = $1) and id <> $1 order by search, id`,
    [id],
  );
  return rows;
}

/** Has a session act under an absence, or for its own person again. */
export async function setSessionAbsence(
  db: Queryable,
  session: string,
  person: string,
  absence: string | null,
): Promise<void> {
  await db.query('update sessions set absence = $3 where id = $1 and person = $2', [session, person, absence]);
}
