import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/database/connect.js';
import { edxmlFile, readyContainer } from '../../support/foreign-messages.js';
import { arriveDocument, metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { drafts, holdings, openDrafts } from './left-behind.js';

const [senderCode, readerCode] = ['H30.03', 'H30.05'];

let gateway: HttpFixture;
let sender: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { uploadIdleSeconds: 1 } });
  sender = await gateway.token([senderCode]);
});
afterAll(() => gateway.close());

const form = (text: string) =>
  Buffer.from(
    `--X\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${JSON.stringify(metadataOf())}\r\n` +
      `--X\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n${text}\r\n--X--\r\n`,
  );

interface Upload {
  readonly type: string;
  readonly path?: string;
  readonly body: Buffer;
}

/** The first part of a request that promises more than it sends. */
async function beginUpload({ type, path = '/api/v1/documents', body }: Upload, sentBytes: number): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sender}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  socket.write(body.subarray(0, sentBytes));
  return socket;
}

const uploads = async (): Promise<readonly (readonly [string, Upload])[]> => {
  const { signer } = await gateway.authority.issueSeal({ agencyCode: senderCode });
  const large = { name: 'van-ban.pdf', bytes: Buffer.concat([smallPdf(), Buffer.alloc(3_000_000, 0x20)]) };
  const container = await readyContainer(senderCode, { signer, file: large });
  return [
    ['a form', { type: 'multipart/form-data; boundary=X', body: form(large.bytes.toString()) }],
    ['a container', { type: 'application/vnd.etsi.asic-e+zip', body: container }],
    ['an edXML file', { type: 'application/xml', body: await edxmlFile(senderCode, {}, large) }],
    ['a file to verify', { type: 'application/vnd.etsi.asic-e+zip', path: '/api/v1/verifications', body: container }],
  ];
};

describe('a client that goes away in mid-upload', () => {
  it('leaves nothing behind, whatever it was sending', async () => {
    const before = await holdings(gateway);
    for (const [what, upload] of await uploads()) {
      const socket = await beginUpload(upload, 2_000_000);
      if (what !== 'an edXML file') await expect.poll(() => drafts(gateway), { interval: 5 }).toHaveLength(1);
      else await pause(100);
      socket.resetAndDestroy();
      await expect
        .poll(async () => (await holdings(gateway))['files'], { timeout: 900, message: what })
        .toEqual(before['files']);
    }
    expect(await holdings(gateway)).toEqual(before);
    expect(openDrafts()).toEqual([]);
  });

  it('a hundred times over, costs neither files nor handles', async () => {
    const [, upload] = (await uploads())[0] ?? [];
    if (upload === undefined) throw new Error('no upload');
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 10; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 10 }, () => beginUpload(upload, 500_000)));
      await pause(20);
      for (const [index, socket] of sockets.entries()) index % 2 === 0 ? socket.destroy() : socket.resetAndDestroy();
    }
    await expect.poll(() => drafts(gateway), { timeout: 3_000 }).toEqual([]);
    await expect.poll(() => readdirSync('/proc/self/fd').length, { timeout: 3_000 }).toBeLessThanOrEqual(before + 5);
  });

  it('after the last byte, before the answer: the document is there, once', async () => {
    const key = 'gone-before-the-answer';
    const body = form(smallPdf('đi mất').toString());
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.end(
      Buffer.concat([
        Buffer.from(
          `POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${sender}\r\nIdempotency-Key: ${key}\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]),
    );
    await pause(5);
    socket.destroy();
    const again = await fetch(`${gateway.url}/api/v1/documents`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${sender}`,
        'idempotency-key': key,
        'content-type': 'multipart/form-data; boundary=X',
      },
      body: new Uint8Array(body),
    });
    expect([201, 409]).toContain(again.status);
    const { rows } = await gateway.ctx.database.query<{ count: number }>(
      'select count(*)::int as count from documents where idempotency_key = $1',
      [key],
    );
    expect(rows[0]?.count).toBe(1);
    await expect.poll(() => drafts(gateway), { timeout: 3_000 }).toEqual([]);
    // The first request goes on although nobody waits for its answer.
    const unsealed = async () =>
      (await gateway.ctx.database.query(`select from documents where state = 'sealing'`)).rows;
    await expect.poll(unsealed, { timeout: 5_000 }).toEqual([]);
  });
});

