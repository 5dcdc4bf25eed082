/**
 * `congvan mail sort FILE…`: what the gateway makes of mails as they came in, and why; nothing is taken in, answered or changed.
 * Works on files alone, without a gateway. Does not judge who sent them: `congvan verify` does.
 */
import { readFile } from 'node:fs/promises';
import { openMessage } from '../../certs/smime/open-message.js';
import { sortMessage } from '../../schemas/mail/sort-mail.js';
import type { MailContent, SortedMail } from '../../schemas/mail/sorted-mail.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { CommandOutput } from '../command-output.js';

/** `EX_DATAERR` of sysexits.h. */
export const exitUnreadable = 65;

const titles: Readonly<Record<MailContent['kind'], string>> = {
  'delivery-report': 'báo cáo phát thư / delivery report',
  'disposition-notification': 'báo đã mở thư / disposition notification',
  'feedback-report': 'phản ánh thư rác / complaint',
  'automatic-reply': 'thư tự động / automatic mail',
  answer: 'trả lời văn bản / answer to a document',
  'unclear-answer': 'trả lời chưa rõ / unclear answer',
  document: 'văn bản để gửi / document to send',
  unknown: 'không nhận ra / not recognised',
};

/** One line: details are in the JSON form. */
function describe(file: string, { content, sender, mayBeAnswered }: SortedMail): string {
  const details = JSON.stringify(content, (key, value) => (key === 'kind' ? undefined : value));
  const answering = mayBeAnswered ? '' : '; không trả lời / never answered';
  return `${file}: ${titles[content.kind]}; ${sender ?? '?'}${answering}\n  ${details}\n`;
}

/** Tells of one file; false when it is no mail within the limits. */
export async function sortFile(file: string, output: CommandOutput): Promise<boolean> {
  try {
    const sorted = sortMessage(openMessage(await readFile(file)));
    output.stdout(output.isJson ? `${JSON.stringify({ file, ...sorted })}\n` : describe(file, sorted));
    return true;
  } catch (error) {
    if (!isProblem(error)) throw error;
    output.stderr(`${file}: ${error.message}\n`);
    return false;
  }
}
