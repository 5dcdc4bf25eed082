/** Rows of `certificate_requests`: what outside authorities were asked for, and what came of it. */
import type { TokenKey } from '../../certs/keys/pkcs11-objects.js';
import type { Queryable } from '../database/database.js';

export interface NewRequestRow {
  readonly id: string;
  readonly agency: string;
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  readonly publicKey: string;
  /** Null when the key is in the key folder. */
  readonly tokenKey: TokenKey | null;
  readonly subject: string;
  readonly der: Buffer;
  readonly createdBy: string;
}

export interface RequestRow extends NewRequestRow {
  readonly state: 'pending' | 'answered' | 'cancelled';
  /** Fingerprint of the answer. */
  readonly certificate: string | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
}

const columns = `id, agency, state, public_key as "publicKey", token_key as "tokenKey", subject, der, certificate,
  created_by as "createdBy", created_at as "createdAt"`;

/** False when a request with the same key is pending. */
export async function insertRequest(db: Queryable, row: NewRequestRow): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into certificate_requests (id, agency, public_key, token_key, subject, der, created_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (public_key) where state = 'pending' do nothing`,
    [row.id, row.agency, row.publicKey, row.tokenKey, row.subject, row.der, row.createdBy],
  );
  return rowCount === 1;
}

/** All requests, newest first. */
export async function listRequestRows(db: Queryable): Promise<RequestRow[]> {
  const { rows } = await db.query<RequestRow>(
    `select ${columns} from certificate_requests order by created_at desc, id desc`,
  );
  return rows;
}

/** The pending request made with one of these keys. */
export async function findPendingRequest(
  db: Queryable,
  publicKeys: readonly string[],
): Promise<RequestRow | undefined> {
  const { rows } = await db.query<RequestRow>(
    `select ${columns} from certificate_requests where state = 'pending' and public_key = any ($1)`,
    [publicKeys],
  );
  return rows[0];
}

/** False when it is not pending any more. */
export async function finishRequest(
  db: Queryable,
  id: string,
  outcome: { readonly state: 'cancelled' } | { readonly state: 'answered'; readonly certificate: string },
  at: Date,
): Promise<boolean> {
  const certificate = outcome.state === 'answered' ? outcome.certificate : null;
  const { rowCount } = await db.query(
    `update certificate_requests set state = $2, certificate = $3, finished_at = $4 where id = $1 and state = 'pending'`,
    [id, outcome.state, certificate, at],
  );
  return rowCount === 1;
}
