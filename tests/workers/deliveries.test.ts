import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { patchAgency } from '../../gateway/agencies/change-agencies.js';
import { removeWebhook, setWebhook } from '../../gateway/agencies/webhook-settings.js';
import { claimDeliveries, type Room } from '../../gateway/deliveries/deliveries.store.js';
import {
  listDeliveries,
  pauseChannel,
  resumeChannel,
  retryDelivery,
} from '../../gateway/deliveries/operate-deliveries.js';
import { verifyLog } from '../../gateway/evidence/verify-log.js';
import { inProcessQueue } from '../../workers/queue/in-process-queue.js';
import { startWorkers, type Workers } from '../../workers/run-workers.js';
import {
  type FixtureOptions,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../support/gateway-fixture.js';
import { roomFor } from './room.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function openFixture(options: FixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await openGatewayFixture({
    ...options,
    config: { scanSeconds: 1, webhookAllow: ['127.0.0.1'], ...options.config },
  });
  open.push(fixture);
  return fixture;
}

async function work(fixture: GatewayFixture): Promise<Workers> {
  const workers = await startWorkers(fixture.ctx, inProcessQueue());
  open.push({ close: () => workers.stop() });
  return workers;
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A document system on loopback that answers as told. */
async function documentSystem(fixture: GatewayFixture, answer: Answer, agency = 'H30.05'): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
  const { port } = server.address() as AddressInfo;
  await setWebhook(fixture.ctx, { agency, url: `http://127.0.0.1:${port}/in` }, 'user:test');
  return server;
}

async function eventually<T>(look: () => Promise<T>, isGood: (seen: T) => boolean, patienceMs = 15_000): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (isGood(seen) || Date.now() > until) return seen;
    await pause(50);
  }
}

const webhookAgency = { agencies: { 'H30.05': { channel: 'webhook' } } } as const;
const deliveriesOf = async (fixture: GatewayFixture) => (await listDeliveries(fixture.ctx, {}, null, 100)).items;
const firstDelivery = async (fixture: GatewayFixture, states: readonly string[]) =>
  (
    await eventually(
      () => deliveriesOf(fixture),
      (seen) => states.includes(seen[0]?.state ?? ''),
    )
  )[0];
const statusOf = async (fixture: GatewayFixture, document: string) => {
  const { rows } = await fixture.ctx.database.query<{ agency: string; status: string | null; inbox_at: string | null }>(
    'select agency, status, inbox_at from recipients where document = $1 order by agency',
    [document],
  );
  return rows;
};

describe('workers', () => {
  it('bring a document to every recipient that reads here, each with a receipt', async () => {
    const fixture = await openFixture();
    const sent = await submitDocument(
      fixture.ctx,
      fixture.clerk('H30.03'),
      metadataOf({ to: ['H30.01', 'H30.05', 'H30.15'] }),
    );
    await work(fixture);
    const recipients = await eventually(
      () => statusOf(fixture, sent.id),
      (rows) => rows.every(({ status }) => status === '01'),
    );
    expect(recipients.map(({ status }) => status)).toEqual(['01', '01', '01']);
    expect((await deliveriesOf(fixture)).map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('keep the log of what happened, and the log verifies', async () => {
    const fixture = await openFixture();
    for (let count = 0; count < 5; count += 1)
      await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ subject: `Văn bản ${count}` }));
    await work(fixture);
    const verified = await eventually(
      () => verifyLog(fixture.ctx),
      ({ size }) => size >= 10,
    );
    expect(verified.size).toBeGreaterThanOrEqual(10);
    expect(verified.faults).toEqual([]);
  });

  it('notice when the log was tampered with', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    await eventually(
      () => verifyLog(fixture.ctx),
      ({ size }) => size >= 2,
    );
    await fixture.ctx.database.query(
      `update events set payload = payload || '{"number":"999"}' where kind = 'document.submitted'`,
    );
    expect((await verifyLog(fixture.ctx)).faults).not.toEqual([]);
  });
});

