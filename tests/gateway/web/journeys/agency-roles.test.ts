/** The main way of each role of an agency, by the words of the page, in both languages: clerk, leader, administrator. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../../gateway/documents/declare-status.js';
import { composeTexts } from '../../../../gateway/web/texts/compose.js';
import { actsDone, actTexts } from '../../../../gateway/web/texts/document-acts.js';
import { ownAgencyTexts } from '../../../../gateway/web/texts/own-agency.js';
import { newPasswordTexts, peopleTexts, personTexts } from '../../../../gateway/web/texts/people.js';
import { timelineTexts } from '../../../../gateway/web/texts/timeline.js';
import { texts } from '../../../../gateway/web/texts.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { smallPdf } from '../../../support/gateway-fixture.js';
import { goodPassword } from '../../../support/people.js';
import { untilFileShown } from '../../../support/until-file-shown.js';
import { type JourneyRoom, openJourneyRoom } from './journey-room.js';

let room: JourneyRoom;

/** The document system of an agency. */
const posts: IncomingHttpHeaders[] = [];
const software = createServer((request, response) => {
  posts.push(request.headers);
  request.resume().once('end', () => response.writeHead(204).end());
});

beforeAll(async () => {
  await new Promise<void>((resolve) => software.listen(0, '127.0.0.1', resolve));
  room = await openJourneyRoom({ config: { webhookAllow: ['127.0.0.1/32'] } });
});
afterAll(async () => {
  await room.close();
  software.closeAllConnections();
  software.close();
});

