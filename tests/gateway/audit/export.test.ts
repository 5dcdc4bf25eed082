/** An export for auditors: unzip, sha256sum and the commands of docs/verify.md judge what is in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../gateway/agencies/agency.js';
import { verifyScript, verifyScriptPath } from '../../../scripts/generate-docs.js';
import { audit } from '../../support/audit-by-page.js';
import { runExportReadme } from '../../support/run-export-readme.js';
import { type AuditRoom, headingOf, hostile, openAuditRoom, textOf } from './audit-room.js';

let room: AuditRoom;
let folder: string;
const today = vietnamDay(new Date());
const days = { tu: today, den: today };

beforeAll(async () => {
  room = await openAuditRoom();
  folder = mkdtempSync(join(tmpdir(), 'congvan-export-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await room.gateway.close();
});

const query = async <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  (await room.gateway.ctx.database.query<Row>(sql, values)).rows;

/** Presses the button on the page of these days. */
async function take(fields: Record<string, string> = days, init: RequestInit = {}): Promise<Response> {
  const { html } = await room.auditor.open(`/kiem-toan/xuat?${new URLSearchParams(days)}`);
  const token = /name="form-token" value="([^"]*)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams({ ...fields, 'form-token': token });
  const headers = { origin: new URL(room.gateway.url).origin };
  return room.auditor.request('/kiem-toan/xuat', { method: 'POST', body, headers, ...init });
}

async function unpacked(name: string, fields?: Record<string, string>): Promise<string> {
  const answer = await take(fields);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const into = join(folder, name);
  writeFileSync(`${into}.zip`, Buffer.from(await answer.arrayBuffer()));
  execFileSync('unzip', ['-q', `${into}.zip`, '-d', into]);
  return into;
}

const linesOf = (into: string) => readFileSync(join(into, 'index.csv'), 'utf8').split('\r\n').slice(0, -1);

describe('the ZIP', () => {
  let into: string;
  beforeAll(async () => {
    into = await unpacked('whole');
  });

  it('holds each document as it was sent and with its proof, the log’s checkpoints, keys and roots', () => {
    expect(readdirSync(into).sort()).toEqual([
      'README.md',
      'SHA256SUMS',
      'documents',
      'index.csv',
      'log',
      'trust',
      'verify.sh',
    ]);
    expect(readdirSync(join(into, 'documents'))).toEqual(['0001', '0002', '0003']);
    for (const one of ['0001', '0002', '0003'])
      expect(readdirSync(join(into, 'documents', one))).toEqual(['container.asice', 'proof.asice']);
    const log = readdirSync(join(into, 'log'));
    expect(log).toEqual([
      'checkpoint.txt',
      'key.pem',
      expect.stringMatching(/^stamped-\d+\.tst$/),
      expect.stringMatching(/^stamped-\d+\.txt$/),
    ]);
    expect(readdirSync(join(into, 'trust'))).toEqual(['root-1.pem']);
  });

  it('has digests that sha256sum finds right', () => {
    const { status, stdout } = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: into, encoding: 'utf8' });
    expect([status, stdout.match(/: OK/g)?.length]).toEqual([0, 6]);
  });

  it('is judged by the commands it brings along, on its own: those of docs/verify.md', () => {
    expect(readFileSync(verifyScriptPath, 'utf8')).toBe(verifyScript());
    expect(readFileSync(join(into, 'verify.sh'), 'utf8')).toBe(verifyScript());
    const { status, stdout, stderr } = runExportReadme(into);
    expect([status, stderr], stdout).toEqual([0, '']);
    expect(stdout.match(/Everything holds\./g)).toHaveLength(3);
  });

  it('has proof files that hold against the root the auditor has from elsewhere', () => {
    const root = room.gateway.authority.root.certificate;
    expect(audit(readFileSync(join(into, 'documents/0001/proof.asice')), root).stdout).toContain('Everything holds.');
  });

  it('has a stamped checkpoint that openssl finds right', () => {
    const [tst = '', txt = ''] = readdirSync(join(into, 'log')).filter((name) => name.startsWith('stamped'));
    const said = spawnSync('openssl', ['ts', '-reply', '-token_in', '-in', tst, '-text'], {
      cwd: join(into, 'log'),
      encoding: 'utf8',
    });
    const sha256 = execFileSync('sha256sum', [txt], { cwd: join(into, 'log'), encoding: 'utf8' }).slice(0, 64);
    const imprint = [...said.stdout.matchAll(/^ {4}[0-9a-f]{4} - (.{47})/gm)]
      .map(([, hex = '']) => hex.replace(/[ -]/g, ''))
      .join('');
    expect(imprint.startsWith(sha256)).toBe(true);
  });

  it('lists what it holds for people and spreadsheets, formulas and markup as text', async () => {
    const [heading, ...rows] = linesOf(into);
    expect(heading).toMatch(/^\ufefffolder,id,documentId,from,.*,proofSha256,problem$/);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain(`documents/0001,${room.documents[0]},`);
    expect(rows.every((row) => row.endsWith(','))).toBe(true);
    expect(rows[1]).toContain(hostile);
  });

  it('is an event with who, which days and how many, and a look at each document', async () => {
    const [event] = await query<{ payload: Record<string, unknown> }>(
      "select payload from events where kind = 'audit.exported' order by id limit 1",
    );
    expect(event?.payload).toMatchObject({
      from: today,
      to: today,
      agency: null,
      documents: 3,
      actor: expect.stringMatching(/^user:/),
    });
    const looks = await query("select document from document_views where part = 'export'");
    expect(looks.map((row) => row['document']).sort()).toEqual([...room.documents].sort());
  });
});

