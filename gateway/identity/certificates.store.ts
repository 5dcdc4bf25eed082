/**
 * Rows of `certificates` and `crls`: what was issued, imported and revoked. What is trusted is in trust.store.ts.
 * Does not hold private keys (certs/keys) nor judge certificates (certs/trust).
 */
import type { RevocationReason } from '../../certs/authority/issue-crl.js';
import type { TokenKey } from '../../certs/keys/pkcs11-objects.js';
import type { Queryable, Transaction } from '../database/database.js';

export type CertificateKind =
  | 'root'
  | 'issuing'
  | 'seal'
  | 'personal'
  | 'encryption'
  | 'receipt'
  | 'checkpoint'
  | 'timestamp'
  | 'ocsp'
  | 'mail';
/** Who has the private key. */
type KeyHolder = 'gateway' | 'agency' | 'token';

export interface NewCertificate {
  readonly fingerprint: string;
  readonly kind: CertificateKind;
  readonly agency: string | null;
  readonly holder: KeyHolder;
  readonly subject: string;
  /** Hex. */
  readonly serial: string;
  /** Fingerprint of the issuer when it is one of ours. */
  readonly issuer: string | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly der: Buffer;
  /** Issuers, nearest first, DER. */
  readonly chain: readonly Buffer[];
  /** Where the key is, when it is in a token that this gateway can use. */
  readonly tokenKey: TokenKey | null;
}

export interface CertificateRow {
  readonly fingerprint: string;
  readonly kind: CertificateKind;
  readonly agency: string | null;
  readonly holder: KeyHolder;
  readonly subject: string;
  readonly serial: string;
  readonly issuer: string | null;
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly der: Buffer;
  readonly chain: Buffer[];
  readonly trusted: boolean;
  readonly tokenKey: TokenKey | null;
  readonly revokedAt: string | null;
  readonly revocationReason: RevocationReason | null;
}

const columns = `fingerprint, kind, agency, holder, subject, serial, issuer, not_before as "notBefore", not_after as "notAfter",
  der, chain, trusted, token_key as "tokenKey", revoked_at as "revokedAt", revocation_reason as "revocationReason"`;

/** One writer at a time makes the authority or a revocation list, until the end of the transaction. */
export async function lockAuthority(tx: Transaction): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('authority'))");
}

/** False when a certificate with this fingerprint is there already. */
export async function insertCertificate(db: Queryable, row: NewCertificate): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into certificates
       (fingerprint, kind, agency, holder, subject, serial, issuer, not_before, not_after, der, chain, token_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (fingerprint) do nothing`,
    [
      row.fingerprint,
      row.kind,
      row.agency,
      row.holder,
      row.subject,
      row.serial,
      row.issuer,
      row.notBefore,
      row.notAfter,
      row.der,
      row.chain,
      row.tokenKey,
    ],
  );
  return rowCount === 1;
}

export async function findCertificate(db: Queryable, fingerprint: string): Promise<CertificateRow | undefined> {
  const { rows } = await db.query<CertificateRow>(
    `select ${columns} from certificates where fingerprint = $1`,
    [fingerprint],
    'find-certificate',
  );
  return rows[0];
}

/** The gateway's own certificates of one kind that hold at `at` and are not revoked, newest first. */
export async function findOwnCertificates(db: Queryable, kind: CertificateKind, at: Date): Promise<CertificateRow[]> {
  const { rows } = await db.query<CertificateRow>(
    `select ${columns} from certificates
     where kind = $1 and holder = 'gateway' and agency is null and revoked_at is null and not_before <= $2 and not_after >= $2
     order by not_before desc, created_at desc`,
    [kind, at],
    'own-certificates',
  );
  return rows;
}

/** Seals of an agency whose keys this gateway holds or reaches in a token, usable at `at`, newest first. */
export async function findUsableSeals(db: Queryable, agency: string, at: Date): Promise<CertificateRow[]> {
  const { rows } = await db.query<CertificateRow>(
    `select ${columns} from certificates
     where kind = 'seal' and agency = $1 and (holder = 'gateway' or token_key is not null) and revoked_at is null and not_before <= $2 and not_after >= $2
     order by not_before desc, created_at desc`,
    [agency, at],
    'usable-seals',
  );
  return rows;
}

/** What mails to an agency may be encrypted for at `at`: certificates for that first, then seals whose key it has itself; newest first. */
export async function findEncryptionCertificates(db: Queryable, agency: string, at: Date): Promise<CertificateRow[]> {
  const { rows } = await db.query<CertificateRow>(
    `select ${columns} from certificates
     where (kind = 'encryption' or (kind = 'seal' and holder = 'agency')) and agency = $1
       and revoked_at is null and not_before <= $2 and not_after >= $2
     order by kind = 'encryption' desc, not_before desc, created_at desc`,
    [agency, at],
    'encryption-certificates',
  );
  return rows;
}

/** Certificates, newest first; those of one agency when it is named. */
export async function listCertificates(db: Queryable, agency: string | null): Promise<CertificateRow[]> {
  const { rows } = await db.query<CertificateRow>(
    `select ${columns} from certificates where $1::text is null or agency = $1 order by created_at desc, fingerprint`,
    [agency],
  );
  return rows;
}

/** False when it was revoked before. */
export async function markRevoked(
  db: Queryable,
  fingerprint: string,
  at: Date,
  reason: RevocationReason,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update certificates set revoked_at = $2, revocation_reason = $3
     where fingerprint = $1 and revoked_at is null`,
    [fingerprint, at, reason],
  );
  return rowCount === 1;
}

