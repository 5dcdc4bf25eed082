/** Rows of `sessions` and `known_browsers`: only digests of what lies in cookies. */
import type { Queryable } from '../database/database.js';
import type { OfferedAbsence } from './absences/assignments.js';
import type { Role } from './access.js';

/** `second-factor`: waits for a code; `new-password`: for a password in the place of a first one. */
export type SessionState = 'second-factor' | 'new-password' | 'open';
export type SignInMethod = 'password' | 'totp' | 'recovery' | 'openid';

export interface NewSession {
  readonly id: string;
  readonly hash: Buffer;
  readonly person: string;
  readonly state: SessionState;
  readonly method: SignInMethod;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly agent: string;
  /** What the OpenID provider said who this is; null for everybody else. */
  readonly idToken: string | null;
}

/** A session with whom it belongs to, as they are now. */
export interface SessionRow {
  id: string;
  state: SessionState;
  method: SignInMethod;
  last_seen_at: string;
  person: string;
  name: string;
  email: string;
  role: Role;
  agency: string | null;
  agency_name: string | null;
  /** Under which absence of somebody else it acts. */
  absence: string | null;
  /** Absences in which the person is named as deputy, today's and those to come. */
  offered: OfferedAbsence[];
}

export interface OwnSessionRow {
  id: string;
  method: SignInMethod;
  created_at: string;
  last_seen_at: string;
  address: string;
  agent: string;
}

export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  await db.query(
    `insert into sessions (id, hash, person, state, method, created_at, last_seen_at, expires_at, address, agent, id_token)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10)`,
    [
      session.id,
      session.hash,
      session.person,
      session.state,
      session.method,
      session.at,
      session.expiresAt,
      session.address,
      session.agent,
      session.idToken,
    ],
  );
}

/** Ids and days as text: this is JSON. */
const offered = `(select coalesce(json_agg(json_build_object('absence', b.id, 'id', p.id, 'name', p.name, 'role', p.role,
    'agency', p.agency, 'isOpen', p.closed_at is null, 'fromDay', b.from_day, 'toDay', b.to_day) order by b.from_day, b.id), '[]')
  from absences b join users p on p.id = b.person where b.deputy = u.id and b.ended_at is null and b.to_day >= $4)`;

/**
 * The session behind a cookie, unless it or its person's account is over.
 * @param day today in Vietnam, YYYY-MM-DD
 */
export async function findSession(
  db: Queryable,
  hash: Buffer,
  at: Date,
  idleSince: Date,
  day: string,
): Promise<SessionRow | undefined> {
  const { rows } = await db.query<SessionRow>(
    `select s.id, s.state, s.method, s.last_seen_at, u.id as person, u.name, u.email, u.role, u.agency, a.name as agency_name,
       s.absence, ${offered} as offered
     from sessions s join users u on u.id = s.person left join agencies a on a.code = u.agency
     where s.hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.closed_at is null`,
    [hash, at, idleSince, day],
    'find-session',
  );
  return rows[0];
}

/** The id token a session began with; null without one. */
export async function findIdToken(db: Queryable, id: string): Promise<string | null> {
  const { rows } = await db.query<{ id_token: string | null }>('select id_token from sessions where id = $1', [id]);
  return rows[0]?.id_token ?? null;
}

export async function noteSessionUse(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query('update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2', [id, at]);
}

/** Ends one session of a person. */
export async function deleteSession(db: Queryable, id: string, person: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from sessions where id = $1 and person = $2', [id, person]);
  return rowCount === 1;
}

/** Ends all sessions of a person but one. */
export async function deleteOtherSessions(db: Queryable, person: string, kept: string | null): Promise<number> {
  const { rowCount } = await db.query('delete from sessions where person = $1 and id is distinct from $2', [
    person,
    kept,
  ]);
  return rowCount;
}

/** The open sessions of a person, newest use first. */
export async function listOwnSessions(
  db: Queryable,
  person: string,
  at: Date,
  idleSince: Date,
): Promise<OwnSessionRow[]> {
  const { rows } = await db.query<OwnSessionRow>(
    `select id, method, created_at, last_seen_at, address, agent from sessions
     where person = $1 and state = 'open' and expires_at > $2 and last_seen_at > $3 order by last_seen_at desc, id`,
    [person, at, idleSince],
  );
  return rows;
}

export async function deleteEndedSessions(db: Queryable, at: Date, idleSince: Date): Promise<number> {
  const { rowCount } = await db.query('delete from sessions where expires_at <= $1 or last_seen_at <= $2', [
    at,
    idleSince,
  ]);
  return rowCount;
}

export async function isKnownBrowser(db: Queryable, hash: Buffer, person: string): Promise<boolean> {
  const { rows } = await db.query('select from known_browsers where hash = $1 and person = $2', [hash, person]);
  return rows.length === 1;
}

export async function noteBrowser(db: Queryable, hash: Buffer, person: string, at: Date): Promise<void> {
  await db.query(
    `insert into known_browsers (hash, person, last_used_at) values ($1, $2, $3)
     on conflict (hash, person) do update set last_used_at = excluded.last_used_at`,
    [hash, person, at],
  );
}

export async function deleteOldBrowsers(db: Queryable, usedBefore: Date): Promise<void> {
  await db.query('delete from known_browsers where last_used_at < $1', [usedBefore]);
}
