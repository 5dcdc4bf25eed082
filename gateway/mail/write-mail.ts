/**
 * A mail as it travels: header, text and HTML, attachments, all below the gateway's signature; streamed, so that its size costs no
 * memory. Does not decide what it says (compose-*.ts) nor send it (mail-transport.ts).
 * Source: RFC 5322, RFC 2045-2047, RFC 2231, RFC 8551 section 3.5.3; RFC 3834 section 5 (Auto-Submitted); RFC 8098 section 2.1
 * (Disposition-Notification-To, the same as the return path); RFC 2156 section 5.3.4 (Importance).
 */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Signer } from '../../certs/keys/signer.js';
import { signEntity, signedContentType } from '../../certs/smime/sign-mail.js';
import type { MailBody } from './mail-body.js';
import type { MailNames } from './mail-names.js';

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** Called once. */
  open(): Readable;
}

export interface OutgoingMail extends MailBody {
  readonly names: MailNames;
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly subject: string;
  readonly attachments: readonly Attachment[];
  readonly isUrgent: boolean;
  /** True for what no person caused: nobody answers it automatically. */
  readonly isAutomatic: boolean;
  /** Fields of our own, by name; values of our own making. */
  readonly marks: Readonly<Record<string, string>>;
}

/** Lines of 76 characters and their ends around groups of four for three. */
const growth = 78 / 57;
/** Header, both texts and the signature, at most. */
const aroundBytes = 64 * 1024;

/** How large a mail with these attachments becomes, in bytes, rounded up. */
export function mailSize(attachments: readonly Pick<Attachment, 'size'>[]): number {
  return Math.ceil(attachments.reduce((sum, { size }) => sum + size * growth, aroundBytes));
}

/** No line ends, nothing invisible: a text that stays in its field. */
const fieldText = (text: string) =>
  text
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();

/** What only a mail's own reader may be given as it is: they could not travel in base64. */
const safeType = (mediaType: string) =>
  /^(?:message|multipart)\//i.test(mediaType) ? 'application/octet-stream' : mediaType;

/** Nothing in a mail is a path or an address to read from. */
const noAccess = { disableFileAccess: true, disableUrlAccess: true };
/** Every part in base64: nothing on the way changes it. */
const encoding = { 'Content-Transfer-Encoding': 'base64' };

function headerOf(mail: OutgoingMail, contentType: string, now: Date): MimeNode {
  const { names, from, to, subject, isUrgent, isAutomatic, marks } = mail;
  return new MimeNode(contentType, noAccess).setHeader({
    From: { name: fieldText(from.name), address: from.address },
    To: { name: fieldText(to.name), address: to.address },
    Subject: fieldText(subject),
    Date: now.toUTCString().replace('GMT', '+0000'),
    'Message-ID': names.messageId,
    ...(names.thread === null ? {} : { 'In-Reply-To': names.thread, References: names.thread }),
    ...(isUrgent ? { Importance: 'high' } : {}),
    ...(isAutomatic ? { 'Auto-Submitted': 'auto-generated' } : { 'Disposition-Notification-To': names.returnPath }),
    ...marks,
  });
}

/** What is signed: texts and attachments. Below the mail's header, so that it has none of its own. */
function addEntity(header: MimeNode, { text, html, attachments }: OutgoingMail): MimeNode {
  const entity = header.createChild('multipart/mixed');
  const texts = entity.createChild('multipart/alternative');
  texts.createChild('text/plain; charset=utf-8').setHeader(encoding).setContent(text);
  texts.createChild('text/html; charset=utf-8').setHeader(encoding).setContent(html);
  for (const { name, mediaType, open } of attachments)
    entity
      .createChild(safeType(mediaType), { filename: fieldText(name) })
      .setHeader(encoding)
      .setContent(open());
  return entity;
}

/**
 * The whole mail; destroying the stream closes what it reads from.
 * Errors of the stream: as the attachments' and the signer's own
 */
export function writeMail(mail: OutgoingMail, signer: Signer, now: Date): Readable {
  const boundary = `congvan-${randomBytes(16).toString('hex')}`;
  const header = headerOf(mail, signedContentType({ signer, boundary }), now);
  const entity = addEntity(header, mail);
  async function* pieces(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${header.buildHeaders()}\r\n\r\n`);
    yield* signEntity(entity.createReadStream() as AsyncIterable<Buffer>, { signer, signingTime: now, boundary });
  }
  return Readable.from(pieces(), { objectMode: false });
}
