/** What strangers on this machine can do to the demonstration's mail server, and what their mails can do to its pages. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgency } from '../../gateway/agencies/change-agencies.js';
import { MailFolders } from '../../gateway/demonstration-mail/mail-folders.js';
import { openMailServer } from '../../gateway/demonstration-mail/mail-server.js';
import { outlineOf } from '../support/html-outline.js';
import {
  type DemonstrationRoom,
  gatewayAddress,
  openDemonstrationRoom,
  other,
  otherAddress,
  readerAddress,
} from './demonstration-room.js';

const outsider = 'H99';

let room: DemonstrationRoom;
beforeAll(async () => {
  room = await openDemonstrationRoom();
});
afterAll(() => room?.gateway.close());

describe('a hostile mail', () => {
  const html =
    '<script>alert(1)</script><img src=x onerror=alert(1)><p>Xin chào</p><a href="javascript:alert(1)">x</a>';
  const hostile = [
    'From: "<script>alert(1)</script>" <x@y.example>',
    'Subject: </title><script>alert(1)</script>\u202Egpj.exe',
    'X-Evil: "><script>alert(1)</script>',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--b',
    'Content-Type: text/html; name="../../<script>.html"',
    'Content-Disposition: attachment; filename="../../<script>.html"',
    '',
    html,
    '--b--',
    '',
  ].join('\r\n');

  it('is shown as text: no element, address or handler of its own', async () => {
    expect(await room.smtp({ from: 'x@y.example', to: otherAddress }, hostile)).toMatch(/^250 /);
    const [mail = ''] = await room.mailsOf(other);
    for (const shown of [await room.page(mail), await room.page(`/thu/${other}`)]) {
      const { elements, text } = outlineOf(shown);
      expect(elements.filter(({ tag }) => ['img', 'iframe', 'object', 'style'].includes(tag))).toEqual([]);
      const scripts = elements.filter(({ tag }) => tag === 'script').map(({ attributes }) => attributes['src'] ?? '');
      expect(scripts).toEqual([expect.stringMatching(/^\/giao-dien\/[0-9a-f]+\/main\.js$/)]);
      expect(
        elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on')),
      ).toEqual([]);
      expect(elements.map(({ attributes }) => attributes['href'] ?? '/').filter((href) => !/^[/#]/.test(href))).toEqual(
        [],
      );
      expect(text).toContain('[U+202E]');
    }
    const answer = await room.gateway.call(mail, null);
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    const [, href = ''] = /href="([^"]+\/parts\/[^"]+)"/.exec(await answer.text()) ?? [];
    const file = await room.gateway.call(href, null);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[^/\\"]+";/);
  });

  it('over every limit can still be downloaded', async () => {
    const fields = Array.from({ length: 1100 }, (_, index) => `X-${index}: a`).join('\r\n');
    expect(await room.smtp({ from: 'x@y.example', to: otherAddress }, `${fields}\r\n\r\ntext`)).toMatch(/^250 /);
    const [mail = ''] = await room.mailsOf(other);
    expect(outlineOf(await room.page(mail)).text).toContain('Không đọc được thư này');
    expect(await (await room.gateway.call(`${mail}/original`, null)).text()).toContain('X-1099: a');
  });
});

describe('the demonstration’s mail server', () => {
  const letter = (from: string, head = '') => `${head}From: ${from}\r\nSubject: Re: a\r\n\r\ntiep nhan\r\n`;

  it('takes mails for nobody else and sends nothing on', async () => {
    for (const to of ['ai@gmail.com', 'ai@soyte.haugiang.example', 'congvanx@congvan.example', 'congvan@y.example'])
      expect(await room.smtp({ from: readerAddress, to }, letter(readerAddress)), to).toMatch(/^550 5\.1\.1 /);
  });

  it('lets a delivery to an address it does not know fail, and its sender sees why', async () => {
    const draft = { code: outsider, name: 'Sở ngoài', channel: 'email', email: 'vanthu@soyte.gov.vn' };
    await addAgency(room.gateway.ctx, draft, 'user:test');
    const document = await room.send(outsider);
    await expect
      .poll(async () => room.deliveryTo(document, outsider), { timeout: 15_000 })
      .toMatchObject({ state: 'failed', reason: 'mailbox_unknown' });
  });

  it('takes in what comes to the gateway under a suffix, and believes nobody who did not log in', async () => {
    const taken = await room.takenIn();
    const forged = `Authentication-Results: mail.congvan.example; dmarc=pass header.from=soyte.haugiang.example\r\n`;
    const to = 'Congvan+0123@congvan.example';
    expect(await room.smtp({ from: readerAddress, to }, letter(readerAddress, forged))).toMatch(/^250 /);
    await expect.poll(room.takenIn).toBe(taken + 1);
    expect(await room.lastTaken()).toMatchObject({ sender: readerAddress, believed: { dmarc: false, aligned: false } });
  });

  it('refuses a login without the password of this start', async () => {
    for (const pass of ['x', 'x'.repeat(48)])
      expect(
        await room.smtp({ from: readerAddress, to: otherAddress }, letter(readerAddress), {
          user: readerAddress,
          pass,
        }),
      ).toMatch(/^535 /);
  });

  it('lets whoever logs in as a mailbox write under its address, and under no other', async () => {
    const { ctx, folder } = room.gateway;
    const parts = { folders: new MailFolders(join(folder, 'other')), gatewayAddress, delimiter: null };
    const { port, password: pass, close } = await openMailServer(ctx, parts);
    const sendTo = (from: string, raw: string) =>
      room.smtp({ from, to: otherAddress }, raw, { port, user: readerAddress, pass });
    expect(await sendTo(readerAddress, letter(readerAddress))).toMatch(/^250 /);
    expect(await sendTo(otherAddress, letter(readerAddress))).toMatch(/^553 /);
    for (const from of [
      otherAddress,
      `${readerAddress}, ${otherAddress}`,
      `${readerAddress}\r\nFrom: ${otherAddress}`,
      '<>',
    ])
      expect(await sendTo(readerAddress, letter(from)), from).toMatch(/^550 /);
    await close();
  });

  it('refuses a mail larger than the gateway takes in', async () => {
    const large = letter(readerAddress).padEnd(room.gateway.ctx.config.mailInMaxBytes + 10, 'x\r\n');
    expect(await room.smtp({ from: 'x@y.example', to: otherAddress }, large)).toMatch(/^552 /);
  });
});
