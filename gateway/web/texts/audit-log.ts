/** The page of the log's checkpoints, and the page of what is trusted. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { CertificateKind } from '../../identity/certificates.store.js';

export const logTexts = {
  title: say('Nhật ký', 'Log'),
  empty: say('Nhật ký chưa có mốc nào.', 'The log has no checkpoint yet.'),
  heading: (size: string, time: string, en: string) =>
    say(`Mốc mới nhất ký ${size} mục, lúc ${time}.`, `The newest checkpoint signs ${en} entries, of ${time}.`),
  holds: (from: string, to: string) =>
    say(
      `Nhật ký ${to} mục giữ nguyên mọi mục của mốc ${from}.`,
      `The log of ${to} entries holds everything of the one of ${from}.`,
    ),
  fails: (from: string, to: string) =>
    say(
      `Mốc ${to} không nối tiếp mốc ${from}: nhật ký đã bị thay.`,
      `The checkpoint of ${to} does not follow the one of ${from}: the log was exchanged.`,
    ),

  key: say('Khóa', 'Key'),
  keyHint: say('đối chiếu với nguồn khác', 'compare it with another source'),
  origin: say('Tên nhật ký', 'Name of the log'),
  verifier: say('Khóa kiểm tra (C2SP)', 'Verifier key (C2SP)'),
  fingerprint: say('Khóa công khai, SHA-256', 'Public key, SHA-256'),
  downloads: say('Tải về', 'Downloads'),
  newest: say('Mốc mới nhất, đã ký', 'Newest checkpoint, signed'),
  publicKey: say('Khóa công khai (JSON, PEM)', 'Public key (JSON, PEM)'),

  consistency: say('Đối chiếu hai mốc', 'Compare two checkpoints'),
  consistencyHint: say('mốc sau giữ nguyên mốc trước', 'the later one holds the earlier one'),
  earlier: say('Mốc trước (số mục)', 'Earlier checkpoint (entries)'),
  later: say('Mốc sau (số mục)', 'Later checkpoint (entries)'),
  compare: say('Đối chiếu', 'Compare'),
  noSuch: say(
    'Không có mốc nào có số mục này; hãy chọn trong danh sách.',
    'No checkpoint has this many entries; choose one of the list.',
  ),
  wrongOrder: say(
    'Mốc sau phải có ít nhất bằng số mục của mốc trước.',
    'The later checkpoint has at least as many entries as the earlier one.',
  ),
  step: say('Bước', 'Step'),
  taken: say('Lấy từ bằng chứng', 'Taken from the proof'),
  sides: {
    start: say('bắt đầu', 'beginning'),
    left: say('bên trái, thuộc cả hai', 'left, of both'),
    right: say('bên phải, chỉ của mốc sau', 'right, of the later only'),
  },
  toEarlier: say('Gốc mốc trước', 'Root of the earlier'),
  toLater: say('Gốc mốc sau', 'Root of the later'),
  signedRoots: say('Gốc đã ký trên hai mốc', 'Roots that the two checkpoints sign'),
  stepsSummary: (count: number) => say(`Từng bước (${count})`, `Step by step (${count})`),
  asJson: say('Bằng chứng đối chiếu (JSON)', 'The consistency proof (JSON)'),

  list: say('Các mốc', 'Checkpoints'),
  listHint: say('mới nhất trước', 'newest first'),
  size: say('Số mục', 'Entries'),
  at: say('Ký lúc', 'Signed'),
  root: say('Gốc cây', 'Root'),
  stamp: say('Dấu thời gian', 'Timestamp'),
  unsigned: say('không mang chữ ký của khóa nhật ký', 'not signed with the log’s key'),
  noStamp: say('không có', 'none'),
  wrongStamp: say('không phải của mốc này', 'not over this checkpoint'),
  withNewest: say('So với mốc mới nhất', 'Compare with the newest'),
  withNewestOf: (size: string) =>
    say(`So với mốc mới nhất: mốc ${size}`, `Compare with the newest: checkpoint ${size}`),
  older: say('Các mốc trước', 'Earlier checkpoints'),
  first: say('Về mốc mới nhất', 'Back to the newest'),
  json: say('Tải', 'Download'),
  jsonOf: (size: string) =>
    say(`Tải mốc ${size} (JSON, kèm dấu thời gian)`, `Download checkpoint ${size} (JSON, with its timestamp)`),
  emptyText: say(
    'Mốc đầu tiên có ngay sau sự kiện đầu tiên; mỗi mười phút một mốc được đóng dấu thời gian.',
    'The first one comes right after the first event; every ten minutes one is timestamped.',
  ),
} as const;

const kinds: Readonly<Record<CertificateKind, Bilingual>> = {
  root: say('gốc', 'root'),
  issuing: say('nơi cấp', 'issuer'),
  seal: say('dấu cơ quan', 'agency’s seal'),
  personal: say('cá nhân', 'personal'),
  encryption: say('mã hóa thư', 'mail encryption'),
  receipt: say('biên nhận', 'receipts'),
  checkpoint: say('mốc nhật ký', 'checkpoints'),
  timestamp: say('dấu thời gian', 'timestamps'),
  ocsp: say('trả lời thu hồi', 'revocation answers'),
  mail: say('ký thư', 'mail signature'),
};

export const trustTexts = {
  kinds,
  title: say('Tin cậy', 'Trust'),
  heading: (count: number, version: number) =>
    say(
      `Cổng tin ${count} chứng thư gốc, kho tin cậy phiên bản ${version}.`,
      `The gateway trusts ${count} root${count === 1 ? '' : 's'}; version ${version} of the trust store.`,
    ),
  headingAt: (count: number, version: number, day: string) =>
    say(
      `Cuối ngày ${day} cổng tin ${count} chứng thư gốc, kho tin cậy phiên bản ${version}.`,
      `At the end of ${day} the gateway trusted ${count} root${count === 1 ? '' : 's'}; version ${version} of the trust store.`,
    ),
  anchors: say('Đang tin', 'Trusted'),
  anchorsHint: say('gốc của mọi kết luận', 'where every verdict begins'),
  noAnchors: say('Không có chứng thư gốc nào', 'No root'),
  noAnchorsText: say('Không chữ ký nào được kết luận là hợp lệ.', 'No signature can be found valid.'),
  subject: say('Chứng thư', 'Certificate'),
  since: say('Tin từ', 'Trusted since'),
  until: say('Hạn', 'Ends'),
  at: say('Xem tại cuối ngày', 'As of the end of'),
  show: say('Xem', 'Show'),
  today: say('Về hôm nay', 'Back to today'),
  wrongDay: say('Hãy chọn một ngày có thật.', 'Choose a day that exists.'),
  history: say('Thay đổi', 'Changes'),
  historyHint: say('ai thêm, ai bỏ, vì sao', 'who added, who removed, why'),
  version: say('Phiên bản', 'Version'),
  when: say('Lúc', 'When'),
  change: say('Thay đổi', 'Change'),
  added: say('thêm', 'added'),
  removed: say('bỏ', 'removed'),
  who: say('Ai', 'Who'),
  why: say('Lý do', 'Reason'),
  policies: say('Chính sách kiểm tra', 'Verification policies'),
  policiesHint: say('do phiên bản phần mềm quy định', 'set by the version of the software'),
  policyNames: {
    full: say('full (mặc định)', 'full (default)'),
    core: say('core', 'core'),
  },
  policyTexts: {
    full: say(
      'Chữ ký, tin cậy, thu hồi, phạm vi: tệp nào không được ký là không hợp lệ; thiếu dữ liệu thu hồi là chưa kết luận được, không bao giờ hợp lệ.',
      'Signature, trust, revocation, coverage: a file that no signature covers fails; without revocation data the verdict stays open, never valid.',
    ),
    core: say(
      'Chỉ chữ ký, mã băm và tham chiếu chứng thư; không xét tin cậy và thu hồi.',
      'Signature, digests and the reference to the certificate only; neither trust nor revocation.',
    ),
  },
  policyNote: say(
    'Chính sách không sửa được khi chạy. Mỗi phiếu kiểm tra ghi chính sách và phiên bản kho tin cậy đã dùng.',
    'Policies cannot be changed while running. Every report names its policy and the version of the trust store.',
  ),
  inUse: say('Chứng thư đang dùng', 'Certificates in use'),
  inUseHint: (count: string) => say(`${count}; hết hạn sớm trước`, `${count}; the soonest to end first`),
  kind: say('Để làm gì', 'For'),
  agency: say('Cơ quan', 'Agency'),
  gateway: say('cổng', 'the gateway'),
  shownFirst: (count: number) => say(`Chỉ hiện ${count} chứng thư đầu.`, `Only the first ${count} are shown.`),
} as const;