describe('the webhook channel', () => {
  it('posts the container, signed, and the receipt does not wait for it', async () => {
    const fixture = await openFixture(webhookAgency);
    const seen: { headers: IncomingMessage['headers']; body: Buffer }[] = [];
    await documentSystem(fixture, (request, response, body) => {
      seen.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
    const sent = await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    expect(await firstDelivery(fixture, ['delivered'])).toMatchObject({
      state: 'delivered',
      channel: 'webhook',
      attempt: 1,
    });
    expect((await statusOf(fixture, sent.id))[0]?.status).toBe('01');
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers).toMatchObject({
      'congvan-document': sent.id,
      'congvan-kind': 'document',
      'content-type': 'application/vnd.etsi.asic-e+zip',
    });
    expect(seen[0]?.headers['congvan-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    expect(seen[0]?.body.subarray(0, 2).toString()).toBe('PK');
  });

  it('tries again after a server error, under the same delivery id', async () => {
    const fixture = await openFixture(webhookAgency);
    const ids: unknown[] = [];
    await documentSystem(fixture, (request, response) => {
      ids.push(request.headers['congvan-delivery']);
      response.writeHead(ids.length === 1 ? 503 : 200).end('ok');
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    expect(await firstDelivery(fixture, ['delivered'])).toMatchObject({ state: 'delivered', attempt: 2 });
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['refuses', 400, 'HTTP 400'],
    ['redirects', 302, 'HTTP 302'],
  ])(
    'fails for good when the other side %s, tells the sender, and can be retried by hand',
    async (_what, status, reason) => {
      const fixture = await openFixture(webhookAgency);
      let answers = status;
      await documentSystem(
        fixture,
        (_request, response) => void response.writeHead(answers, { location: 'http://127.0.0.1:1/' }).end(),
      );
      const sent = await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
      await work(fixture);
      const failed = await firstDelivery(fixture, ['failed']);
      expect(failed).toMatchObject({ state: 'failed', reasonCode: 'webhook_refused', reason, attempt: 1 });
      expect((await statusOf(fixture, sent.id))[0]?.status).toBe('01');
      const { rows } = await fixture.ctx.database.query<{ agencies: string[] }>(
        `select agencies from events where kind = 'delivery.failed'`,
      );
      expect(rows[0]?.agencies).toEqual(['H30.03', 'H30.05']);
      answers = 200;
      await retryDelivery(fixture.ctx, failed?.id ?? '', 'user:operator');
      expect(await firstDelivery(fixture, ['delivered'])).toMatchObject({ state: 'delivered', attempt: 2 });
    },
  );

  it('sends what was delivered once more when an operator wants it: the same id, a new attempt, an event', async () => {
    const fixture = await openFixture(webhookAgency);
    const ids: unknown[] = [];
    await documentSystem(fixture, (request, response) => {
      ids.push(request.headers['congvan-delivery']);
      response.writeHead(204).end();
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ to: ['H30.05', 'H30.15'] }));
    await work(fixture);
    const delivered = await eventually(
      () => deliveriesOf(fixture),
      (seen) => seen.every(({ state }) => state === 'delivered'),
    );
    const idOf = (target: string) => delivered.find((one) => one.target === target)?.id ?? '';
    await retryDelivery(fixture.ctx, idOf('H30.05'), 'user:operator');
    const again = await eventually(
      () => deliveriesOf(fixture),
      (seen) => seen.some(({ state, attempt }) => state === 'delivered' && attempt === 2),
    );
    expect(again.find(({ target }) => target === 'H30.05')).toMatchObject({ state: 'delivered', attempt: 2 });
    expect(ids).toEqual([idOf('H30.05'), idOf('H30.05')]);
    const { rows } = await fixture.ctx.database.query<{ payload: object }>(
      `select payload from events where kind = 'delivery.retried'`,
    );
    expect(rows).toMatchObject([{ payload: { delivery: idOf('H30.05'), was: 'delivered', actor: 'user:operator' } }]);
    await expect(retryDelivery(fixture.ctx, idOf('H30.15'), 'user:operator')).rejects.toMatchObject({
      code: 'illegal_move',
      detail: expect.stringContaining('nothing to send again'),
    });
  });

  it('makes a push that takes longer than a lease once, and the lease stays held', async () => {
    const fixture = await openFixture({ ...webhookAgency, config: { leaseSeconds: 1 } });
    let asked = 0;
    await documentSystem(fixture, (_request, response) => {
      asked += 1;
      setTimeout(() => response.writeHead(204).end(), 3_500);
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    await work(fixture);
    expect(await firstDelivery(fixture, ['delivered', 'failed'])).toMatchObject({ state: 'delivered', attempt: 1 });
    expect(asked).toBe(1);
  });

  it('never reaches an address the operator did not allow', async () => {
    const fixture = await openFixture({ ...webhookAgency, config: { webhookAllow: [] } });
    let asked = 0;
    await documentSystem(fixture, (_request, response) => {
      asked += 1;
      response.end();
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    expect(await firstDelivery(fixture, ['failed'])).toMatchObject({ state: 'failed', reasonCode: 'webhook_refused' });
    expect(asked).toBe(0);
  });

  it('does not read an endless answer', async () => {
    const fixture = await openFixture(webhookAgency);
    await documentSystem(fixture, (_request, response) => {
      response.writeHead(200);
      const flood = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', flood).on('error', () => {});
      flood();
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await work(fixture);
    expect(await firstDelivery(fixture, ['delivered', 'queued', 'failed'])).toBeDefined();
  });
});

describe('a delivery that waits', () => {
  const waiting = async (fixture: GatewayFixture) => {
    const { rows } = await fixture.ctx.database.query<{ channel: string; state: string; isDue: boolean }>(
      'select channel, state, next_at <= now() as "isDue" from deliveries order by id',
    );
    return rows;
  };
  const url = 'http://127.0.0.1:9/in';

  it('goes by the channel its agency has now: at once when it was tried in vain, else in its own time', async () => {
    const fixture = await openFixture({ config: { undoSeconds: 600 } });
    await setWebhook(fixture.ctx, { agency: 'H30.05', url }, 'user:test');
    for (let count = 0; count < 2; count += 1) await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await fixture.ctx.database.query(
      `update deliveries set deferrals = 5, next_at = now() + interval '1 hour' where id = (select id from deliveries order by id limit 1)`,
    );
    expect(await waiting(fixture)).toMatchObject([{ channel: 'webhook' }, { channel: 'webhook' }]);
    await removeWebhook(fixture.ctx, 'H30.05', 'user:test');
    expect(await waiting(fixture)).toEqual([
      { channel: 'local', state: 'queued', isDue: true },
      { channel: 'local', state: 'queued', isDue: false },
    ]);
    await setWebhook(fixture.ctx, { agency: 'H30.05', url }, 'user:test');
    await patchAgency(fixture.ctx, { code: 'H30.05', channel: 'local' }, 'user:test');
    expect(await waiting(fixture)).toMatchObject([{ channel: 'local' }, { channel: 'local' }]);
  });

  it('comes to the inbox here when its webhook is taken away while it is tried, or after it failed', async () => {
    const fixture = await openFixture(webhookAgency);
    let isRemoved = false;
    await documentSystem(fixture, async (_request, response) => {
      if (!isRemoved) await removeWebhook(fixture.ctx, 'H30.05', 'user:test');
      isRemoved = true;
      response.writeHead(503).end();
    });
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    const workers = await work(fixture);
    expect(await firstDelivery(fixture, ['delivered', 'failed'])).toMatchObject({
      state: 'delivered',
      channel: 'local',
    });
    await workers.stop();
    await fixture.ctx.database.query(`update deliveries set state = 'failed', channel = 'webhook'`);
    const [failed] = await deliveriesOf(fixture);
    await retryDelivery(fixture.ctx, failed?.id ?? '', 'user:operator');
    expect((await deliveriesOf(fixture))[0]).toMatchObject({ state: 'queued', channel: 'local' });
  });
});

describe('claiming', () => {
  it('takes urgent documents first, then one of each sender in turn', async () => {
    const fixture = await openFixture();
    const send = (from: string, urgency: string, subject: string) =>
      submitDocument(fixture.ctx, fixture.clerk(from), metadataOf({ urgency, subject, notation: `${from}-X` }));
    for (let count = 0; count < 4; count += 1) await send('H30.03', 'normal', `nhiều ${count}`);
    await send('H30.04', 'normal', 'một');
    const express = await send('H30.06', 'express', 'hỏa tốc');
    const claimed = await claimDeliveries(fixture.ctx.database, roomFor(3), 60);
    expect(claimed.map(({ document }) => document)).toContain(express.id);
    expect(new Set(claimed.map(({ fromAgency }) => fromAgency))).toEqual(new Set(['H30.03', 'H30.04', 'H30.06']));
  });

  it('gives each delivery to one claimer only, however many ask at once', async () => {
    const fixture = await openFixture();
    for (let count = 0; count < 12; count += 1)
      await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ subject: `số ${count}` }));
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => claimDeliveries(fixture.ctx.database, roomFor(4), 60)),
    );
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves a paused channel alone until it is resumed', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await pauseChannel(fixture.ctx, 'local', 'user:operator', 'bảo trì');
    expect(await claimDeliveries(fixture.ctx.database, roomFor(5), 60)).toEqual([]);
    await resumeChannel(fixture.ctx, 'local', 'user:operator');
    expect(await claimDeliveries(fixture.ctx.database, roomFor(5), 60)).toHaveLength(1);
  });

  it('looks at no delivery of a paused channel or of a receiver that is busy enough, however many wait', async () => {
    const fixture = await openFixture(webhookAgency);
    const { id } = await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await fixture.ctx.database.query(
      `insert into deliveries (id, document, recipient, kind, target, channel, urgency, from_agency, expires_at)
       select gen_random_uuid(), $1, 'H30.05', 'document', 'H30.05', 'webhook', 0, 'H30.03', now() + interval '1 day'
       from generate_series(1, 3000)`,
      [id],
    );
    await fixture.ctx.database.query('analyze deliveries');
    const busy = { ...roomFor(4, 'webhook'), perLane: 2, busy: new Map([['H30.05', 2]]) };
    expect(await rowsLookedAt(fixture, busy)).toBeLessThan(20);
    await pauseChannel(fixture.ctx, 'webhook', 'user:operator', null);
    expect(await rowsLookedAt(fixture, roomFor(4, 'webhook'))).toBeLessThan(20);
    expect(await rowsLookedAt(fixture, roomFor(4))).toBeLessThan(20);
  });

  it('gives a receiver that is busy less than those that wait, and never more than its share', async () => {
    const fixture = await openFixture({
      agencies: { 'H30.05': { channel: 'webhook' }, 'H30.31': { channel: 'webhook' } },
    });
    for (const to of ['H30.05', 'H30.05', 'H30.05', 'H30.05', 'H30.31'])
      await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ to: [to] }));
    const claim = async (places: number, busy: readonly (readonly [string, number])[]) => {
      const room = { ...roomFor(places, 'webhook'), perLane: 3, busy: new Map(busy) };
      return (await claimDeliveries(fixture.ctx.database, room, 60)).map(({ target }) => target);
    };
    expect(await claim(1, [['H30.05', 1]])).toEqual(['H30.31']);
    expect(await claim(9, [['H30.05', 1]])).toEqual(['H30.05', 'H30.05']);
    expect(await claim(9, [['H30.05', 3]])).toEqual([]);
    expect(await claim(9, [])).toEqual(['H30.05', 'H30.05']);
  });

  it('fails what was not delivered in time, and says so to the sender', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await fixture.ctx.database.query(
      `update deliveries set next_at = now() + interval '1 hour', expires_at = now() - interval '1 second'`,
    );
    await work(fixture);
    expect(await firstDelivery(fixture, ['failed'])).toMatchObject({ state: 'failed', reasonCode: 'expired' });
    const { rows } = await fixture.ctx.database.query(`select agencies from events where kind = 'delivery.expired'`);
    expect(rows).toEqual([{ agencies: ['H30.03'] }]);
  });

  it('lets nothing expire while its channel is paused: afterwards it has the time it had before', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await pauseChannel(fixture.ctx, 'local', 'user:operator', 'sửa máy chủ');
    await fixture.ctx.database.query(`update channel_pauses set paused_at = now() - interval '80 hours'`);
    await fixture.ctx.database.query(
      `update deliveries set created_at = now() - interval '90 hours', expires_at = now() - interval '18 hours'`,
    );
    await work(fixture);
    await pause(1_500);
    expect((await deliveriesOf(fixture))[0]).toMatchObject({ state: 'queued' });
    await resumeChannel(fixture.ctx, 'local', 'user:operator');
    const delivered = await firstDelivery(fixture, ['delivered', 'failed']);
    expect(delivered?.state).toBe('delivered');
    const hoursLeft = (Date.parse(delivered?.expiresAt ?? '') - Date.now()) / 3_600_000;
    expect(hoursLeft).toBeGreaterThan(61.9);
    expect(hoursLeft).toBeLessThan(62.1);
  });
});

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const lookedAt = (node: PlanNode): number => {
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  const below = (node.Plans ?? []).reduce((sum, plan) => sum + lookedAt(plan), 0);
  return below + (node['Relation Name'] === 'deliveries' ? own : 0);
};

