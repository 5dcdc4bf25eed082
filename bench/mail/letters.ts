/** Mails as people and their programs write them to a gateway: documents to send, answers that quote our mail, notices, anything else. */

import type { Signer } from '../../certs/keys/signer.js';
import { octetsOf } from '../../certs/smime/entity.js';
import { signEntity } from '../../certs/smime/sign-mail.js';
import { findingServer } from '../peers/postfix-settings.js';

const crlf = '\r\n';
const lines = (...texts: readonly string[]) => texts.join(crlf);
const base64 = (content: Buffer | string) =>
  (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join(crlf);

const words = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

let written = 0;

interface Head {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Whole fields, each without its line end. */
  readonly more?: readonly string[];
}

/** What servers and programs put on top of every mail; no two are alike. */
function headOf({ from, to, subject, more = [] }: Head): string {
  written += 1;
  const hop = `by mx${written % 3}.nhan.example (Postfix) with ESMTPS id ${written.toString(36)}`;
  return lines(
    `Return-Path: <${from}>`,
    `Received: from client.nhan.example (client.nhan.example [192.0.2.7])${crlf}\t${hop}`,
    `Message-ID: <${written}.${process.pid}@client.nhan.example>`,
    'Date: Thu, 26 Nov 2026 09:15:00 +0700',
    `From: ${words('Văn thư')} <${from}>`,
    `To: <${to}>`,
    `Subject: ${words(subject)}`,
    'User-Agent: Mozilla Thunderbird',
    'MIME-Version: 1.0',
    ...more,
  );
}

const part = (type: string, content: Buffer | string, ...more: readonly string[]) =>
  lines(`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', ...more, '', base64(content));

const multipart = (kind: string, boundary: string, parts: readonly string[]) =>
  lines(
    `Content-Type: multipart/${kind}; boundary="${boundary}"`,
    '',
    ...parts.flatMap((one) => [`--${boundary}`, one]),
    `--${boundary}--`,
    '',
  );

/** As text and as HTML. */
const inBoth = (text: string) =>
  multipart('alternative', 'both', [
    part('text/plain; charset=UTF-8', text),
    part('text/html; charset=UTF-8', `<html><body>${text.replaceAll('\n', '<br>\n')}</body></html>`),
  ]);

/** A document to send, signed by `signer`. */
export async function documentLetter(from: string, to: string, signer: Signer, pdf: Buffer): Promise<Buffer> {
  const head = headOf({ from, to, subject: 'Gửi văn bản' });
  const text =
    'Gửi: H30.05\nLoại: Công văn\nKý hiệu: STTTT-VP\nTrích yếu: Về việc gửi văn bản bằng thư\n\nTrân trọng.\n';
  // Two mails of a person are never the same; what is signed twice is sent once.
  const own = `Content-ID: <${written}.${process.pid}.part@client.nhan.example>`;
  const entity = multipart('mixed', 'all', [
    part('text/plain; charset=UTF-8', text, own),
    part('application/pdf; name="van-ban.pdf"', pdf, 'Content-Disposition: attachment; filename="van-ban.pdf"'),
  ]);
  return signed(head, entity, signer);
}

async function signed(head: string, entity: string, signer: Signer): Promise<Buffer> {
  async function* octets() {
    yield Buffer.from(entity);
  }
  const signing = { form: 'detached', signer, signingTime: new Date() } as const;
  const pieces: Buffer[] = [];
  for await (const piece of octetsOf(signEntity(octets(), signing))) pieces.push(piece);
  return Buffer.concat([Buffer.from(`${head}${crlf}`), ...pieces]);
}

export interface MailedDocument {
  /** Of our mail, without angle brackets. */
  readonly messageId: string;
  /** Where our mail wants its answers. */
  readonly replyTo: string;
  readonly reader: string;
  /** What a person reads in it. */
  readonly text: string;
}

const replyFields = (messageId: string) => [`In-Reply-To: <${messageId}>`, `References: <${messageId}>`];

/** Accepts a document, as the receiving server lets it pass, with our whole text quoted below. */
export function answerLetter({ messageId, replyTo, reader, text }: MailedDocument): Buffer {
  const finding = `Authentication-Results: ${findingServer}; dmarc=pass header.from=${reader.split('@')[1]}`;
  const more = [finding, ...replyFields(messageId)];
  const quoted = text.replace(/^/gm, '> ');
  const said = `Tiếp nhận.\n\nTrân trọng,\nVăn thư\n\nVào 26/11/2026 08:00, Trục liên thông đã viết:\n${quoted}`;
  const head = headOf({ from: reader, to: replyTo, subject: 'Re: Văn bản', more });
  return Buffer.from(lines(head, inBoth(said)));
}

/** Somebody is away. */
export function absenceNotice({ messageId, reader }: MailedDocument, to: string): Buffer {
  const more = ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All', ...replyFields(messageId)];
  const text = 'Tôi đi công tác đến hết ngày 30/11/2026. Việc gấp xin liên hệ văn phòng.\n';
  const head = headOf({ from: reader, to, subject: 'Tự động trả lời: vắng mặt', more });
  return Buffer.from(lines(head, part('text/plain; charset=UTF-8', text), ''));
}

/** What has no business here; longer than a line. */
export function strangeLetter(to: string): Buffer {
  const text = 'Kính mời quý cơ quan tham dự hội thảo về chuyển đổi số.\n'.repeat(20);
  const head = headOf({ from: `tin${written % 50}@ban-tin.example`, to, subject: 'Bản tin tuần' });
  return Buffer.from(lines(head, inBoth(text)));
}

/** A signed letter that asks for nothing. @param entity as `signedEntity` wrote it, once for many mails */
export const signedLetter = (to: string, entity: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${headOf({ from: 'ai@ban-tin.example', to, subject: 'Thư có ký' })}${crlf}`), entity]);

export const signedEntity = (signer: Signer): Promise<Buffer> =>
  signed('', part('text/plain; charset=UTF-8', 'Thư có ký.\n'), signer).then((bytes) => bytes.subarray(crlf.length));
