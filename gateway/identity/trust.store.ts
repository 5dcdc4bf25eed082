/**
 * Rows of `trust_changes`, and what is trusted at any time.
 * Does not decide what may be trusted (trust.ts) nor validate (certs/trust).
 */
import type { Queryable, Transaction } from '../database/database.js';

export interface TrustRows {
  readonly anchors: Buffer[];
  readonly intermediates: Buffer[];
  readonly crls: Buffer[];
  /** Of the trust store: grows by one with each change of what is trusted. */
  readonly version: number;
}

/** Anchors, every issuer known from a chain, and the newest list of each authority of ours. */
export async function selectTrust(db: Queryable): Promise<TrustRows> {
  const { rows } = await db.query<{ version: number; part: Exclude<keyof TrustRows, 'version'>; der: Buffer }>(
    `select store.version, material.part, material.der
     from (select coalesce(max(version), 0) as version from trust_changes) as store
     left join (
       select 'anchors' as part, der from certificates where trusted
       union all
       select 'intermediates', issuer.der from (select distinct unnest(chain) as der from certificates) as issuer
       union all
       select 'crls', latest.der from (select distinct on (issuer) der from crls order by issuer, number desc) as latest
     ) as material on true`,
    [],
    'select-trust',
  );
  const part = (name: keyof TrustRows) => rows.filter((row) => row.part === name).map((row) => row.der);
  const version = rows[0]?.version ?? 0;
  return { anchors: part('anchors'), intermediates: part('intermediates'), crls: part('crls'), version };
}

export interface NewTrustChange {
  readonly fingerprint: string;
  readonly trusted: boolean;
  readonly actor: string;
  readonly reason: string | null;
  readonly at: Date;
}

/**
 * Notes the change and makes it. The caller holds the authority's lock, so that versions have no gaps.
 * @returns the new version; null when it was so before
 */
export async function changeTrust(tx: Transaction, change: NewTrustChange): Promise<number | null> {
  const { fingerprint, trusted, actor, reason, at } = change;
  const { rows } = await tx.query<{ version: number }>(
    `with changed as (
       update certificates set trusted = $2 where fingerprint = $1 and trusted <> $2 returning fingerprint
     )
     insert into trust_changes (version, at, fingerprint, trusted, actor, reason)
     select (select coalesce(max(version), 0) + 1 from trust_changes), $5, fingerprint, $2, $3, $4 from changed
     returning version`,
    [fingerprint, trusted, actor, reason, at],
  );
  return rows[0]?.version ?? null;
}

export interface TrustChangeRow {
  readonly version: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly fingerprint: string;
  readonly subject: string;
  readonly trusted: boolean;
  readonly actor: string;
  readonly reason: string | null;
}

/** The newest changes first. */
export async function selectTrustHistory(db: Queryable, limit: number): Promise<TrustChangeRow[]> {
  const { rows } = await db.query<TrustChangeRow>(
    `select version, at, fingerprint, c.subject, t.trusted, actor, reason
     from trust_changes t join certificates c using (fingerprint) order by version desc limit $1`,
    [limit],
  );
  return rows;
}

export interface AnchorRow {
  readonly fingerprint: string;
  readonly subject: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Since when it is trusted without interruption. */
  readonly since: string;
  readonly der: Buffer;
}

/** The anchors of a time: those whose last change until then was to be trusted; with the version of that time. */
export async function selectAnchorsAt(db: Queryable, at: Date): Promise<{ version: number; anchors: AnchorRow[] }> {
  const { rows } = await db.query<AnchorRow & { version: number; trusted: boolean }>(
    `select distinct on (fingerprint) version, t.trusted, t.at as since, fingerprint, c.subject, c.serial,
       c.not_before as "notBefore", c.not_after as "notAfter", c.der
     from trust_changes t join certificates c using (fingerprint) where t.at <= $1 order by fingerprint, version desc`,
    [at],
  );
  const version = Math.max(0, ...rows.map((row) => row.version));
  const anchors = rows.filter(({ trusted }) => trusted).map(({ version: _version, trusted: _trusted, ...row }) => row);
  return { version, anchors };
}
