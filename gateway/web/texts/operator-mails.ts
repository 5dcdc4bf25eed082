/** What the pages of mails and quarantine say. What results mean is said by mailbox/operating/result-words.ts. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { MailIn, MailOut } from '../../mailbox/operating/list-mails.store.js';

export const mailTexts = {
  title: say('Thư', 'Mail'),
  heading: (waiting: number) =>
    waiting === 0
      ? say('Không có thư nào chờ người xem.', 'No mail waits for somebody to look at it.')
      : say(
          `${waiting} thư đến đang cách ly, chờ anh/chị quyết định.`,
          `${waiting} incoming mail${waiting === 1 ? ' waits' : 's wait'} in quarantine for your decision.`,
        ),
  list: say('Thư', 'Mails'),
  listHint: say('mới trước', 'newest first'),
  direction: say('Chiều', 'Direction'),
  directions: { in: say('Thư đến', 'Incoming'), out: say('Thư đi', 'Outgoing') },
  state: say('Trạng thái', 'State'),
  search: say('Từ trong địa chỉ, tiêu đề; không cần dấu', 'Words of address or subject; marks not needed'),
  mail: say('Thư', 'Mail'),
  noSubject: say('(không có tiêu đề)', '(no subject)'),
  hidden: say('(trích yếu văn bản, không hiện cho quản trị viên)', '(subject of a document, not shown to operators)'),
  note: say(
    'Thư đã thành văn bản là của các cơ quan: quản trị viên không đọc trích yếu và nội dung.',
    'What became a document belongs to the agencies: operators read neither its subject nor its content.',
  ),
  statesIn: {
    new: say('Chờ xử lý', 'To be handled'),
    quarantined: say('Cách ly', 'In quarantine'),
    awaiting: say('Chờ xác nhận', 'Awaits a confirmation'),
    done: say('Đã xử lý', 'Handled'),
    discarded: say('Đã bỏ qua', 'Set aside'),
  } satisfies Record<MailIn['state'], Bilingual>,
  statesOut: {
    queued: say('Chờ gửi', 'Waiting'),
    sending: say('Đang gửi', 'Being sent'),
    sent: say('Máy chủ thư đã nhận', 'Taken by the mail server'),
    delivered: say('Đã đến', 'Arrived'),
    failed: say('Không gửi được', 'Not sent'),
    cancelled: say('Đã hủy', 'Cancelled'),
  } satisfies Record<MailOut['state'], Bilingual>,
  emptyTitle: say('Không có thư nào như vậy', 'No such mail'),
  empty: say('Đổi bộ lọc, hoặc xem mọi trạng thái.', 'Change the filter, or look at every state.'),

  one: {
    title: say('Một thư', 'A mail'),
    headingIn: (state: Bilingual, sender: string) =>
      say(`Thư từ ${sender}: ${state.vi}.`, `A mail from ${sender}: ${state.en}.`),
    headingOut: (state: Bilingual, to: string) => say(`Thư gửi ${to}: ${state.vi}.`, `A mail to ${to}: ${state.en}.`),
    unknownSender: say('người không rõ', 'somebody unknown'),
    facts: say('Về thư này', 'About this mail'),
    factsHint: say('cổng biết gì', 'what the gateway knows'),
    received: say('Nhận lúc', 'Received'),
    account: say('Hộp thư', 'Mailbox'),
    result: say('Kết quả', 'Result'),
    agency: say('Cơ quan', 'Agency'),
    agencyUnproven: say('chưa chứng minh', 'not proven'),
    size: say('Cỡ', 'Size'),
    vouched: say('Đã thả bởi', 'Released by'),
    sent: say('Tạo lúc', 'Made'),
    attempts: say('Số lần gửi', 'Attempts'),
    original: say('Thư gốc', 'The original'),
    originalHint: say('chỉ chữ, không chạy gì', 'text only, nothing is run'),
    from: say('Từ', 'From'),
    to: say('Tới', 'To'),
    subject: say('Tiêu đề', 'Subject'),
    date: say('Ngày (thư tự ghi)', 'Date (as it says)'),
    noText: say('Thư không có chữ.', 'The mail has no text.'),
    cut: say('Thư còn dài nữa; tải thư gốc để đọc hết.', 'It goes on; download the original to read it all.'),
    files: say('Tệp kèm theo', 'Attachments'),
    unreadable: say('Thư hỏng, không đọc được.', 'The mail is broken and cannot be read.'),
    download: say('Tải thư gốc (.eml)', 'Download the original (.eml)'),
    decide: say('Quyết định', 'Decide'),
    release: say('Thả thư…', 'Release…'),
    releaseQuestion: (of: string) =>
      say(
        `Thả thư từ ${of}? Anh/chị bảo đảm thư đúng là của người gửi ghi trên thư; cổng sẽ xử lý lại và có thể gửi văn bản hay ghi trạng thái theo thư.`,
        `Release the mail from ${of}? You vouch that it is from whom it says; the gateway handles it again, and may send a document or record a status by it.`,
      ),
    releaseButton: say('Thả thư này', 'Release this mail'),
    discard: say('Bỏ qua thư…', 'Set aside…'),
    discardQuestion: (of: string) =>
      say(
        `Bỏ qua thư từ ${of}? Thư được giữ, không làm gì theo thư. Thả thư sẽ lấy lại được.`,
        `Set the mail from ${of} aside? It is kept and nothing comes of it. A release undoes it.`,
      ),
    discardButton: say('Bỏ qua thư này', 'Set this mail aside'),
    resend: say('Gửi lại thư này', 'Send this mail again'),
    back: say('Về danh sách thư', 'Back to the mails'),
    text: say('Nội dung', 'What it says'),
    textHint: say('không kèm liên kết', 'without its links'),
  },
  done: {
    tha: say('Đã thả thư; cổng đang xử lý lại.', 'The mail is released; the gateway handles it again.'),
    bo: say('Đã bỏ qua thư.', 'The mail is set aside.'),
    'gui-lai': say('Thư đã vào hàng đợi gửi lại.', 'The mail waits to be sent again.'),
  },
};
