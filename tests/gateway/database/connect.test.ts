import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/database/connect.js';
import { type FreshDatabase, freshDatabase } from '../../support/test-database.js';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.database.query('create table things (id int primary key)');
});
afterAll(() => fresh.drop());

const countThings = async () =>
  (await fresh.database.query<{ n: number }>('select count(*) as n from things')).rows[0]?.n;

describe('values of the database', () => {
  it('reads bigint as number, timestamptz as ISO text in UTC, date as plain text', async () => {
    const { rows, rowCount } = await fresh.database.query(
      `select 9007199254740991::bigint as n, timestamptz '2016-05-19 08:30:00.25+07' as at, date '2016-05-19' as day,
       timestamptz 'infinity' as never, array['a','b'] as list, '{"x":1}'::jsonb as json, null::timestamptz as none`,
    );
    expect(rowCount).toBe(1);
    expect(rows[0]).toEqual({
      n: 9007199254740991,
      at: '2016-05-19T01:30:00.250Z',
      day: '2016-05-19',
      never: 'infinity',
      list: ['a', 'b'],
      json: { x: 1 },
      none: null,
    });
  });

  it('refuses a bigint that a number cannot hold instead of rounding it', async () => {
    await expect(fresh.database.query('select 9007199254740993::bigint as n')).rejects.toThrow(RangeError);
  });

  it('lowers and finds Vietnamese letters, whatever LANG says', async () => {
    const { rows } = await fresh.database.query(`select lower('ĐẶNG THỊ ƯỚC') as low, 'Đ' ~* 'đ' as same`);
    expect(rows[0]).toEqual({ low: 'đặng thị ước', same: true });
  });

  it('runs a named statement again with other values', async () => {
    const ask = (n: number) => fresh.database.query('select $1::int * 2 as double', [n], 'double-it');
    expect((await ask(2)).rows[0]).toEqual({ double: 4 });
    expect((await ask(21)).rows[0]).toEqual({ double: 42 });
  });
});

describe('transactions', () => {
  it('keep what was written and run the work after the commit, when others can see it', async () => {
    const seen: (number | undefined)[] = [];
    const reads: Promise<unknown>[] = [];
    await fresh.database.transaction(async (tx) => {
      await tx.query('insert into things values (1)');
      tx.afterCommit(() => void reads.push(countThings().then((n) => seen.push(n))));
      expect(await countThings()).toBe(0);
    });
    await Promise.all(reads);
    expect(seen).toEqual([1]);
  });

  it('leave nothing behind and skip the work after the commit when they throw', async () => {
    let ran = false;
    const doomed = fresh.database.transaction(async (tx) => {
      await tx.query('insert into things values (2)');
      tx.afterCommit(() => {
        ran = true;
      });
      throw new Error('no');
    });
    await expect(doomed).rejects.toThrow('no');
    expect(ran).toBe(false);
    expect(await countThings()).toBe(1);
  });

  it('leave nothing behind when a statement fails and its error was swallowed', async () => {
    const careless = fresh.database.transaction(async (tx) => {
      await tx.query('insert into things values (3)');
      await tx.query('insert into things values (1)').catch(() => {});
    });
    // PostgreSQL answers such a commit with ROLLBACK: a caller must not take it for success.
    await expect(careless).rejects.toMatchObject({ code: 'internal' });
    expect(await countThings()).toBe(1);
  });

  it('tell the loser of a deadlock to try again', async () => {
    await fresh.database.query('insert into things values (10), (11)');
    const lockBoth = (first: number, second: number) =>
      fresh.database.transaction(async (tx) => {
        await tx.query('select 1 from things where id = $1 for update', [first]);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await tx.query('select 1 from things where id = $1 for update', [second]);
      });
    const results = await Promise.allSettled([lockBoth(10, 11), lockBoth(11, 10)]);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(reasons).toEqual(['conflict']);
  });
});

describe('a database that is away', () => {
  it('is a problem of the query, not of opening', async () => {
    const nowhere = openDatabase('postgresql://nobody@127.0.0.1:1/none');
    await expect(nowhere.query('select 1')).rejects.toMatchObject({ code: 'database_unavailable' });
    await expect(nowhere.transaction(async () => {})).rejects.toMatchObject({ code: 'database_unavailable' });
    await nowhere.close();
  });

  it('is a problem for a query whose connection is cut, and the next query works again', async () => {
    const faults: Error[] = [];
    const own = openDatabase(fresh.url, {
      poolSize: 2,
      applicationName: 'to-be-cut',
      onFault: (fault) => faults.push(fault),
    });
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'to-be-cut'`;
    const waiting = expect(own.query('select pg_sleep(30)')).rejects.toMatchObject({ code: 'database_unavailable' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await fresh.database.query(cut);
    await waiting;
    const inside = own.transaction(async (tx) => {
      await fresh.database.query(cut);
      await tx.query('select 1');
    });
    await expect(inside).rejects.toMatchObject({ code: 'database_unavailable' });
    await own.query('select 1');
    // An idle connection that is cut is told to nobody but the fault listener.
    await fresh.database.query(cut);
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    expect((await own.query('select 7 as n')).rows[0]).toEqual({ n: 7 });
    await own.close();
  });
});
