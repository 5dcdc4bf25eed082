/** Rows of `draft_files`: what was announced, how much of it is durable, what was found in it. Their bytes: upload-bytes.ts. */
import type { Queryable } from '../database/database.js';
import type { DraftFile, FileFindings } from './draft.js';

/** Which file of which draft. */
export interface FilePlace {
  readonly draft: string;
  readonly id: string;
}

const columns = 'f.id, f.name, f.size, f.received, f.sha256, f.findings';

/** In the order they were added. */
export async function selectFiles(db: Queryable, draft: string): Promise<DraftFile[]> {
  const { rows } = await db.query<DraftFile>(
    `select ${columns} from draft_files f where f.draft = $1 order by f.created_at, f.id`,
    [draft],
  );
  return rows;
}

export async function selectFile(db: Queryable, { draft, id }: FilePlace): Promise<DraftFile | undefined> {
  const { rows } = await db.query<DraftFile>(`select ${columns} from draft_files f where f.draft = $1 and f.id = $2`, [
    draft,
    id,
  ]);
  return rows[0];
}

/** As `selectFile`, held until the end of the transaction: one chunk is written at a time. */
export async function lockFile(tx: Queryable, { draft, id }: FilePlace): Promise<DraftFile | undefined> {
  const { rows } = await tx.query<DraftFile>(
    `select ${columns} from draft_files f join drafts d on d.id = f.draft
     where f.draft = $1 and f.id = $2 and d.state = 'editing' for update of f`,
    [draft, id],
  );
  return rows[0];
}

/** Announces a file; the caller holds its draft. @throws the driver's unique violation (`draft_files_name`, `draft_files_pkey`) */
export async function insertFile(
  tx: Queryable,
  { draft, id }: FilePlace,
  file: { readonly name: string; readonly size: number; readonly received: number; readonly at: Date },
): Promise<void> {
  await tx.query(
    'insert into draft_files (draft, id, name, size, received, created_at) values ($1, $2, $3, $4, $5, $6)',
    [draft, id, file.name, file.size, file.received, file.at],
  );
}

export async function setReceived(tx: Queryable, { draft, id }: FilePlace, received: number): Promise<void> {
  await tx.query('update draft_files set received = $3 where draft = $1 and id = $2', [draft, id, received]);
}

/** Keeps what was found in a whole file. False when it was removed meanwhile. */
export async function setExamined(
  tx: Queryable,
  { draft, id }: FilePlace,
  sha256: string,
  findings: FileFindings,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update draft_files set sha256 = $3, findings = $4 where draft = $1 and id = $2',
    [draft, id, sha256, JSON.stringify(findings)],
  );
  return rowCount === 1;
}

/** The caller holds its draft, which is still being written. */
export async function deleteFile(tx: Queryable, { draft, id }: FilePlace): Promise<void> {
  await tx.query('delete from draft_files where draft = $1 and id = $2', [draft, id]);
}

/** Removes a file that was not found good yet; false when there is none: what somebody may have confirmed stays. */
export async function deleteUnexamined(db: Queryable, { draft, id }: FilePlace): Promise<boolean> {
  const { rowCount } = await db.query('delete from draft_files where draft = $1 and id = $2 and sha256 is null', [
    draft,
    id,
  ]);
  return rowCount === 1;
}

/** Until the end of the transaction nobody else announces a file for a draft of the agency: rooms are counted one after the other. */
export async function lockRoom(tx: Queryable, agency: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('draft-room'), hashtext($1))`, [agency]);
}

/** What the drafts of an agency take on the disk, announced bytes included. */
export async function sumDraftBytes(db: Queryable, agency: string): Promise<number> {
  const { rows } = await db.query<{ sum: number }>(
    `select coalesce(sum(f.size), 0)::bigint as sum from draft_files f join drafts d on d.id = f.draft where d.agency = $1`,
    [agency],
  );
  return rows[0]?.sum ?? 0;
}

/** Which of these files are known, as `draft.id`. */
export async function selectKnownFiles(db: Queryable, names: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ name: string }>(
    `select draft || '.' || id as name from draft_files where draft || '.' || id = any ($1::text[])`,
    [names],
  );
  return new Set(rows.map(({ name }) => name));
}
