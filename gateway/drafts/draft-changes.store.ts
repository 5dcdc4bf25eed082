/** Rows of `draft_changes`: what the fields of a draft held before people changed them. */
import type { Queryable } from '../database/database.js';
import type { DraftField } from './draft.js';

/** Of a draft the changes of its last so many versions are known. */
export const keptVersions = 2_000;

export interface FieldChange {
  /** Of the draft, after the change. */
  readonly version: number;
  readonly field: DraftField;
  /** As it was typed; empty for nothing. */
  readonly before: string;
  readonly person: string;
  readonly personName: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What people changed after a version, oldest first. */
export async function selectChanges(db: Queryable, draft: string, after: number): Promise<FieldChange[]> {
  const { rows } = await db.query<FieldChange>(
    `select c.version, c.field, c.before, c.person, u.name as "personName", c.at
     from draft_changes c join users u on u.id = c.person where c.draft = $1 and c.version > $2 order by c.version`,
    [draft, after],
  );
  return rows;
}

export interface NewChanges {
  readonly draft: string;
  readonly version: number;
  readonly before: Readonly<Partial<Record<DraftField, string>>>;
  readonly person: string;
  readonly at: Date;
}

/** Keeps what fields held before this version, and forgets what is older than is kept; the caller holds the draft. */
export async function insertChanges(tx: Queryable, { draft, version, before, person, at }: NewChanges): Promise<void> {
  await tx.query(
    `insert into draft_changes (draft, version, field, before, person, at)
     select $1, $2, key, value, $4, $5 from jsonb_each_text($3)`,
    [draft, version, JSON.stringify(before), person, at],
  );
  await tx.query('delete from draft_changes where draft = $1 and version <= $2', [draft, version - keptVersions]);
}
