/** What people change about their own account, in a browser; the codes come from oathtool, not from our own code. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePassphraseFile } from '../../../certs/keys/passphrase-file.js';
import { keyPassphrasePath } from '../../../gateway/config.js';
import { resetSecondFactor } from '../../../gateway/identity/account.js';
import { resealSecondFactors } from '../../../gateway/identity/second-factors.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let person: AddedPerson;
let browser: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

const newBrowser = () =>
  BrowserSession.of(gateway, { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0' });

async function signedIn(): Promise<void> {
  person = await addPerson(gateway.ctx, 'clerk', 'H30.05');
  browser = newBrowser();
  await browser.signIn(person.email, goodPassword, '/tai-khoan');
}

const keyOn = ({ html }: SeenPage) =>
  (/<span class="key">([A-Z2-7 ]+)<\/span>/.exec(html)?.[1] ?? '').replaceAll(' ', '');
const codeOf = (key: string, at = new Date()) =>
  execFileSync('oathtool', ['--totp', '--base32', `--now=@${Math.floor(at.getTime() / 1000)}`, key], {
    encoding: 'utf8',
  }).trim();
const codesOn = ({ html }: SeenPage) =>
  [...html.matchAll(/<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<\/li>/g)].map(([, code]) => code ?? '');

/** Turns the second factor on; its first code is used up. */
async function turnOn(): Promise<{ key: string; codes: string[] }> {
  const shown = await browser.submit('/tai-khoan/xac-thuc/bat', { 'confirm-password': goodPassword });
  const key = keyOn(shown);
  const codes = codesOn(await browser.submit('/tai-khoan/xac-thuc/xac-nhan', { code: codeOf(key) }));
  return { key, codes };
}

/** A later code: each counts once. */
function later(seconds: number): Date {
  const at = new Date(Date.now() + seconds * 1000);
  gateway.setNow(at);
  return at;
}

