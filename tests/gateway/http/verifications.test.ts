import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { outlineOf } from '../../support/html-outline.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { pemOf } from '../../support/pem.js';
import { publishLists } from '../../support/publish-lists.js';
import { sealedText } from '../../support/sealed-text.js';

const asice = 'application/vnd.etsi.asic-e+zip';

let gateway: HttpFixture;
let file: Buffer;
let folder: string;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { rateLimitVerifications: 1000 } });
  await publishLists(gateway.ctx, gateway.authority);
  file = await sealedText((await gateway.authority.issueSeal({ agencyCode: 'H30.03' })).signer, 'Kính gửi');
  folder = mkdtempSync(join(tmpdir(), 'congvan-verifications-'));
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Wish {
  readonly accept?: string;
  readonly token?: string | null;
  readonly query?: string;
  readonly name?: string;
}

function verify({ accept = 'application/json', token = null, query = '', name }: Wish = {}): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)]), name ?? 'x');
  const body = name === undefined ? new Uint8Array(file) : form;
  return gateway.call(`/api/v1/verifications${query}`, token, { method: 'POST', body, headers: { accept } });
}

describe('POST /api/v1/verifications', () => {
  it('names the trust store and the time, and gives the evidence only when asked', async () => {
    const plain = (await (await verify()).json()) as VerificationReport;
    expect(plain).toMatchObject({ indication: 'TOTAL-PASSED', trust: { storeVersion: 1, anchors: 1 } });
    expect(Date.parse(plain.at)).toBeGreaterThan(Date.now() - 60_000);
    expect(plain).not.toHaveProperty('evidence');
    const whole = (await (await verify({ query: '?evidence=true' })).json()) as VerificationReport;
    expect(new Set(whole.evidence?.map(({ kind }) => kind))).toEqual(new Set(['certificate', 'crl']));
    expect(whole.judged?.size).toBe(file.length);
  });

  it('answers browsers with a page to print, under a policy that allows its style and nothing else', async () => {
    const answer = await verify({ accept: 'text/html,application/xhtml+xml', name: '<b>công văn.asice' });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const { elements, text } = outlineOf(await answer.text());
    expect(text).toContain('<b>công văn.asice');
    expect(elements.filter(({ tag }) => tag === 'b')).toEqual([]);
    expect(elements.filter(({ tag }) => tag === 'a').length).toBeGreaterThan(2);
    expect(text).toContain('kho tin cậy của cổng, phiên bản 1');
  });
});

describe('a report under the gateway’s seal', () => {
  it('is given to nobody unknown, and to nobody who may not read documents', async () => {
    const anonymous = await verify({ accept: asice });
    expect([anonymous.status, ((await anonymous.json()) as { code: string }).code]).toEqual([401, 'unauthenticated']);
    expect((await verify({ accept: asice, token: 'nonsense' })).status).toBe(401);
    const narrow = await verify({ accept: asice, token: await gateway.token(['H30.05'], ['registers:read']) });
    expect([narrow.status, ((await narrow.json()) as { code: string }).code]).toEqual([403, 'missing_scope']);
  });

  it('passes our verdict and xmlsec1, and holds page and JSON of the file that was brought', async () => {
    const answer = await verify({ accept: asice, token: await gateway.token(['H30.05']), name: 'cv.asice' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(asice);
    expect(answer.headers.get('content-disposition')).toContain('report.asice');
    const sealed = Buffer.from(await answer.arrayBuffer());
    const verdict = await verifyFile(bufferSource(sealed), { policy: 'full', anchors: gateway.authority.anchors });
    expect(verdict).toMatchObject({ indication: 'TOTAL-PASSED', signatures: [{ level: 'B-LT' }] });
    expect(verdict.files.map(({ name, covered }) => [name, covered])).toEqual([
      ['report.html', true],
      ['report.json', true],
    ]);
    writeFileSync(join(folder, 'report.asice'), sealed);
    execFileSync('unzip', ['-q', 'report.asice'], { cwd: folder });
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as VerificationReport;
    expect(report).toMatchObject({ file: 'cv.asice', indication: 'TOTAL-PASSED' });
    expect(report.evidence?.length).toBeGreaterThan(2);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('Phiếu kết quả kiểm tra');
    const roots = [gateway.authority.root.certificate, gateway.authority.issuing.certificate];
    writeFileSync(join(folder, 'trusted.pem'), roots.map((der) => pemOf(der)).join(''));
    const words = [
      ...['--verify', '--enabled-key-data', 'x509', '--trusted-pem', 'trusted.pem', '--id-attr:Id'],
      ...['http://uri.etsi.org/01903/v1.3.2#:SignedProperties', 'META-INF/signatures0.xml'],
    ];
    const said = spawnSync('xmlsec1', words, { cwd: folder, encoding: 'utf8' });
    expect([said.status, said.stderr + said.stdout]).toEqual([0, expect.stringContaining('OK')]);
  });

  it('leaves an event: whose wish it was, which file, and what was sealed', async () => {
    await verify({ accept: asice, token: await gateway.token(['H30.05']) });
    const { rows } = await gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
      `select payload from events where kind = 'key.used' and payload->>'purpose' = 'report' order by id desc limit 1`,
    );
    expect(rows[0]?.payload).toMatchObject({
      key: 'receipt',
      actor: expect.stringMatching(/^token:/) as unknown as string,
      file: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown as string,
    });
  });
});