/** How many rows of deliveries the database looks at for one claim; nothing is claimed. */
async function rowsLookedAt({ ctx }: GatewayFixture, room: Room): Promise<number> {
  let seen = Number.NaN;
  const explaining = {
    query: async (text: string, values: readonly unknown[] = []) =>
      ctx.database.transaction(async (tx) => {
        const { rows } = await tx.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `explain (analyze, format json) ${text}`,
          values,
        );
        seen = lookedAt((rows[0] as { 'QUERY PLAN': [{ Plan: PlanNode }] })['QUERY PLAN'][0].Plan);
        await tx.query(`update deliveries set state = 'queued' where state = 'sending'`);
        return { rows: [], rowCount: 0 };
      }),
  };
  await claimDeliveries(explaining, room, 60);
  return seen;
}

describe('a receiver that hangs', () => {
  it('holds up neither agencies that read here nor other receivers, however much waits for it', async () => {
    const fixture = await openFixture({
      agencies: { 'H30.05': { channel: 'webhook' }, 'H30.31': { channel: 'webhook' } },
      config: { workerConcurrency: 2, pushConcurrency: 3, pushesPerAgency: 2 },
    });
    const hanging: ServerResponse[] = [];
    await documentSystem(fixture, (_request, response) => void hanging.push(response), 'H30.05');
    await documentSystem(fixture, (_request, response) => void response.writeHead(204).end(), 'H30.31');
    const send = (...to: string[]) =>
      submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ to, subject: to.join() }));
    for (let count = 0; count < 6; count += 1) await send('H30.05');
    await work(fixture);
    await eventually(
      async () => hanging.length,
      (count) => count === 2,
    );
    for (let count = 0; count < 3; count += 1) await send('H30.15', 'H30.31');
    const others = await eventually(
      async () => (await deliveriesOf(fixture)).filter(({ target }) => target !== 'H30.05'),
      (seen) => seen.every(({ state }) => state === 'delivered'),
      8_000,
    );
    expect(others.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'delivered'));
    expect(hanging).toHaveLength(2);
    for (const response of hanging) response.writeHead(503).end();
  });
});
