import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../gateway/agencies/agency.js';
import { setWebhook } from '../../../gateway/agencies/webhook-settings.js';
import { declareAbsence } from '../../../gateway/identity/absences/absences.js';
import { roleScopes } from '../../../gateway/identity/access.js';
import { setPassword } from '../../../gateway/identity/account.js';
import { issueToken } from '../../../gateway/identity/tokens.js';
import { addUser } from '../../../gateway/identity/users.js';
import { openChromium } from '../../support/chromium.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { judgePage, signInOn } from '../../support/judge-page.js';
import { goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: Browser;
const ids = new Map<string, string>();
const agency = 'H30.05';
const actor = 'cli:test';

const staff = [
  ['Đặng Thị Hà', 'ha.dt', 'clerk', agency],
  ['Trần Quốc Tuấn', 'tuan.tq', 'leader', agency],
  ['Phạm Quốc Việt', 'viet.pq', 'administrator', agency],
  ['Đỗ Hữu Phước', 'phuoc.dh', 'operator', null],
  ['Lý Kim Yến', 'yen.lk', 'auditor', null],
] as const;
const addressOf = (mailbox: string) => `${mailbox}@haugiang.example`;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  const { ctx } = gateway;
  for (const [name, mailbox, role, of] of staff) {
    const email = addressOf(mailbox);
    ids.set(mailbox, await addUser(ctx, { name, email, role, agency: of, actor }));
    await setPassword(ctx, email, goodPassword, actor);
  }
  // Whoever reads the list next must not be able to write on the page.
  const hostile = { name: '<img src=x onerror=alert(1)>', email: 'xau@haugiang.example', role: 'clerk', agency, actor };
  await addUser(ctx, hostile);
  const scopes = roleScopes.clerk;
  const day = 86_400_000;
  const expiresAt = new Date(Date.now() + 12 * day);
  await issueToken(ctx, { name: 'QLVB Sở Tài chính', agencies: [agency], scopes, expiresAt, actor });
  await issueToken(ctx, { name: 'Trục tích hợp dùng chung', agencies: [agency, 'H30.03'], scopes, actor });
  await setWebhook(ctx, { agency, url: 'https://qlvb.sotaichinh.example/congvan' }, actor);
  const [fromDay, toDay] = [vietnamDay(new Date()), vietnamDay(new Date(Date.now() + 3 * day))];
  const deputy = ids.get('ha.dt') ?? '';
  await declareAbsence(ctx, ids.get('tuan.tq') ?? '', { fromDay, toDay, deputy }, actor);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  page.on('dialog', () => expect.unreachable('a script ran'));
  return page;
}

async function signIn(page: Page, mailbox: string): Promise<void> {
  await signInOn(page, addressOf(mailbox));
}

/** Every panel that asks in place. */
const openPanels = (page: Page) =>
  page.evaluate('document.querySelectorAll("main details").forEach((one) => { one.open = true; })');

