/** Mails as people's programs write them, and what they are sorted as. */
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import type { DocumentRequest, MailContent } from '../../../schemas/mail/sorted-mail.js';
import { readMessage } from '../../../schemas/mime/message.js';

type Wish = Parameters<typeof sortMessage>[1];

export const sort = (mail: string, wish?: Wish) => sortMessage(readMessage(Buffer.from(mail)), wish);
export const contentOf = (mail: string, wish?: Wish): MailContent => sort(mail, wish).content;

/** A reply to a mail of ours, as a person's program writes it. */
export const reply = (body: string, fields = '') =>
  [
    'From: Nguyễn Văn A <vanthu@so.example.vn>',
    'To: cong@gateway.example.vn',
    'Subject: Re: [KHẨN] 123/QĐ-UBND: Về việc gửi nhận văn bản',
    'Message-ID: <b@so.example.vn>',
    'In-Reply-To: <a@gateway.example.vn>',
    'References: <root@gateway.example.vn> <a@gateway.example.vn>',
    `${fields}Content-Type: text/plain; charset=utf-8`,
    '',
    body,
  ].join('\n');

export const letter = (body: string, attachment = 'Quyết định.pdf') =>
  [
    'From: vanthu@so.example.vn',
    'Subject: Trích yếu của thư',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    body,
    '--b',
    'Content-Type: application/octet-stream',
    `Content-Disposition: attachment; filename="${attachment}"`,
    '',
    'x',
    '--b--',
  ].join('\n');

export const documentIn = (text: string): DocumentRequest => {
  const content = contentOf(text);
  if (content.kind !== 'document') throw new Error(`taken for ${content.kind}`);
  return content;
};
