/** Offices that send documents by mail: each writes one after another, signs it with openssl, and hands it over until it is taken. */
import { randomUUID } from 'node:crypto';
import { smallPdf } from '../support/gateway-fixture.js';
import { signedMail } from '../support/mailed-document.js';
import type { Office } from './mail-offices.js';
import { type PostSettings, post } from './post.js';

/** A document that an office asked for, in a mail that the server took. */
export interface MailedDocument {
  readonly agency: string;
  readonly messageId: string;
  /** Like no other document's. */
  readonly subject: string;
}

export interface MailSenderSettings {
  readonly post: PostSettings;
  /** The gateway's address. */
  readonly to: string;
  /** Code of the agency that the documents go to. */
  readonly recipient: string;
  /** Asked before each mail; false ends the sender. */
  readonly more: () => Promise<boolean>;
}

async function sendOne(settings: MailSenderSettings, { agency, address, key }: Office, log: MailedDocument[]) {
  const id = randomUUID();
  const subject = `Kiểm tra độ bền ${id}`;
  const messageId = `document-${id}@vanphong.example`;
  const text = [`Gửi: ${settings.recipient}`, 'Ký hiệu: VP-KT', `Trích yếu: ${subject}`, ''].join('\n');
  const attachments = [{ name: 'Công văn.pdf', bytes: smallPdf(id) }];
  const mail = signedMail(key, { from: address, messageId, text, attachments });
  const isPosted = await post(settings.post, { from: address, to: settings.to, mail });
  if (isPosted) log.push({ agency, messageId, subject });
}

/** One mail after another until `more()` says no. @param log gets what was taken */
export async function runMailSender(
  settings: MailSenderSettings,
  office: Office,
  log: MailedDocument[],
): Promise<void> {
  while (await settings.more()) await sendOne(settings, office, log);
}
