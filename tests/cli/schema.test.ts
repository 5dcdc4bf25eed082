/** Commands of a newer version beside a gateway of an older one: they look, and change nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../gateway/database/migrate.js';
import { runCongvan } from '../support/run-congvan.js';
import { emptyDatabase, type FreshDatabase } from '../support/test-database.js';

const migrations = readMigrations();
const newest = migrations.at(-1)?.name;

let folder: string;
let fresh: FreshDatabase;
const congvan = (...words: string[]) =>
  runCongvan(words, { CONGVAN_DATA: join(folder, 'data'), DATABASE_URL: fresh.url, CONGVAN_LOG_LEVEL: 'error' });
const applied = async () => {
  const { rows } = await fresh.database.query<{ name: string }>('select name from schema_migrations order by version');
  return rows.map(({ name }) => name);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-schema-'));
  fresh = await emptyDatabase();
});
afterEach(async () => {
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('beside an older schema', () => {
  it('commands refuse and say what to do, a backup can be taken, and migrate brings it forward', async () => {
    await migrate(fresh.database, migrations.slice(0, -1));
    const before = await applied();
    for (const words of [
      ['agency', 'list'],
      ['token', 'list'],
      ['cert', 'list'],
      ['pause', 'webhook'],
    ]) {
      const refused = await congvan(...words);
      expect(refused, words.join(' ')).toMatchObject({ exitCode: 69, stdout: '' });
      expect(refused.stderr).toContain('schema_older');
      expect(refused.stderr).toContain('congvan migrate');
    }
    const examined = await congvan('doctor', '--json');
    expect(examined.exitCode).toBe(1);
    expect(examined.json()).toMatchObject({
      findings: [{ check: 'open', level: 'problem', whatToDo: expect.stringContaining('congvan migrate') }],
    });
    const saved = await congvan('backup', join(folder, 'backup'), '--json');
    expect(saved.exitCode, saved.stderr).toBe(0);
    expect(await applied()).toEqual(before);
    expect((await congvan('migrate', '--json')).json()).toEqual({ applied: [newest] });
    expect((await congvan('agency', 'list', '--json')).json()).toEqual([]);
  });
});

describe('beside an empty database', () => {
  const tables = async () =>
    (await fresh.database.query(`select from pg_tables where schemaname = 'public'`)).rows.length;

  it('looking makes nothing; a command that writes makes the schema of its version', async () => {
    expect((await congvan('doctor')).exitCode).toBe(1);
    expect(await congvan('backup', join(folder, 'backup'))).toMatchObject({ exitCode: 69 });
    expect(await tables()).toBe(0);
    expect((await congvan('agency', 'add', 'H99', '--name', 'Sở')).exitCode).toBe(0);
    expect((await applied()).at(-1)).toBe(newest);
  });
});
