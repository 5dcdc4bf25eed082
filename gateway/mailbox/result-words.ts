/**
 * What the codes of results and reasons of mails mean, for people: incoming ones (`Handled.result`) and outgoing ones (reason codes of
 * deliveries and answers). A code that is a problem of the catalogue has the catalogue's title. Pure.
 */
import { catalogue, type ProblemCode } from '../../schemas/problems/catalogue.js';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';

const words: Readonly<Record<string, Bilingual>> = {
  // why nothing was done
  'nothing-recognised': say(
    'không nhận ra: không phải văn bản, trả lời hay thư báo',
    'nothing recognised: no document, answer or report',
  ),
  'no-sender': say('thư không có người gửi', 'the mail has no sender'),
  sender_unproven: say('chưa chứng minh được người gửi', 'who sent it is not proven'),
  agency_unclear: say('địa chỉ gửi không thuộc đúng một cơ quan', 'the address does not belong to exactly one agency'),
  signature_reused: say('chữ ký đã dùng cho một thư khác', 'the signature was used for another mail before'),
  message_id_reused: say('Message-ID đã dùng cho một thư khác', 'the Message-ID was used for another mail before'),
  confirmation_ended: say('không ai xác nhận trong thời hạn', 'nobody confirmed it in time'),
  repeated: say('đã xử lý trước đó, không làm gì thêm', 'handled before; nothing more was done'),
  // what it is, where no more is known
  document: say('văn bản gửi bằng thư', 'a document sent by mail'),
  answer: say('trả lời một văn bản', 'an answer to a document'),
  'unclear-answer': say('trả lời không rõ ý', 'an answer that is not clear'),
  'delivery-report': say('thư báo kết quả giao', 'a delivery report'),
  'disposition-notification': say('báo đã mở thư', 'a read receipt'),
  'feedback-report': say('khiếu nại về thư của cổng', 'a complaint about a mail of this gateway'),
  'automatic-reply': say('trả lời tự động', 'an automatic reply'),
  // why a mail of ours waits or failed
  mailbox_unknown: say('hộp thư không tồn tại', 'the mailbox does not exist'),
  mailbox_full: say('hộp thư đầy', 'the mailbox is full'),
  mail_too_large: say('thư quá lớn với máy chủ nhận', 'the mail is too large for the receiving server'),
  mail_rejected: say('máy chủ nhận từ chối thư', 'the receiving server rejected the mail'),
  mail_refused: say('máy chủ thư từ chối', 'the mail server refused it'),
  mail_deferred: say('máy chủ thư bảo chờ', 'the mail server asked to wait'),
  mail_server_unreachable: say('không liên lạc được máy chủ thư', 'the mail server cannot be reached'),
  mail_address_missing: say('cơ quan không có địa chỉ thư', 'the agency has no e-mail address'),
};

/** @returns null without a code; a code without words stands for itself */
export function resultWords(code: string | null): Bilingual | null {
  if (code === null) return null;
  if (Object.hasOwn(words, code)) return words[code] ?? null;
  if (!Object.hasOwn(catalogue, code)) return say(code, code);
  const { titleVi, title } = catalogue[code as ProblemCode];
  return say(titleVi, title);
}
