import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setWebhook } from '../../../gateway/agencies/webhook-settings.js';
import { pauseChannel } from '../../../gateway/deliveries/operate-deliveries.js';
import { writeHeartbeat } from '../../../gateway/health/heartbeats.store.js';
import { findViolations, openChromium } from '../../support/chromium.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { judgePage, signInOn } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';

let gateway: HttpFixture;
let browser: Browser;
let operator: { readonly id: string; readonly email: string };
let mail: string;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture(), openChromium()]);
  const { ctx } = gateway;
  operator = await addPerson(ctx, 'operator');
  const worker = { id: '01890000-0000-7000-8000-000000000001', host: 'test', pid: 1, healthy: true };
  await writeHeartbeat(ctx.database, worker);
  // No real one: it must not fall silent while the pages are looked at.
  await ctx.database.query(`update worker_heartbeats set beat_at = now() + interval '1 hour'`);
  await setWebhook(ctx, { agency: 'H30.05', url: 'https://qlvb.example/nhan' }, 'user:test');
  for (const to of ['H30.05', 'H30.05', 'H30.15'])
    await submitDocument(ctx, gateway.clerk('H30.03'), metadataOf({ to: [to], notation: `STTTT-${to}` }));
  await ctx.database.query(
    `update deliveries set deferrals = 4, attempt = 4, reason_code = 'webhook_unavailable', reason = 'HTTP 503',
       created_at = now() - interval '72 minutes', next_at = now() + interval '8 minutes' where channel = 'webhook'`,
  );
  await ctx.database.query(
    `update deliveries set state = 'failed', attempt = 9, reason_code = 'expired', reason = 'not delivered in time' where target = 'H30.15'`,
  );
  await pauseChannel(ctx, 'email', `user:${operator.id}`, 'bảo trì máy chủ thư đến 10:00');
  ({ id: mail } = await receiveMail(
    ctx,
    'From: "Văn thư" <vanthu@la.example>\r\nSubject: =?UTF-8?Q?V=E1=BB=81_vi=E1=BB=87c_g=E1=BB=ADi?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKính gửi quý cơ quan,\n\nXin gửi văn bản.\r\n',
  ));
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

async function signedIn(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: gateway.url, ...options });
  const page = await context.newPage();
  await signInOn(page, operator.email);
  return page;
}

async function judge(page: Page, name: string): Promise<void> {
  expect(await page.locator('h1').count(), name).toBe(1);
  await judgePage(page, name);
}

const addresses = () => ({
  health: '/van-hanh',
  deliveries: '/van-hanh/gui',
  'deliveries-none': '/van-hanh/gui?trang-thai=sent',
  mails: '/van-hanh/thu',
  mail: `/van-hanh/thu/${mail}`,
  agencies: '/van-hanh/co-quan',
  agency: '/van-hanh/co-quan/H30.05',
  certificates: '/van-hanh/chung-thu',
  settings: '/van-hanh/cai-dat',
});

describe('the operator’s pages', () => {
  it.each(['light', 'dark'] as const)(
    'are without violation in %s colours, with every panel open',
    async (colorScheme) => {
      const page = await signedIn({ colorScheme });
      for (const [name, address] of Object.entries(addresses())) {
        await page.goto(address);
        await judge(page, `op-${name}-${colorScheme}`);
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        await judge(page, `op-${name}-open-${colorScheme}`);
      }
      await page.context().close();
    },
    300_000,
  );

  it('are in English, too', async () => {
    const page = await signedIn();
    await page.goto('/tuy-chon?ngon-ngu=en&ve=/van-hanh');
    expect(await page.locator('h1').textContent()).toMatch(/^Documents flow\. 1 broken, .* 1 stopped on purpose\.$/);
    for (const [name, address] of Object.entries(addresses())) {
      await page.goto(address);
      expect(await findViolations(page), name).toEqual([]);
    }
    await page.context().close();
  }, 60_000);

  it('let a channel be paused and resumed without script, by keyboard alone', async () => {
    const page = await signedIn({ javaScriptEnabled: false });
    await page.goto('/van-hanh/gui');
    await page.focus('#kenh-webhook summary');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('thử bằng bàn phím');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=status]');
    expect(await page.locator('#kenh-webhook').textContent()).toContain('thử bằng bàn phím');
    await page.focus('#kenh-webhook button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#kenh-webhook summary');
    await page.context().close();
  }, 60_000);
});
