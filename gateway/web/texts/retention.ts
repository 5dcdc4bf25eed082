/** Retention and holds: what the auditor reads, what the operator presses. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { RetentionRuleName } from '../../retention/retention.js';

const rules: Readonly<Record<RetentionRuleName, { readonly name: Bilingual; readonly text: Bilingual }>> = {
  documents: {
    name: say('Văn bản và gói ký số', 'Documents and their containers'),
    text: say('Gồm biên nhận, bằng chứng, sổ đăng ký.', 'With receipts, proofs and register entries.'),
  },
  log: {
    name: say('Nhật ký và mốc kiểm chứng', 'The log and its checkpoints'),
    text: say('Chỉ thêm, không sửa, không xóa.', 'Only ever added to.'),
  },
  views: {
    name: say('Lịch sử xem văn bản', 'History of access'),
    text: say('Chỉ thêm, không sửa, không xóa.', 'Only ever added to.'),
  },
  originals: {
    name: say('Bản gốc thư đến', 'Originals of incoming mails'),
    text: say('Tính từ khi thư được xử lý xong hoặc gác lại.', 'Counted from when a mail was handled or set aside.'),
  },
  secrets: {
    name: say('Thư có dấu chỉ độ mật', 'Mails marked as state secrets'),
    text: say(
      'Xóa ngay; chỉ còn thời gian, người gửi, mã băm.',
      'Erased at once; time, sender and digest are all that stays.',
    ),
  },
  drafts: {
    name: say('Bản nháp', 'Drafts'),
    text: say(
      'Tính từ lần sửa cuối; bản đã gửi hoặc mới chỉ mở ra: một ngày.',
      'Counted from their last change; sent ones and those only opened: one day.',
    ),
  },
  uploads: {
    name: say('Bản tải lên dở dang', 'Uploads that broke off'),
    text: say('Tính từ lần tải cuối cùng.', 'Counted from when they last grew.'),
  },
  'request-keys': {
    name: say('Khóa chống gửi trùng', 'Keys against sending twice'),
    text: say(
      'Văn bản vẫn còn; chỉ khóa của yêu cầu bị quên.',
      'The document stays; only the request’s key is forgotten.',
    ),
  },
  links: {
    name: say('Liên kết trong thư', 'Links in mails'),
    text: say('Hết hạn thì không mở được nữa.', 'They open nothing after their end.'),
  },
};

export const retentionTexts = {
  rules,
  navigation: say('Lưu trữ', 'Retention'),
  title: say('Lưu trữ và giữ hồ sơ', 'Retention and holds'),
  heading: (holds: number, held: number) =>
    holds === 0
      ? say(
          'Không hồ sơ nào đang bị giữ; mọi thứ theo thời hạn dưới đây.',
          'Nothing is on hold; everything follows the rules below.',
        )
      : say(
          `${holds} lệnh giữ đang có hiệu lực${held === 0 ? '' : `, giữ lại ${held} bản gốc thư đã đến hạn tính`}.`,
          `${holds} hold${holds === 1 ? ' is' : 's are'} in force${held === 0 ? '' : `, keeping ${held} original${held === 1 ? '' : 's'} of mails`}.`,
        ),
  rulesHeading: say('Thời hạn', 'Rules'),
  rulesHint: say('theo cài đặt hiện nay', 'by today’s settings'),
  what: say('Hồ sơ', 'What'),
  kept: say('Giữ bao lâu', 'How long'),
  count: say('Đang có', 'There are'),
  next: say('Lần xóa tới', 'Next removal'),
  forGood: say('lâu dài', 'for good'),
  atOnce: say('xóa ngay', 'not at all'),
  hours: (count: number) => say(`${count} giờ`, `${count} hour${count === 1 ? '' : 's'}`),
  days: (count: number) => say(`${count} ngày`, `${count} day${count === 1 ? '' : 's'}`),
  none: say('không có', 'none'),
  whenDue: say('khi đến hạn', 'when its time is over'),
  held: (count: string) => say(`${count} đang bị giữ`, `${count} held`),

  holds: say('Lệnh giữ', 'Holds'),
  holdsHint: say('do quản trị cổng đặt', 'placed by the operator'),
  noHolds: say('Chưa có lệnh giữ nào', 'No hold yet'),
  noHoldsText: say(
    'Khi có thanh tra, kiện tụng, quản trị cổng đặt lệnh giữ: không gì thuộc hồ sơ đó bị dọn hay xóa cho đến khi thôi giữ.',
    'Under inspection or in a lawsuit the operator places a hold: nothing it covers is tidied away or erased until it is lifted.',
  ),
  noHoldsOperator: say(
    'Đặt lệnh giữ bằng biểu mẫu bên dưới: không gì thuộc hồ sơ đó bị dọn hay xóa cho đến khi thôi giữ.',
    'Place one with the form below: nothing it covers is tidied away or erased until it is lifted.',
  ),
  about: say('Hồ sơ', 'What is held'),
  placed: say('Đặt', 'Placed'),
  lifted: say('Thôi giữ', 'Lifted'),
  reason: say('Lý do', 'Reason'),
  inForce: say('đang giữ', 'in force'),
  agencyDays: (agency: string, from: string, to: string) =>
    say(`${agency}, từ ${from} đến ${to}`, `${agency}, from ${from} to ${to}`),

  operatorNavigation: say('Giữ hồ sơ', 'Holds'),
  operatorTitle: say('Giữ hồ sơ', 'Holds'),
  operatorHeading: (count: number) =>
    count === 0
      ? say('Không hồ sơ nào đang bị giữ.', 'Nothing is on hold.')
      : say(`${count} lệnh giữ đang có hiệu lực.`, `${count} hold${count === 1 ? ' is' : 's are'} in force.`),
  holdDocument: say('Giữ một văn bản', 'Hold a document'),
  holdDocumentHint: say('và các thư về nó', 'and the mails about it'),
  holdAgency: say('Giữ hồ sơ một cơ quan', 'Hold an agency’s records'),
  holdAgencyHint: say('theo ngày gửi, nhận', 'by day'),
  documentField: say('Mã văn bản', 'Id of the document'),
  documentFieldHint: say(
    'Mã trên trang văn bản, hoặc DocumentId, ví dụ H30.03,2016/05/19,123/STTTT-VP.',
    'As on the document’s page, or its DocumentId, e.g. H30.03,2016/05/19,123/STTTT-VP.',
  ),
  agencyField: say('Cơ quan', 'Agency'),
  agencyFieldHint: say('Mã định danh hoặc tên.', 'Its code or name.'),
  from: say('Từ ngày', 'From'),
  to: say('Đến hết ngày', 'To the end of'),
  reasonHint: say('Số quyết định, người yêu cầu.', 'Number of the decision, who asks for it.'),
  place: say('Giữ hồ sơ', 'Place the hold'),
  lift: say('Thôi giữ…', 'Lift…'),
  liftQuestion: (thing: string) =>
    say(
      `Thôi giữ ${thing}? Từ lúc đó, bản gốc thư đã quá hạn sẽ bị xóa và không lấy lại được.`,
      `Lift the hold over ${thing}? From then on, originals of mails whose time is over are removed for good.`,
    ),
  liftButton: say('Thôi giữ hồ sơ này', 'Lift this hold'),
  donePlaced: say('Đã giữ hồ sơ.', 'The hold is placed.'),
  doneLifted: say('Đã thôi giữ hồ sơ.', 'The hold is lifted.'),
  effect: say(
    'Lệnh giữ không chặn việc xóa thư có dấu chỉ độ mật: hệ thống này không được phép giữ bí mật nhà nước.',
    'A hold does not stop the erasing of mails marked as state secrets: this system may not keep those.',
  ),
} as const;
