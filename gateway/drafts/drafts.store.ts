/** Rows of `drafts`: written, listed, tidied. How they are handed in: sending-drafts.store.ts. */
import type { ResponseFor } from '../../schemas/directory/metadata.js';
import type { Queryable, Transaction } from '../database/database.js';
import { isDraftHeld } from '../retention/held.store.js';
import type { Draft, DraftFields, DraftKind } from './draft.js';

const columns = `id, agency, state, kind, source, fields, origins, answered, recipients, confirmed, send_at as "sendAt",
  coalesce(lease_until > now(), false) as "isClaimed", round, fault_code as "faultCode", document, version, updated_at as "updatedAt"`;

/** A draft of the agency; undefined for one of others. */
export async function selectDraft(db: Queryable, agency: string, id: string): Promise<Draft | undefined> {
  const { rows } = await db.query<Draft>(`select ${columns} from drafts where id = $1 and agency = $2`, [id, agency]);
  return rows[0];
}

/** As `selectDraft`, held until the end of the transaction; only while it is being written. */
export async function lockDraft(tx: Queryable, agency: string, id: string): Promise<Draft | undefined> {
  const { rows } = await tx.query<Draft>(
    `select ${columns} from drafts where id = $1 and agency = $2 and state = 'editing' for update`,
    [id, agency],
  );
  return rows[0];
}

export interface NewDraft {
  readonly id: string;
  readonly agency: string;
  readonly person: string;
  readonly kind: DraftKind | null;
  readonly source: string | null;
  readonly fields: DraftFields;
  readonly answered: ResponseFor | null;
  readonly recipients: readonly string[];
  readonly at: Date;
}

export async function insertDraft(db: Queryable, draft: NewDraft): Promise<void> {
  await db.query(
    `insert into drafts (id, agency, person, kind, source, fields, answered, recipients, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      draft.id,
      draft.agency,
      draft.person,
      draft.kind,
      draft.source,
      JSON.stringify(draft.fields),
      draft.answered && JSON.stringify(draft.answered),
      draft.recipients,
      draft.at,
    ],
  );
}

/** The draft this person opened for the same purpose and did nothing with, if there is one. */
export async function selectUntouched(
  db: Queryable,
  { agency, person, kind, source }: Pick<NewDraft, 'agency' | 'person' | 'kind' | 'source'>,
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select id from drafts where agency = $1 and person = $2 and not touched and state = 'editing'
       and kind is not distinct from $3 and source is not distinct from $4 order by created_at desc limit 1`,
    [agency, person, kind, source],
  );
  return rows[0]?.id;
}

export type DraftContent = Pick<Draft, 'id' | 'fields' | 'origins' | 'answered' | 'recipients' | 'version'>;

/** Writes what somebody changed; the caller holds the row. */
export async function updateDraft(tx: Queryable, draft: DraftContent, at: Date): Promise<void> {
  await tx.query(
    `update drafts set fields = $2, origins = $3, answered = $4, recipients = $5, touched = true, updated_at = $6, version = $7, fault_code = null,
       fault_detail = null where id = $1`,
    [
      draft.id,
      JSON.stringify(draft.fields),
      JSON.stringify(draft.origins),
      draft.answered && JSON.stringify(draft.answered),
      draft.recipients,
      at,
      draft.version,
    ],
  );
}

/** Nobody has done anything with it yet: what was written into it the gateway wrote. */
export async function leaveUntouched(db: Queryable, id: string): Promise<void> {
  await db.query('update drafts set touched = false where id = $1', [id]);
}

export interface ListedDraft {
  readonly id: string;
  readonly state: Draft['state'];
  readonly subject: string;
  readonly code: string;
  readonly recipients: readonly string[];
  readonly files: number;
  readonly person: string;
  readonly personName: string;
  readonly updatedAt: string;
}

/** Where a draft stands in the list: several may have been changed in the same millisecond. */
export type DraftPlace = Pick<ListedDraft, 'updatedAt' | 'id'>;

/** Drafts of the agency that somebody did something with, last changed first. @param before the last one on the page before */
export async function selectDrafts(
  db: Queryable,
  agency: string,
  { before, limit }: { readonly before: DraftPlace | null; readonly limit: number },
): Promise<ListedDraft[]> {
  const { rows } = await db.query<ListedDraft>(
    `select d.id, d.state, coalesce(d.fields->>'subject', '') as subject, coalesce(d.fields->>'code', '') as code, d.recipients,
       (select count(*)::int from draft_files f where f.draft = d.id) as files, d.person, u.name as "personName",
       d.updated_at as "updatedAt"
     from drafts d join users u on u.id = d.person
     where d.agency = $1 and d.state <> 'sent' and d.touched
       and ($2::timestamptz is null or (d.updated_at, d.id) < ($2, $3::uuid))
     order by d.updated_at desc, d.id desc limit $4`,
    [agency, before?.updatedAt ?? null, before?.id ?? null, limit],
  );
  return rows;
}

/** How many the list shows in all. */
export async function countDrafts(db: Queryable, agency: string): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from drafts where agency = $1 and state <> 'sent' and touched`,
    [agency],
    'count-drafts',
  );
  return rows[0]?.count ?? 0;
}

/** False when there is none of this agency, or it is being sent. */
export async function deleteDraft(db: Queryable, agency: string, id: string): Promise<boolean> {
  const { rowCount } = await db.query(`delete from drafts where id = $1 and agency = $2 and state = 'editing'`, [
    id,
    agency,
  ]);
  return rowCount === 1;
}

/** Removes drafts nobody needs any more: sent or only opened before `brief`, not changed since `long`; none that is held. */
export async function deleteOldDrafts(
  tx: Transaction,
  { brief, long }: { readonly brief: Date; readonly long: Date },
): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from drafts where id in (
       select id from drafts d where not ${isDraftHeld('d')} and updated_at < $1 and (state = 'sent' or (state = 'editing' and (not touched or updated_at < $2)))
       order by updated_at limit 500)`,
    [brief, long],
  );
  return rowCount;
}

/** In drafts of the agency, calls a group by its new name. */
export async function renameInDrafts(tx: Queryable, agency: string, from: string, to: string): Promise<void> {
  await tx.query(
    `update drafts set recipients = array_replace(recipients, $2, $3) where agency = $1 and state = 'editing' and $2 = any (recipients)`,
    [agency, from, to],
  );
}