/** Says where the key of an agency's token-held seal is now. False when there is no such seal. */
export async function placeTokenKey(
  db: Queryable,
  fingerprint: string,
  agency: string,
  tokenKey: TokenKey,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update certificates set token_key = $3 where fingerprint = $1 and agency = $2 and kind = 'seal' and holder = 'token'`,
    [fingerprint, agency, tokenKey],
  );
  return rowCount === 1;
}

export interface RevokedRow {
  readonly serial: string;
  readonly revokedAt: string;
  readonly reason: RevocationReason;
}

/** Everything an authority of ours has revoked. */
export async function listRevoked(db: Queryable, issuer: string): Promise<RevokedRow[]> {
  const { rows } = await db.query<RevokedRow>(
    `select serial, revoked_at as "revokedAt", revocation_reason as reason from certificates
     where issuer = $1 and fingerprint <> $1 and revoked_at is not null order by revoked_at, serial`,
    [issuer],
  );
  return rows;
}

export interface IssuedRow {
  readonly serial: string;
  readonly revokedAt: string | null;
  readonly reason: RevocationReason | null;
}

/** Those of an issuer's certificates that have one of these serial numbers. */
export async function findIssued(db: Queryable, issuer: string, serials: readonly string[]): Promise<IssuedRow[]> {
  const { rows } = await db.query<IssuedRow>(
    `select serial, revoked_at as "revokedAt", revocation_reason as reason from certificates
     where issuer = $1 and serial = any ($2)`,
    [issuer, serials],
    'find-issued',
  );
  return rows;
}

export interface CrlRow {
  readonly number: number;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly der: Buffer;
}

export async function findLatestCrl(db: Queryable, issuer: string): Promise<CrlRow | undefined> {
  const { rows } = await db.query<CrlRow>(
    `select number, this_update as "thisUpdate", next_update as "nextUpdate", der from crls
     where issuer = $1 order by number desc limit 1`,
    [issuer],
  );
  return rows[0];
}

export async function insertCrl(
  db: Queryable,
  issuer: string,
  crl: { readonly number: number; readonly thisUpdate: Date; readonly nextUpdate: Date; readonly der: Buffer },
): Promise<void> {
  await db.query('insert into crls (issuer, number, this_update, next_update, der) values ($1, $2, $3, $4, $5)', [
    issuer,
    crl.number,
    crl.thisUpdate,
    crl.nextUpdate,
    crl.der,
  ]);
}
