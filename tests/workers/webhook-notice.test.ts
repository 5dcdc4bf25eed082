import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setWebhook } from '../../gateway/agencies/webhook-settings.js';
import { metadataOf } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../support/http-fixture.js';

const [sender, reader] = ['H30.03', 'H30.05'];

interface Notice {
  readonly kind: string;
  readonly id: string;
  readonly sha256: string;
  readonly container: string;
  readonly status?: string;
  readonly code?: string;
  readonly agency?: string;
}

const notices: Notice[] = [];
const system = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      notices.push(JSON.parse(Buffer.concat(chunks).toString()) as Notice);
      response.writeHead(204).end();
    });
});
let gateway: HttpFixture;

beforeAll(async () => {
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve));
  gateway = await openHttpFixture({
    workers: true,
    agencies: { [sender]: { channel: 'webhook' }, [reader]: { channel: 'webhook' } },
    config: { webhookAllow: ['127.0.0.1'], publicUrl: 'https://gateway.example' },
  });
  const url = `http://127.0.0.1:${(system.address() as AddressInfo).port}/`;
  for (const agency of [sender, reader]) await setWebhook(gateway.ctx, { agency, url, payload: 'notice' }, 'user:test');
});
afterAll(async () => {
  await gateway.close();
  system.closeAllConnections();
  await new Promise((resolve) => system.close(resolve));
});

async function noticed(isWanted: (notice: Notice) => boolean): Promise<Notice> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = notices.find(isWanted);
    if (found !== undefined) return found;
    await pause(50);
  }
  throw new Error('nothing was noticed');
}

async function digestBehind(notice: Notice, token: string): Promise<string> {
  const link = new URL(notice.container);
  expect(link.origin).toBe('https://gateway.example');
  const answer = await gateway.call(link.pathname, token);
  expect(answer.status).toBe(200);
  return createHash('sha256')
    .update(Buffer.from(await answer.arrayBuffer()))
    .digest('hex');
}

it('a notice leads to the very bytes whose digest it names: of a document, and of each status', async () => {
  const senderToken = await gateway.token([sender]);
  const readerToken = await gateway.token([reader]);
  const form = submissionForm(metadataOf({ to: [reader] }));
  const sent = await gateway.call('/api/v1/documents', senderToken, { method: 'POST', body: form });
  const { id } = (await sent.json()) as { id: string };
  const document = await noticed(({ kind }) => kind === 'document');
  expect(document).toMatchObject({ id });
  expect(document).not.toHaveProperty('status');
  expect(await digestBehind(document, readerToken)).toBe(document.sha256);
  await gateway.call(`/api/v1/documents/${id}/status`, readerToken, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: '03' }),
  });
  for (const wanted of ['01', '03']) {
    const status = await noticed(({ code }) => code === wanted);
    expect(status).toMatchObject({ kind: 'status', id, agency: reader });
    expect(status.container).toContain(status.status);
    expect(await digestBehind(status, senderToken)).toBe(status.sha256);
  }
});
