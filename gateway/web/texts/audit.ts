/** The auditor's pages: overview and search, the proof of one document, exports. The log and trust: audit-log.ts; one proof: audit-proof.ts. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { LogFault } from '../../audit/log-standing.js';
import type { Direction } from '../../audit/search-documents.store.js';

const faults: Readonly<Record<LogFault, { readonly what: Bilingual; readonly next: Bilingual }>> = {
  signature: {
    what: say(
      'Mốc mới nhất không mang chữ ký của khóa nhật ký.',
      'The newest checkpoint is not signed with the log’s key.',
    ),
    next: say(
      'Đối chiếu với mốc người khác đang giữ; yêu cầu quản trị cổng giải thích.',
      'Compare it with checkpoints others keep; have the operator explain it.',
    ),
  },
  root: {
    what: say(
      'Gốc cây của nhật ký khác với mốc đã ký.',
      'The tree of the log has another root than its signed checkpoint.',
    ),
    next: say(
      'Có người sửa cơ sở dữ liệu: giữ nguyên, so với bản sao lưu và các mốc người khác giữ.',
      'Somebody changed the database: keep it as it is, compare it with a backup and with checkpoints others keep.',
    ),
  },
  'nodes-missing': {
    what: say('Thiếu nút trong cây của nhật ký.', 'Nodes of the log’s tree are missing.'),
    next: say('Khôi phục sang nơi khác từ bản sao lưu rồi so sánh.', 'Restore a backup elsewhere and compare.'),
  },
  places: {
    what: say('Số sự kiện ít hơn mốc đã ký.', 'There are fewer events than the signed checkpoint covers.'),
    next: say('Sự kiện đã bị xóa: so với bản sao lưu.', 'Events were deleted: compare with a backup.'),
  },
  'events-waiting': {
    what: say(
      'Có sự kiện chờ vào nhật ký quá một phút.',
      'Events have waited for their place in the log for more than a minute.',
    ),
    next: say('Quản trị cổng xem tiến trình xử lý nền.', 'The operator looks after the workers.'),
  },
  'stamps-waiting': {
    what: say(
      'Hơn một giờ chưa có mốc nào được đóng dấu thời gian.',
      'No checkpoint has been timestamped for more than an hour.',
    ),
    next: say('Quản trị cổng xem nơi cấp dấu thời gian.', 'The operator looks after the timestamp authorities.'),
  },
  'proofs-waiting': {
    what: say(
      'Có bằng chứng chờ dấu thời gian quá một ngày.',
      'Proofs have waited for their timestamp for more than a day.',
    ),
    next: say('Chứng thư sẽ hết hạn: đừng chờ lâu hơn.', 'Certificates end: do not wait longer.'),
  },
  'proofs-limited': {
    what: say(
      'Có bằng chứng dừng ở dấu thời gian: chứng thư khi đó đã hết hạn hoặc bị thu hồi.',
      'Some proofs end with their timestamp: a certificate had ended or was revoked by then.',
    ),
    next: say('Trang bằng chứng của văn bản nói rõ lý do.', 'The document’s proof page says why.'),
  },
};

const directions: Readonly<Record<Direction, Bilingual>> = {
  both: say('gửi hoặc nhận', 'sent or received'),
  sent: say('gửi', 'sent'),
  received: say('nhận', 'received'),
};

export const auditTexts = {
  navigation: {
    overview: say('Kiểm toán', 'Audit'),
    log: say('Nhật ký', 'Log'),
    export: say('Xuất hồ sơ', 'Export'),
    trust: say('Tin cậy', 'Trust'),
  },

  overview: {
    title: say('Kiểm toán', 'Audit'),
    empty: say('Nhật ký chưa có mục nào.', 'Nothing has been logged yet.'),
    well: (size: string, age: Bilingual, sizeEn: string) =>
      say(
        `Nhật ký có ${size} mục, mốc mới nhất cách đây ${age.vi}; mọi thứ khớp nhau.`,
        `The log has ${sizeEn} entries, its newest checkpoint is ${age.en} old; everything adds up.`,
      ),
    unwell: (size: string, count: number, sizeEn: string) =>
      say(
        `Nhật ký có ${size} mục; ${count} điều không khớp hoặc chờ quá lâu.`,
        `The log has ${sizeEn} entries; ${count} thing${count === 1 ? ' does' : 's do'} not add up or wait${count === 1 ? 's' : ''} too long.`,
      ),
    standing: say('Nhật ký', 'The log'),
    standingHint: say('và bằng chứng', 'and the proofs'),
    checkpoint: say('Mốc mới nhất', 'Newest checkpoint'),
    covers: (count: string, en: string) => say(`${count} mục`, `${en} entries`),
    stamp: say('Dấu thời gian cuối cùng', 'Last timestamp'),
    noStamp: say('chưa có', 'none yet'),
    proofs: say('Bằng chứng chờ bổ sung', 'Proofs pending'),
    proofsText: (count: string, en: string) => say(`${count} văn bản`, `${en} documents`),
    root: say('Gốc cây', 'Root'),
    faults: say('Cần xem', 'To look into'),
    full: say(
      'Trang này không đọc lại toàn bộ nhật ký. Đọc lại từng mục, từng gói: lệnh congvan doctor trên máy chủ.',
      'This page does not read the whole log. Every entry and every container: the command congvan doctor on the server.',
    ),
    toLog: say('Mốc và đối chiếu', 'Checkpoints and consistency'),
  },
  faults,

  search: {
    heading: say('Văn bản', 'Documents'),
    hint: say('của mọi cơ quan', 'of all agencies'),
    words: say('Trích yếu, người ký, cơ quan', 'Subject, signer, agency'),
    wordsHint: say('Không cần dấu.', 'Marks are not needed.'),
    agency: say('Cơ quan', 'Agency'),
    agencyHint: say('Mã hoặc tên.', 'Code or name.'),
    direction: say('Cơ quan đó', 'It has'),
    directions,
    from: say('Gửi từ ngày', 'Sent from'),
    to: say('đến hết ngày', 'to the end of'),
    status: say('Trạng thái', 'Status'),
    type: say('Loại', 'Type'),
    any: say('bất kỳ', 'any'),
    number: say('Số', 'Number'),
    button: say('Tìm', 'Search'),
    clear: say('Bỏ điều kiện', 'Clear'),
    time: say('Gửi lúc', 'Sent'),
    document: say('Văn bản', 'Document'),
    statuses: say('Tại nơi nhận', 'At recipients'),
    proof: say('Bằng chứng', 'Proof'),
    proofOf: (code: string) => say(`Bằng chứng của ${code}`, `Proof of ${code}`),
    recalled: say('đã thu hồi', 'recalled'),
    replaced: say('đã thay thế', 'replaced'),
    more: say('Tìm tiếp các văn bản cũ hơn', 'Go on with older documents'),
    first: say('Về đầu', 'Back to the beginning'),
    emptyTitle: say('Không có văn bản nào như vậy', 'No document is like that'),
    emptyText: say(
      'Bớt điều kiện, hoặc viết ít từ hơn; số và ký hiệu tìm ở ô Số.',
      'Ask for less, or fewer words; numbers have a field of their own.',
    ),
    goOn: say('Chưa thấy trong các văn bản mới nhất; còn nữa.', 'Not among the newest documents; there are more.'),
  },

  fields: {
    agency: say(
      'Không tìm thấy cơ quan, hoặc có nhiều cơ quan khớp. Hãy ghi mã định danh, ví dụ H30.03.',
      'No agency, or several, with this name. Write its code, e.g. H30.03.',
    ),
    from: say('Hãy chọn ngày đầu có thật, ví dụ 19/05/2016.', 'Choose a first day that exists, e.g. 19/05/2016.'),
    to: say(
      'Hãy chọn ngày cuối có thật, không trước ngày đầu.',
      'Choose a last day that exists and is not before the first one.',
    ),
    other: say(
      'Điều kiện này không dùng được; hãy bỏ điều kiện và tìm lại.',
      'That cannot be searched for; clear the conditions.',
    ),
  },

  export: {
    title: say('Xuất hồ sơ', 'Export'),
    heading: say(
      'Xuất văn bản của một khoảng ngày kèm bằng chứng.',
      'Export the documents of some days with their proofs.',
    ),
    measured: (count: string, size: string, en: string) =>
      say(
        `${count} văn bản, ${size} gói ký số, sẵn sàng xuất.`,
        `${en} documents, ${size} of containers, ready to export.`,
      ),
    nothing: say('Không có văn bản nào trong các ngày này.', 'No document was handed in on these days.'),
    tooMuch: (documents: string, bytes: string) =>
      say(
        `Quá nhiều cho một lần xuất: tối đa ${documents} văn bản và ${bytes} gói ký số. Hãy chọn ít ngày hơn, hoặc một cơ quan.`,
        `Too much for one export: at most ${documents} documents and ${bytes} of containers. Choose fewer days, or one agency.`,
      ),
    choose: say('Chọn', 'Choose'),
    chooseHint: say('ngày gửi', 'by the day of sending'),
    from: say('Từ ngày', 'From'),
    to: say('Đến hết ngày', 'To the end of'),
    agency: say('Cơ quan gửi hoặc nhận', 'Agency that sent or received'),
    agencyHint: say('Để trống: mọi cơ quan.', 'Empty: all agencies.'),
    count: say('Xem số lượng', 'Count'),
    about: say('Sẽ xuất', 'What goes out'),
    days: say('Ngày', 'Days'),
    whose: say('Cơ quan', 'Agency'),
    all: say('mọi cơ quan', 'all agencies'),
    documents: say('Văn bản', 'Documents'),
    size: say('Gói ký số', 'Containers'),
    moreThan: (count: string) => say(`hơn ${count}`, `more than ${count}`),
    button: say('Xuất và tải về', 'Export and download'),
    note: say(
      'Mỗi văn bản đi kèm gói đã gửi và tệp bằng chứng, nên tệp ZIP lớn gấp hơn hai lần. Tải bị ngắt thì bấm lại: tệp được làm lại từ đầu. Việc xuất được ghi vào nhật ký và lịch sử xem của từng văn bản.',
      'Each document comes as it was sent and with its proof file: the ZIP is more than twice as large. If the download breaks off, press again: it is made anew. The export is noted in the log and in each document’s history of access.',
    ),
    inside: say('Trong tệp', 'Inside'),
    insideText: say(
      'README.md (cách kiểm tra không cần cổng này), index.csv, SHA256SUMS, verify.sh; mỗi văn bản một thư mục; mốc nhật ký, khóa và chứng thư gốc.',
      'README.md (how to check without this gateway), index.csv, SHA256SUMS, verify.sh; a folder for each document; checkpoints, keys and roots.',
    ),
  },
} as const;
