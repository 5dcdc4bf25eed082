import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';

let gateway: HttpFixture;
let sender: string;
let recipient: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ workers: true });
  sender = await gateway.token(['H30.03']);
  recipient = await gateway.token(['H30.05']);
});
afterAll(() => gateway.close());

interface Submitted {
  id: string;
  number: string;
  sha256: string;
  recipients: { agency: string }[];
}

async function send(metadata: unknown = metadataOf(), headers: Record<string, string> = {}): Promise<Submitted> {
  const response = await gateway.call('/api/v1/documents', sender, {
    method: 'POST',
    body: submissionForm(metadata),
    headers,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Submitted;
}

async function until<T>(look: () => Promise<T>, isGood: (seen: T) => boolean): Promise<T> {
  for (let round = 0; ; round += 1) {
    const seen = await look();
    if (isGood(seen) || round > 200) return seen;
    await pause(50);
  }
}

const json = async <T>(path: string, token: string) => (await (await gateway.call(path, token)).json()) as T;
type View = { recipients: { agency: string; status: string | null }[]; files: { name: string }[] };

describe('the main job over HTTP', () => {
  it('sends a document to three agencies, shows its arrival, lets a recipient accept it, and everybody verify it', async () => {
    const sent = await send(
      metadataOf({ to: ['H30.01', 'H30.05', 'H30.15'], subject: 'Về việc báo cáo tình hình gửi, nhận văn bản' }),
    );
    expect(sent.recipients.map(({ agency }) => agency).sort()).toEqual(['H30.01', 'H30.05', 'H30.15']);
    const arrived = await until(
      () => json<View>(`/api/v1/documents/${sent.id}`, sender),
      (view) => view.recipients.every(({ status }) => status === '01'),
    );
    expect(arrived.recipients.map(({ status }) => status)).toEqual(['01', '01', '01']);

    const inbox = await json<{ items: { id: string }[] }>('/api/v1/documents?box=in&q=bao+cao+tinh+hinh', recipient);
    expect(inbox.items.map(({ id }) => id)).toContain(sent.id);

    const accepted = await gateway.call(`/api/v1/documents/${sent.id}/status`, recipient, {
      method: 'POST',
      body: JSON.stringify({ code: '03' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(accepted.status).toBe(200);
    const seen = await json<View>(`/api/v1/documents/${sent.id}`, sender);
    expect(seen.recipients.find(({ agency }) => agency === 'H30.05')?.status).toBe('03');

    const container = Buffer.from(
      await (await gateway.call(`/api/v1/documents/${sent.id}/container`, recipient)).arrayBuffer(),
    );
    const report = await verifyFile(bufferSource(container), { policy: 'core', anchors: [] });
    expect(report.indication).toBe('TOTAL-PASSED');
    const form = new FormData();
    form.append('file', new Blob([container]), 'x.bin');
    const verified = await fetch(`${gateway.url}/api/v1/verifications?policy=core`, { method: 'POST', body: form });
    expect(await verified.json()).toMatchObject({ format: 'asice', indication: 'TOTAL-PASSED' });
  });

  it('serves bytes with entity tag, ranges and a name people can read', async () => {
    const sent = await send();
    const whole = await gateway.call(`/api/v1/documents/${sent.id}/container`, sender);
    expect(whole.headers.get('etag')).toBe(`"${sent.sha256}"`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = await gateway.call(`/api/v1/documents/${sent.id}/container`, sender, {
      headers: { range: 'bytes=2-9' },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 2-9/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(2, 10));
    const tail = await gateway.call(`/api/v1/documents/${sent.id}/container`, sender, {
      headers: { range: 'bytes=-5' },
    });
    expect(Buffer.from(await tail.arrayBuffer())).toEqual(bytes.subarray(-5));
    expect(
      (await gateway.call(`/api/v1/documents/${sent.id}/container`, sender, { headers: { range: 'bytes=99999999-' } }))
        .status,
    ).toBe(416);
    expect(
      (
        await gateway.call(`/api/v1/documents/${sent.id}/container`, sender, {
          headers: { 'if-none-match': `"${sent.sha256}"` },
        })
      ).status,
    ).toBe(304);
    const file = await gateway.call(`/api/v1/documents/${sent.id}/files/1`, sender);
    expect(file.headers.get('content-disposition')).toContain(
      "filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%201.pdf",
    );
    expect(Buffer.from(await file.arrayBuffer())).toEqual(smallPdf());
    const edxml = await gateway.call(`/api/v1/documents/${sent.id}/edxml`, sender);
    expect(await edxml.text()).toContain('<edXML:MessageHeader>');
  });

  it('answers a repeat with the same document, and other content under the same key with a conflict', async () => {
    const headers = { 'idempotency-key': 'k-1' };
    const first = await send(metadataOf({ subject: 'Lặp lại' }), headers);
    const second = await send(metadataOf({ subject: 'Lặp lại' }), headers);
    expect(second).toMatchObject({ id: first.id, number: first.number, sha256: first.sha256 });
    const other = await gateway.call('/api/v1/documents', sender, {
      method: 'POST',
      body: submissionForm(metadataOf({ subject: 'Khác' })),
      headers,
    });
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'idempotency_conflict' });
  });

  it('makes one document of many concurrent requests with one key', async () => {
    const requests = Array.from({ length: 8 }, () =>
      gateway.call('/api/v1/documents', sender, {
        method: 'POST',
        body: submissionForm(metadataOf({ subject: 'Cùng lúc' })),
        headers: { 'idempotency-key': 'k-2' },
      }),
    );
    const answers = await Promise.all(requests);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { id?: string; code?: string }[];
    expect(new Set(bodies.flatMap(({ id }) => (id === undefined ? [] : [id]))).size).toBe(1);
    expect(bodies.filter(({ id }) => id === undefined).every(({ code }) => code === 'in_progress')).toBe(true);
  });

  it('shows everything that happened in the changes feed, in order', async () => {
    const sent = await send(metadataOf({ subject: 'Theo dõi' }));
    type Feed = { items: { kind: string; document: string; position: number }[]; cursor: number };
    const feed = await until(
      () => json<Feed>('/api/v1/changes?limit=1000', sender),
      ({ items }) => items.some((item) => item.document === sent.id && item.kind === 'status.declared'),
    );
    const positions = feed.items.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect((await json<Feed>(`/api/v1/changes?after=${feed.cursor}`, sender)).items).toEqual([]);
  });

  it('lists the outgoing register without gaps, as JSON and CSV', async () => {
    await send();
    const year = new Date().getFullYear();
    const book = await json<{ items: { ordinal: number }[] }>(`/api/v1/registers/out?year=2016`, sender);
    expect(book.items.map(({ ordinal }) => ordinal)).toEqual(book.items.map((_, index) => index + 1));
    expect(year).toBeGreaterThan(2016);
    const csv = await (await gateway.call('/api/v1/registers/out?year=2016&format=csv', sender)).text();
    expect(csv).toContain('Số, ký hiệu văn bản');
  });

  it('hides other agencies’ documents behind 404 and asks for the right scope', async () => {
    const sent = await send();
    const stranger = await gateway.token(['H30.09']);
    expect((await gateway.call(`/api/v1/documents/${sent.id}`, stranger)).status).toBe(404);
    expect((await gateway.call(`/api/v1/documents/${sent.id}/container`, stranger)).status).toBe(404);
    const reader = await gateway.token(['H30.03'], ['documents:read']);
    const refused = await gateway.call('/api/v1/documents', reader, { method: 'POST', body: submissionForm() });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'missing_scope', status: 403 });
    expect((await gateway.call(`/api/v1/documents/${sent.id}`, null)).status).toBe(401);
  });

  it('is healthy, ready, measured and described', async () => {
    expect((await gateway.call('/healthz', null)).status).toBe(200);
    expect(await (await gateway.call('/readyz', null)).json()).toMatchObject({ ready: true });
    expect(await (await gateway.call('/metrics', null)).text()).toContain('congvan_http_request_seconds');
    expect(await (await gateway.call('/api/openapi.json', null)).json()).toMatchObject({ openapi: '3.1.0' });
    expect(await (await gateway.call('/', null)).text()).toContain('Cổng gửi, nhận văn bản điện tử');
    expect((await gateway.call('/api/docs', null)).status).toBe(200);
    expect(await (await gateway.call('/api/v1/log/checkpoint', null)).text()).toContain('— test.congvan.example ');
  });
});
