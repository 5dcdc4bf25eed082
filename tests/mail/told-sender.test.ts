/**
 * An agency that has nothing but a mailbox sends a document that does not arrive: a real Postfix refuses it, or takes it and reports that it
 * could not be delivered; and the agency reads of it in its Dovecot mailbox.
 */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailSigner, mailSigner } from '../support/mailed-document.js';
import { pemOf } from '../support/pem.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const clinic = { code: 'H30.05', mailbox: 'vanthu@yte.example' };
const full = { code: 'H30.15', mailbox: 'vanthu@day.example' };
const nobody = { code: 'H30.31', mailbox: 'khong-ai@yte.example' };

let room: MailRoom;
let signer: MailSigner;

beforeAll(async () => {
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, clinic.mailbox, full.mailbox],
    quotas: { [full.mailbox]: 2_000 },
    readMailbox: true,
    agencies: Object.fromEntries(
      [clinic, full, nobody].map(({ code, mailbox }) => [code, { channel: 'email', email: mailbox }]),
    ),
  });
  signer = await mailSigner(room.gateway.ctx, room.gateway.authority, clinic.code);
});
afterAll(async () => {
  signer?.remove();
  await room?.close();
});

async function mailDocument(to: string, subject: string): Promise<string> {
  const text = `Gửi: ${to}\nKý hiệu: SYT-VP\nTrích yếu: ${subject}\n\nTrân trọng`;
  const raw = signer.sign({ from: clinic.mailbox, text });
  const transport = createTransport({ url: room.server.smtpUrl, tls: { rejectUnauthorized: false } });
  await transport.sendMail({ envelope: { from: clinic.mailbox, to: gatewayMailbox }, raw });
  transport.close();
  const documents = async () =>
    (await room.gateway.ctx.database.query<{ id: string }>('select id from documents where subject = $1', [subject]))
      .rows;
  await expect.poll(documents, { timeout: 30_000 }).toHaveLength(1);
  return (await documents())[0]?.id ?? '';
}

const subjectOf = (mail: Buffer) => takeApart(mail).field('subject')[0] ?? '';
const isNotice = (mail: Buffer) => subjectOf(mail).startsWith('[KHÔNG GỬI ĐƯỢC]');
const textOf = (mail: Buffer) =>
  takeApart(mail)
    .parts.find(({ type, name }) => type === 'text/plain' && name === null)
    ?.content.toString() ?? '';

it.each([
  ['is reported as undeliverable by the server that had taken it', full.code, 'mailbox_full', 'hộp thư đầy'],
  ['is refused by the mail server', nobody.code, 'mailbox_unknown', 'hộp thư không tồn tại'],
])('its document %s, and it reads so in its mailbox, once, in the document’s thread', async (_, to, code, why) => {
  const subject = `Về việc tiêm chủng tại ${to}`;
  const document = await mailDocument(to, subject);
  const failed = await room.delivered(document, to, ({ state }) => state === 'failed');
  expect(failed.reasonCode).toBe(code);
  const [notice = Buffer.alloc(0), ...others] = await room.mailAbout(clinic.mailbox, document, isNotice);
  expect(others).toEqual([]);
  expect(subjectOf(notice)).toContain(subject);
  for (const part of [`(${to})`, why, `/van-ban/${document}`]) expect(textOf(notice)).toContain(part);
  expect(takeApart(notice).field('auto-submitted')).toEqual(['auto-generated']);
  expect(takeApart(notice).field('references')).toEqual([`<document.${document}@truc.example>`]);
  expect(opensslVerifies(notice, pemOf(room.gateway.authority.root.certificate))).not.toBeNull();
});
