/** Figures about what the work stands on: proofs, certificates, the log, the database's clock, backups, growth. Only reads. */
import type { Queryable } from '../database/database.js';

export interface ProofFault {
  reason: string;
  /** ISO 8601 UTC; when it is tried again. */
  nextAt: string;
}

/** Why the first of the proofs that wait does so. */
export async function selectProofFault(db: Queryable): Promise<ProofFault | null> {
  const { rows } = await db.query<ProofFault>(
    `select reason, next_at as "nextAt" from proofs where state in ('pending', 'timestamped') and reason is not null
     order by next_at limit 1`,
    [],
    'health-proof-fault',
  );
  return rows[0] ?? null;
}

export interface EndingCertificate {
  fingerprint: string;
  kind: string;
  /** Code; null for the gateway's own. */
  agency: string | null;
  name: string | null;
  notAfter: string;
}

export interface CertificateFigures {
  /** In use: neither revoked nor taken over by a later one of the same kind, agency and person. */
  inUse: number;
  /** Agencies that have one. */
  agencies: number;
  /** End of the first one that is not among `ending`. */
  earliest: string | null;
  /** The first 20 that end before the time asked for. */
  ending: EndingCertificate[];
  endingCount: number;
}

/** Without the certificates themselves: there may be thousands, and this is asked every few seconds. */
export async function selectCertificateFigures(db: Queryable, endBefore: Date): Promise<CertificateFigures> {
  const { rows } = await db.query<CertificateFigures>(
    `with used as materialized (
       select distinct on (kind, agency, person) fingerprint, kind, agency, not_after from (
         select fingerprint, kind, agency, not_after, case when kind = 'personal' then subject end as person
         from certificates where revoked_at is null) c
       order by kind, agency, person, not_after desc),
     ending as (select u.*, a.name from used u left join agencies a on a.code = u.agency where u.not_after < $1)
     select (select count(*)::int from used) as "inUse", (select count(distinct agency)::int from used) as agencies,
       (select min(not_after) from used where not_after >= $1) as earliest,
       (select count(*)::int from ending) as "endingCount",
       coalesce((select jsonb_agg(jsonb_build_object('fingerprint', fingerprint, 'kind', kind, 'agency', agency, 'name', name,
           'notAfter', not_after) order by not_after) from (select * from ending order by not_after limit 20) e), '[]') as ending`,
    [endBefore],
    'health-certificates',
  );
  return rows[0] ?? { inUse: 0, agencies: 0, earliest: null, ending: [], endingCount: 0 };
}

export interface ListFigures {
  thisUpdate: string;
  nextUpdate: string;
}

/** The newest revocation list of our authority that ends first; null before there is any. */
export async function selectFirstEndingList(db: Queryable): Promise<ListFigures | null> {
  const { rows } = await db.query<ListFigures>(
    `select this_update as "thisUpdate", next_update as "nextUpdate" from (
       select distinct on (issuer) this_update, next_update from crls order by issuer, number desc) newest
     order by next_update limit 1`,
    [],
    'health-lists',
  );
  return rows[0] ?? null;
}

export interface LogFigures {
  /** Events that have no place in the log yet. */
  waiting: number;
  oldestSeconds: number | null;
  checkpointAt: string | null;
  /** When a checkpoint last got a timestamp. */
  stampedAt: string | null;
  /** The database's clock. */
  now: string;
}

export async function selectLogFigures(db: Queryable): Promise<LogFigures> {
  const { rows } = await db.query<LogFigures>(
    `select (select count(*)::int from events where position is null) as waiting,
       (select extract(epoch from now() - at)::float8 from events where position is null order by id limit 1) as "oldestSeconds",
       (select at from checkpoints order by size desc limit 1) as "checkpointAt",
       (select at from checkpoint_stamps order by at desc limit 1) as "stampedAt",
       clock_timestamp() as now`,
    [],
    'health-log',
  );
  return (
    rows[0] ?? { waiting: 0, oldestSeconds: null, checkpointAt: null, stampedAt: null, now: new Date(0).toISOString() }
  );
}

export interface LastBackup {
  at: string;
  damaged: number;
}

/** The newest backup this database knows of. */
export async function selectLastBackup(db: Queryable): Promise<LastBackup | null> {
  const { rows } = await db.query<LastBackup>(
    `select at, (payload->>'damaged')::int as damaged from events where document is null and kind = 'backup.made'
     order by id desc limit 1`,
    [],
    'health-backup',
  );
  return rows[0] ?? null;
}

/** Bytes of the containers that came in since. @param since a UUIDv7 */
export async function selectGrowth(db: Queryable, since: string): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    'select coalesce(sum(container_size), 0)::bigint as bytes from documents where id >= $1',
    [since],
  );
  return rows[0]?.bytes ?? 0;
}
