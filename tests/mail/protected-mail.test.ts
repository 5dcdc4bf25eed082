/** Mails that are encrypted, through a Postfix and into a Dovecot, opened and judged by openssl. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCertificate } from '../../certs/trust/certificate.js';
import { patchAgency } from '../../gateway/agencies/change-agencies.js';
import { revokeCertificate } from '../../gateway/identity/agency-certificates.js';
import { smallPdf } from '../support/gateway-fixture.js';
import { curve, openRecipient, type Recipient } from '../support/openssl-recipient.js';
import { pemOf } from '../support/pem.js';
import { gatewayMailbox, type MailRoom, openMailRoom } from './mail-room.js';
import { deskOf, registerRecipient } from './register-recipient.js';
import { opensslVerifies, takeApart } from './take-apart.js';

const [sender, reader, unprepared] = ['H30.03', 'H30.05', 'H30.31'];
const mailboxes = { reader: 'vanthu@yte.example', unprepared: 'vanthu@xd.example' };

let room: MailRoom;
let token: string;
let recipient: Recipient;

beforeAll(async () => {
  recipient = openRecipient();
  room = await openMailRoom({
    mailboxes: [gatewayMailbox, ...Object.values(mailboxes)],
    agencies: {
      [sender]: { numbering: 'agency' },
      [reader]: { channel: 'email', email: mailboxes.reader, mailProtection: 'encrypted' },
      [unprepared]: { channel: 'email', email: mailboxes.unprepared, mailProtection: 'encrypted' },
    },
  });
  token = await room.gateway.token([sender]);
  await register(reader, recipient);
});
afterAll(async () => {
  await room?.close();
  recipient?.remove();
});

const register = (agency: string, one: Recipient, kind?: 'encryption' | 'seal') =>
  registerRecipient(room.gateway, agency, one, kind);

const secret = 'Về việc nhân sự';
const file = ['Danh sách.pdf', smallPdf('mật')] as const;
const decryptedFor = (mail: Buffer) => recipient.decrypts(mail) ?? Buffer.alloc(0);
const root = () => pemOf(room.gateway.authority.root.certificate);

it('a mail to an agency that asks for encryption is opened with its key only, and then verified as the gateway’s', async () => {
  const { id } = await room.send(token, { to: [reader], number: '7', subject: secret }, [file]);
  const [mail = Buffer.alloc(0)] = await room.mailAbout(mailboxes.reader, id);
  expect(takeApart(mail).field('content-type')[0]).toContain('smime-type="enveloped-data"');
  const signed = decryptedFor(mail);
  const content = opensslVerifies(signed, root()) ?? Buffer.alloc(0);
  const attached = takeApart(content).parts.find(({ name }) => name === file[0]);
  expect(attached?.content.equals(file[1])).toBe(true);
});

it('shows nothing of the document on the way, and its true subject inside, with what was hidden of it', async () => {
  const { id } = await room.send(token, { to: [reader], number: '8', subject: secret, urgency: 'express' }, [file]);
  const [mail = Buffer.alloc(0)] = await room.mailAbout(mailboxes.reader, id);
  const outside = takeApart(mail);
  expect(outside.field('subject')).toEqual(['Văn bản mã hóa / Encrypted document']);
  expect(outside.parts.map(({ type }) => type)).toEqual(['application/pkcs7-mime']);
  const inside = takeApart(opensslVerifies(decryptedFor(mail), root()) ?? Buffer.alloc(0));
  expect(inside.field('subject')).toEqual([`[HỎA TỐC] 8/STTTT-VP: ${secret}`]);
  expect(inside.field('message-id')).toEqual(outside.field('message-id'));
  expect(inside.field('content-type')[0]).toContain('hp="cipher"');
  expect(inside.field('hp-outer')).toContain('Subject: Văn bản mã hóa / Encrypted document');
  expect(inside.field('hp-outer')).toContain(`Message-ID: ${outside.field('message-id')[0]}`);
});

it('the event says for which certificate it was encrypted', async () => {
  const { id } = await room.send(token, { to: [reader] });
  const { id: delivery } = await room.delivered(id, reader, ({ state }) => state === 'sent');
  const { rows } = await room.gateway.ctx.database.query<{ payload: Record<string, unknown> }>(
    "select payload from events where kind = 'delivery.sent' and payload ->> 'delivery' = $1",
    [delivery],
  );
  const { fingerprint } = readCertificate(recipient.certificate);
  expect(rows[0]?.payload).toMatchObject({ encryptedFor: fingerprint });
});

it('without a certificate the mail waits, is never sent in clear, and goes once there is one', async () => {
  const { id } = await room.send(token, { to: [unprepared] });
  const isWaiting = ({ state, attempt }: { state: string; attempt: number }) => state === 'queued' && attempt > 0;
  const waiting = await room.delivered(id, unprepared, isWaiting);
  expect(waiting.reasonCode).toBe('mail_certificate_missing');
  expect(waiting.reason).toContain('no valid certificate');
  const late = openRecipient({ key: curve('P-256'), keyUsage: 'keyAgreement' });
  await register(unprepared, late);
  await room.delivered(id, unprepared, ({ state }) => state === 'sent');
  const mails = await room.mailAbout(mailboxes.unprepared, id);
  expect(mails).toHaveLength(1);
  const signed = late.decrypts(mails[0] ?? Buffer.alloc(0));
  late.remove();
  expect(signed && opensslVerifies(signed, root())).not.toBeNull();
});

it('a revoked certificate is used no more; a seal whose key the agency has itself will do', async () => {
  const { fingerprint } = readCertificate(recipient.certificate);
  await revokeCertificate(await deskOf(room.gateway), { fingerprint, reason: 'keyCompromise', actor: 'test' });
  const { id } = await room.send(token, { to: [reader] });
  const waiting = await room.delivered(id, reader, ({ state, attempt }) => state === 'queued' && attempt > 0);
  expect(waiting.reasonCode).toBe('mail_certificate_missing');
  const own = openRecipient({ keyUsage: 'digitalSignature,keyEncipherment' });
  await register(reader, own, 'seal');
  await room.delivered(id, reader, ({ state }) => state === 'sent');
  const [mail = Buffer.alloc(0)] = await room.mailAbout(mailboxes.reader, id);
  const signed = own.decrypts(mail);
  own.remove();
  expect(signed).not.toBeNull();
});

it('a certificate that is not for encryption is not taken for it', async () => {
  const signing = openRecipient({ keyUsage: 'digitalSignature' });
  await expect(register(reader, signing)).rejects.toMatchObject({ code: 'invalid_request', field: 'certificate' });
  signing.remove();
});

it('the directory takes no protection it does not know', async () => {
  const change = { code: reader, mailProtection: 'secret' };
  await expect(patchAgency(room.gateway.ctx, change, 'test')).rejects.toMatchObject({ field: 'mailProtection' });
});
