/**
 * What a backup folder holds: the manifest that is written last and makes it a backup, and where the parts lie.
 * The manifest names every file with size and SHA-256; containers are named by their digest, so their list is enough.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { writeDurably } from '../../certs/keys/write-durably.js';
import { Problem } from '../../schemas/problems/problem.js';

const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const count = Type.Integer({ minimum: 0 });
const tableName = Type.String({ pattern: '^[a-z_][a-z0-9_]{0,62}$' });
/** Part of a path: no separators, no leading dot. */
const fileName = Type.String({ pattern: '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$' });
const filed = { file: fileName, bytes: count, sha256: digest };

const schemaStep = Type.Object({ version: count, name: Type.String(), sha256: digest });
const storedFile = Type.Object(filed);
const copiedTable = Type.Object({
  name: tableName,
  columns: Type.Array(tableName, { minItems: 1, maxItems: 200 }),
  rows: count,
  ...filed,
});
const manifestSchema = Type.Object({
  format: Type.Literal('congvan-backup-1'),
  takenAt: Type.String(),
  finishedAt: Type.String(),
  schema: Type.Array(schemaStep),
  tables: Type.Array(copiedTable),
  containers: Type.Object({ count, bytes: count, list: storedFile, damaged: Type.Array(digest) }),
  keys: Type.Array(storedFile),
  // Backups of earlier versions have none.
  uploads: Type.Optional(Type.Object({ files: Type.Array(storedFile), damaged: Type.Array(fileName) })),
});

export type SchemaStep = Static<typeof schemaStep>;
export type StoredFile = Static<typeof storedFile>;
export type CopiedTable = Static<typeof copiedTable>;
/** `damaged` containers and uploads were missing or not what the database says when the backup was made; they are not in it. */
export type Manifest = Static<typeof manifestSchema>;

const manifestName = 'manifest.json';

/** The parts of a backup folder. */
export const partsOf = (folder: string) => ({
  tables: join(folder, 'tables'),
  containers: join(folder, 'containers'),
  keys: join(folder, 'keys'),
  uploads: join(folder, 'uploads'),
});

/** Writes the manifest; from now on the folder is a backup. */
export function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  return writeDurably(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** @throws Problem `backup_invalid` when there is no manifest (an interrupted backup) or it is not one */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Problem('backup_invalid', { detail: 'There is no manifest: the backup was not finished', cause });
  });
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new Problem('backup_invalid', { detail: 'The manifest is not JSON', cause });
  }
  if (!Value.Check(manifestSchema, manifest))
    throw new Problem('backup_invalid', { detail: 'The manifest is not one of a backup' });
  return manifest;
}
