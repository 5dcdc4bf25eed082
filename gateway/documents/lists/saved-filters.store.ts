/** Rows of `saved_filters`. */
import type { Queryable } from '../../database/database.js';

export interface SavedFilter {
  id: string;
  name: string;
  /** As it stands behind the question mark of the list's address. */
  query: string;
}

export async function selectSavedFilters(db: Queryable, person: string, box: 'in' | 'out'): Promise<SavedFilter[]> {
  const { rows } = await db.query<SavedFilter>(
    'select id, name, query from saved_filters where person = $1 and box = $2 order by created_at, id',
    [person, box],
  );
  return rows;
}

export interface NewSavedFilter extends SavedFilter {
  readonly person: string;
  readonly box: 'in' | 'out';
  readonly at: Date;
  /** How many a person may have in a box. */
  readonly most: number;
}

/** Keeps it, in place of one of the same name; false when there are too many already. */
export async function upsertSavedFilter(db: Queryable, filter: NewSavedFilter): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into saved_filters (id, person, box, name, query, created_at)
     select $1, $2, $3, $4, $5, $6 where $7 > (
       select count(*) from saved_filters where person = $2 and box = $3 and lower(name) <> lower($4))
     on conflict (person, box, lower(name)) do update set name = excluded.name, query = excluded.query`,
    [filter.id, filter.person, filter.box, filter.name, filter.query, filter.at, filter.most],
  );
  return rowCount === 1;
}

export async function deleteSavedFilter(db: Queryable, person: string, id: string): Promise<void> {
  await db.query('delete from saved_filters where person = $1 and id = $2', [person, id]);
}
