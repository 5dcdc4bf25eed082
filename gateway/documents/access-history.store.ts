/** Rows of `document_views`: only ever added. */
import type { Queryable } from '../database/database.js';

export interface ViewRow {
  readonly document: string;
  readonly person: string;
  readonly agency: string | null;
  /** What was looked at: `document`, `container`, `file/1`, … */
  readonly part: string;
  readonly address: string;
  readonly at: Date;
}

export async function insertView(db: Queryable, view: ViewRow): Promise<void> {
  await db.query(
    'insert into document_views (document, person, agency, part, address, viewed_at) values ($1, $2, $3, $4, $5, $6)',
    [view.document, view.person, view.agency, view.part, view.address, view.at],
    'insert-view',
  );
}
