/** Rows of `tokens`: only the SHA-256 of a token is kept, so that a stolen database opens no door. */
import type { Queryable } from '../database/database.js';

export interface TokenRow {
  id: string;
  name: string;
  scopes: string[];
  agencies: string[];
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
  /** Null for those from before this was kept. */
  created_by: string | null;
}

const columns = 'id, name, scopes, agencies, created_at, expires_at, revoked_at, last_used_at, created_by';

export interface NewTokenRow {
  readonly id: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly scopes: readonly string[];
  readonly agencies: readonly string[];
  readonly expiresAt: Date | null;
  readonly createdBy: string;
}

export async function insertToken(db: Queryable, token: NewTokenRow): Promise<void> {
  await db.query(
    'insert into tokens (id, name, hash, scopes, agencies, expires_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)',
    [token.id, token.name, token.hash, token.scopes, token.agencies, token.expiresAt, token.createdBy],
  );
}

/** The token with this hash that is neither revoked nor expired at `at`. */
export async function findUsableToken(db: Queryable, hash: Buffer, at: Date): Promise<TokenRow | undefined> {
  const { rows } = await db.query<TokenRow>(
    `select ${columns} from tokens where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [hash, at],
    'find-usable-token',
  );
  return rows[0];
}

/** Notes a use, at most once a minute per token. */
export async function noteTokenUse(db: Queryable, id: string, at: Date): Promise<void> {
  await db.query(
    `update tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`,
    [id, at],
    'note-token-use',
  );
}

/** False when there is no such token or it was revoked before. */
export async function revokeTokenRow(db: Queryable, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await db.query('update tokens set revoked_at = $2 where id = $1 and revoked_at is null', [
    id,
    at,
  ]);
  return rowCount === 1;
}

/** All tokens, newest first; those of one agency when it is named. */
export async function listTokenRows(db: Queryable, agency: string | null): Promise<TokenRow[]> {
  const { rows } = await db.query<TokenRow>(
    `select ${columns} from tokens where $1::text is null or $1 = any (agencies) order by created_at desc, id desc`,
    [agency],
  );
  return rows;
}

/** A token with who made it. */
export interface ListedToken extends TokenRow {
  /** Null for programs, commands and those from before it was kept. */
  created_by_name: string | null;
}

export interface TokenFilter {
  /** Those that act for one of these agencies; null for all. */
  readonly agencies: readonly string[] | null;
  /** Usable now, or revoked and expired. */
  readonly state: 'usable' | 'over';
  readonly at: Date;
  /** Id of the last one on the page before: ids follow time. */
  readonly before: string | null;
  readonly limit: number;
}

const usable = 'revoked_at is null and (expires_at is null or expires_at > $2)';

/** Newest first. */
export async function selectTokens(
  db: Queryable,
  { agencies, state, at, before, limit }: TokenFilter,
): Promise<ListedToken[]> {
  const { rows } = await db.query<ListedToken>(
    `select ${columns}, (select u.name from users u where u.id = substring(created_by from '^user:([0-9a-f-]{36})$')::uuid) as created_by_name
     from tokens
     where ($1::text[] is null or agencies && $1) and ${state === 'usable' ? usable : `not (${usable})`} and ($3::uuid is null or id < $3)
     order by id desc limit $4`,
    [agencies, at, before, limit],
  );
  return rows;
}

export interface TokenCounts {
  readonly usable: number;
  /** Usable, and over within 30 days. */
  readonly ending: number;
}

export async function countTokens(db: Queryable, agencies: readonly string[] | null, at: Date): Promise<TokenCounts> {
  const { rows } = await db.query<TokenCounts>(
    `select count(*)::int as usable, count(*) filter (where expires_at < $2::timestamptz + interval '30 days')::int as ending
     from tokens where ($1::text[] is null or agencies && $1) and ${usable}`,
    [agencies, at],
  );
  return rows[0] ?? { usable: 0, ending: 0 };
}

export async function findToken(db: Queryable, id: string): Promise<TokenRow | undefined> {
  const { rows } = await db.query<TokenRow>(`select ${columns} from tokens where id = $1`, [id]);
  return rows[0];
}
