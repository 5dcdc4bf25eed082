/** The form for a new mail from a mailbox of the demonstration, filled in so that it shows how a document is sent by mail. Pure. */
import { inline, paragraph } from '../../../certs/verdict/html/bilingual.js';
import { html, type Markup, verbatim } from '../../../certs/verdict/html/markup.js';
import { say } from '../../../schemas/words/bilingual.js';
import type { DemonstrationMailbox } from '../../demonstration-mail/mailboxes.js';
import { writePage } from './frame.js';

/** What a person typed, or what stands there for a start. */
export interface Draft {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface NewMail {
  readonly mailbox: DemonstrationMailbox;
  readonly draft: Draft;
  /** Why it was not sent. */
  readonly notice: Markup | null;
}

/** A letter to another agency of the demonstration, with the lines that say what to do with its files. */
export const firstDraft = (gatewayAddress: string): Draft => ({
  to: gatewayAddress,
  subject: 'Về việc báo cáo kết quả thực hiện',
  text: `Gửi: H30.01, H30.05
Loại: CV
Ký hiệu: BC-VP
Trích yếu: Về việc báo cáo kết quả thực hiện
`,
});

const explanation = say(
  'Thư gửi đến địa chỉ của cổng, có các dòng dưới đây và tệp đính kèm, là một văn bản để gửi. Sửa các dòng, chọn tệp (PDF), rồi gửi; cổng trả lời vào hộp thư này.',
  'A mail to the gateway’s address with the lines below and files attached is a document to send. Change the lines, choose files (PDF) and send; the gateway answers to this mailbox.',
);

const field = (name: 'to' | 'subject', label: Markup, value: string) =>
  html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${verbatim(value)}" required=""/>`;

export function writeNewMail({ mailbox, draft, notice }: NewMail): string {
  const box = `/thu/${encodeURIComponent(mailbox.code)}`;
  return writePage({
    heading: say(`Thư mới của ${mailbox.name}.`, `A new mail from ${mailbox.address}.`),
    way: [[box, mailbox.name]],
    content: [
      notice,
      paragraph(explanation),
      html`<form method="post" action="${box}/new" enctype="multipart/form-data">
${field('to', inline(say('Đến', 'To')), draft.to)}
${field('subject', inline(say('Tiêu đề', 'Subject')), draft.subject)}
<label for="text">${inline(say('Nội dung', 'Text'))}</label>
<textarea id="text" name="text" rows="10" maxlength="20000">
${verbatim(draft.text)}</textarea>
<label for="file">${inline(say('Tệp đính kèm', 'Files'))}</label>
<input id="file" name="file" type="file" multiple=""/>
<button class="main">${inline(say('Gửi thư', 'Send'))}</button>
</form>`,
    ],
  });
}
