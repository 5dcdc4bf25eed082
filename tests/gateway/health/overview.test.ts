/** The health rows, each driven by a real fault: an address nobody listens at, a paused channel, a worker that fell silent. */
import { afterEach, describe, expect, it } from 'vitest';
import { setWebhook } from '../../../gateway/agencies/webhook-settings.js';
import { pauseChannel } from '../../../gateway/deliveries/operate-deliveries.js';
import { noteBackup } from '../../../gateway/evidence/note-backup.js';
import type { HealthRow } from '../../../gateway/health/health-row.js';
import { removeHeartbeat, writeHeartbeat } from '../../../gateway/health/heartbeats.store.js';
import { bytesPerDayOf, healthOverview } from '../../../gateway/health/overview.js';
import { answerTimestamp } from '../../../gateway/identity/authority-answers.js';
import { upsertContact } from '../../../gateway/proofs/authority-contacts.store.js';
import { noteContacts } from '../../../gateway/proofs/note-contact.js';
import { timestampsFrom } from '../../../gateway/proofs/timestamp-sources.js';
import { type GatewayFixture, metadataOf, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';
import { openWebServer } from '../../support/web-server.js';

let gateway: GatewayFixture | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

const worker = { id: '01890000-0000-7000-8000-000000000001', host: 'test', pid: 1, healthy: true };

async function open(...options: Parameters<typeof openHttpFixture>): Promise<HttpFixture> {
  const opened = await openHttpFixture(...options);
  gateway = opened;
  return opened;
}

const look = ({ ctx }: GatewayFixture) => healthOverview(ctx, null);

async function rowOf(fixture: GatewayFixture, id: string): Promise<HealthRow> {
  const row = (await look(fixture)).groups.flatMap(({ rows }) => rows).find((one) => one.id === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
}

/** A gateway with a worker that is alive and a backup of a moment ago: what is left is not its fault. */
async function wellGateway(): Promise<GatewayFixture> {
  gateway = await openGatewayFixture();
  await writeHeartbeat(gateway.ctx.database, worker);
  await noteBackup(gateway.ctx.database, { folder: '/b', rows: 1, containers: 0, damaged: 0 }, 'cli:test');
  return gateway;
}

describe('the authorities of others', () => {
  const authorityRows = async (fixture: GatewayFixture) =>
    (await look(fixture)).groups.flatMap(({ rows }) => rows).filter(({ id }) => id.startsWith('authority.'));

  it('have a row each: whether they answer, when they last did, and why not', async () => {
    const fixture = await wellGateway();
    const { ctx } = fixture;
    let isDead = true;
    const server = await openWebServer({
      '/tsa': async ({ body }, response) => {
        if (isDead) response.writeHead(503).end();
        else response.writeHead(200).end(await answerTimestamp(ctx, body));
      },
    });
    const host = new URL(server.url).host;
    const config = { ...ctx.config, tsaUrls: [`http://u:geheim@${host}/tsa`], tsaTimeoutSeconds: 5 };
    const parts = { askOwn: () => Promise.reject(new Error('not asked')), now: ctx.now, log: ctx.log };
    const timestamps = timestampsFrom(config, { ...parts, heard: noteContacts(ctx) });
    await expect(timestamps.request(Buffer.alloc(32))).rejects.toMatchObject({ code: 'timestamp_unavailable' });
    await expect.poll(async () => (await authorityRows(fixture)).length).toBe(1);
    const [failing] = await authorityRows(fixture);
    expect(failing).toMatchObject({
      name: { vi: `Nơi cấp dấu thời gian ${host}/tsa` },
      state: 'attention',
      last: null,
      next: { vi: expect.stringMatching(/^Lần hỏng gần nhất .*503.*Cổng tự hỏi lại\.$/) },
    });
    isDead = false;
    fixture.setNow(new Date(Date.now() + 600_000));
    await timestamps.request(Buffer.alloc(32));
    await expect.poll(async () => (await authorityRows(fixture))[0]?.state).toBe('normal');
    const [answering] = await authorityRows(fixture);
    expect(answering).toMatchObject({ id: failing?.id, last: { vi: expect.any(String) } });
    expect(answering?.next?.vi).toContain('503');
    expect(JSON.stringify(await authorityRows(fixture))).not.toContain('geheim');
    fixture.setNow(new Date(Date.now() + 9 * 86_400_000));
    expect(await authorityRows(fixture)).toEqual([]);
    fixture.setNow(null);
    await server.close();
  });

  it('that strangers’ certificates name without end stay few, and those nobody asks are forgotten', async () => {
    const { ctx } = await wellGateway();
    const contact = (n: number) => ({ kind: 'ocsp', address: `http://${n}.example/`, fault: 'dead' }) as const;
    const day = (n: number) => new Date(Date.now() + n * 86_400_000);
    for (let n = 0; n < 220; n += 1) await upsertContact(ctx.database, contact(n), day(0));
    const count = async () => (await ctx.database.query('select from authority_contacts')).rowCount;
    expect(await count()).toBe(200);
    await upsertContact(ctx.database, { ...contact(3), fault: null }, day(20));
    await upsertContact(ctx.database, contact(3), day(35));
    await upsertContact(ctx.database, contact(500), day(35));
    expect(await count()).toBe(2);
  });
});

describe('a gateway that is well', () => {
  it('has nothing broken, stopped or in need of attention, and says that documents flow', async () => {
    const { counts, flows, groups } = await look(await wellGateway());
    expect(groups.flatMap(({ rows }) => rows).filter(({ state }) => state !== 'normal')).toEqual([]);
    expect(counts).toMatchObject({ broken: 0, attention: 0, stopped: 0 });
    expect(flows).toBe(true);
  });

  it('keeps every group at its place, whatever its state', async () => {
    const fixture = await wellGateway();
    const before = (await look(fixture)).groups.map(({ id }) => id);
    await pauseChannel(fixture.ctx, 'email', 'user:x', null);
    await removeHeartbeat(fixture.ctx.database, worker.id);
    expect((await look(fixture)).groups.map(({ id }) => id)).toEqual(before);
  });
});

describe('a worker', () => {
  it('that fell silent is told of, and documents do not flow', async () => {
    const fixture = await wellGateway();
    await fixture.ctx.database.query(`update worker_heartbeats set beat_at = now() - interval '3 minutes'`);
    expect(await rowOf(fixture, 'workers')).toMatchObject({ state: 'broken', last: { vi: '3 phút trước' } });
    expect((await look(fixture)).flows).toBe(false);
  });

  it('that is alive and gets nothing done is broken', async () => {
    const fixture = await wellGateway();
    await writeHeartbeat(fixture.ctx.database, { ...worker, healthy: false });
    expect((await rowOf(fixture, 'workers')).finding.vi).toBe('1 tiến trình không khỏe');
  });

  it('that never was leaves what is due overdue', async () => {
    const fixture = await wellGateway();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'), metadataOf({ urgency: 'urgent' }));
    await fixture.ctx.database.query(`update deliveries set next_at = now() - interval '11 minutes'`);
    expect(await rowOf(fixture, 'queue.urgent')).toMatchObject({ state: 'broken', waiting: 1 });
    expect(await rowOf(fixture, 'queue.normal')).toMatchObject({ state: 'normal', waiting: 0 });
  });
});

describe('a webhook nobody listens at', () => {
  it('is named with its agency, why it failed and when it is tried again', async () => {
    const fixture = await open({ workers: true, config: { webhookAllow: ['127.0.0.1'] } });
    await setWebhook(fixture.ctx, { agency: 'H30.05', url: 'http://127.0.0.1:9/' }, 'user:test');
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await expect
      .poll(() => rowOf(fixture, 'channel.webhook'), { timeout: 10_000 })
      .toMatchObject({
        state: 'attention',
        finding: { vi: 'Chưa tới được Sở Tài chính' },
        waiting: 1,
      });
    const row = await rowOf(fixture, 'channel.webhook');
    expect(row.next?.vi).toMatch(/không nối được.*ECONNREFUSED.*Tự thử lại lúc \d\d:\d\d\./);
    expect(row.actions).toContainEqual({ kind: 'agency', code: 'H30.05' });
    await fixture.ctx.database.query(
      `update deliveries set created_at = now() - interval '72 minutes' where state = 'queued'`,
    );
    expect(await rowOf(fixture, 'channel.webhook')).toMatchObject({
      state: 'broken',
      finding: { vi: 'Hỏng: Sở Tài chính' },
      waiting: 1,
    });
    expect((await look(fixture)).oldestWaiting).toMatchObject({ agency: 'H30.05' });
  });
});

describe('a paused channel', () => {
  it('is stopped on purpose, by a person with a name and a reason, and is not counted as overdue', async () => {
    const fixture = await wellGateway();
    const { id } = await addPerson(fixture.ctx, 'operator');
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    await fixture.ctx.database.query(`update deliveries set next_at = now() - interval '1 hour'`);
    await pauseChannel(fixture.ctx, 'local', `user:${id}`, 'bảo trì');
    const row = await rowOf(fixture, 'channel.local');
    expect(row).toMatchObject({ state: 'stopped', waiting: 1, actions: [{ kind: 'resume', channel: 'local' }] });
    expect(row.next?.vi).toMatch(/^Trần Thị Bé \d+ dừng lúc .* “bảo trì”\.$/);
    expect(await rowOf(fixture, 'queue.normal')).toMatchObject({ state: 'normal', waiting: 0 });
  });
});

describe('certificates', () => {
  it('that end soon are named with the agency and the days left; ended ones are broken', async () => {
    const fixture = await wellGateway();
    const soon = new Date(Date.now() + 9.5 * 86_400_000);
    await fixture.ctx.keys.sealSigner('H30.05');
    await fixture.ctx.database.query(`update certificates set not_after = $1 where agency = 'H30.05'`, [soon]);
    const ending = async () =>
      (await look(fixture)).groups
        .find(({ id }) => id === 'certificates')
        ?.rows.find(({ name }) => name.vi === 'Sở Tài chính');
    expect(await ending()).toMatchObject({ state: 'attention', finding: { vi: 'Hết hạn sau 9 ngày' } });
    fixture.setNow(new Date(soon.getTime() + 1_000));
    expect(await ending()).toMatchObject({ state: 'broken', finding: { vi: 'Đã hết hạn' } });
  });
});

describe('mails', () => {
  it('in quarantine wait for somebody', async () => {
    const fixture = await wellGateway();
    await receiveMail(fixture.ctx, 'From: a@b.example\r\nSubject: x\r\n\r\nx\r\n');
    expect(await rowOf(fixture, 'mails.quarantine')).toMatchObject({ state: 'attention', waiting: 1 });
  });
});

describe('the machine', () => {
  it('is told of without a backup, with an old one and with one that misses containers', async () => {
    gateway = await openGatewayFixture();
    expect((await rowOf(gateway, 'backup')).finding.vi).toBe('Chưa sao lưu lần nào');
    const made = { folder: '/b', rows: 1, containers: 2, damaged: 0 };
    await noteBackup(gateway.ctx.database, made, 'cli:test');
    expect(await rowOf(gateway, 'backup')).toMatchObject({ state: 'normal' });
    gateway.setNow(new Date(Date.now() + 3 * 86_400_000));
    expect(await rowOf(gateway, 'backup')).toMatchObject({ state: 'attention', finding: { vi: 'Đã 3 ngày' } });
    await noteBackup(gateway.ctx.database, { ...made, damaged: 2 }, 'cli:test');
    expect((await rowOf(gateway, 'backup')).finding.vi).toBe('Thiếu 2 gói');
  });

  it('with a clock of its own is broken', async () => {
    const fixture = await wellGateway();
    fixture.setNow(new Date(Date.now() + 5_000));
    expect(await rowOf(fixture, 'clock')).toMatchObject({ state: 'broken' });
  });

  it('forecasts the disk from what came in during the last 30 days', async () => {
    const fixture = await wellGateway();
    await submitDocument(fixture.ctx, fixture.clerk('H30.03'));
    const { rows } = await fixture.ctx.database.query<{ size: number }>('select container_size as size from documents');
    expect(await bytesPerDayOf(fixture.ctx)).toBeCloseTo((rows[0]?.size ?? 0) / 30);
    const row = (await healthOverview(fixture.ctx, 1e15)).groups
      .flatMap((one) => one.rows)
      .find(({ id }) => id === 'disk');
    expect(row).toMatchObject({ state: 'attention', finding: { vi: 'Sắp hết chỗ' } });
  });
});
