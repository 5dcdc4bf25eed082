/** Mails as they come: old charsets, broken ones, forged ones, very large ones. None becomes a document without a proof. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workOffMails } from '../../../workers/mails.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { type MailSigner, mailSigner, plainMail } from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { receiveMail } from '../../support/receive-mail.js';
import { vectorPath } from '../../support/vectors.js';

const sender = 'H30.03';
const address = 'vanthu@so.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openGatewayFixture({
    config: { mailTrustedServers: ['mx.congvan.example'] },
    agencies: { [sender]: { email: address, mailPolicy: 'confirmed' } },
  });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
});
afterAll(async () => {
  signer.remove();
  await gateway.close();
});

async function countDocuments(): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>('select count(*)::int as n from documents');
  return rows[0]?.n ?? 0;
}

describe('a Vietnamese mail', () => {
  const text = 'Gửi: H30.05\nKý hiệu: STTTT-VP\nTrích yếu: Về việc triển khai gửi, nhận văn bản điện tử';

  it.each([
    ['in TCVN3', { iconv: 'TCVN', label: 'TCVN' }],
    ['in windows-1258, labelled so', { iconv: 'CP1258', label: 'windows-1258' }],
    ['in UTF-8 that calls itself Latin-1', { iconv: 'UTF-8', label: 'iso-8859-1' }],
  ])('%s is understood all the way', async (_, charset) => {
    const mail = await receiveMail(gateway.ctx, signer.sign({ text, charset }));
    expect(mail).toMatchObject({ state: 'done', result: 'submitted' });
    const { rows } = await gateway.ctx.database.query('select subject from documents where id = $1', [mail.document]);
    expect(rows).toEqual([{ subject: 'Về việc triển khai gửi, nhận văn bản điện tử' }]);
  });
});

const foldersOf = { mime: ['enmime', 'mailparser', 'mime4j', 'ruby-mail'], 'vn-mail': ['.'], smime: ['.'] };

describe('mails of others’ test suites', () => {
  it('all come to an end, and none becomes a document', async () => {
    const before = await countDocuments();
    const files = Object.entries(foldersOf).flatMap(([suite, folders]) =>
      folders.flatMap((folder) => {
        const path = vectorPath(suite, folder);
        const names = readdirSync(path, { recursive: true, withFileTypes: true });
        return names.filter((one) => one.isFile()).map((one) => `${one.parentPath}/${one.name}`);
      }),
    );
    expect(files.length).toBeGreaterThan(200);
    for (const file of files) await receiveMail(gateway.ctx, readFileSync(file));
    const { rows } = await gateway.ctx.database.query<{ result: string; detail: string }>(
      `select result, detail from mails_in where state = 'new'`,
    );
    expect(rows).toEqual([]);
    expect(await countDocuments()).toBe(before);
  }, 120_000);
});

describe('a mail without a proof', () => {
  const domain = fc.constantFrom('so.example', 'example.com', 'so.example.com', 'SO.EXAMPLE');
  const field = fc
    .record({
      server: fc.constantFrom('mx.congvan.example', 'mx.example.com', '(mx.congvan.example) evil'),
      method: fc.constantFrom(
        'dmarc=pass header.from',
        'dkim=pass header.d',
        'spf=pass smtp.mailfrom',
        'dmarc=fail header.from',
      ),
      domain,
      trick: fc.constantFrom('', '; dmarc=pass', ' (dmarc=pass header.from=so.example)', '\r\n dkim=fail'),
    })
    .map((one) => `Authentication-Results: ${one.server}; ${one.method}=${one.domain}${one.trick}\r\n`);
  const wish = fc.record({
    above: fc.array(field, { maxLength: 3 }).map((fields) => fields.join('')),
    from: fc.constantFrom(
      address,
      `"${address}" <ai-do@example.com>`,
      `ai-do@example.com, ${address}`,
      `Sở <${address.toUpperCase()}>`,
    ),
    text: fc.constantFrom(
      'Gửi: H30.05\nKý hiệu: STTTT-VP\nTrích yếu: x',
      'Từ: H30.03\nGửi: H30.05\nKý hiệu: A\nTrích yếu: y',
      'Gửi: H30.05',
    ),
    messageId: fc.option(fc.constantFrom('a@b', 'c@d')),
  });

  it('never becomes a document, whatever it says of itself', async () => {
    const before = await countDocuments();
    await fc.assert(
      fc.asyncProperty(wish, async (mail) => {
        await receiveMail(gateway.ctx, plainMail(mail));
        expect(await countDocuments()).toBe(before);
      }),
      { numRuns: 60 },
    );
    const { rows } = await gateway.ctx.database.query(
      `select 1 from mails_in where proof is not null and result <> 'submitted'`,
    );
    expect(rows).toEqual([]);
  }, 60_000);
});

describe('a mail of 30 MB', () => {
  it('costs a few times its size in memory, for its moment', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(22 * 1024 * 1024)]);
    const text = Buffer.from(signer.sign({ attachments: [{ name: 'lon.pdf', bytes }] }));
    expect(text.length).toBeGreaterThan(30_000_000);
    await workOffMails(gateway.ctx);
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    let peak = idle;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    const mail = await receiveMail(gateway.ctx, text);
    clearInterval(watch);
    expect(mail).toMatchObject({ state: 'done', result: 'submitted' });
    expect(peak - idle).toBeLessThan(150_000_000);
  }, 60_000);
});