describe('the password', () => {
  it('is changed with the current one; everywhere else is signed out, and only the new one signs in', async () => {
    await signedIn();
    const elsewhere = newBrowser();
    await elsewhere.signIn(person.email, goodPassword);
    const before = browser.cookies.get('congvan-session');
    await browser.open('/tai-khoan');
    const next = 'một câu khác dễ nhớ hơn';
    const page = await browser.submit('/tai-khoan/mat-khau', {
      'current-password': goodPassword,
      password: next,
      'repeated-password': next,
    });
    expect(page.status).toBe(200);
    expect(page.html).toContain('Đã đổi mật khẩu');
    expect(browser.cookies.get('congvan-session')).not.toBe(before);
    expect((await elsewhere.request('/tai-khoan')).status).toBe(303);
    expect((await newBrowser().signIn(person.email, goodPassword)).status).toBe(401);
    expect((await newBrowser().signIn(person.email, next)).status).toBe(200);
  });

  it.each([
    ['a wrong current one', { 'current-password': 'sai mật khẩu cũ' }, 403, 'Mật khẩu hiện tại không đúng'],
    ['a short one', { password: 'ngắn quá', 'repeated-password': 'ngắn quá' }, 422, 'ít nhất 12 ký tự'],
    ['one letter over and over', { password: 'a'.repeat(20), 'repeated-password': 'a'.repeat(20) }, 422, 'quá dễ đoán'],
    ['two that differ', { 'repeated-password': 'một câu khác hẳn câu kia' }, 422, 'không giống nhau'],
  ])('is not changed with %s', async (_name, fields, status, said) => {
    await signedIn();
    const all = {
      'current-password': goodPassword,
      password: 'một câu khác dễ nhớ',
      'repeated-password': 'một câu khác dễ nhớ',
    };
    const page = await browser.submit('/tai-khoan/mat-khau', { ...all, ...fields });
    expect(page.status).toBe(status);
    expect(page.html).toContain(said);
    expect(page.html).toContain('aria-invalid="true"');
    expect((await newBrowser().signIn(person.email, goodPassword)).status).toBe(200);
  });

  it('may not be one’s own address', async () => {
    await signedIn();
    const password = person.email;
    const fields = { 'current-password': goodPassword, password, 'repeated-password': password };
    expect((await browser.submit('/tai-khoan/mat-khau', fields)).status).toBe(422);
  });

  it('cannot be guessed with a stolen session', async () => {
    await signedIn();
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess += 1) {
      const page = await browser.submit('/tai-khoan/xac-thuc/bat', { 'confirm-password': `đoán lần thứ ${guess}` });
      statuses.push(page.status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  });
});

describe('the second factor', () => {
  it('needs the password to be set up, and a code that shows it works', async () => {
    await signedIn();
    expect((await browser.submit('/tai-khoan/xac-thuc/bat', { 'confirm-password': 'sai mật khẩu' })).status).toBe(403);
    const shown = await browser.submit('/tai-khoan/xac-thuc/bat', { 'confirm-password': goodPassword });
    expect(shown.html).toContain('<svg class="qr"');
    const wrong = await browser.submit('/tai-khoan/xac-thuc/xac-nhan', { code: '000000' });
    expect(wrong.status).toBe(401);
    expect(keyOn(wrong)).toBe(keyOn(shown));
    expect((await newBrowser().signIn(person.email, goodPassword)).path).toBe('/');
    const codes = codesOn(await browser.submit('/tai-khoan/xac-thuc/xac-nhan', { code: codeOf(keyOn(shown)) }));
    expect(new Set(codes).size).toBe(10);
    const after = await browser.open('/tai-khoan');
    expect(after.html).toContain('Đang bật. Còn 10 mã dự phòng.');
    expect(keyOn(after)).toBe('');
  });

  it('is asked for after the password; without it nothing is open', async () => {
    await signedIn();
    const { key } = await turnOn();
    const visitor = newBrowser();
    const asked = await visitor.signIn(person.email, goodPassword, '/tai-khoan');
    expect(asked.path).toBe('/dang-nhap/ma?ve=%2Ftai-khoan');
    expect(visitor.cookies.has('congvan-session')).toBe(false);
    // The token between the steps is none of a session.
    visitor.cookies.set('congvan-session', visitor.cookies.get('congvan-waiting') ?? '');
    expect((await visitor.request('/tai-khoan')).status).toBe(303);
    visitor.cookies.delete('congvan-session');
    const wrong = await visitor.submit('/dang-nhap/ma', { code: '123 456' });
    expect(wrong.status).toBe(401);
    const at = later(60);
    const page = await visitor.submit('/dang-nhap/ma', { code: codeOf(key, at) });
    expect(page.path).toBe('/tai-khoan');
    expect(page.html).toContain('mật khẩu và mã xác thực');
    gateway.setNow(null);
  });

  it('takes each code once, also when it comes twice at the same moment', async () => {
    await signedIn();
    const { key } = await turnOn();
    const visitors = [newBrowser(), newBrowser(), newBrowser()];
    const at = later(60);
    for (const visitor of visitors) await visitor.signIn(person.email, goodPassword);
    const pages = await Promise.all(
      visitors.map((visitor) => visitor.submit('/dang-nhap/ma', { code: codeOf(key, at) })),
    );
    gateway.setNow(null);
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('cannot be guessed: after five wrong codes the right one is not tried', async () => {
    await signedIn();
    const { key } = await turnOn();
    const thief = newBrowser();
    await thief.signIn(person.email, goodPassword);
    for (let guess = 0; guess < 5; guess += 1)
      expect((await thief.submit('/dang-nhap/ma', { code: `00000${guess}` })).status).toBe(401);
    const at = later(60);
    expect((await thief.submit('/dang-nhap/ma', { code: codeOf(key, at) })).status).toBe(429);
    // Its owner, in a browser used before, is not kept out by that.
    await browser.open('/tai-khoan');
    await browser.submit('/dang-xuat');
    await browser.signIn(person.email, goodPassword);
    expect((await browser.submit('/dang-nhap/ma', { code: codeOf(key, at) })).status).toBe(200);
    gateway.setNow(null);
  });

  it('is stood in for by a recovery code, once each, dashes and case aside', async () => {
    await signedIn();
    const { codes } = await turnOn();
    const [code = ''] = codes;
    const visitor = newBrowser();
    await visitor.signIn(person.email, goodPassword, '/tai-khoan');
    const page = await visitor.submit('/dang-nhap/ma', { code: code.replaceAll('-', ' ').toUpperCase() });
    expect(page.html).toContain('Còn 9 mã dự phòng');
    const again = newBrowser();
    await again.signIn(person.email, goodPassword);
    expect((await again.submit('/dang-nhap/ma', { code })).status).toBe(401);
  });

  it('new recovery codes end the old ones', async () => {
    await signedIn();
    const { codes } = await turnOn();
    await browser.open('/tai-khoan');
    const renewed = codesOn(
      await browser.submit('/tai-khoan/xac-thuc/ma-du-phong', { 'confirm-password': goodPassword }),
    );
    expect(renewed).toHaveLength(10);
    const visitor = newBrowser();
    await visitor.signIn(person.email, goodPassword);
    expect((await visitor.submit('/dang-nhap/ma', { code: codes[3] ?? '' })).status).toBe(401);
    expect((await visitor.submit('/dang-nhap/ma', { code: renewed[3] ?? '' })).status).toBe(200);
  });

  it('must be given within ten minutes of the password', async () => {
    await signedIn();
    const { key } = await turnOn();
    const visitor = newBrowser();
    await visitor.signIn(person.email, goodPassword);
    const at = later(11 * 60);
    const page = await visitor.submit('/dang-nhap/ma', { code: codeOf(key, at) });
    gateway.setNow(null);
    expect(page.status).toBe(401);
    expect(page.html).toContain('Đăng nhập quá lâu');
  });

  it('is turned off with the password, and by an operator for somebody who lost the phone', async () => {
    await signedIn();
    await turnOn();
    await browser.open('/tai-khoan');
    const off = await browser.submit('/tai-khoan/xac-thuc/tat', { 'confirm-password': goodPassword });
    expect(off.html).toContain('Đã tắt xác thực hai bước');
    expect((await newBrowser().signIn(person.email, goodPassword)).path).toBe('/');
    await turnOn();
    expect(await resetSecondFactor(gateway.ctx, person.email, 'user:test')).toBe(true);
    expect((await browser.request('/tai-khoan')).status).toBe(303);
    expect((await newBrowser().signIn(person.email, goodPassword)).path).toBe('/');
  });

  it('keeps its key encrypted, also under another passphrase', async () => {
    await signedIn();
    const { key } = await turnOn();
    const secretOf = async () =>
      (
        await gateway.ctx.database.query<{ secret: Buffer }>('select secret from second_factors where person = $1', [
          person.id,
        ])
      ).rows[0]?.secret ?? Buffer.alloc(0);
    const raw = execFileSync('base32', ['-d'], { input: key });
    const before = await secretOf();
    expect(before.includes(raw)).toBe(false);
    const current = await ensurePassphraseFile(keyPassphrasePath(gateway.ctx.config));
    await resealSecondFactors(gateway.ctx, current, 'another passphrase of the keys');
    expect((await secretOf()).equals(before)).toBe(false);
    await resealSecondFactors(gateway.ctx, 'another passphrase of the keys', current);
    const visitor = newBrowser();
    await visitor.signIn(person.email, goodPassword);
    const at = later(60);
    expect((await visitor.submit('/dang-nhap/ma', { code: codeOf(key, at) })).status).toBe(200);
    gateway.setNow(null);
  });
});

describe('the list of sessions', () => {
  it('shows where one is signed in, and ends another or all others', async () => {
    await signedIn();
    const others = [newBrowser(), newBrowser()];
    for (const other of others) await other.signIn(person.email, goodPassword);
    const page = await browser.open('/tai-khoan');
    expect(page.html.match(/Edge, Windows/g)).toHaveLength(3);
    expect(page.html.match(/trình duyệt này/g)).toHaveLength(1);
    const [, one = ''] = /action="(\/tai-khoan\/phien\/[0-9a-f-]+)"/.exec(page.html) ?? [];
    await browser.submit(one);
    const statuses = await Promise.all(others.map(async (other) => (await other.request('/tai-khoan')).status));
    expect(statuses.sort()).toEqual([200, 303]);
    await browser.submit('/tai-khoan/phien', { giu: 'phien-nay' });
    for (const other of others) expect((await other.request('/tai-khoan')).status).toBe(303);
    expect((await browser.request('/tai-khoan')).status).toBe(200);
  });

  it('ends nobody else’s session', async () => {
    await signedIn();
    const victim = await addPerson(gateway.ctx, 'clerk', 'H30.05');
    const theirs = newBrowser();
    await theirs.signIn(victim.email, goodPassword);
    const { rows } = await gateway.ctx.database.query<{ id: string }>('select id from sessions where person = $1', [
      victim.id,
    ]);
    const token = browser.hiddenFields('/dang-xuat')['form-token'] ?? '';
    for (const id of [rows[0]?.id ?? '', 'no-uuid']) {
      const body = new URLSearchParams({ 'form-token': token });
      const answer = await browser.request(`/tai-khoan/phien/${id}`, {
        method: 'POST',
        body,
        headers: { origin: gateway.url },
      });
      expect(answer.status).toBe(303);
    }
    expect((await theirs.request('/tai-khoan')).status).toBe(200);
  });
});
