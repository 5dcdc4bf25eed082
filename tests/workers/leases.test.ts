import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClaimedDelivery, claimDeliveries, finishAttempt } from '../../gateway/deliveries/deliveries.store.js';
import { takeMail } from '../../gateway/mailbox/intake/take-mail.js';
import { claimMails } from '../../gateway/mailbox/mails-in.store.js';
import { deliverClaimed } from '../../workers/deliver.js';
import { Leases } from '../../workers/leases.js';
import { takeBackLost } from '../../workers/take-back-lost.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../support/gateway-fixture.js';
import { roomFor } from './room.js';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await openGatewayFixture({ config: { leaseSeconds: 1 } });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.ctx.database.query(`update deliveries set state = 'delivered'`));

async function claimNew(leaseSeconds: number): Promise<ClaimedDelivery> {
  await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
  return claim(leaseSeconds);
}

async function claim(leaseSeconds: number): Promise<ClaimedDelivery> {
  const [claimed] = await claimDeliveries(gateway.ctx.database, roomFor(1), leaseSeconds);
  if (claimed === undefined) throw new Error('nothing was claimed');
  return claimed;
}

async function takeBack(): Promise<void> {
  await pause(20);
  expect(await takeBackLost(gateway.ctx)).toBe(1);
}

const makeDue = () => gateway.ctx.database.query(`update deliveries set next_at = now() where state = 'queued'`);
const accepted = { state: 'delivered', outcome: 'accepted', detail: null, reasonCode: null, nextAt: null } as const;
const finish = (claimed: ClaimedDelivery) =>
  gateway.ctx.database.transaction((tx) => finishAttempt(tx, claimed, accepted));

describe('a lease', () => {
  it('lets nobody finish a delivery that was taken over', async () => {
    const first = await claimNew(0);
    await takeBack();
    await makeDue();
    const second = await claim(60);
    expect(second).toMatchObject({ id: first.id, attempt: first.attempt + 1 });
    expect(await finish(first)).toBe(false);
    expect(await finish(second)).toBe(true);
  });

  it('that was lost makes the delivery wait longer each time, and the sender is told', async () => {
    const { id } = await claimNew(0);
    for (const leastPauseMs of [1_000, 3_000, 6_000]) {
      const before = Date.now();
      await takeBack();
      const { rows } = await gateway.ctx.database.query<{ next: string }>(
        `select next_at as next from deliveries where id = $1 and state = 'queued' and reason_code = 'lease_lost'`,
        [id],
      );
      expect(new Date(rows[0]?.next ?? 0).getTime() - before).toBeGreaterThan(leastPauseMs);
      await makeDue();
      await claim(0);
    }
    const { rows } = await gateway.ctx.database.query(
      `select 1 from events where kind = 'delivery.deferred' and payload->>'delivery' = $1 and 'H30.03' = any (agencies)`,
      [id],
    );
    expect(rows).toHaveLength(3);
  });

  it('is renewed as long as it is held, and its holder hears of the loss', async () => {
    const kept = await claimNew(1);
    const stolen = await claimNew(1);
    const leases = new Leases(gateway.ctx, 'deliveries');
    const [keeping, losing] = [kept, stolen].map((claimed) => leases.hold(claimed, performance.now()));
    const renewal = leases.start();
    await gateway.ctx.database.query('update deliveries set attempt = attempt + 1 where id = $1', [stolen.id]);
    await pause(2_500);
    await renewal.stop();
    expect([keeping?.aborted, losing?.aborted]).toEqual([false, true]);
    const { rows } = await gateway.ctx.database.query(
      `select id from deliveries where state = 'sending' and lease_until > now() and id in ($1, $2)`,
      [kept.id, stolen.id],
    );
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('of a mail that came in is renewed, too: nobody else takes the mail meanwhile, and whoever comes after a dead worker does', async () => {
    const { ctx } = gateway;
    await takeMail(ctx, {
      account: 'a@b',
      receivedAt: new Date(),
      content: Readable.from([Buffer.from('Subject: x')]),
    });
    const claim = () => claimMails(ctx.database, 1, ctx.config.leaseSeconds);
    const [mail] = await claim();
    if (mail === undefined) throw new Error('nothing was claimed');
    const leases = new Leases(ctx, 'mails_in');
    leases.hold(mail, performance.now());
    const renewal = leases.start();
    await pause(2_500);
    expect(await claim()).toEqual([]);
    await renewal.stop();
    await pause(1_200);
    expect(await claim()).toMatchObject([{ id: mail.id, attempt: mail.attempt + 1 }]);
  });

  it('that nobody could renew counts as lost, also when the database is away', async () => {
    const claimed = await claimNew(1);
    const away = { ...gateway.ctx.database, query: () => Promise.reject(new Error('away')) };
    const leases = new Leases({ ...gateway.ctx, database: away }, 'deliveries');
    const loss = leases.hold(claimed, performance.now());
    const renewal = leases.start();
    await pause(2_000);
    await renewal.stop();
    expect(loss.aborted).toBe(true);
  });

  it('that was lost before the push keeps the document out of the inbox', async () => {
    const first = await claimNew(0);
    await takeBack();
    const never = async () => {
      throw new Error('the channel was asked');
    };
    const channel = { name: 'local', leavesGateway: true, deliver: never };
    expect(await deliverClaimed(gateway.ctx, channel, first, new AbortController().signal)).toBe('lost');
    const { rows } = await gateway.ctx.database.query('select status, inbox_at from recipients where document = $1', [
      first.document,
    ]);
    expect(rows).toEqual([{ status: null, inbox_at: null }]);
  });
});