describe.each([
  ['vi', 'light'],
  ['en', 'dark'],
] as const)('in %s, %s colours', (language, colorScheme) => {
  const open = async (mailbox: string) => {
    const page = await newPage({ colorScheme });
    await signIn(page, mailbox);
    await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/tai-khoan`);
    return page;
  };

  it('an administrator’s pages are without violation of WCAG 2.2 AA, folded or not', async () => {
    const page = await open('viet.pq');
    const person = `/nguoi-dung/${ids.get('tuan.tq')}`;
    const addresses = { list: '/nguoi-dung', person, tokens: '/nguoi-dung/khoa', agency: '/co-quan-toi' };
    for (const [name, address] of Object.entries(addresses)) {
      await page.goto(address);
      await judgePage(page, `${name}-${language}`);
      await openPanels(page);
      await judgePage(page, `${name}-open-${language}`);
    }
    await page.context().close();
  });

  it('an operator’s pages, and what was wrong at its field, too', async () => {
    const page = await open('phuoc.dh');
    for (const [name, address] of [
      ['operator-list', '/nguoi-dung'],
      ['operator-nobody', '/nguoi-dung?q=kh%C3%B4ng+ai'],
      ['operator-tokens', '/nguoi-dung/khoa'],
      ['operator-person', `/nguoi-dung/${ids.get('ha.dt')}`],
      ['operator-add', '/nguoi-dung/them'],
    ] as const) {
      await page.goto(address);
      await judgePage(page, `${name}-${language}`);
    }
    await page.fill('main [name=name]', 'Lê Thị Cúc');
    await page.fill('main [name=email]', `cuc-${language}@haugiang.example`);
    await page.fill('main [name=agency]', 'H99');
    await page.press('main [name=agency]', 'Enter');
    await page.waitForSelector('[aria-invalid=true]');
    await judgePage(page, `operator-add-wrong-${language}`);
    await page.fill('main [name=agency]', 'H30.03');
    await page.press('main [name=agency]', 'Enter');
    await page.waitForSelector('dd.key');
    await judgePage(page, `first-password-${language}`);
    const password = await page.locator('dd.key').textContent();
    await page.context().clearCookies();
    await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/dang-nhap`);
    await page.fill('[name=email]', `cuc-${language}@haugiang.example`);
    await page.fill('[name=password]', password ?? '');
    await page.press('[name=password]', 'Enter');
    await page.waitForSelector('[name=repeated-password]');
    await judgePage(page, `new-password-${language}`);
    await page.context().close();
  });

  it('a deputy’s pages say in whose place they act', async () => {
    const page = await open('ha.dt');
    await judgePage(page, `deputy-offered-${language}`);
    await page.click('[action="/tai-khoan/lam-thay"] button');
    await judgePage(page, `deputy-acting-${language}`);
    expect(await page.locator('header .acting strong').textContent()).toContain('Trần Quốc Tuấn');
    await page.click('header [action="/tai-khoan/lam-thay/thoi"] button');
    await expect.poll(() => page.locator('header .acting').count()).toBe(0);
    await page.context().close();
  });
});

it('the page that asks for a code is without violation', async () => {
  const page = await newPage({ colorScheme: 'dark' });
  await signIn(page, 'yen.lk');
  const { database, now } = gateway.ctx;
  await page.goto('/tai-khoan');
  await page.fill('[name=confirm-password]', goodPassword);
  await page.press('[name=confirm-password]', 'Enter');
  await page.waitForSelector('svg.qr');
  // The app is somebody else's: here it is enough that a code will be asked for.
  await database.query('update second_factors set confirmed_at = $2 where person = $1', [ids.get('yen.lk'), now()]);
  await page.context().clearCookies();
  await page.goto('/dang-nhap');
  await page.fill('[name=email]', addressOf('yen.lk'));
  await page.fill('[name=password]', goodPassword);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('[name=code]');
  await judgePage(page, 'code');
  await page.fill('[name=code]', '000000');
  await page.press('[name=code]', 'Enter');
  await page.waitForSelector('[aria-invalid=true]');
  await judgePage(page, 'code-wrong');
  await page.context().close();
});

it('without script an administrator adds somebody, closes the account by name and opens it again', async () => {
  const page = await newPage({ javaScriptEnabled: false });
  await signIn(page, 'viet.pq');
  await page.click('nav >> text=Người dùng');
  await page.click('text=Thêm người dùng');
  await page.fill('[name=name]', 'Võ Minh Tâm');
  await page.fill('[name=email]', addressOf('tam.vm'));
  await page.selectOption('[name=role]', 'leader');
  await page.click('main button.main');
  expect(await page.locator('dd.key').textContent()).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  await page.click('text=Tôi đã trao mật khẩu');
  await page.click('summary:has-text("Khóa tài khoản")');
  await page.click('button:has-text("Khóa tài khoản của Võ Minh Tâm")');
  expect(await page.locator('h1').textContent()).toMatch(/^Tài khoản của Võ Minh Tâm đã khóa từ /);
  await page.click('summary:has-text("Mở lại tài khoản")');
  await page.click('button:has-text("Mở lại cho Võ Minh Tâm")');
  expect(await page.locator('.notice[role=status]').textContent()).toContain('Đã mở lại tài khoản.');
  await page.context().close();
});

it('by keyboard alone a panel is opened, and what it asks is reached next', async () => {
  const page = await newPage();
  await signIn(page, 'viet.pq');
  await page.goto(`/nguoi-dung/${ids.get('ha.dt')}`);
  await page.focus('main .ask > summary');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Cấp mật khẩu mới cho Đặng Thị Hà');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
  await page.context().close();
});
