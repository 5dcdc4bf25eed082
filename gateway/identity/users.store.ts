/** Rows of `users`: the people who work with the gateway, one role each. Does not know how they sign in. */
import type { Queryable } from '../database/database.js';
import type { Role } from './access.js';

export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  agency: string | null;
  demonstration: boolean;
  created_at: string;
  closed_at: string | null;
}

export interface NewUserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly agency: string | null;
  readonly demonstration: boolean;
}

/**
 * False when somebody with this address exists already.
 * @param isDoubled for an address that is another agency's account: any number of them may be, and none can sign in
 */
export async function insertUser(db: Queryable, user: NewUserRow, isDoubled = false): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into users (id, name, email, role, agency, demonstration, is_doubled) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (email) where not is_doubled do nothing`,
    [user.id, user.name, user.email, user.role, user.agency, user.demonstration, isDoubled],
  );
  return rowCount === 1;
}

/** True when one of the agency's people has this address, closed accounts too. */
export async function isColleague(db: Queryable, email: string, agency: string | null): Promise<boolean> {
  const { rows } = await db.query('select from users where email = $1 and agency = $2 limit 1', [email, agency]);
  return rows.length > 0;
}

/** Everybody, by agency and name; closed accounts too. */
export async function listUserRows(db: Queryable): Promise<UserRow[]> {
  const { rows } = await db.query<UserRow>(
    `select id, name, email, role, agency, demonstration, created_at, closed_at from users order by agency nulls first, name, id`,
  );
  return rows;
}

export async function noteSignIn(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query('update users set last_sign_in_at = $2 where id = $1', [id, at]);
}

/** @returns the id; undefined when nobody has this address. @throws the database's unique violation when somebody else has the subject */
export async function setSubject(db: Queryable, email: string, subject: string | null): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    'update users set subject = $2 where email = $1 and not is_doubled returning id',
    [email, subject],
  );
  return rows[0]?.id;
}

/** Names by id of those who work for one of the agencies (null: of all people), closed accounts too. */
export async function selectUserNames(
  db: Queryable,
  ids: readonly string[],
  agencies: readonly string[] | null,
): Promise<{ id: string; name: string }[]> {
  const { rows } = await db.query<{ id: string; name: string }>(
    'select id, name from users where id = any ($1::uuid[]) and ($2::text[] is null or agency = any ($2))',
    [ids, agencies],
    'select-user-names',
  );
  return rows;
}
