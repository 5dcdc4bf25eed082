/** Whichever entrance it comes by, an infected file is refused before anything is numbered, and so is what nobody could scan. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Clamd, eicar, eicarName, openClamd } from '../../support/clamd.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

async function post(gateway: HttpFixture, path: string, body: FormData | Buffer, type?: string): Promise<Answer> {
  const token = await gateway.token(['H30.03']);
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  const answer = await gateway.call(path, token, {
    method: 'POST',
    headers,
    body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
  });
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    body: (await answer.json()) as Record<string, unknown>,
  };
}

/** A text file is taken by its bytes; EICAR is one. */
const infected = () =>
  submissionForm(metadataOf(), [
    ['Công văn.pdf', smallPdf()],
    ['Phụ lục.txt', eicar],
  ]);
const healthy = () => submissionForm(metadataOf(), [['Công văn.pdf', smallPdf()]]);

async function countOf(gateway: HttpFixture, table: 'documents' | 'register_entries'): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ count: string }>(`select count(*) as count from ${table}`);
  return Number(rows[0]?.count);
}

describe('with a scanner', () => {
  let clamd: Clamd;
  let gateway: HttpFixture;
  beforeAll(async () => {
    clamd = await openClamd();
    gateway = await openHttpFixture({ config: { clamdUrl: clamd.unixUrl, clamdMaxBytes: 900_000 } });
  }, 90_000);
  afterAll(async () => {
    await gateway.close();
    await clamd.close();
  });

  it('a healthy document gets the first number although an infected one came before it', async () => {
    const refused = await post(gateway, '/api/v1/documents', infected());
    expect(refused).toMatchObject({ status: 422, body: { code: 'file_infected', field: 'Phụ lục.txt' } });
    expect(refused.body['detail']).toContain(eicarName);
    expect(await countOf(gateway, 'documents')).toBe(0);
    const taken = await post(gateway, '/api/v1/documents', healthy());
    expect(taken).toMatchObject({ status: 201, body: { number: '01' } });
  });

  it('an infected replacement is refused', async () => {
    const { body } = await post(gateway, '/api/v1/documents', healthy());
    const form = new FormData();
    form.append('reason', 'Sai tệp');
    for (const [name, part] of infected()) form.append(name, part);
    expect(await post(gateway, `/api/v1/documents/${body['id']}/replace`, form)).toMatchObject({
      status: 422,
      body: { code: 'file_infected' },
    });
  });

  it('a file over the limit of the scanner is refused for good', async () => {
    const large = submissionForm(metadataOf(), [
      ['Công văn.pdf', Buffer.concat([smallPdf(), Buffer.alloc(1_000_000)])],
    ]);
    expect(await post(gateway, '/api/v1/documents', large)).toMatchObject({
      status: 413,
      retryAfter: null,
      body: { code: 'file_not_scannable' },
    });
  });

  it('the figures tell how many files were scanned, and with which result', async () => {
    const figures = await (await gateway.call('/metrics', null)).text();
    expect(figures).toMatch(/^congvan_scans_total\{result="clean"\} [1-9]/m);
    expect(figures).toMatch(/^congvan_scans_total\{result="infected"\} 2$/m);
  });
});

describe('with a scanner that is down', () => {
  let gateway: HttpFixture;
  beforeAll(async () => {
    gateway = await openHttpFixture({ config: { clamdUrl: 'unix:///nowhere/clamd.socket' } });
  });
  beforeEach(() => gateway.logLines.splice(0));
  afterAll(() => gateway.close());

  it('a document is to be sent again later, and the log alone says why', async () => {
    const refused = await post(gateway, '/api/v1/documents', healthy());
    expect(refused).toMatchObject({ status: 503, body: { code: 'scanner_unavailable' } });
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(JSON.stringify(refused.body)).not.toContain('nowhere');
    expect(gateway.logLines.join('')).toContain('/nowhere/clamd.socket');
    expect(await countOf(gateway, 'documents')).toBe(0);
  });
});

describe('without a scanner', () => {
  it('nothing is scanned, and the figures do not pretend so', async () => {
    const gateway = await openHttpFixture();
    expect(await post(gateway, '/api/v1/documents', infected())).toMatchObject({ status: 201 });
    expect(await (await gateway.call('/metrics', null)).text()).not.toContain('congvan_scans_total');
    await gateway.close();
  });
});
