/**
 * The field in which a receiving server says what it found out about a mail's sender: ours on top, those that the mail brought along
 * removed, because everybody can write one.
 * Source: RFC 8601 sections 2.2 (syntax) and 5 (removing forged fields).
 */
import { lineAt } from '../../schemas/mime/entity.js';

const forged = /^authentication-results[ \t]*:/i;
const folded = /^[ \t]/;

/** The mail without such fields. */
export function withoutResults(mail: Buffer): Buffer {
  const kept: Buffer[] = [];
  // A line that continues nothing would continue the field we put above it.
  let isForged = true;
  let start = 0;
  while (start < mail.length) {
    const { end, next } = lineAt(mail, start);
    if (end === start) break;
    const line = mail.toString('latin1', start, end);
    isForged = folded.test(line) ? isForged : forged.test(line);
    if (!isForged) kept.push(mail.subarray(start, next));
    start = next;
  }
  return Buffer.concat([...kept, mail.subarray(start)]);
}

/**
 * The mail with our finding on top.
 * @param server authserv-id. @param sender the address in From, whose owner logged in
 */
export function withResults(mail: Buffer, server: string, sender: string): Buffer {
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const field = `Authentication-Results: ${server};\r\n auth=pass smtp.auth=${sender};\r\n dmarc=pass header.from=${domain}\r\n`;
  return Buffer.concat([Buffer.from(field), withoutResults(mail)]);
}
