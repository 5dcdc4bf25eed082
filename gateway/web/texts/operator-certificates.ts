/** What the page of certificates says. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const certificateTexts = {
  title: say('Chứng thư', 'Certificates'),
  heading: (ended: number, soon: number) => {
    if (ended > 0)
      return say(`${ended} chứng thư đã hết hạn, ${soon} sắp hết hạn.`, `${ended} have ended, ${soon} end soon.`);
    return soon === 0
      ? say('Mọi chứng thư còn hạn hơn 60 ngày.', 'Every certificate is valid for more than 60 days.')
      : say(`${soon} chứng thư hết hạn trong 60 ngày.`, `${soon} end within 60 days.`);
  },
  list: say('Đang dùng', 'In use'),
  listHint: say('hết hạn trước, xếp trước', 'by end'),
  agency: say('Mã cơ quan', 'Agency’s code'),
  agencyOptional: say('Mã cơ quan (trống: tất cả)', 'Agency’s code (empty: all)'),
  subject: say('Chứng thư', 'Certificate'),
  days: (days: number) => (days < 0 ? say('đã hết hạn', 'has ended') : say(`còn ${days} ngày`, `${days} days left`)),
  holder: say('Khóa ở', 'Key in'),
  holders: {
    gateway: say('cổng này', 'this gateway'),
    agency: say('cơ quan', 'the agency'),
    token: say('thiết bị ký', 'a token'),
  } as Readonly<Record<string, Bilingual>>,
  kinds: {
    root: say('gốc', 'root'),
    issuing: say('nơi cấp', 'issuing authority'),
    seal: say('con dấu cơ quan', 'agency’s seal'),
    personal: say('người ký', 'person'),
    encryption: say('mã hóa thư', 'mail encryption'),
    receipt: say('biên nhận', 'receipts'),
    checkpoint: say('nhật ký', 'log'),
    timestamp: say('dấu thời gian', 'timestamps'),
    ocsp: say('OCSP', 'OCSP'),
    mail: say('thư của cổng', 'the gateway’s mails'),
  } as Readonly<Record<string, Bilingual>>,
  own: say('của cổng, tự cấp lại', 'the gateway’s own, renewed by itself'),
  emptyTitle: say('Không có chứng thư nào', 'No certificate'),
  empty: say('Cấp hoặc nhập chứng thư ở dưới.', 'Issue or import one below.'),
  renew: say('Cấp lại…', 'Renew…'),
  renewQuestion: (subject: string) =>
    say(
      `Cấp khóa và chứng thư mới thay ${subject}? Chứng thư cũ còn hạn đến hết ngày của nó.`,
      `A new key and certificate for ${subject}? The old one stays valid until its end.`,
    ),
  revoke: say('Thu hồi…', 'Revoke…'),
  revokeQuestion: (subject: string) =>
    say(
      `Thu hồi ${subject}? Không lấy lại được. Chữ ký sau lúc này không hợp lệ; danh sách thu hồi được lập ngay.`,
      `Revoke ${subject}? It cannot be undone. What it signs from now on is invalid; the revocation list follows at once.`,
    ),
  why: say('Lý do thu hồi', 'Why'),
  reasons: {
    unspecified: say('không nêu', 'not said'),
    keyCompromise: say('khóa bị lộ', 'the key is compromised'),
    affiliationChanged: say('cơ quan, người ký thay đổi', 'the holder changed'),
    superseded: say('đã có chứng thư khác', 'superseded'),
    cessationOfOperation: say('cơ quan ngừng hoạt động', 'ceased to operate'),
  } as Readonly<Record<string, Bilingual>>,
  issue: say('Cấp chứng thư', 'Issue'),
  issueHint: say('bởi nơi cấp của cổng', 'by the gateway’s own authority'),
  person: say('Họ tên người ký (trống: con dấu cơ quan)', 'Person’s name (empty: the agency’s seal)'),
  keyKind: say('Loại khóa', 'Kind of key'),
  issueButton: say('Cấp chứng thư', 'Issue'),
  request: say('Xin nơi cấp khác', 'From another authority'),
  requestHint: say('khóa ở lại cổng', 'the key stays here'),
  requestNote: say(
    'Cổng tạo khóa và yêu cầu cấp chứng thư (CSR). Gửi tệp cho nơi cấp, rồi nhập câu trả lời ở dưới.',
    'The gateway makes a key and a request (CSR). Send the file to the authority, then import its answer below.',
  ),
  requestButton: say('Tạo yêu cầu', 'Make a request'),
  pending: say('chờ trả lời', 'waits for the answer'),
  download: say('Tải yêu cầu (.csr)', 'Download the request (.csr)'),
  cancel: say('Bỏ yêu cầu…', 'Give it up…'),
  cancelQuestion: (subject: string) =>
    say(
      `Bỏ yêu cầu của ${subject}? Khóa của yêu cầu bị xóa.`,
      `Give up the request of ${subject}? Its key is removed.`,
    ),
  importing: say('Nhập chứng thư', 'Import'),
  importHint: say('.p12, hoặc trả lời của nơi cấp', '.p12, or an authority’s answer'),
  file: say('Tệp', 'File'),
  fileHint: say(
    '.p12 kèm khóa; hoặc chứng thư trả lời một yêu cầu (PEM, DER)',
    '.p12 with its key; or the answer to a request (PEM, DER)',
  ),
  agencyHint: say('chỉ cần cho .p12', 'for a .p12 only'),
  passphrase: say('Mật khẩu của .p12', 'Passphrase of the .p12'),
  importButton: say('Nhập chứng thư', 'Import'),
  done: {
    cap: say('Đã cấp chứng thư.', 'The certificate is issued.'),
    'cap-lai': say('Đã cấp chứng thư mới.', 'The new certificate is issued.'),
    'thu-hoi': say('Đã thu hồi; danh sách thu hồi đã lập.', 'Revoked; the revocation list is made.'),
    'yeu-cau': say('Đã tạo yêu cầu; tải tệp ở dưới.', 'The request is made; download it below.'),
    'bo-yeu-cau': say('Đã bỏ yêu cầu.', 'The request is given up.'),
    nhap: say('Đã nhập chứng thư.', 'The certificate is imported.'),
  },
};
