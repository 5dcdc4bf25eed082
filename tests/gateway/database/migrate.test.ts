import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/database/connect.js';
import { type Migration, migrate, readMigrations } from '../../../gateway/database/migrate.js';
import { type FreshDatabase, freshDatabase } from '../../support/test-database.js';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const extra = (version: number, sql: string): Migration => ({
  version,
  name: `${version}_extra.sql`,
  sql,
  sha256: `digest of ${sql}`,
});

describe('migrations', () => {
  it('are numbered without a gap and have nothing left to do on a migrated database', async () => {
    const versions = readMigrations().map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, i) => i + 1));
    expect(await migrate(fresh.database)).toEqual([]);
  });

  it('are applied once when ten processes start at the same moment', async () => {
    const migrations = [...readMigrations(), extra(900, 'create table once (id int); insert into once values (1)')];
    const pools = Array.from({ length: 10 }, () => openDatabase(fresh.url, { poolSize: 1 }));
    const applied = await Promise.all(pools.map((pool) => migrate(pool, migrations)));
    expect(applied.flat()).toEqual(['900_extra.sql']);
    const { rows } = await fresh.database.query('select count(*) as n from once');
    expect(rows).toEqual([{ n: 1 }]);
    await Promise.all(pools.map((pool) => pool.close()));
  });

  it('leave nothing behind when one of them fails', async () => {
    const own = await freshDatabase();
    const migrations = [
      ...readMigrations(),
      extra(901, 'create table half (id int)'),
      extra(902, 'create table nonsense ('),
    ];
    await expect(migrate(own.database, migrations)).rejects.toThrow(/syntax error/);
    await expect(own.database.query('select * from half')).rejects.toThrow(/does not exist/);
    await own.drop();
  });

  it('refuse a database that a newer version has migrated', async () => {
    const own = await freshDatabase();
    await migrate(own.database, [...readMigrations(), extra(903, 'create table later (id int)')]);
    await expect(migrate(own.database)).rejects.toMatchObject({
      code: 'schema_newer',
      detail: expect.stringContaining('903_extra.sql'),
    });
    await own.drop();
  });

  it('refuse a file that was changed after it was applied', async () => {
    const changed = readMigrations().map((migration, i) => (i === 0 ? { ...migration, sha256: 'another' } : migration));
    const own = await freshDatabase();
    await expect(migrate(own.database, changed)).rejects.toMatchObject({
      code: 'schema_differs',
      field: changed[0]?.name,
    });
    await own.drop();
  });
});
