/** The main way of those who belong to no agency, by the words of the page, in both languages: operator, auditor, anybody. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdicts } from '../../../../certs/verdict/html/words.js';
import { setWebhook } from '../../../../gateway/agencies/webhook-settings.js';
import { channelName } from '../../../../gateway/deliveries/channel-names.js';
import { operatorTexts } from '../../../../gateway/web/texts/operator.js';
import { deliveryTexts } from '../../../../gateway/web/texts/operator-deliveries.js';
import { mailTexts } from '../../../../gateway/web/texts/operator-mails.js';
import { verifyTexts } from '../../../../gateway/web/texts/verify.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { type FilesToVerify, filesToVerify } from '../../../support/files-to-verify.js';
import { metadataOf, submitDocument } from '../../../support/gateway-fixture.js';
import { receiveMail } from '../../../support/receive-mail.js';
import { type JourneyRoom, openJourneyRoom } from './journey-room.js';

let room: JourneyRoom;
let files: FilesToVerify;

/** The document system of H30.07: out of order until somebody looks after it. */
let softwareAnswer = 400;
const software = createServer((request, response) => {
  request.resume().once('end', () => response.writeHead(softwareAnswer).end());
});

beforeAll(async () => {
  await new Promise<void>((resolve) => software.listen(0, '127.0.0.1', resolve));
  room = await openJourneyRoom({ config: { webhookAllow: ['127.0.0.1/32'] } });
  files = await filesToVerify(room.gateway);
  const url = `http://127.0.0.1:${(software.address() as AddressInfo).port}/qlvb`;
  await setWebhook(room.gateway.ctx, { agency: 'H30.07', url, payload: 'container' }, 'user:test');
});
afterAll(async () => {
  await room.close();
  software.closeAllConnections();
  software.close();
});

const inNavigation = (page: Page, name: string): Locator =>
  page.locator('nav.navigation').getByRole('link', { name, exact: true });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name });

const send = async (to: string) =>
  (await submitDocument(room.gateway.ctx, room.gateway.clerk('H30.03'), metadataOf({ to: [to] }))).id;

async function stateAt(document: string): Promise<string | undefined> {
  const { rows } = await room.gateway.ctx.database.query<{ state: string }>(
    'select state from deliveries where document = $1 order by created_at desc limit 1',
    [document],
  );
  return rows[0]?.state;
}

const soon = { timeout: 20_000 };

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  const to = (text: Bilingual) => text[language];

  it('an operator sends again what an agency’s software had refused', async () => {
    softwareAnswer = 400;
    const document = await send('H30.07');
    await expect.poll(() => stateAt(document), soon).toBe('failed');
    softwareAnswer = 204;
    const page = await room.visitors.enter(await room.person('operator'), { language });
    await inNavigation(page, to(operatorTexts.navigation.health)).click();
    await page
      .getByRole('link', { name: to(operatorTexts.health.actions.failed) })
      .first()
      .click();
    await page.locator('tbody').getByRole('button').first().click();
    await page.locator('.notice', { hasText: to(deliveryTexts.done['gui-lai']) }).waitFor();
    await expect.poll(() => stateAt(document), soon).toBe('delivered');
    await page.context().close();
  });

  it('an operator stops a channel, what is sent meanwhile waits, and goes on its way once the channel runs again', async () => {
    const page = await room.visitors.enter(await room.person('operator'), { language });
    await inNavigation(page, to(operatorTexts.navigation.deliveries)).click();
    const channel = channelName('local');
    await page.locator('summary', { hasText: to(deliveryTexts.pause(channel)) }).click();
    await page.locator('#ly-do-local').fill('bảo trì máy chủ');
    await button(page, to(deliveryTexts.pauseButton(channel))).click();
    expect(await page.locator('#kenh-local').textContent()).toContain('bảo trì máy chủ');
    const document = await send('H30.05');
    await inNavigation(page, to(operatorTexts.navigation.health)).click();
    await page
      .locator('tr.stopped', { hasText: to(channel) })
      .getByRole('link', { name: to(operatorTexts.health.actions.resume) })
      .click();
    expect(await stateAt(document)).toBe('queued');
    await button(page, to(deliveryTexts.resume(channel))).click();
    await page.locator('.notice', { hasText: to(deliveryTexts.done.chay) }).waitFor();
    await expect.poll(() => stateAt(document), soon).toBe('delivered');
    await page.context().close();
  });

  it('an operator reads a mail that waits in quarantine and sets it aside', async () => {
    const subject = `Giấy mời họp (${language})`;
    await receiveMail(room.gateway.ctx, `From: la@noi-khac.example\r\nSubject: ${subject}\r\n\r\nKính gửi\r\n`);
    const page = await room.visitors.enter(await room.person('operator'), { language });
    await inNavigation(page, to(operatorTexts.navigation.mails)).click();
    await page.selectOption('[name=trang-thai]', 'quarantined');
    await button(page, to(operatorTexts.shared.filter)).click();
    await page.getByRole('link', { name: subject }).click();
    expect(await page.locator('.original').textContent()).toContain('Kính gửi');
    await page.locator('summary', { hasText: to(mailTexts.one.discard) }).click();
    await button(page, to(mailTexts.one.discardButton)).click();
    await page.locator('.notice', { hasText: to(mailTexts.done.bo) }).waitFor();
    expect(await page.locator('h1').textContent()).toContain(to(mailTexts.statesIn.discarded));
    await page.context().close();
  });

  it('anybody verifies a file, is told what its verdict means, and takes the report along', async () => {
    const page = await room.visitors.enter(null, { language });
    const name = { mimeType: 'application/vnd.etsi.asic-e+zip', name: 'van-ban.asice' };
    for (const [verdict, indication] of [
      ['valid', 'TOTAL-PASSED'],
      ['invalid', 'TOTAL-FAILED'],
      ['undecided', 'INDETERMINATE'],
    ] as const) {
      await page
        .getByRole('link', { name: to(verifyTexts.title) })
        .first()
        .click();
      await page.setInputFiles('[name=file]', { ...name, buffer: files[verdict] });
      await button(page, to(verifyTexts.button)).click();
      expect((await page.locator('.verdict').textContent())?.trim()).toBe(to(verdicts[indication]));
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: to(verifyTexts.json) }).click();
      const report = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { indication: string };
      expect(report.indication).toBe(indication);
      await page.goto('/');
    }
    await page.context().close();
  });
});

it('the browser refused nothing and complained of nothing', () => {
  expect(room.visitors.complaints).toEqual([]);
});
