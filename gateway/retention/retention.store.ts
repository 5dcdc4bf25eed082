/** How much is kept, and what of it goes next. */
import type { Queryable } from '../database/database.js';
import { isDraftHeld, isHeld } from './held.store.js';

export interface KeptCounts {
  documents: number;
  /** Originals of incoming mails that are still there. */
  originals: number;
  /** Of these, those whose time counts already: handled, or set aside. */
  ending: number;
  /** Of these, those that a hold keeps. */
  held: number;
  /** The earliest end of what is not held; ISO 8601, null for nothing. */
  endedFirst: string | null;
  /** Mails marked as state secrets whose originals still are to be erased. */
  toErase: number;
  /** Documents people are writing, and those of them that a hold keeps. */
  drafts: number;
  heldDrafts: number;
  /** When the oldest document came in whose request is still known by its key; null for none. */
  oldestKeyAt: string | null;
  /** The first link in a mail to end; null for none. */
  linkEnds: string | null;
}

export async function selectKept(db: Queryable): Promise<KeptCounts> {
  const { rows } = await db.query<KeptCounts>(
    `with ending as materialized (
       select finished_at, ${isHeld('m')} as held from mails_in m
       where state in ('done', 'discarded') and original_removed_at is null)
     select (select count(*) from documents where state not in ('sealing', 'cancelled')) as documents,
       (select count(*) from mails_in where original_removed_at is null) as originals,
       (select count(*) from ending) as ending, (select count(*) from ending where held) as held,
       (select min(finished_at) from ending where not held) as "endedFirst",
       (select count(*) from mails_in where erase_due) as "toErase",
       (select count(*) from drafts where state <> 'sent') as drafts,
       (select count(*) from drafts d where state <> 'sent' and ${isDraftHeld('d')}) as "heldDrafts",
       (select created_at from documents where idempotency_key is not null order by id limit 1) as "oldestKeyAt",
       (select min(expires_at) from mail_links) as "linkEnds"`,
  );
  const [kept] = rows;
  if (kept === undefined) throw new Error('a statement without a from clause gave no row');
  return kept;
}
