/** When each timestamp authority and OCSP responder last answered, and last did not; one row for each address. */
import type { Queryable } from '../database/database.js';

export type AuthorityKind = 'timestamp' | 'ocsp';

/** What came of asking one. */
export interface Contact {
  readonly kind: AuthorityKind;
  readonly address: string;
  /** Why it gave nothing usable; null when it answered well. */
  readonly fault: string | null;
}

/** Addresses stand in certificates that others bring: there may be no end of them. */
const mostAddresses = 200;

/** Notes a contact; a success of the last half minute is not written anew. Addresses that nobody asks any more are forgotten. */
export async function upsertContact(db: Queryable, { kind, address, fault }: Contact, at: Date): Promise<void> {
  await db.query(
    `with forgotten as (delete from authority_contacts where greatest(succeeded_at, failed_at) < $4::timestamptz - interval '30 days')
     insert into authority_contacts as c (kind, address, succeeded_at, failed_at, fault)
     select $1, $2, case when $3::text is null then $4::timestamptz end, case when $3 is not null then $4 end, $3
     where (select count(*) from authority_contacts) < ${mostAddresses}
       or exists (select from authority_contacts where kind = $1 and address = $2)
     on conflict (kind, address) do update set succeeded_at = coalesce(excluded.succeeded_at, c.succeeded_at),
       failed_at = coalesce(excluded.failed_at, c.failed_at), fault = coalesce(excluded.fault, c.fault)
     where $3 is not null or c.succeeded_at is null or c.succeeded_at < $4 - interval '30 s' or c.failed_at > c.succeeded_at`,
    [kind, address, fault, at],
    'note-authority-contact',
  );
}

export interface ContactRow {
  readonly kind: AuthorityKind;
  readonly address: string;
  /** ISO 8601 UTC, as the other. */
  readonly succeededAt: string | null;
  readonly failedAt: string | null;
  /** Of the last failure. */
  readonly fault: string | null;
}

/** Those that were asked since, the last failed ones first. */
export async function selectContacts(db: Queryable, since: Date, limit: number): Promise<ContactRow[]> {
  const { rows } = await db.query<ContactRow>(
    `select kind, address, succeeded_at as "succeededAt", failed_at as "failedAt", fault from authority_contacts
     where greatest(succeeded_at, failed_at) > $1
     order by kind desc, coalesce(failed_at > succeeded_at, succeeded_at is null) desc, address limit $2`,
    [since, limit],
    'authority-contacts',
  );
  return rows;
}
