/** Rows of `document_views`, only ever added, and the first look of each recipient. */
import type { Queryable } from '../database/database.js';
import type { Role } from '../identity/access.js';

export interface ViewRow {
  readonly document: string;
  readonly person: string;
  /** In whose place the person looked. */
  readonly behalf: string | null;
  readonly agency: string | null;
  /** What was looked at: `document`, `container`, `file/1`, … */
  readonly part: string;
  readonly address: string;
  readonly at: Date;
}

/** Unless the same person looked at the same since `since`: an open page reads itself again when something changes. */
export async function insertView(db: Queryable, view: ViewRow, since: Date): Promise<void> {
  await db.query(
    `with first as (
       update recipients set read_at = $6 where document = $1 and agency = $3 and inbox_at is not null and read_at is null)
     insert into document_views (document, person, agency, part, address, viewed_at, behalf)
     select $1, $2, $3, $4, $5, $6, $8 where not exists (select from document_views where document = $1 and person = $2
       and part = $4 and address = $5 and behalf is not distinct from $8 and viewed_at > $7)`,
    [view.document, view.person, view.agency, view.part, view.address, view.at, since, view.behalf],
    'insert-view',
  );
}

export interface ListedView {
  id: number;
  name: string;
  role: Role;
  agencyName: string | null;
  part: string;
  address: string;
  at: string;
}

/** Looks by people of these agencies (null: by all), newest first, older than the look `before`. */
export async function selectViews(
  db: Queryable,
  document: string,
  agencies: readonly string[] | null,
  before: number | null,
  limit: number,
): Promise<ListedView[]> {
  const { rows } = await db.query<ListedView>(
    `select v.id, u.name, u.role, a.name as "agencyName", v.part, v.address, v.viewed_at as at
     from document_views v join users u on u.id = v.person left join agencies a on a.code = v.agency
     where v.document = $1 and ($2::text[] is null or v.agency = any ($2)) and ($3::bigint is null or v.id < $3)
     order by v.id desc limit $4`,
    [document, agencies, before, limit],
    'select-views',
  );
  return rows;
}

export interface Viewer {
  name: string;
  /** Of the last look. */
  at: string;
}

/** People of these agencies (null: of all) who looked, the latest first. */
export async function selectViewers(
  db: Queryable,
  document: string,
  agencies: readonly string[] | null,
  limit: number,
): Promise<Viewer[]> {
  const { rows } = await db.query<Viewer>(
    `select u.name, max(v.viewed_at) as at from document_views v join users u on u.id = v.person
     where v.document = $1 and ($2::text[] is null or v.agency = any ($2))
     group by u.id, u.name order by max(v.viewed_at) desc limit $3`,
    [document, agencies, limit],
    'select-viewers',
  );
  return rows;
}
