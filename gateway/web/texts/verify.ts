/** Texts of the page where anybody has a file verified. The words of the verdict itself are in certs/verdict/html. */
import { say } from '../../../schemas/words/bilingual.js';

const plural = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

export const verifyTexts = {
  title: say('Kiểm tra văn bản', 'Verify a document'),
  welcome: say('Kiểm tra một văn bản đã ký, không cần đăng nhập', 'Verify a signed document, without an account'),
  heading: say(
    'Thả một tệp vào đây để biết ai đã ký và tệp có còn nguyên vẹn không.',
    'Drop a file here to learn who signed it and whether it is unchanged.',
  ),
  file: say('Tệp cần kiểm tra', 'The file'),
  fileHint: say('không cần đăng nhập', 'no account needed'),
  choose: say('Một tệp đã ký', 'A signed file'),
  kinds: (megabytes: string) =>
    say(
      `Gói ký số .asice, gói tin .edxml, tệp .pdf, thư .eml, tệp bằng chứng; lớn nhất ${megabytes}.`,
      `A sealed container (.asice), an edXML message, a PDF, a mail (.eml), a proof file; ${megabytes} at most.`,
    ),
  kept: say(
    'Tệp chỉ dùng để kiểm tra và được xóa khỏi máy chủ trước khi trả lời. Không ai khác xem.',
    'The file is used for this alone and removed from the server before you are answered. Nobody else sees it.',
  ),
  button: say('Kiểm tra', 'Verify'),
  busy: say('Đang kiểm tra…', 'Verifying…'),
  drop: say('Có thể thả tệp vào bất cứ đâu trên trang này.', 'It can be dropped anywhere on this page.'),
  sealedButton: say('Lấy phiếu kết quả có dấu của cổng', 'Get the report under the gateway’s seal'),
  sealedHint: say(
    'Phiếu có dấu chứng minh cổng đã nói gì về tệp nào, vào lúc nào.',
    'The sealed report proves what this gateway said of which file, and when.',
  ),
  read: say('Ba kết luận', 'Three verdicts'),
  readHint: say('nghĩa là gì', 'what they mean'),
  valid: say(
    'Chữ ký thật, chứng thư còn tốt, nội dung không bị sửa.',
    'The signature is genuine, the certificate good, the content unchanged.',
  ),
  invalid: say('Đã bị sửa, hoặc chữ ký sai. Đừng dùng.', 'It was changed, or the signature is wrong. Do not use it.'),
  undecided: say(
    'Thiếu căn cứ, chẳng hạn chưa biết chứng thư có bị thu hồi không. Chưa dùng làm căn cứ.',
    'Something is missing; for instance whether the certificate was revoked. Do not rely on it yet.',
  ),

  linked: say('Mã băm để so', 'The digest to compare'),
  linkedHint: say('từ mã QR trên phiếu in', 'from the QR code on the sheet'),
  linkedHeading: say(
    'Riêng đường dẫn không chứng minh điều gì: hãy kiểm tra lại chính tệp.',
    'A link alone proves nothing: check the file itself.',
  ),
  linkedText: say(
    'Phiếu in nói về tệp có mã băm SHA-256 dưới đây. Ai cũng in được một phiếu như vậy. Thả tệp đang có vào trang này: cổng sẽ kiểm tra chữ ký và so mã băm của tệp với mã này.',
    'The sheet speaks of the file with the SHA-256 digest below. Anybody can print such a sheet. Drop the file you have: the gateway checks its signatures and compares its digest with this one.',
  ),
  linkBroken: say(
    'Đường dẫn không mang mã băm SHA-256 nào đọc được. Vẫn kiểm tra được tệp ở đây.',
    'The link carries no SHA-256 digest that can be read. You can verify a file here all the same.',
  ),
  same: say(
    'Đúng là tệp mà phiếu in nói tới: mã băm trùng nhau.',
    'It is the file the sheet speaks of: the digests are the same.',
  ),
  different: say(
    'Không phải tệp mà phiếu in nói tới: mã băm khác nhau.',
    'It is not the file the sheet speaks of: the digests differ.',
  ),

  resultTitle: say('Kết quả kiểm tra', 'Verification result'),
  unnamed: say('Tệp không tên', 'File without a name'),
  removed: say('Tệp đã xóa khỏi máy chủ sau khi kiểm tra', 'The file was removed from the server'),
  another: say('Kiểm tra tệp khác', 'Verify another file'),
  document: say('Văn bản', 'Document'),
  ofDate: (day: string) => say(`ngày ${day}`, `of ${day}`),
  recipients: say('Gửi cho ai', 'For whom'),
  moreRecipients: (count: number) => say(`và ${count} cơ quan khác`, `and ${count} more`),
  recipientsNote: say('Theo gói tin do nơi gửi ký', 'By the message the sender signed'),
  noRecipients: say('Không ghi trong tệp này', 'Not said in this file'),
  signedAt: say('Ghi là ký lúc', 'Said to be signed at'),
  judgedAt: say('Kết luận này là vào lúc', 'Judged for'),

  details: say('Chi tiết', 'Details'),
  signatures: say('Chữ ký và chứng thư', 'Signatures and certificates'),
  signatureCount: (count: number) => say(`${count} chữ ký`, plural(count, 'signature')),
  signatureNumber: (place: number) => say(`Chữ ký ${place}`, `Signature ${place}`),
  files: say('Từng tệp và mã băm', 'Each file and its digest'),
  fileCount: (count: number, wrong: number) =>
    wrong === 0
      ? say(`${count} tệp`, plural(count, 'file'))
      : say(`${wrong} trên ${count} tệp sai`, `${wrong} of ${count} wrong`),
  timestamps: say('Dấu thời gian', 'Timestamps'),
  revocation: say('Dữ liệu thu hồi chứng thư', 'Revocation data'),
  pieceCount: (count: number) => (count === 0 ? say('không có', 'none') : say(`${count} mục`, plural(count, 'piece'))),
  nested: say('Gói ký số bên trong', 'Containers inside'),
  nestedCount: (count: number, wrong: number) =>
    wrong === 0
      ? say(`${count} gói, đều hợp lệ`, `${plural(count, 'container')}, all valid`)
      : say(`${wrong} trên ${count} gói cần xem`, `${wrong} of ${count} need a look`),
  byLog: say('Nhật ký và dấu bao ngoài', 'By the log and the seal around it'),
  policy: say('Chính sách đã áp dụng', 'Policy'),
  policyNames: { full: say('đầy đủ', 'full'), core: say('tối thiểu', 'core') },
  trust: say('Tin cậy theo', 'Trust'),
  terms: say('Từ ngữ theo', 'Terms'),
  more: (count: number) => say(`và ${count} mục nữa, xem báo cáo JSON`, `and ${count} more, see the JSON report`),
  none: say('không có', 'none'),

  subject: say('Cấp cho', 'Subject'),
  issuer: say('Nơi cấp', 'Issuer'),
  serial: say('Số chứng thư', 'Serial number'),
  validity: say('Hiệu lực', 'Valid'),
  agency: say('Mã cơ quan', 'Agency code'),
  level: say('Mức, thuật toán', 'Level, algorithm'),
  covers: say('Bao trùm', 'Covers'),
  path: say('Đường dẫn chứng thực', 'Certification path'),
  pdfReason: say('Lý do ký', 'Reason'),
  pdfChanges: say('Thay đổi sau khi ký', 'Changes after signing'),
  reasons: say('Vì sao', 'Why'),

  keep: say('In và lưu', 'Print and keep'),
  print: say('In phiếu kết quả', 'Print the sheet'),
  json: say('Báo cáo (JSON)', 'Report (JSON)'),
  evidence: say('Bằng chứng đầy đủ (HTML)', 'All evidence (HTML)'),
  tooLarge: say(
    'Bằng chứng quá lớn để kèm vào trang này; lấy qua giao diện lập trình (POST /api/v1/verifications).',
    'The evidence is too large for this page; get it from the API (POST /api/v1/verifications).',
  ),
  qr: say('Mã QR dẫn đến trang kiểm tra, kèm mã băm của tệp', 'QR code of this page with the digest of the file'),
  qrText: say(
    'Quét mã QR sẽ mở trang kiểm tra và hiện mã băm để so với tệp đang có.',
    'The QR code opens this page and shows the digest to compare with the file you have.',
  ),
} as const;
