/** The page where anybody has a file verified, over HTTP: what it says, to whom, and that nothing of the file stays. */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { documentSubject, type FilesToVerify, filesToVerify, mailWith } from '../../support/files-to-verify.js';
import { outlineOf } from '../../support/html-outline.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { rewriteContainer } from '../../support/rewrite-container.js';
import { drafts, holdings, openDrafts } from '../http/left-behind.js';

let gateway: HttpFixture;
let files: FilesToVerify;
const maxBytes = 200_000;

beforeAll(async () => {
  gateway = await openHttpFixture({ config: { rateLimitVerifications: 1000, maxVerificationBytes: maxBytes } });
  files = await filesToVerify(gateway);
});
afterAll(() => gateway.close());

interface Upload {
  readonly name?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly browser?: BrowserSession;
}

function bring(file: Buffer, upload: Upload = {}): Promise<SeenPage> {
  const { name = 'van-ban.asice', fields = {}, headers = {}, path = '/kiem-tra' } = upload;
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.append(field, value);
  body.append('file', new Blob([new Uint8Array(file)]), name);
  const browser = upload.browser ?? BrowserSession.of(gateway);
  return browser.open(path, { method: 'POST', body, headers: { origin: gateway.url, ...headers } });
}

const textOf = ({ html }: SeenPage) => outlineOf(html).text.replace(/\s+/g, ' ');
const sha256 = (bytes: Buffer) => hash('sha256', bytes);

/** What the page offers to download, by name. */
function downloadsOf({ html }: SeenPage): Map<string, string> {
  const links = outlineOf(html).elements.filter(({ attributes }) => attributes['download'] !== undefined);
  return new Map(
    links.map(({ attributes }) => [
      attributes['download'] ?? '',
      Buffer.from((attributes['href'] ?? '').split(',')[1] ?? '', 'base64').toString('utf8'),
    ]),
  );
}

