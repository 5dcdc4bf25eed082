/** Rows of `document_views`, only ever added, and the first look of each recipient. */
import type { Queryable } from '../database/database.js';

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
