/** The examination finds what is really broken: each state is made, not pretended. */
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from '../../../certs/keys/key-store.js';
import { containerPath } from '../../../gateway/blobs/directory-blob-store.js';
import { pauseChannel, resumeChannel } from '../../../gateway/deliveries/operate-deliveries.js';
import { examine, explainClosed } from '../../../gateway/doctor/examine.js';
import type { Finding } from '../../../gateway/doctor/finding.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { removeHeartbeat, writeHeartbeat } from '../../../gateway/health/heartbeats.store.js';
import { Problem } from '../../../schemas/problems/problem.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';

let gateway: GatewayFixture;
const look = async (changes: Partial<GatewayFixture['ctx']['config']> = {}): Promise<Map<string, Finding>> => {
  const ctx = { ...gateway.ctx, config: { ...gateway.ctx.config, ...changes } };
  const keyStore = await openKeyStore(join(gateway.folder, 'keys'), 'x');
  const findings = await examine(ctx, { database: ctx.database, keyStore, now: ctx.now }, () => {});
  return new Map(findings.map((finding) => [finding.check, finding]));
};
const levelOf = async (check: string, changes = {}) => (await look(changes)).get(check)?.level;

beforeAll(async () => {
  gateway = await openGatewayFixture();
});
afterAll(() => gateway.close());

describe('an examination', () => {
  it('finds a gateway well, and says so part by part', async () => {
    await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    await sequenceOnce(gateway.ctx);
    // The fixture's keys live in memory: they are not in this gateway's key folder.
    await gateway.ctx.database.query("update certificates set holder = 'agency'");
    const found = await look();
    expect([...found.values()].filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(found.get('containers')?.message).toBe('1 containers and original mails are intact');
  });

  it('finds workers that get nothing done, and misses one that fell silent', async () => {
    const { database } = gateway.ctx;
    const heartbeat = { id: '01890000-0000-7000-8000-000000000001', host: 'x', pid: 1, healthy: true };
    await writeHeartbeat(database, heartbeat);
    expect((await look()).get('workers')).toMatchObject({ level: 'ok', message: '1 worker processes are alive' });
    await writeHeartbeat(database, { ...heartbeat, healthy: false });
    expect(await levelOf('workers')).toBe('problem');
    await database.query(`update worker_heartbeats set beat_at = now() - interval '2 minutes'`);
    expect(await levelOf('workers')).toBe('warning');
    await removeHeartbeat(database, heartbeat.id);
    expect(await levelOf('workers')).toBe('ok');
  });

  it('finds proofs that wait for too long, and those that end with their timestamp', async () => {
    const { database } = gateway.ctx;
    expect(await levelOf('proofs')).toBe('ok');
    await database.query(`update documents set sealed_at = now() - interval '3 days'`);
    expect((await look()).get('proofs')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/\(pending\), the oldest for 3 days/),
    });
    await database.query(`update proofs set state = 'limited'`);
    const found = await look();
    expect(found.get('limited-proofs')).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^1 proofs/),
    });
    expect(found.get('proofs')).toBeUndefined();
    await database.query(`update proofs set state = 'complete', next_at = 'infinity'`);
  });

  it('finds a container that was changed, and one that is gone', async () => {
    const changed = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    await appendFile(containerPath(join(gateway.folder, 'blobs'), changed.sha256), 'x');
    const gone = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    await rm(containerPath(join(gateway.folder, 'blobs'), gone.sha256));
    const finding = (await look()).get('containers');
    expect(finding).toMatchObject({ level: 'problem', message: expect.stringMatching(/^2 of 3 containers/) });
    expect(finding?.message).toContain(changed.sha256);
    expect(finding?.message).toContain(gone.sha256);
  });

  it('names a container that belongs to no document, once it is old enough not to be on its way', async () => {
    const { sha256 } = await submitDocument(gateway.ctx, gateway.clerk('H30.05'));
    await gateway.ctx.database.query('update documents set container_sha256 = null where container_sha256 = $1', [
      sha256,
    ]);
    expect(await levelOf('strangers')).toBe('ok');
    gateway.setNow(new Date(Date.now() + 2 * 3_600_000));
    expect((await look()).get('strangers')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining(sha256),
    });
    gateway.setNow(null);
  });

  it('finds a log that was changed behind the gateway', async () => {
    await gateway.ctx.database.query(`update events set payload = '{"forged":true}' where position = 0`);
    expect((await look()).get('log')).toMatchObject({ level: 'problem', message: expect.stringContaining('payload') });
  });

  it('finds deliveries that nobody makes, failed ones, and paused channels', async () => {
    await gateway.ctx.database.query("update deliveries set next_at = now() - interval '1 hour'");
    expect(await levelOf('deliveries')).toBe('problem');
    await pauseChannel(gateway.ctx, 'local', 'test', 'bảo trì');
    const paused = await look();
    expect(paused.get('deliveries')?.level).toBe('ok');
    expect(paused.get('channels')).toMatchObject({ level: 'warning', messageVi: 'kênh tạm dừng: local (bảo trì)' });
    await resumeChannel(gateway.ctx, 'local', 'test');
    await gateway.ctx.database.query("update deliveries set state = 'failed', finished_at = now()");
    expect(await levelOf('failed')).toBe('warning');
  });

  it('finds certificates that end, and keys that are not there', async () => {
    gateway.setNow(new Date('2080-01-01'));
    expect(await levelOf('certificates')).toBe('problem');
    gateway.setNow(null);
    await gateway.ctx.database.query("update certificates set holder = 'gateway' where kind = 'issuing'");
    expect(await levelOf('keys')).toBe('problem');
  });

  it('finds a clock that is wrong', async () => {
    gateway.setNow(new Date(Date.now() + 60_000));
    expect(await levelOf('clock')).toBe('problem');
    gateway.setNow(null);
  });

  it('finds Redis away, which is a warning only', async () => {
    expect(await levelOf('redis', { redisUrl: 'redis://127.0.0.1:9' })).toBe('warning');
  });

  it('says what to do about a gateway that cannot even be opened', () => {
    expect(explainClosed(new Problem('key_missing'))).toMatchObject({
      level: 'problem',
      whatToDo: expect.stringContaining('keys/'),
    });
    expect(explainClosed(new Problem('database_unavailable')).whatToDo).toContain('PostgreSQL');
  });
});
