/** The page that proves one document. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { Inclusion } from '../../audit/prove-document.js';

const inclusions: Readonly<Record<Inclusion, Bilingual>> = {
  included: say('nằm trong mốc', 'in the checkpoint'),
  waiting: say('mới hơn mốc', 'younger than the checkpoint'),
  changed: say('nội dung đã bị sửa', 'its payload was changed'),
  elsewhere: say('không dẫn tới gốc của mốc', 'does not lead to the checkpoint’s root'),
};

export const proofTexts = {
  inclusions,
  title: (code: string) => say(`Bằng chứng của ${code}`, `Proof of ${code}`),
  none: (code: string) =>
    say(`Nhật ký chưa có mốc nào cho văn bản ${code}.`, `The log has no checkpoint for ${code} yet.`),
  holds: (code: string, count: number) =>
    say(
      `${code}: cả ${count} sự kiện đều nằm trong nhật ký đã ký.`,
      `${code}: ${count === 1 ? 'its event is' : `all ${count} events are`} in the signed log.`,
    ),
  partly: (code: string, inside: number, waiting: number) =>
    say(
      `${code}: ${inside} sự kiện nằm trong nhật ký đã ký, ${waiting} sự kiện mới hơn mốc.`,
      `${code}: ${inside} event${inside === 1 ? ' is' : 's are'} in the signed log, ${waiting} younger than its checkpoint.`,
    ),
  fails: (code: string, count: number) =>
    say(
      `${code}: ${count} sự kiện không khớp với nhật ký đã ký.`,
      `${code}: ${count} event${count === 1 ? ' does' : 's do'} not agree with the signed log.`,
    ),

  document: say('Văn bản', 'Document'),
  open: say('Mở trang văn bản', 'Open the document’s page'),
  subject: say('Trích yếu', 'Subject'),
  sender: say('Nơi gửi', 'Sender'),
  sentAt: say('Gửi lúc', 'Sent'),
  container: say('Gói ký số, SHA-256', 'Container, SHA-256'),
  seal: say('Bằng chứng của dấu', 'Proof of the seal'),
  sealStates: {
    pending: say('chờ dấu thời gian', 'timestamp pending'),
    timestamped: say('đã có dấu thời gian, chờ dữ liệu thu hồi', 'timestamped, revocation data pending'),
    complete: say('đủ để kiểm tra ngoại tuyến', 'complete, can be checked offline'),
    limited: say('dừng ở dấu thời gian', 'ends with its timestamp'),
    unsupported: say('không bổ sung được', 'cannot be grown'),
    none: say('không cần', 'none needed'),
  } as Readonly<Record<string, Bilingual>>,
  provenAt: (time: string) => say(`chắc chắn đã có trước ${time}`, `certainly existed before ${time}`),

  downloads: say('Tải về', 'Downloads'),
  downloadsHint: say('được ghi vào lịch sử xem', 'noted in the history of access'),
  proofFile: say('Tệp bằng chứng', 'Proof file'),
  containerFile: say('Gói ký số', 'Container'),
  report: say('Phiếu kiểm tra chữ ký', 'Verification report'),
  receipt: (code: string, agency: string) => say(`Trạng thái ${code}, ${agency}`, `Status ${code}, ${agency}`),

  checkpoint: say('Mốc', 'Checkpoint'),
  origin: say('Nhật ký', 'Log'),
  size: say('Số mục', 'Entries'),
  root: say('Gốc đã ký', 'Signed root'),
  unsigned: say('mốc không mang chữ ký của khóa nhật ký', 'not signed with the log’s key'),
  byYourself: say('Kiểm tra không cần cổng này', 'Check it without this gateway'),
  byYourselfText: say(
    'Tải tệp bằng chứng, lấy chứng thư gốc từ nguồn khác, rồi chạy:',
    'Download the proof file, take the root certificate from another source, then run:',
  ),
  byHand: say(
    'Không cài Công văn: các lệnh từng bước ở docs/verify.md, chỉ dùng công cụ có sẵn của Debian.',
    'Without our code: step by step in docs/verify.md, with what Debian has.',
  ),

  events: say('Sự kiện', 'Events'),
  eventsHint: say('ai đã làm gì; vị trí trong nhật ký', 'who did what; place in the log'),
  followed: (time: string) => say(`Cổng kiểm tra lúc ${time}`, `Checked by the gateway at ${time}`),
  position: (position: string) => say(`mục ${position}`, `entry ${position}`),
  path: (count: number) =>
    say(`Đường lên gốc, ${count} bước`, `The way to the root, ${count} step${count === 1 ? '' : 's'}`),
  leaf: say('Lá', 'Leaf'),
  salt: say('Muối', 'Salt'),
  payload: say('Nội dung', 'Payload'),
  payloadDigest: say('Mã băm nội dung', 'Digest of the payload'),

  views: say('Lịch sử xem', 'History of access'),
  viewsHint: say('ai, lúc nào, xem gì, từ đâu', 'who, when, what, from where'),
  noViews: say('Chưa ai xem văn bản này', 'Nobody has looked at it yet'),
  noViewsText: say(
    'Mỗi lần một người mở văn bản hay tải tệp được ghi ở đây; phần mềm thì ghi trong nhật ký yêu cầu.',
    'Whenever a person opens the document or downloads a file it is noted here; programs stand in the log of requests.',
  ),
  when: say('Lúc', 'When'),
  who: say('Ai', 'Who'),
  what: say('Xem gì', 'What'),
  address: say('Từ địa chỉ', 'From'),
  older: say('Các lần xem trước', 'Earlier looks'),
  newest: say('Về lần mới nhất', 'Back to the newest'),
  parts: {
    document: say('thông tin văn bản', 'the document'),
    page: say('trang văn bản', 'the document’s page'),
    events: say('sự kiện', 'its events'),
    container: say('gói ký số', 'the container'),
    proof: say('tệp bằng chứng', 'the proof file'),
    edxml: say('tệp edXML', 'the edXML file'),
    status: say('thông điệp trạng thái', 'a status message'),
    'audit-proof': say('trang bằng chứng', 'the proof page'),
    report: say('phiếu kiểm tra chữ ký', 'the verification report'),
    export: say('xuất hồ sơ kiểm toán', 'an export for audit'),
  } as Readonly<Record<string, Bilingual>>,
  file: (n: string) => say(`tệp ${n}`, `file ${n}`),
} as const;
