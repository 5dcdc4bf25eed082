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

/** False when somebody with this address, whatever its case, exists already. */
export async function insertUser(db: Queryable, user: NewUserRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into users (id, name, email, role, agency, demonstration) values ($1, $2, $3, $4, $5, $6)
     on conflict (lower(email)) do nothing`,
    [user.id, user.name, user.email, user.role, user.agency, user.demonstration],
  );
  return rowCount === 1;
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
    'update users set subject = $2 where lower(email) = lower($1) returning id',
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
