/** Texts of tokens: what programs may do, for which agencies, until when. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { Scope } from '../../identity/access.js';

export const scopeTexts: Readonly<Record<Scope, Bilingual>> = {
  'documents:read': say('đọc văn bản đến, văn bản đi', 'read documents'),
  'documents:submit': say('gửi văn bản', 'hand in documents'),
  seal: say('ký số cơ quan, tổ chức', 'have the agency’s seal put on'),
  'status:write': say('báo trạng thái, thu hồi, cập nhật, thay thế', 'declare statuses, recall, update, replace'),
  'directory:read': say('đọc danh bạ', 'read the directory'),
  'directory:write': say('sửa danh bạ', 'change the directory'),
  'groups:write': say('sửa nhóm nơi nhận', 'change recipient groups'),
  'webhooks:write': say('đặt nơi nhận của phần mềm', 'set how document systems are reached'),
  'deliveries:read': say('xem chuyển phát', 'see deliveries'),
  'deliveries:manage': say('gửi lại, dừng kênh', 'retry deliveries, pause channels'),
  'registers:read': say('đọc sổ và báo cáo', 'read registers and reports'),
  'registers:write': say('giữ số, nhập văn bản giấy', 'reserve numbers, enter paper documents'),
  'users:manage': say('quản lý người dùng', 'manage people'),
  'audit:read': say('đọc mọi thứ của mọi cơ quan', 'read everything of every agency'),
  admin: say('vận hành cổng', 'run the gateway'),
};

export const tokenTexts = {
  title: say('Mã truy cập', 'Tokens'),
  heading: (usable: number, ending: number) =>
    say(
      usable === 0
        ? 'Chưa có mã truy cập nào còn dùng được.'
        : `${usable} mã truy cập còn dùng được${ending === 0 ? '' : `, ${ending} mã hết hạn trong 30 ngày tới`}.`,
      usable === 0
        ? 'No token can be used.'
        : `${usable} token${usable === 1 ? '' : 's'} can be used${ending === 0 ? '' : `; ${ending} will end within 30 days`}.`,
    ),
  list: say('Còn dùng được', 'Usable'),
  listHint: say('mới cấp trước', 'newest first'),
  over: say('Đã thu hồi hoặc hết hạn', 'Revoked or expired'),
  showOver: say('Xem mã đã thu hồi hoặc hết hạn', 'Show revoked and expired ones'),
  showUsable: say('Xem mã còn dùng được', 'Show usable ones'),
  token: say('Mã truy cập', 'Token'),
  agencies: say('Cơ quan', 'Agencies'),
  noAgency: say('không thay cơ quan nào', 'acts for no agency'),
  created: say('Cấp', 'Issued'),
  lastUse: say('Dùng lần cuối', 'Last used'),
  neverUsed: say('Chưa dùng', 'Never'),
  expiry: say('Hết hạn', 'Ends'),
  noExpiry: say('Không hết hạn', 'Never'),
  revokedAt: (time: string) => say(`Thu hồi ${time}`, `Revoked ${time}`),
  scopes: say('Quyền', 'Rights'),
  scopeCount: (count: number) => say(`${count} quyền`, `${count} right${count === 1 ? '' : 's'}`),
  revoke: say('Thu hồi…', 'Revoke…'),
  revokeAsk: (name: string, agencies: string) =>
    say(
      `Phần mềm dùng mã “${name}”${agencies === '' ? '' : ` (${agencies})`} sẽ không vào được nữa, ngay bây giờ. Không lấy lại được; nếu cần thì cấp mã khác.`,
      `The program that uses “${name}”${agencies === '' ? '' : ` (${agencies})`} is kept out from now on. It cannot be taken back; another token can be issued.`,
    ),
  revokeButton: (name: string) => say(`Thu hồi mã “${name}”`, `Revoke “${name}”`),
  shared: say('dùng chung với cơ quan khác: nhờ quản trị cổng', 'shared with other agencies: ask an operator'),
  revoked: say('Đã thu hồi mã truy cập.', 'The token is revoked.'),
  emptyTitle: say('Không có mã nào ở đây', 'No token here'),
  empty: say(
    'Phần mềm quản lý văn bản của cơ quan dùng mã truy cập để gửi, nhận văn bản qua giao diện lập trình. Quản trị cổng cấp mã.',
    'Document systems of agencies use tokens to send and receive by the API. Operators issue them.',
  ),
  issue: say('Cấp mã mới', 'Issue a token'),
  issueHint: say('chỉ hiện một lần', 'shown once'),
  name: say('Dùng để làm gì', 'What it is for'),
  nameHint: say('Ví dụ: QLVB Sở Tài chính', 'Such as: document system of the Department of Finance'),
  codes: say('Mã định danh các cơ quan', 'Codes of the agencies'),
  codesHint: say(
    'Ví dụ H30.05, H30.03. Để trống nếu mã không thay mặt cơ quan nào.',
    'Such as H30.05, H30.03. Leave it empty for a token that acts for none.',
  ),
  days: say('Số ngày dùng được', 'Days it is good for'),
  daysHint: say('Để trống nếu không hết hạn.', 'Leave it empty for one that does not end.'),
  issueButton: say('Cấp mã truy cập', 'Issue the token'),
  onceTitle: say('Mã truy cập mới', 'New token'),
  onceHeading: say('Hãy chép mã này ngay: nó không hiện lại.', 'Take this token down now: it is not shown again.'),
  onceNote: say(
    'Ai có mã này làm được những việc đã chọn. Đừng gửi qua thư; hãy đặt thẳng vào phần mềm.',
    'Whoever has it can do what was chosen. Do not mail it; put it straight into the program.',
  ),
  onceDone: say('Tôi đã chép mã', 'I have copied it'),
  people: say('Người dùng', 'People'),
} as const satisfies Record<string, Bilingual | ((...args: never[]) => Bilingual)>;

export const tokenFaults = {
  name: say('Hãy ghi mã dùng để làm gì, tối đa 100 ký tự.', 'Say what it is for, in at most 100 characters.'),
  scopes: say('Hãy chọn ít nhất một quyền.', 'Choose at least one right.'),
  agencies: say(
    'Có mã cơ quan không ai mang. Hãy xem danh bạ.',
    'No agency has one of these codes. See the directory.',
  ),
  days: say('Số ngày từ 1 đến 3650.', 'From 1 to 3650 days.'),
} as const satisfies Record<string, Bilingual>;
