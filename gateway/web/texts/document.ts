/** What the document page, its print sheet and its access history say. Acts: document-acts.ts; events: timeline.ts. */
import { say } from '../../../schemas/words/bilingual.js';

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const documentTexts = {
  inbox: say('Văn bản đến', 'Incoming'),
  outbox: say('Văn bản đi', 'Outgoing'),
  home: say('Cần xử lý', 'Needs attention'),
  list: say('Danh sách', 'List'),
  standing: say('Văn bản đang ở đâu', 'Where it stands'),
  place: (place: number, of: number, hasMore: boolean) =>
    say(`${place} trên ${hasMore ? 'hơn ' : ''}${of}`, `${place} of ${hasMore ? 'more than ' : ''}${of}`),
  inList: say('Trong danh sách', 'In the list'),
  previous: say('Văn bản trước', 'Previous document'),
  next: say('Văn bản sau', 'Next document'),
  dated: (place: string, date: string) =>
    place === '' ? say(`ngày ${date}`, date) : say(`${place}, ngày ${date}`, `${place}, ${date}`),

  recipients: say('Nơi nhận', 'Recipients'),
  agencies: (count: number) => say(`${count} cơ quan`, plural(count, 'agency', 'agencies')),
  troubleFirst: say('Việc cần để ý ở trên cùng.', 'What needs attention comes first.'),
  othersNotShown: say(
    'Các nơi nhận khác làm gì với văn bản chỉ nơi gửi biết.',
    'What the others did with it only the sender knows.',
  ),
  agency: say('Cơ quan', 'Agency'),
  channel: say('Kênh', 'Channel'),
  arrivedAt: say('Đến lúc', 'Arrived'),
  status: say('Trạng thái', 'Status'),
  moreRecipients: (count: number) => say(`Xem ${count} nơi nhận nữa`, `Show ${count} more`),

  timeline: say('Diễn biến', 'What happened'),
  timelineHint: say('Giờ Việt Nam. Mới nhất ở trên.', 'Time in Vietnam. Newest first.'),
  older: (count: number) => say(`Xem ${count} việc trước đó`, `Show ${count} earlier`),

  file: say('Văn bản', 'Document'),
  files: say('Tệp', 'Files'),
  filesHint: (count: number, size: string) =>
    say(`${count} tệp, ${size}`, `${plural(count, 'file', 'files')}, ${size}`),
  see: say('Xem', 'View'),
  hide: say('Đóng', 'Close'),
  fullScreen: say('Mở toàn màn hình', 'Open full screen'),
  shownFile: (name: string) => say(`Nội dung tệp ${name}`, `Content of ${name}`),
  validSignatures: (count: number) =>
    say(`${count} chữ ký hợp lệ`, plural(count, 'valid signature', 'valid signatures')),
  invalidSignatures: (count: number) =>
    say(`${count} chữ ký không hợp lệ`, plural(count, 'invalid signature', 'invalid signatures')),
  undecidedSignatures: (count: number) =>
    say(`${count} chữ ký chưa kết luận được`, `${plural(count, 'signature', 'signatures')} that cannot be decided`),
  noSignature: say(
    'Không mang chữ ký riêng; được gói ký số bao trùm.',
    'No signature of its own; covered by the sealed container.',
  ),
  notChecked: (why: string) =>
    say(`Chữ ký trong tệp chưa kiểm tra được: ${why}`, `Its signatures could not be checked: ${why}`),
  noneKnown: say(
    'Không có chữ ký riêng nào được ghi nhận; tệp được gói ký số bao trùm.',
    'No signature of its own is on record; covered by the sealed container.',
  ),
  locked: say(
    'Nơi gửi đã thu hồi hoặc thay thế văn bản này: không mở được tệp nữa.',
    'The sender took this document back or replaced it: its files can no longer be opened.',
  ),

  evidence: say('Bằng chứng', 'Evidence'),
  sealedBy: say('Cơ quan ký', 'Sealed by'),
  sealedAt: say('Ký lúc', 'Sealed at'),
  existedBefore: say('Có trước', 'Existed before'),
  byTimestamp: say('dấu thời gian', 'timestamp'),
  noTimestamp: say('chưa có dấu thời gian', 'no timestamp yet'),
  covers: say('Bao trùm', 'Covers'),
  coversAll: (count: number) => say(`${count} trên ${count} tệp`, `${count} of ${plural(count, 'file', 'files')}`),
  inPdf: say('Trong PDF', 'Inside PDFs'),
  noneInPdf: say('không có chữ ký', 'no signature'),
  details: say('Chi tiết gói ký số', 'Details of the container'),
  documentId: say('Mã văn bản', 'Document id'),
  digest: say('SHA-256 của gói', 'SHA-256 of the container'),
  size: say('Kích thước', 'Size'),
  container: say('Tải gói ký số gốc (.asice)', 'Download the container (.asice)'),
  edxml: say('Tải tệp edXML', 'Download as edXML'),
  proof: say('Tải bằng chứng (.asice)', 'Download the proof (.asice)'),
  proofHint: say(
    'Một tệp gồm văn bản, biên nhận, dấu thời gian và nhật ký; kiểm tra được ngoài hệ thống này.',
    'One file with the document, receipts, timestamps and log; it can be checked without this gateway.',
  ),

  outRegister: say('Sổ văn bản đi', 'Outgoing register'),
  inRegister: say('Sổ văn bản đến', 'Incoming register'),
  stampOut: say('ĐI', 'ĐI'),
  stampIn: say('ĐẾN', 'ĐẾN'),
  number: say('Số', 'No.'),
  day: say('Ngày', 'Date'),
  forwardedTo: say('Chuyển', 'To'),
  onAcceptance: (number: string) => say(`${number}, khi tiếp nhận`, `${number}, on acceptance`),
  notAssigned: say('chưa phân công', 'not assigned'),
  noNumber: say('không vào sổ', 'not entered'),
  kept: (pages: number, copies: number) =>
    pages === 0
      ? say(`Bản lưu: Văn thư. ${copies} bản.`, `Kept by the registry. ${plural(copies, 'copy', 'copies')}.`)
      : say(
          `Bản lưu: Văn thư. ${pages} trang, ${copies} bản.`,
          `Kept by the registry. ${plural(pages, 'page', 'pages')}, ${plural(copies, 'copy', 'copies')}.`,
        ),

  sender: say('Nơi gửi', 'Sender'),
  related: say('Văn bản liên quan', 'Related documents'),
  kinship: {
    changed: (isReplacing: boolean) => (isReplacing ? say('Thay thế', 'Replaces') : say('Cập nhật', 'Updates')),
    changedBy: (isReplacing: boolean) =>
      isReplacing ? say('Đã được thay thế bằng', 'Replaced by') : say('Đã được cập nhật bằng', 'Updated by'),
    answered: () => say('Trả lời', 'Answers'),
    answeredBy: () => say('Được trả lời bằng', 'Answered by'),
  },
  ofAgency: (name: string, date: string) => say(`của ${name}, ngày ${date}`, `of ${name}, ${date}`),
  moreRelated: (count: number) => say(`Xem ${count} văn bản nữa`, `Show ${count} more`),

  viewers: say('Ai đã xem', 'Who has looked'),
  nobodyElse: say('Chưa có ai.', 'Nobody yet.'),
  history: say('Lịch sử truy cập', 'Access history'),

  accessHistory: {
    heading: (code: string) => say(`Ai đã xem văn bản ${code}.`, `Who has looked at ${code}.`),
    hintOwn: say('Người của cơ quan anh/chị. Mới nhất ở trên.', 'People of your agency. Newest first.'),
    hintAll: say('Người của mọi cơ quan. Mới nhất ở trên.', 'People of all agencies. Newest first.'),
    time: say('Lúc', 'Time'),
    person: say('Người xem', 'Person'),
    part: say('Đã xem', 'What'),
    address: say('Địa chỉ mạng', 'Network address'),
    older: say('Xem cũ hơn', 'Older'),
    newest: say('Về mới nhất', 'Newest'),
    toDocument: say('Về văn bản', 'Back to the document'),
    empty: say('Chưa có lần xem nào', 'Nobody has looked yet'),
    emptyHint: say(
      'Mỗi lần có người mở văn bản, tải tệp hay tải bằng chứng, tên và giờ hiện ở đây và không xóa được.',
      'Each time somebody opens the document, a file or its proof, name and time appear here for good.',
    ),
  },

  parts: {
    document: say('Văn bản', 'The document'),
    sheet: say('Phiếu in', 'Print sheet'),
    events: say('Diễn biến', 'What happened'),
    container: say('Gói ký số', 'Container'),
    proof: say('Bằng chứng', 'Proof'),
    edxml: say('Tệp edXML', 'edXML file'),
    status: say('Văn bản trạng thái', 'Status message'),
    history: say('Lịch sử truy cập', 'Access history'),
  },
  fileNumber: (n: string) => say(`Tệp ${n}`, `File ${n}`),

  keys: {
    next: say('văn bản sau, trước', 'next, previous document'),
    list: say('về danh sách', 'back to the list'),
    print: say('in phiếu', 'print sheet'),
    proof: say('tải bằng chứng', 'download proof'),
  },

  verdict: {
    valid: say('Chữ ký số hợp lệ', 'The seal is valid'),
    validText: (at: string) =>
      say(`Không ai sửa văn bản từ khi ký lúc ${at}.`, `Nobody changed the document since it was sealed at ${at}.`),
    undecided: say('Chưa kết luận được', 'Cannot be decided yet'),
    pending: say(
      'Gói nguyên vẹn khi nhận vào. Đang chờ dấu thời gian, không cần làm gì.',
      'The container was intact when it came in. Waiting for a timestamp; nothing to do.',
    ),
    timestamped: say(
      'Gói nguyên vẹn và đã có dấu thời gian. Đang chờ dữ liệu thu hồi chứng thư, không cần làm gì.',
      'Intact and timestamped. Waiting for revocation data; nothing to do.',
    ),
    limited: say(
      'Gói nguyên vẹn và có dấu thời gian, nhưng một chữ ký không thể chứng minh thêm được.',
      'Intact and timestamped, but one signature can be proven no further.',
    ),
    unsupported: say(
      'Gói nguyên vẹn khi nhận vào. Hệ thống không bổ sung được bằng chứng cho kiểu chữ ký này.',
      'Intact when it came in. The gateway cannot add evidence to this kind of signature.',
    ),
    none: say('Văn bản này chưa có bằng chứng nào được lưu.', 'No proof of this document is kept.'),
    coversAll: (count: number) => say(`Bao trùm ${count} trên ${count} tệp.`, `Covers ${count} of ${count} files.`),
  },

  sheet: {
    title: (code: string) => say(`Phiếu văn bản ${code}`, `Sheet of ${code}`),
    heading: say('Phiếu văn bản điện tử', 'Sheet of an electronic document'),
    subject: say('Trích yếu', 'Subject'),
    code: say('Số, ký hiệu', 'Number, notation'),
    date: say('Ngày văn bản', 'Date'),
    type: say('Tên loại', 'Type'),
    from: say('Nơi gửi', 'Sender'),
    signer: say('Người ký', 'Signer'),
    urgency: say('Độ khẩn', 'Urgency'),
    sentAt: say('Ký và gửi lúc', 'Sealed and sent'),
    provenAt: say('Chắc chắn đã có trước', 'Certainly existed before'),
    seal: say('Chữ ký số', 'Seal'),
    register: say('Số đến', 'Incoming no.'),
    checked: say('Tệp cần kiểm tra', 'File to check'),
    printHint: say('Dùng lệnh In của trình duyệt (Ctrl+P).', 'Use your browser’s Print (Ctrl+P).'),
    printed: (who: string, at: string) => say(`In lúc ${at}, người in: ${who}.`, `Printed ${at} by ${who}.`),
  },
} as const;
