/**
 * What the codes of results and reasons of mails mean, for people: incoming ones (`Handled.result`) and outgoing ones (reason codes of
 * deliveries and answers). A code that is a problem of the catalogue has the catalogue's title. Pure.
 */
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

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
  delivery_unknown: say('trả lời không về thư nào của cổng', 'an answer to no mail of this gateway'),
  answer_ambiguous: say('trả lời có thể về nhiều văn bản', 'an answer that may be about several documents'),
  answer_unclear: say('trả lời không rõ ý', 'an answer that is not clear'),
  incomplete: say('thiếu thông tin để gửi văn bản', 'what a document needs is missing'),
  several_documents: say('nhiều gói văn bản trong một thư', 'several sealed documents in one mail'),
  status_container: say(
    'thông báo trạng thái gửi bằng thư, không nhận',
    'a status message by mail, which is not taken',
  ),
  automatic_guessed: say(
    'có vẻ là thư tự động hoặc thư gửi hàng loạt, chưa chắc',
    'looks like an automatic mail or one sent to many; not certain',
  ),
  report_unmatched: say('thư báo không về thư nào của cổng', 'a report about no mail of this gateway'),
  report_contradicts: say('thư báo nêu nhiều thư khác nhau', 'a report that names several mails'),
  complaint: say('khiếu nại về thư của cổng', 'a complaint about a mail of this gateway'),
  still_sending: say('chờ: thư liên quan còn đang gửi', 'waits: the mail it is about is still being sent'),
  reply_held_back: say(
    'chờ: địa chỉ đã nhận quá nhiều thư trả lời trong một giờ',
    'waits: the address got too many answers within an hour',
  ),
  handling_failed: say(
    'cổng thử nhiều lần vẫn không xử lý được thư',
    'this gateway tried again and again and could not handle it',
  ),
  internal: say('chờ: lỗi của cổng', 'waits: a fault of this gateway'),
  // what was done
  submitted: say('đã gửi văn bản', 'the document was sent'),
  accepted: say('ghi nhận: tiếp nhận', 'recorded: accepted'),
  refused: say('ghi nhận: từ chối', 'recorded: refused'),
  completed: say('ghi nhận: hoàn thành', 'recorded: completed'),
  status: say('ghi nhận trạng thái', 'the status was recorded'),
  recalled: say('ghi nhận yêu cầu thu hồi', 'the recall was recorded'),
  to_confirm: say('chờ cơ quan xác nhận gửi văn bản', 'waits for the agency to confirm the document'),
  confirmation_asked: say('chờ cơ quan xác nhận trả lời', 'waits for the agency to confirm its answer'),
  delivered: say('ghi nhận: thư đã đến', 'noted: the mail arrived'),
  relayed: say('ghi nhận: thư đã chuyển tiếp', 'noted: the mail was passed on'),
  delayed: say('ghi nhận: thư đến chậm', 'noted: the mail is late'),
  bounced: say('ghi nhận: thư bị trả lại', 'noted: the mail came back'),
  bounced_for_now: say(
    'ghi nhận: thư bị trả lại tạm thời, cổng gửi lại',
    'noted: the mail came back for now; it is sent again',
  ),
  opened: say('ghi nhận: người nhận đã mở thư', 'noted: the mail was opened'),
  disposition_noted: say('ghi nhận: báo về việc xử lý thư', 'noted: what was done with the mail'),
  reply_reported: say('thư báo về một thư trả lời', 'a report about an answer of this gateway'),
  reply_bounced: say('thư trả lời bị trả lại', 'an answer of this gateway came back'),
  absence: say('ghi nhận: người nhận vắng mặt', 'noted: the recipient is away'),
  automatic_reply: say('trả lời tự động, bỏ qua', 'an automatic reply, ignored'),
  // why a mail of ours waits or failed
  mailbox_unknown: say('hộp thư không tồn tại', 'the mailbox does not exist'),
  mailbox_disabled: say('hộp thư bị khóa', 'the mailbox is disabled'),
  mail_host_unknown: say('miền của địa chỉ không tồn tại', 'the domain of the address does not exist'),
  mail_taken_for_spam: say('máy chủ nhận coi là thư rác', 'the receiving server took it for spam'),
  mailbox_full: say('hộp thư đầy', 'the mailbox is full'),
  mail_too_large: say('thư quá lớn', 'the mail is too large'),
  mail_rejected: say('máy chủ nhận từ chối thư', 'the receiving server rejected the mail'),
  mail_refused: say('máy chủ thư từ chối', 'the mail server refused it'),
  mail_deferred: say('máy chủ thư bảo chờ', 'the mail server asked to wait'),
  mail_server_unreachable: say('không liên lạc được máy chủ thư', 'the mail server cannot be reached'),
  mail_certificate_missing: say('cơ quan không có chứng thư mã hóa', 'the agency has no certificate for encryption'),
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
