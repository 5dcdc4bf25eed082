/** The main way of an auditor, by the words of the pages, in both languages; what they take along is judged by its own commands. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../../gateway/agencies/agency.js';
import { sequenceOnce } from '../../../../gateway/evidence/sequencer.js';
import { auditTexts } from '../../../../gateway/web/texts/audit.js';
import { logTexts, trustTexts } from '../../../../gateway/web/texts/audit-log.js';
import { proofTexts } from '../../../../gateway/web/texts/audit-proof.js';
import { retentionTexts } from '../../../../gateway/web/texts/retention.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { openChromium } from '../../../support/chromium.js';
import { goodPassword } from '../../../support/people.js';
import { runExportReadme } from '../../../support/run-export-readme.js';
import { Visitors } from '../../../support/visitors.js';
import { type AuditRoom, openAuditRoom } from '../../audit/audit-room.js';

let room: AuditRoom;
let browser: Browser;
let visitors: Visitors;
let folder: string;

beforeAll(async () => {
  [room, browser] = await Promise.all([openAuditRoom(), openChromium()]);
  visitors = new Visitors(browser, room.gateway.url);
  folder = mkdtempSync(join(tmpdir(), 'congvan-auditor-'));
});
afterAll(async () => {
  await browser.close();
  await room.gateway.close();
  rmSync(folder, { recursive: true, force: true });
});

const inNavigation = (page: Page, name: string): Locator =>
  page.locator('nav.navigation').getByRole('link', { name, exact: true });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name });
const heading = (page: Page) => page.locator('h1').textContent();

/** A sentence whose `@` and `9` are somebody's words and figures. */
const saying = (sentence: string) =>
  new RegExp(
    sentence
      .replace(/[.?()]/g, '\\$&')
      .replaceAll('@', '.+')
      .replaceAll('9', '[\\d.]+'),
  );

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  const to = (text: Bilingual) => text[language];
  const enter = (email: string) => visitors.enter({ email, password: goodPassword }, { language });

  it('an auditor searches a document, follows its events to the signed log, and compares two checkpoints', async () => {
    await sequenceOnce(room.gateway.ctx);
    const page = await enter(room.auditorEmail);
    await inNavigation(page, to(auditTexts.navigation.overview)).click();
    const words = page.locator('main').getByLabel(to(auditTexts.search.words));
    await words.fill('han han');
    await words.press('Enter');
    await page
      .locator('tbody')
      .getByRole('link', { name: to(auditTexts.search.proofOf('')).trim() })
      .click();
    await page.waitForURL(`**/kiem-toan/van-ban/${room.documents[0]}*`);
    expect(await heading(page)).toMatch(saying(to(proofTexts.holds('@', 9))));
    await inNavigation(page, to(auditTexts.navigation.log)).click();
    await page
      .getByRole('link', { name: to(logTexts.withNewestOf('')).trim() })
      .last()
      .click();
    await page.waitForURL('**/nhat-ky?tu=*');
    expect(await heading(page)).toMatch(saying(to(logTexts.holds('9', '9'))));
    await page.context().close();
  });

  it('takes an export along, which its own commands find whole and genuine', async () => {
    const page = await enter(room.auditorEmail);
    const today = vietnamDay(new Date());
    await inNavigation(page, to(auditTexts.navigation.export)).click();
    await page.getByLabel(to(auditTexts.export.from)).fill(today);
    await page.getByLabel(to(auditTexts.export.to)).fill(today);
    await button(page, to(auditTexts.export.count)).click();
    expect(await heading(page)).toMatch(saying(to(auditTexts.export.measured('3', '@', '3'))));
    const download = page.waitForEvent('download');
    await button(page, to(auditTexts.export.button)).click();
    const into = join(folder, language);
    execFileSync('unzip', ['-q', await (await download).path(), '-d', into]);
    const { status, stdout, stderr } = runExportReadme(into);
    expect([status, stderr], stdout).toEqual([0, '']);
    expect(stdout.match(/Everything holds\./g)).toHaveLength(3);
    await page.context().close();
  });

  it('reads of a hold that the operator places, and that it is lifted', async () => {
    const [auditor, operator] = [await enter(room.auditorEmail), await enter(room.operatorEmail)];
    const reason = `Thanh tra theo Quyết định 12 (${language})`;
    await inNavigation(operator, to(retentionTexts.operatorNavigation)).click();
    const form = operator.locator('form', { has: operator.getByLabel(to(retentionTexts.documentField)) });
    await form.getByLabel(to(retentionTexts.documentField)).fill(room.documents[0]);
    await form.getByLabel(to(retentionTexts.reason)).fill(reason);
    await form.getByRole('button', { name: to(retentionTexts.place) }).click();
    await operator.locator('.notice', { hasText: to(retentionTexts.donePlaced) }).waitFor();
    await inNavigation(auditor, to(retentionTexts.navigation)).click();
    expect(await heading(auditor)).toBe(to(retentionTexts.heading(1, 0)));
    expect(await auditor.locator('tr', { hasText: reason }).textContent()).toContain(to(retentionTexts.inForce));
    await operator.locator('summary', { hasText: to(retentionTexts.lift) }).click();
    await operator.locator('details[open]').getByLabel(to(retentionTexts.reason)).fill('đã kết luận');
    await button(operator, to(retentionTexts.liftButton)).click();
    await operator.locator('.notice', { hasText: to(retentionTexts.doneLifted) }).waitFor();
    await auditor.reload();
    expect(await heading(auditor)).toBe(to(retentionTexts.heading(0, 0)));
    expect(await auditor.locator('tr', { hasText: reason }).textContent()).toContain('đã kết luận');
    for (const page of [auditor, operator]) await page.context().close();
  });

  it('reads whom the gateway trusts, and since when and why', async () => {
    const page = await enter(room.auditorEmail);
    await inNavigation(page, to(auditTexts.navigation.trust)).click();
    expect(await heading(page)).toBe(to(trustTexts.heading(1, 1)));
    const change = page.locator('main', { hasText: 'the root of its own authority' });
    expect(await change.textContent()).toContain(to(trustTexts.added));
    await page.context().close();
  });

  it('finds nothing to press in a document, and no way to what others do', async () => {
    const page = await enter(room.auditorEmail);
    await page.goto(`/van-ban/${room.documents[0]}`);
    expect(await page.locator('main form[method=post]').count()).toBe(0);
    for (const address of ['/soan', '/van-hanh', '/van-hanh/giu-ho-so', '/nguoi-dung'])
      expect((await page.goto(address))?.status(), address).toBe(403);
    await page.context().close();
  });
});

it('the browser refused nothing and complained of nothing', () => {
  expect(visitors.complaints).toEqual([]);
});