describe('a client that hangs in mid-upload', () => {
  it('is dropped after the idle time, and what it sent is cleaned up', async () => {
    const before = await holdings(gateway);
    for (const [what, upload] of await uploads()) {
      const started = Date.now();
      const socket = await beginUpload(upload, 1_000_000);
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.resume();
      await closed;
      expect(Date.now() - started, what).toBeGreaterThan(900);
      expect(Date.now() - started, what).toBeLessThan(4_000);
      await expect
        .poll(async () => (await holdings(gateway))['files'], { timeout: 1_000, message: what })
        .toEqual(before['files']);
    }
    expect(await holdings(gateway)).toEqual(before);
    expect(openDrafts()).toEqual([]);
  });

  it('is not dropped while it still sends, however slowly', async () => {
    const body = form(smallPdf('chậm').toString());
    const socket = await beginUpload({ type: 'multipart/form-data; boundary=X', body }, 100);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    const step = Math.ceil((body.length - 100) / 5);
    for (let at = 100; at < body.length; at += step) {
      await pause(500);
      socket.write(body.subarray(at, at + step));
    }
    await expect.poll(() => answer, { timeout: 3_000 }).toMatch(/^HTTP\/1\.1 201 /);
    socket.destroy();
  });

  it('is dropped, too, when it never finishes its headers', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /api/v1/documents HTTP/1.1\r\nHost: x\r\n');
    const started = Date.now();
    socket.resume();
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  it('learns early that it is refused, while it is still sending, and is dropped when it hangs then', async () => {
    const form413 = `--X\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${JSON.stringify(metadataOf({ to: ['H99.99'] }))}\r\n--X\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(form413), Buffer.alloc(50_000_000)]);
    const socket = await beginUpload({ type: 'multipart/form-data; boundary=X', body }, form413.length + 10_000);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    await expect.poll(() => answer, { timeout: 900 }).toContain('unknown_agency');
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    expect(await drafts(gateway)).toEqual([]);
  });
});

describe('the same request twice', () => {
  const submit = (key: string, subject: string) =>
    gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: submissionForm(metadataOf({ subject })),
      headers: { 'idempotency-key': key },
    });

  it('at once is answered with in_progress while the first one is being handled', async () => {
    const blocker = openDatabase(gateway.databaseUrl, { poolSize: 1 });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve;
    });
    // Commits need this table; reservations do not.
    const blocking = blocker.transaction(async (tx) => {
      await tx.query('lock table deliveries in access exclusive mode');
      locked();
      await released;
    });
    await isLocked;
    const first = submit('twice-1', 'Hai lần');
    await expect
      .poll(async () => {
        const { rows } = await gateway.ctx.database.query(
          `select 1 from documents where idempotency_key = 'twice-1' and state = 'sealing'`,
        );
        return rows.length;
      })
      .toBe(1);
    const second = await submit('twice-1', 'Hai lần');
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await second.json()).toMatchObject({ code: 'in_progress', field: 'Idempotency-Key' });
    release();
    await blocking;
    await blocker.close();
    const answered = await first;
    expect(answered.status).toBe(201);
    const { id } = (await answered.json()) as { id: string };
    expect(await (await submit('twice-1', 'Hai lần')).json()).toMatchObject({ id });
    expect(await drafts(gateway)).toEqual([]);
  });

  it('with other content is a conflict, in metadata, in files and in their names', async () => {
    expect((await submit('twice-2', 'Một')).status).toBe(201);
    const before = await holdings(gateway);
    const other = async (metadata: object, name: string, bytes: Buffer) => {
      const answer = await gateway.call('/api/v1/documents', sender, {
        method: 'POST',
        body: submissionForm(metadataOf({ subject: 'Một', ...metadata }), [[name, bytes]]),
        headers: { 'idempotency-key': 'twice-2' },
      });
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'idempotency_conflict', field: 'Idempotency-Key' });
    };
    await other({ note: 'khác' }, 'Công văn số 1.pdf', smallPdf());
    await other({}, 'Công văn số 1.pdf', smallPdf('khác'));
    await other({}, 'Công văn số 2.pdf', smallPdf());
    expect(await holdings(gateway)).toEqual(before);
  });

  it('by two agencies is two documents; a key that is no key is refused', async () => {
    const other = await gateway.token([readerCode]);
    const form = () => submissionForm(metadataOf({ to: ['H30.01'] }));
    const headers = { 'idempotency-key': 'twice-3' };
    const [one, two] = await Promise.all(
      [sender, other].map(async (token) =>
        (await gateway.call('/api/v1/documents', token, { method: 'POST', body: form(), headers })).json(),
      ),
    );
    expect((one as { id: string }).id).not.toBe((two as { id: string }).id);
    const long = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: form(),
      headers: { 'idempotency-key': 'x'.repeat(201) },
    });
    expect(long.status).toBe(400);
    expect(await long.json()).toMatchObject({ code: 'invalid_request', field: 'idempotency-key' });
  });
});

describe('an illegal status move', () => {
  it('is refused with 409 and the rule, and changes nothing', async () => {
    const sent = await gateway.call('/api/v1/documents', sender, { method: 'POST', body: submissionForm() });
    const { id } = (await sent.json()) as { id: string };
    await arriveDocument(gateway.ctx, id, readerCode);
    const reader = await gateway.token([readerCode]);
    const declare = (body: object, token = reader) =>
      gateway.call(`/api/v1/documents/${id}/status`, token, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const before = await holdings(gateway);
    const early = await declare({ code: '05' });
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({
      code: 'illegal_move',
      detail: expect.stringMatching(/05 .*01.*allowed are.*03/),
    });
    const unasked = await declare({ code: '15' });
    expect(unasked.status).toBe(409);
    expect(await unasked.json()).toMatchObject({ code: 'illegal_move' });
    const unexplained = await declare({ code: '02' });
    expect(unexplained.status).toBe(400);
    expect(await unexplained.json()).toMatchObject({ code: 'invalid_request', field: 'reason' });
    for (const code of ['01', '13', '99'])
      expect((await declare({ code, reason: 'x' })).status, code).toBeGreaterThanOrEqual(400);
    expect((await declare({ code: '3' })).status).toBe(400);
    expect((await declare({ code: '03', extra: true })).status).toBe(400);
    expect((await declare({})).status).toBe(400);
    expect(await holdings(gateway)).toEqual(before);
    expect((await declare({ code: '03' })).status).toBe(200);
    const back = await declare({ code: '02', reason: 'muộn' });
    expect(back.status).toBe(409);
    expect(await back.json()).toMatchObject({ code: 'illegal_move' });
  });
});
