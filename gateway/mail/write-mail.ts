/**
 * A mail as it travels: header, text and HTML, attachments, all below the gateway's signature and, where asked for, encrypted; streamed,
 * so that its size costs no memory. Does not decide what it says (compose-*.ts) nor send it (mail-transport.ts).
 * Source: RFC 5322, RFC 2045-2047, RFC 2231, RFC 8551 section 3; RFC 3834 section 5 (Auto-Submitted); RFC 8098 section 2.1
 * (Disposition-Notification-To, the same as the return path); RFC 2156 section 5.3.4 (Importance); RFC 9788 (what encryption hides of the
 * header).
 */
import { Readable } from 'node:stream';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Signer } from '../../certs/keys/signer.js';
import { encryptEntity } from '../../certs/smime/encrypt-mail.js';
import { type SignatureForm, signEntity } from '../../certs/smime/sign-mail.js';
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
  /** Where answers go, when not to `from`. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly attachments: readonly Attachment[];
  readonly isUrgent: boolean;
  /** By which the mail says that no person caused it, so that no program answers it (RFC 3834 section 5); null for what a person sends. */
  readonly automatic: 'auto-generated' | 'auto-replied' | null;
  /** Fields of our own, by name; values of our own making. */
  readonly marks: Readonly<Record<string, string>>;
}

/** How a mail is protected on its way. */
export interface MailProtection {
  readonly signature: SignatureForm;
  /** The certificate it is encrypted for, DER; null: readable for everybody on the way. */
  readonly encryptTo: Buffer | null;
}

/** Lines of 76 characters and their ends around groups of four for three. */
const growth = 78 / 57;
/** Header, both texts and the signature, at most. */
const aroundBytes = 64 * 1024;

/** How large a mail with these attachments becomes, in bytes, rounded up: what goes around all of it is base64 once more. */
export function mailSize(
  attachments: readonly Pick<Attachment, 'size'>[],
  { signature, encryptTo }: MailProtection,
): number {
  const layers = [signature === 'opaque', encryptTo !== null].filter(Boolean).length;
  const entity = attachments.reduce((sum, { size }) => sum + size * growth, aroundBytes);
  return Math.ceil(entity * growth ** layers);
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

/** All that is seen of the subject of an encrypted mail. */
const hiddenSubject = 'Văn bản mã hóa / Encrypted document';

function fieldsOf(mail: OutgoingMail, subject: string, now: Date) {
  const { names, from, to, replyTo, isUrgent, automatic, marks } = mail;
  return {
    From: { name: fieldText(from.name), address: from.address },
    To: { name: fieldText(to.name), address: to.address },
    ...(replyTo === undefined ? {} : { 'Reply-To': replyTo }),
    Subject: fieldText(subject),
    Date: now.toUTCString().replace('GMT', '+0000'),
    'Message-ID': names.messageId,
    ...(names.thread === null ? {} : { 'In-Reply-To': names.thread, References: names.thread }),
    ...(isUrgent ? { Importance: 'high' } : {}),
    ...(automatic === null ? { 'Disposition-Notification-To': names.returnPath } : { 'Auto-Submitted': automatic }),
    ...marks,
  };
}

const addAlternatives = (parent: MimeNode, { text, html }: MailBody) => {
  const texts = parent.createChild('multipart/alternative');
  texts.createChild('text/plain; charset=utf-8').setHeader(encoding).setContent(text);
  texts.createChild('text/html; charset=utf-8').setHeader(encoding).setContent(html);
};

/** What is signed: texts and attachments. Below a header, so that it has none of its own. */
function entityOf(mail: OutgoingMail, contentType: string): MimeNode {
  const entity = new MimeNode('message/rfc822', noAccess).createChild(contentType);
  addAlternatives(entity, mail);
  for (const { name, mediaType, open } of mail.attachments)
    entity
      .createChild(safeType(mediaType), { filename: fieldText(name) })
      .setHeader(encoding)
      .setContent(open());
  return entity;
}

/** The fields as they are written, each with its name and unfolded or not, without those that describe the body. */
const writtenFields = (header: MimeNode) =>
  header
    .buildHeaders()
    .split(/\r\n(?![ \t])/)
    .filter((line) => !/^(?:content-|mime-version:)/i.test(line));

/** The true header inside, and what is seen of it outside: a reader can tell which fields were hidden (RFC 9788 section 2). */
function hiddenEntity(mail: OutgoingMail, now: Date): MimeNode {
  const entity = entityOf(mail, 'multipart/mixed; hp="cipher"').setHeader(fieldsOf(mail, mail.subject, now));
  const seen = new MimeNode('text/plain', noAccess).setHeader(fieldsOf(mail, hiddenSubject, now));
  for (const value of writtenFields(seen)) entity.addHeader('HP-Outer', { prepared: true, value });
  return entity;
}

/** Nothing is read before somebody asks for it: a mail that is never sent leaves nothing open. */
async function* octetsOf(node: MimeNode): AsyncGenerator<Buffer> {
  yield* node.createReadStream() as AsyncIterable<Buffer>;
}

/**
 * The whole mail; destroying the stream closes what it reads from.
 * Errors of the stream: as the attachments' and the signer's own
 */
export function writeMail(mail: OutgoingMail, signer: Signer, protection: MailProtection, now: Date): Readable {
  const { encryptTo } = protection;
  const signing = { form: protection.signature, signer, signingTime: now };
  const inner = encryptTo === null ? entityOf(mail, 'multipart/mixed') : hiddenEntity(mail, now);
  const signed = signEntity(octetsOf(inner), signing);
  const { fields, body } = encryptTo === null ? signed : encryptEntity(signed, encryptTo);
  const { 'Content-Type': contentType, ...described } = fields;
  const subject = encryptTo === null ? mail.subject : hiddenSubject;
  const header = new MimeNode(contentType, noAccess).setHeader({ ...fieldsOf(mail, subject, now), ...described });
  async function* pieces(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${header.buildHeaders()}\r\n\r\n`);
    yield* body;
  }
  return Readable.from(pieces(), { objectMode: false });
}
