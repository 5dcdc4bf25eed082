/** Rows of `passwords`, `second_factors` and `recovery_codes`. */
import type { Queryable } from '../database/database.js';
import type { Role } from './access.js';

export interface AccountRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  agency: string | null;
  /** Null for an account without a password. */
  hash: string | null;
  /** Until when a password counts that somebody else gave; null for one of the owner's own. */
  first_until: string | null;
  /** Whether a code of the second factor is asked for. */
  has_second_factor: boolean;
}

const account = `select u.id, u.name, u.email, u.role, u.agency, p.hash, p.first_until, f.confirmed_at is not null as has_second_factor
  from users u left join passwords p on p.person = u.id left join second_factors f on f.person = u.id
  where u.closed_at is null`;

/** The open account with this address, whatever its case. */
export async function findAccount(db: Queryable, email: string): Promise<AccountRow | undefined> {
  const { rows } = await db.query<AccountRow>(`${account} and lower(u.email) = lower($1)`, [email]);
  return rows[0];
}

export async function findAccountById(db: Queryable, id: string): Promise<AccountRow | undefined> {
  const { rows } = await db.query<AccountRow>(`${account} and u.id = $1`, [id]);
  return rows[0];
}

export async function findAccountBySubject(db: Queryable, subject: string): Promise<AccountRow | undefined> {
  const { rows } = await db.query<AccountRow>(`${account} and u.subject = $1`, [subject]);
  return rows[0];
}

/**
 * Until the end of the transaction nobody else signs in to the account, changes its password, ends its sessions or closes it: a session
 * opened meanwhile with what was right a moment ago would live on. False for a closed one.
 */
export async function lockAccount(tx: Queryable, person: string): Promise<boolean> {
  const { rowCount } = await tx.query('select from users where id = $1 and closed_at is null for no key update', [
    person,
  ]);
  return rowCount === 1;
}

export interface KeptPassword {
  readonly person: string;
  readonly hash: string;
  readonly at: Date;
  /** Until when, if it is a first one. */
  readonly firstUntil: Date | null;
}

export async function upsertPassword(db: Queryable, { person, hash, at, firstUntil }: KeptPassword): Promise<void> {
  await db.query(
    `insert into passwords (person, hash, set_at, first_until) values ($1, $2, $3, $4)
     on conflict (person) do update set hash = excluded.hash, set_at = excluded.set_at, first_until = excluded.first_until`,
    [person, hash, at, firstUntil],
  );
}

export interface SecondFactorRow {
  person: string;
  secret: Buffer;
  confirmed_at: string | null;
}

export async function findSecondFactor(db: Queryable, person: string): Promise<SecondFactorRow | undefined> {
  const { rows } = await db.query<SecondFactorRow>(
    'select person, secret, confirmed_at from second_factors where person = $1',
    [person],
  );
  return rows[0];
}

/** Keeps a secret that is not asked for yet. False when there is one that is. */
export async function upsertUnconfirmed(db: Queryable, person: string, secret: Buffer): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into second_factors as f (person, secret) values ($1, $2)
     on conflict (person) do update set secret = excluded.secret, last_step = 0 where f.confirmed_at is null`,
    [person, secret],
  );
  return rowCount === 1;
}

/** False when it was confirmed before, or is not there. */
export async function confirmSecondFactor(db: Queryable, person: string, at: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    'update second_factors set confirmed_at = $2 where person = $1 and confirmed_at is null',
    [person, at],
  );
  return rowCount === 1;
}

/** Uses up a step: false when it or a later one was used before. */
export async function takeStep(db: Queryable, person: string, step: number): Promise<boolean> {
  const { rowCount } = await db.query('update second_factors set last_step = $2 where person = $1 and last_step < $2', [
    person,
    step,
  ]);
  return rowCount === 1;
}

/** Removes the second factor with its recovery codes. */
export async function deleteSecondFactor(db: Queryable, person: string): Promise<boolean> {
  await db.query('delete from recovery_codes where person = $1', [person]);
  const { rowCount } = await db.query('delete from second_factors where person = $1', [person]);
  return rowCount === 1;
}

/** All secrets, locked: for the change of the passphrase. */
export async function lockSecondFactors(db: Queryable): Promise<SecondFactorRow[]> {
  const { rows } = await db.query<SecondFactorRow>(
    'select person, secret, confirmed_at from second_factors order by person for update',
  );
  return rows;
}

export async function rewriteSecondFactor(db: Queryable, person: string, secret: Buffer): Promise<void> {
  await db.query('update second_factors set secret = $2 where person = $1', [person, secret]);
}

export async function replaceRecoveryCodes(db: Queryable, person: string, hashes: readonly Buffer[]): Promise<void> {
  await db.query('delete from recovery_codes where person = $1', [person]);
  await db.query('insert into recovery_codes (person, hash) select $1, unnest($2::bytea[])', [person, hashes]);
}

/** Uses up a code: false when there is none such, or it was used before. */
export async function takeRecoveryCode(db: Queryable, person: string, hash: Buffer, at: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    'update recovery_codes set used_at = $3 where person = $1 and hash = $2 and used_at is null',
    [person, hash, at],
  );
  return rowCount === 1;
}

export async function countRecoveryCodes(db: Queryable, person: string): Promise<number> {
  const { rows } = await db.query<{ left: number }>(
    'select count(*)::int as left from recovery_codes where person = $1 and used_at is null',
    [person],
  );
  return rows[0]?.left ?? 0;
}
