import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { setWebhook } from '../../gateway/agencies/webhook-settings.js';
import { claimDeliveries, finishAttempt, reclaimExpiredLeases } from '../../gateway/deliveries/deliveries.store.js';
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
async function documentSystem(fixture: GatewayFixture, answer: Answer): Promise<Server> {
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
  await setWebhook(fixture.ctx, { agency: 'H30.05', url: `http://127.0.0.1:${port}/in` }, 'user:test');
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
const deliveriesOf = async (fixture: GatewayFixture) => (await listDeliveries(fixture.ctx, null, null, 100)).items;
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

describe('claiming', () => {
  it('takes urgent documents first, then one of each sender in turn', async () => {
    const fixture = await openFixture();
    const send = (from: string, urgency: string, subject: string) =>
      submitDocument(fixture.ctx, fixture.clerk(from), metadataOf({ urgency, subject, notation: `${from}-X` }));
    for (let count = 0; count < 4; count += 1) await send('H30.03', 'normal', `nhiều ${count}`);
    await send('H30.04', 'normal', 'một');
    const express = await send('H30.06', 'express', 'hỏa tốc');
    const claimed = await claimDeliveries(fixture.ctx.database, 3, 60);
    expect(claimed.map(({ document }) => document)).toContain(express.id);
    expect(new Set(claimed.map(({ fromAgency }) => fromAgency))).toEqual(new Set(['H30.03', 'H30.04', 'H30.06']));
  });

  it('gives each delivery to one claimer only, however many ask at once', async () => {
    const fixture = await openFixture();
    for (let count = 0; count < 12; count += 1)
      await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ subject: `số ${count}` }));
    const claims = await Promise.all(Array.from({ length: 6 }, () => claimDeliveries(fixture.ctx.database, 4, 60)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lets nobody finish a delivery whose lease was taken over', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    const [first] = await claimDeliveries(fixture.ctx.database, 1, 0);
    await pause(20);
    expect(await reclaimExpiredLeases(fixture.ctx.database)).toBe(1);
    const [second] = await claimDeliveries(fixture.ctx.database, 1, 60);
    if (first === undefined || second === undefined) throw new Error('nothing was claimed');
    expect(second).toMatchObject({ id: first.id, attempt: first.attempt + 1 });
    const accepted = { state: 'delivered', outcome: 'accepted', detail: null, reasonCode: null, nextAt: null } as const;
    expect(await fixture.ctx.database.transaction((tx) => finishAttempt(tx, first, accepted))).toBe(false);
    expect(await fixture.ctx.database.transaction((tx) => finishAttempt(tx, second, accepted))).toBe(true);
  });

  it('leaves a paused channel alone until it is resumed', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await pauseChannel(fixture.ctx, 'local', 'user:operator', 'bảo trì');
    expect(await claimDeliveries(fixture.ctx.database, 5, 60)).toEqual([]);
    await resumeChannel(fixture.ctx, 'local', 'user:operator');
    expect(await claimDeliveries(fixture.ctx.database, 5, 60)).toHaveLength(1);
  });

  it('fails what was not delivered in time, and says so to the sender', async () => {
    const fixture = await openFixture();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await pauseChannel(fixture.ctx, 'local', 'user:operator', null);
    await fixture.ctx.database.query(`update deliveries set expires_at = now() - interval '1 second'`);
    await work(fixture);
    expect(await firstDelivery(fixture, ['failed'])).toMatchObject({ state: 'failed', reasonCode: 'expired' });
    const { rows } = await fixture.ctx.database.query(`select agencies from events where kind = 'delivery.expired'`);
    expect(rows).toEqual([{ agencies: ['H30.03'] }]);
  });
});