describe('an export', () => {
  it('of one agency holds what it sent and received', async () => {
    const into = await unpacked('agency', { ...days, 'co-quan': 'H30.05' });
    expect(linesOf(into).slice(1)).toEqual([expect.stringContaining(room.documents[0])]);
  });

  it('says how much it is before anything is exported', async () => {
    const { html } = await room.auditor.open(
      `/kiem-toan/xuat?${new URLSearchParams({ ...days, 'co-quan': 'H30.09' })}`,
    );
    expect(headingOf(html)).toMatch(/^1 văn bản, [\d,]+ kB gói ký số, sẵn sàng xuất\.$/);
  });

  it('goes on without a document whose container is gone, and says so', async () => {
    const [row] = await query<{ sha256: string }>('select container_sha256 as sha256 from documents where id = $1', [
      room.documents[1],
    ]);
    await query('update documents set container_sha256 = $2 where id = $1', [room.documents[1], '0'.repeat(64)]);
    const into = await unpacked('damaged');
    await query('update documents set container_sha256 = $2 where id = $1', [room.documents[1], row?.sha256]);
    const lines = linesOf(into).slice(1);
    expect(lines.map((line) => line.split(',').at(-1))).toEqual(['', 'storage_damaged', '']);
    expect(readdirSync(join(into, 'documents'))).toEqual(['0001', '0003']);
  });

  it('that was broken off can be started again', async () => {
    const abort = new AbortController();
    const answer = await take(days, { signal: abort.signal });
    await answer.body?.getReader().read();
    abort.abort();
    const again = async () => {
      const one = await take();
      await one.arrayBuffer();
      return [one.status, one.headers.get('content-type')];
    };
    await expect.poll(again, { timeout: 20_000, interval: 1_000 }).toEqual([200, 'application/zip']);
  });

  it('is one at a time for each person', async () => {
    const { blobs } = room.gateway.ctx;
    const open = blobs.open.bind(blobs);
    let goOn = () => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    Object.assign(blobs, { open: (digest: string) => waiting.then(() => open(digest)) });
    const first = await take();
    expect((await take()).status).toBe(429);
    goOn();
    Object.assign(blobs, { open });
    expect([
      first.status,
      Buffer.from(await first.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ]).toEqual([200, 'PK']);
    const later = async () => {
      const one = await take();
      await one.arrayBuffer();
      return one.status;
    };
    await expect.poll(later, { timeout: 10_000, interval: 500 }).toBe(200);
  });

  it.each([
    ['the last day before the first one', { tu: '2026-05-02', den: '2026-05-01' }],
    ['no days', { tu: '', den: '' }],
    ['a day that is none', { tu: '2026-02-30', den: '2026-03-01' }],
    ['an agency nobody knows', { ...days, 'co-quan': 'H99.99' }],
  ] as const)('is refused for %s, with a word at the field', async (_what, fields) => {
    const before = await query("select from events where kind = 'audit.exported'");
    const answer = await take(fields);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await answer.text()).toContain('class="field wrong"');
    expect(await query("select from events where kind = 'audit.exported'")).toHaveLength(before.length);
  });

  it('of days without a document, in the year 9999 too, says that there is none', async () => {
    for (const fields of [
      { tu: '1990-01-01', den: '1990-12-31' },
      { tu: '9999-12-31', den: '9999-12-31' },
    ]) {
      const answer = await take(fields);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(headingOf(await answer.text())).toBe('Không có văn bản nào trong các ngày này.');
    }
  });
});

describe('too much for one export', () => {
  afterEach(() => query("delete from documents where subject = 'Bản sao'"));

  it('by the number of documents is refused with what to do', async () => {
    await query(
      `insert into documents select (jsonb_populate_record(d, jsonb_build_object('id', uuidv7(), 'subject', 'Bản sao'))).*
       from documents d, generate_series(1, 1000) n where d.id = $1`,
      [room.documents[0]],
    );
    const answer = await take();
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(headingOf(html)).toBe(
      'Quá nhiều cho một lần xuất: tối đa 1.000 văn bản và 1,5 GB gói ký số. Hãy chọn ít ngày hơn, hoặc một cơ quan.',
    );
    expect(textOf(html)).toContain('hơn 1.000');
    expect(html).not.toContain('class="button main"');
  });

  it('by the size of containers is refused, too', async () => {
    await query(
      `insert into documents select (jsonb_populate_record(d, jsonb_build_object('id', uuidv7(), 'subject', 'Bản sao', 'container_size', 1500000000))).*
       from documents d where d.id = $1`,
      [room.documents[0]],
    );
    expect((await take()).status).toBe(422);
  });
});