describe('the verdict', () => {
  it('of a document sealed here: valid, by whom, for whom, what is covered, what to do', async () => {
    const page = await bring(files.valid, { name: '482-SNV-CCHC.asice' });
    expect(page.status).toBe(200);
    const text = textOf(page);
    for (const said of [
      'Hợp lệ',
      'Chữ ký của Cơ quan H30.03 là thật và nội dung đã ký không bị sửa.',
      'Dùng được. Lưu nguyên tệp gốc',
      documentSubject,
      '1/STTTT-VP',
      'ngày 19/05/2016',
      'Sở Tài chính',
      'Theo gói tin do nơi gửi ký',
      'Toàn bộ: 2 tệp',
      'Ghi là ký lúc',
      '482-SNV-CCHC.asice',
      'Tệp đã xóa khỏi máy chủ',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('Chắc chắn đã có trước');
  });

  it('of a file that was changed: invalid, named as what it claims, with the changed file told', async () => {
    const text = textOf(await bring(files.invalid));
    expect(text).toContain('Không hợp lệ');
    expect(text).toContain('Nội dung đã bị sửa sau khi ký.');
    expect(text).toContain('Từ chối tiếp nhận, báo nơi gửi');
    expect(text).toContain('Chữ ký mang tên Cơ quan H30.03');
    expect(text).toMatch(/482-SNV-CCHC\.pdf\s?: Không được ký, hoặc khác bản đã ký/);
  });

  it('of a certificate nobody here knows: cannot be decided, never valid', async () => {
    const text = textOf(await bring(files.undecided));
    expect(text).toContain('Chưa kết luận được');
    expect(text).toContain('không biết chắc ai đã ký');
    expect(text).not.toMatch(/(?<!Không )(?<!không )[Hh]ợp lệ/);
  });

  it('is the one of the API, word for word in the report that can be kept', async () => {
    const kept = downloadsOf(await bring(files.invalid, { name: 'x.asice' }));
    const ofPage = JSON.parse(kept.get('report.json') ?? '') as VerificationReport;
    const body = new Uint8Array(files.invalid);
    const answer = await gateway.call('/api/v1/verifications', null, { method: 'POST', body });
    const ofApi = (await answer.json()) as VerificationReport;
    expect({ ...ofPage, at: '', judged: null, file: null }).toEqual({ ...ofApi, at: '', judged: null, file: null });
    expect(ofPage.judged).toEqual({ size: files.invalid.length, sha256: sha256(files.invalid) });
    expect(outlineOf(kept.get('report.html') ?? '').text).toContain('Phiếu kết quả kiểm tra');
  });

  it('without revocation data is not valid', async () => {
    const { rows } = await gateway.ctx.database.query<{ der: Buffer }>('select der from crls');
    expect(rows.length).toBeGreaterThan(0);
    await gateway.ctx.database.query('create table kept_crls as select * from crls');
    await gateway.ctx.database.query('delete from crls');
    const text = textOf(await bring(files.valid));
    await gateway.ctx.database.query('insert into crls select * from kept_crls');
    expect(text).toContain('Chưa kết luận được');
    expect(text).toContain('chưa biết chứng thư của người ký có bị thu hồi hay không');
  });

  it('of a mail lists the containers in it, each with its own verdict; the worst decides', async () => {
    const text = textOf(await bring(files.mail, { name: 'thu.eml' }));
    expect(text).toContain('Tệp này không có chữ ký số.');
    expect(text).toContain('Gói ký số bên trong 1 gói, đều hợp lệ');
    expect(text).toMatch(/van-ban\.asice Hợp lệ/);
    const broken = textOf(await bring(mailWith(files.invalid), { name: 'thu.eml' }));
    expect(broken).toContain('1 trên 1 gói cần xem');
    expect(broken).toMatch(/van-ban\.asice Không hợp lệ/);
  });

  it('says nothing of the message when no signature covers it', async () => {
    const forged = await rewriteContainer(files.valid, {
      'envelope.edxml': '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"/>',
    });
    const text = textOf(await bring(forged));
    expect(text).toContain('Không hợp lệ');
    expect(text).toContain('Gửi cho ai Không ghi trong tệp này');
  });

  it('reads the same in English', async () => {
    const browser = BrowserSession.of(gateway);
    await browser.open('/tuy-chon?ngon-ngu=en&ve=/kiem-tra');
    const page = await bring(files.valid, { browser });
    expect(page.html).toContain('<html lang="en"');
    for (const said of [
      'Valid',
      'What to do',
      'Who signed',
      'For whom',
      'When',
      'What is covered',
      'Everything: 2 files',
    ])
      expect(textOf(page)).toContain(said);
  });
});

describe('nothing is kept', () => {
  it('of a file that was judged, whatever the verdict, nor of one that was refused', async () => {
    const before = await holdings(gateway);
    for (const file of [files.valid, files.invalid, files.undecided, files.mail, Buffer.from('gì đó')]) {
      await bring(file);
      expect(await drafts(gateway)).toEqual([]);
    }
    expect(openDrafts()).toEqual([]);
    expect(await holdings(gateway)).toEqual(before);
  });

  it('and no cache may keep the answer', async () => {
    expect((await bring(files.valid)).headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('what cannot be judged', () => {
  it.each([
    ['a file of no known kind', Buffer.from('xin chào'), 415, 'Không nhận ra loại tệp'],
    ['an empty file', Buffer.alloc(0), 400, 'Tệp rỗng'],
    ['a file that is too large', Buffer.alloc(maxBytes + 1), 413, 'Tệp vượt quá kích thước cho phép'],
  ])('is said above the form, for the next try: %s', async (_name, bytes, status, said) => {
    const page = await bring(bytes);
    expect([page.status, await drafts(gateway)]).toEqual([status, []]);
    const { elements } = outlineOf(page.html);
    expect(elements.some(({ attributes }) => attributes['role'] === 'alert')).toBe(true);
    expect(elements.some(({ attributes }) => attributes['type'] === 'file')).toBe(true);
    expect(textOf(page)).toContain(said);
  });

  it('a form without a file, and one from another site', async () => {
    const browser = BrowserSession.of(gateway);
    const body = new FormData();
    body.append('x', 'y');
    const empty = await browser.open('/kiem-tra', { method: 'POST', body, headers: { origin: gateway.url } });
    expect(empty.status).toBe(400);
    const foreign = await bring(files.valid, { headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(400);
    expect(textOf(foreign)).not.toContain('Hợp lệ');
  });

  it('more than a stranger may ask for, with a page that says to wait', async () => {
    const narrow = await openHttpFixture({ config: { rateLimitVerifications: 1 } });
    const browser = BrowserSession.of(narrow);
    const send = () => {
      const body = new FormData();
      body.append('file', new Blob(['x']), 'x.pdf');
      return browser.open('/kiem-tra', { method: 'POST', body, headers: { origin: narrow.url } });
    };
    await send();
    const limited = await send();
    await narrow.close();
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(textOf(limited)).toContain('Quá nhiều yêu cầu');
    expect(textOf(limited)).toContain('Hãy đợi một phút');
  });
});

describe('the link of a printed sheet', () => {
  it('proves nothing and says so, shows the digest in groups of eight, and asks for the file', async () => {
    const digest = sha256(files.valid);
    const page = await BrowserSession.of(gateway).open(`/kiem-tra?sha256=${digest}`);
    expect(textOf(page)).toContain('Riêng đường dẫn không chứng minh điều gì: hãy kiểm tra lại chính tệp.');
    expect(textOf(page)).toContain(digest.replace(/(.{8})(?=.)/g, '$1 '));
    expect(textOf(page)).not.toContain('Đúng là tệp');
  });

  it.each([
    ['the same file', () => sha256(files.valid), 'Đúng là tệp mà phiếu in nói tới'],
    ['another file', () => sha256(files.invalid), 'Không phải tệp mà phiếu in nói tới'],
  ])('is compared with what was brought: %s', async (_name, digest, said) => {
    const text = textOf(await bring(files.valid, { fields: { sha256: digest() } }));
    expect(text).toContain(said);
    expect(text).toContain('Hợp lệ');
  });

  it.each(['abc', `${'0'.repeat(63)}g`, '<img src=x onerror=alert(1)>'])(
    'that carries no digest is told to be broken, and repeats nothing: %s',
    async (text) => {
      const page = await BrowserSession.of(gateway).open(`/kiem-tra?${new URLSearchParams({ sha256: text })}`);
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain('không mang mã băm SHA-256');
      const { elements } = outlineOf(page.html);
      expect(elements.filter(({ tag }) => tag === 'img')).toEqual([]);
      expect(elements.filter(({ attributes }) => attributes['name'] === 'sha256')).toEqual([]);
    },
  );
});

describe('the report under the gateway’s seal', () => {
  const path = '/kiem-tra/phieu';

  async function clerkBrowser(): Promise<{ browser: BrowserSession; token: string }> {
    const browser = BrowserSession.of(gateway);
    await browser.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.05')).email, goodPassword);
    await browser.open('/kiem-tra');
    return { browser, token: browser.hiddenFields('/kiem-tra')['form-token'] ?? '' };
  }

  it('is given to somebody signed in, for what this gateway said of that file', async () => {
    const { browser, token } = await clerkBrowser();
    const body = new FormData();
    body.append('form-token', token);
    body.append('file', new Blob([new Uint8Array(files.invalid)]), 'cv.asice');
    const answer = await browser.request(path, { method: 'POST', body, headers: { origin: gateway.url } });
    expect(answer.status).toBe(200);
    const sealed = Buffer.from(await answer.arrayBuffer());
    const verdict = await verifyFile(bufferSource(sealed), { policy: 'full', anchors: gateway.authority.anchors });
    expect(verdict.indication).toBe('TOTAL-PASSED');
    expect(verdict.files.map(({ name }) => name)).toEqual(['report.html', 'report.json']);
    expect(await drafts(gateway)).toEqual([]);
  });

  it('is not given for a form without its token, nor to visitors, who are asked to sign in', async () => {
    const { browser } = await clerkBrowser();
    const without = await bring(files.valid, { browser, path });
    expect([without.status, textOf(without)]).toEqual([403, expect.stringContaining('mở quá lâu')]);
    const visitor = await bring(files.valid, { path });
    expect(visitor.path).toContain('/dang-nhap');
    expect(await drafts(gateway)).toEqual([]);
  });
});

describe('what somebody wrote into a file', () => {
  const hostile = '<img src=x onerror=alert(1)>';

  it('is text on the page, hidden characters made visible', async () => {
    const page = await bring(files.undecided, { name: `a\u202ecisa${hostile}.asice` });
    const { elements } = outlineOf(page.html);
    expect(elements.filter(({ tag }) => ['img', 'style'].includes(tag))).toEqual([]);
    expect(elements.filter(({ tag }) => tag === 'script').map(({ attributes }) => attributes['type'])).toEqual([
      'module',
    ]);
    expect(elements.filter(({ attributes }) => attributes['style'] !== undefined)).toEqual([]);
    expect(textOf(page)).toContain('a[U+202E]cisa');
    expect(textOf(page)).toContain(hostile);
  });
});

describe('the way to the page', () => {
  it('leads from the masthead and the first page, without signing in', async () => {
    const browser = BrowserSession.of(gateway);
    for (const path of ['/', '/dang-nhap'])
      expect((await browser.open(path)).html).toContain(path === '/' ? 'href="/kiem-tra"' : '');
    expect((await browser.open('/kiem-tra')).status).toBe(200);
    await browser.signIn((await addPerson(gateway.ctx, 'leader', 'H30.05')).email, goodPassword);
    expect((await browser.open('/van-ban-den')).html).toContain('href="/kiem-tra"');
  });
});
