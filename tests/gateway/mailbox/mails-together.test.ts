/** Mails that are handled side by side: they share statements, never their fate. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Transaction } from '../../../gateway/database/database.js';
import { takeMails } from '../../../gateway/mailbox/intake/take-mail.js';
import { claimMails } from '../../../gateway/mailbox/mails-in.store.js';
import { workOffMails } from '../../../workers/mails.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { strangeMail } from './mail-room.js';

let gateway: GatewayFixture;
const count = 40;

beforeEach(async () => {
  gateway = await openGatewayFixture();
  const mails = Array.from({ length: count }, (_, index) => ({
    receivedAt: new Date(),
    content: Buffer.from(strangeMail(`Thư ${index}`)),
  }));
  expect(await takeMails(gateway.ctx, 'congvan@test.example', mails)).toEqual({ came: count, taken: count });
});
afterEach(() => gateway.close());

const countOf = async (condition: string) => {
  const { rows } = await gateway.ctx.database.query<{ n: number }>(
    `select count(*)::int as n from mails_in where ${condition}`,
  );
  return rows[0]?.n ?? 0;
};

/** A context that watches, or disturbs, what ends mails. @returns how many ends were written at a time */
function watched(disturb: (subjects: readonly string[]) => void = () => {}) {
  const { database } = gateway.ctx;
  const lots: number[] = [];
  const watching = (tx: Transaction): Transaction => ({
    afterCommit: (work) => tx.afterCommit(work),
    query: async (text, values, name) => {
      const subjects = (values?.find((one) => Array.isArray(one) && /^Thư /.test(String(one[0]))) ?? []) as string[];
      if (name === 'finish-mails') disturb(subjects);
      const answer = await tx.query(text, values, name);
      if (name === 'finish-mails') lots.push(answer.rowCount);
      return answer as never;
    },
  });
  const ctx = {
    ...gateway.ctx,
    database: {
      query: (...query: Parameters<typeof database.query>) => database.query(...query),
      transaction: <T>(work: (tx: Transaction) => Promise<T>) => database.transaction((tx) => work(watching(tx))),
      close: () => database.close(),
    } as typeof database,
  };
  return { ctx, lots };
}

it('are finished in far fewer transactions than there are mails', async () => {
  const { ctx, lots } = watched();
  while (await workOffMails(ctx));
  expect(lots.reduce((sum, lot) => sum + lot, 0)).toBe(count);
  expect(lots.length).toBeLessThan(count / 2);
  expect(await countOf(`state = 'quarantined' and result = 'nothing-recognised' and subject like 'Thư %'`)).toBe(count);
});

it('are all finished but the one whose end cannot be written, which waits', async () => {
  const { ctx } = watched((subjects) => {
    if (subjects.includes('Thư 7')) throw new Error('this one cannot be written');
  });
  await workOffMails(ctx);
  expect(await countOf(`state = 'quarantined'`)).toBe(count - 1);
  expect(await countOf(`state = 'new' and deferrals = 1 and result = 'internal'`)).toBe(1);
});

it('are written down by those alone who still hold them', async () => {
  const stolen = gateway.ctx.database;
  const { ctx } = watched();
  const blobs = Object.assign(Object.create(ctx.blobs) as typeof ctx.blobs, {
    // Somebody else takes over three of them while they are read.
    open: async (sha256: string) => {
      await stolen.query(
        `update mails_in set attempt = 9 where attempt = 1 and id in (select id from mails_in order by id limit 3)`,
      );
      return gateway.ctx.blobs.open(sha256);
    },
  });
  await workOffMails({ ...ctx, blobs });
  expect(await countOf(`state = 'quarantined'`)).toBe(count - 3);
  expect(await countOf(`state = 'new' and attempt = 9 and result is null`)).toBe(3);
});

it('are claimed together, but of those a worker went away with one at a time', async () => {
  const { database } = gateway.ctx;
  expect(await claimMails(database, 30, 600)).toHaveLength(30);
  await database.query(`update mails_in set lease_until = now() - interval '1 s' where attempt = 1`);
  const next = await claimMails(database, 100, 600);
  expect(next.filter(({ deaths }) => deaths === 1)).toHaveLength(1);
  expect(next.filter(({ deaths }) => deaths === 0)).toHaveLength(10);
  for (let left = 29; left > 0; left -= 1) expect(await claimMails(database, 100, 600)).toHaveLength(1);
  expect(await claimMails(database, 100, 600)).toEqual([]);
});
