/** Every page of the table in a real browser: it is there, without violation of WCAG 2.2 AA, and never wider than the screen. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findViolations, openChromium } from '../../support/chromium.js';
import { type EveryPage, everyPageConfig, fillEveryPage, type Reader } from '../../support/every-page.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { isTooWide, signInOn } from '../../support/judge-page.js';
import { answerAgencies } from '../mailbox/answer-room.js';

/** The book as it is printed, A4 across: on a small screen it is moved about, as WCAG 2.2, 1.4.10 allows for tables. */
const paper = '/so-dang-ky/in';

let gateway: HttpFixture;
let browser: Browser;
let content: EveryPage;

beforeAll(async () => {
  const options = { config: everyPageConfig, agencies: answerAgencies, demonstrationMail: true };
  [gateway, browser] = await Promise.all([openHttpFixture(options), openChromium()]);
  content = await fillEveryPage(gateway);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

async function pageOf(reader: Reader, language: string) {
  const page = await (await browser.newContext({ baseURL: gateway.url })).newPage();
  await page.goto(`/tuy-chon?ngon-ngu=${language}&ve=/kiem-tra`);
  if (reader !== 'nobody' && reader !== 'leader') await signInOn(page, content.people[reader].email);
  return page;
}

describe.each(['vi', 'en'])('in %s', (language) => {
  it.each(['nobody', 'clerk', 'administrator', 'operator', 'auditor'] as const)('opened by %s', async (reader) => {
    const page = await pageOf(reader, language);
    const own = content.pages.filter((one) => one.reader === reader);
    const faults: string[] = [];
    for (const { address } of own) {
      await page.setViewportSize({ width: 1440, height: 900 });
      const answer = await page.goto(address);
      expect(answer?.status(), address).toBe(address === '/khong-co' ? 404 : 200);
      expect(await page.getAttribute('html', 'lang'), address).toBe(language);
      faults.push(...(await findViolations(page)).map((fault) => `${address}: ${fault}`));
      await page.setViewportSize({ width: 320, height: 700 });
      if (address !== paper && (await isTooWide(page))) faults.push(`${address} is wider than 320 pixels`);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