const inNavigation = (page: Page, name: string): Locator => page.locator('nav.navigation').getByRole('link', { name });
const button = (page: Page, name: string): Locator => page.getByRole('button', { name });
const link = (page: Page, name: string): Locator => page.getByRole('link', { name });

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  const to = (text: Bilingual) => text[language];

  it('a clerk writes and sends; the clerk there accepts it; the sender’s list says so', async () => {
    const subject = `V/v cử công chức đi học (${language})`;
    const [writer, reader] = await Promise.all([room.person('clerk', 'H30.03'), room.person('clerk', 'H30.05')]);
    const sent = await room.visitors.enter(writer, { language });
    await link(sent, to(texts.frame.write)).click();
    await sent.setInputFiles('#file', { name: 'a.pdf', mimeType: 'application/pdf', buffer: smallPdf(subject) });
    await sent.locator('.file-row', { hasText: to(composeTexts.signatures.none) }).waitFor();
    await sent.fill('#recipient', 'H30.05');
    await sent.press('#recipient', 'Enter');
    await sent.locator('.chip', { hasText: 'Sở Tài chính' }).waitFor();
    await sent.getByLabel(to(composeTexts.fields.code), { exact: true }).fill('STTTT-VP');
    await sent.getByLabel(to(composeTexts.fields.subject), { exact: true }).fill(subject);
    await sent.getByLabel(to(composeTexts.fields.signer), { exact: true }).fill('Trần Quốc Tuấn, Giám đốc');
    await button(sent, to(composeTexts.send(1))).click();
    await sent.waitForURL(/\/van-ban\/[0-9a-f-]{36}$/);

    const received = await room.visitors.enter(reader, { language });
    await link(received, subject).click();
    await untilFileShown(received);
    await button(received, to(actTexts.acceptWith('')).trim()).click();
    const notice = (await received.locator('.notice').textContent()) ?? '';
    const [number = ''] = /\d+/.exec(notice) ?? [];
    expect(notice).toContain(to(actsDone['03']?.(number) ?? expect.unreachable()));

    await inNavigation(sent, to(texts.navigation.outbox)).click();
    await sent.locator('.row', { hasText: subject }).locator('.status.ok').waitFor();
    await Promise.all([sent.context().close(), received.context().close()]);
  });

  it('a leader assigns what was accepted, has work on it begun and reports it done', async () => {
    const subject = `V/v báo cáo tháng 5 (${language})`;
    const id = await room.receive(subject);
    await declareStatus(room.gateway.ctx, room.gateway.clerk('H30.05'), id, { code: '03' });
    const page = await room.visitors.enter(await room.person('leader', 'H30.05'), { language });
    await inNavigation(page, to(texts.navigation.inbox)).click();
    await link(page, subject).click();
    await untilFileShown(page);
    await link(page, to(actTexts.assign)).click();
    await page.getByLabel(to(actTexts.unit)).fill('Phòng Ngân sách');
    await page.getByLabel(to(actTexts.person)).fill('Lê Ngọc Hân');
    await button(page, to(actTexts.assignPanel.button)).click();
    await page.locator('.notice', { hasText: to(actsDone['04']?.(null) ?? expect.unreachable()) }).waitFor();
    await untilFileShown(page);
    await button(page, to(actTexts.begin)).click();
    await page.locator('.notice', { hasText: to(actsDone['05']?.(null) ?? expect.unreachable()) }).waitFor();
    await untilFileShown(page);
    await link(page, to(actTexts.complete)).click();
    await button(page, to(actTexts.completePanel.button)).click();
    await page.locator('.notice', { hasText: to(actsDone['06']?.(null) ?? expect.unreachable()) }).waitFor();
    // The log puts them in order a moment later; the open page is renewed by itself.
    for (const code of ['04', '05', '06'])
      await page
        .locator('#dien-bien li', { hasText: to(timelineTexts.declared[code] ?? expect.unreachable()) })
        .waitFor();
    expect(await page.locator('#dien-bien').textContent()).toContain('Lê Ngọc Hân, Phòng Ngân sách');
    await page.context().close();
  });

  it('an administrator adds a colleague, who comes in with a password of their own', async () => {
    const page = await room.visitors.enter(await room.person('administrator', 'H30.05'), { language });
    await inNavigation(page, to(peopleTexts.title)).click();
    await link(page, to(peopleTexts.add)).click();
    const email = `hanh.${language}@sotaichinh.example`;
    await page.getByLabel(to(personTexts.name)).fill('Ngô Thị Hạnh');
    await page.getByLabel(to(personTexts.email)).fill(email);
    await page.getByLabel(to(personTexts.role)).selectOption('clerk');
    await button(page, to(personTexts.addButton)).click();
    const password = (await page.locator('dd.key').textContent()) ?? '';
    await link(page, to(personTexts.firstDone)).click();

    const colleague = await room.visitors.enter({ email, password }, { language });
    await colleague.fill('[name=password]', `${goodPassword} ${language}`);
    await colleague.fill('[name=repeated-password]', `${goodPassword} ${language}`);
    await button(colleague, to(newPasswordTexts.button)).click();
    await inNavigation(colleague, to(texts.navigation.inbox)).click();
    await colleague.locator('#danh-sach').waitFor();
    await Promise.all([page.context().close(), colleague.context().close()]);
  });

  it('an administrator has documents posted to the agency’s software, and tries it', async () => {
    const agency = language === 'vi' ? 'H30.06' : 'H30.07';
    const page = await room.visitors.enter(await room.person('administrator', agency), { language });
    await inNavigation(page, to(ownAgencyTexts.title)).click();
    await page
      .getByLabel(to(ownAgencyTexts.url))
      .fill(`http://127.0.0.1:${(software.address() as AddressInfo).port}/qlvb`);
    await button(page, to(ownAgencyTexts.save)).click();
    expect(await page.locator('dd.key').textContent()).not.toBe('');
    await link(page, to(ownAgencyTexts.secretDone)).click();
    posts.length = 0;
    await button(page, to(ownAgencyTexts.test)).click();
    await page.locator('.notice', { hasText: to(ownAgencyTexts.testDone('HTTP 204')) }).waitFor();
    expect(posts).toEqual([expect.objectContaining({ 'congvan-kind': 'test' })]);
    await page.context().close();
  });
});

it('the browser refused nothing and complained of nothing', () => {
  expect(room.visitors.complaints).toEqual([]);
});
