/** What the page of settings, trust and changes says. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { OperationKind } from '../../evidence/operation-events.store.js';

export const settingTexts = {
  title: say('Cài đặt', 'Settings'),
  heading: (changed: number, anchors: number) =>
    say(
      `${changed} cài đặt khác mặc định; cổng tin ${anchors} nơi cấp chứng thư gốc.`,
      `${changed} settings differ from their default; ${anchors} root authorities are trusted.`,
    ),
  trust: say('Nơi cấp được tin cậy', 'Trusted authorities'),
  trustHint: (version: number) => say(`bản ${version}`, `version ${version}`),
  since: (day: string) => say(`tin từ ${day}`, `trusted since ${day}`),
  until: (day: string) => say(`hết hạn ${day}`, `ends ${day}`),
  distrust: say('Thôi tin…', 'Distrust…'),
  distrustQuestion: (subject: string) =>
    say(
      `Thôi tin ${subject}? Chữ ký dưới nơi cấp này sẽ không còn được coi là hợp lệ.`,
      `Stop trusting ${subject}? Signatures under it will not be valid any more.`,
    ),
  add: say('Tin thêm một nơi cấp', 'Trust another authority'),
  file: say('Chứng thư của nơi cấp (PEM, DER)', 'Certificate of the authority (PEM, DER)'),
  addButton: say('Tin nơi cấp này', 'Trust it'),
  history: say('Lịch sử tin cậy', 'History of trust'),
  trusted: say('tin', 'trusted'),
  distrusted: say('thôi tin', 'distrusted'),
  policies: say('Chính sách kiểm tra', 'Verification policies'),
  policiesHint: say('theo phiên bản phần mềm', 'with the version of the software'),
  policiesNote: say(
    'Chính sách thuộc phần mềm, không đổi được ở đây; mỗi kết quả kiểm tra ghi tên chính sách đã dùng.',
    'They belong to the software and cannot be changed here; each verdict names the one it used.',
  ),
  running: say('Đang chạy với', 'Running with'),
  runningHint: say('đặt bằng biến môi trường', 'set by environment variables'),
  runningNote: say(
    'Đổi cài đặt: đặt biến môi trường rồi khởi động lại. Mật khẩu không hiện.',
    'To change one, set the variable and restart. Passwords are not shown.',
  ),
  unset: say('không đặt', 'unset'),
  changes: say('Thay đổi gần đây', 'Recent changes'),
  changesHint: say('từ nhật ký', 'from the log'),
  by: (name: string) => say(`bởi ${name}`, `by ${name}`),
  kinds: {
    'agency.changed': say('Sửa danh mục cơ quan', 'Directory changed'),
    'agency.merged': say('Sáp nhập cơ quan', 'Agencies merged'),
    'group.changed': say('Sửa nhóm nơi nhận', 'Group changed'),
    'webhook.changed': say('Sửa webhook', 'Webhook changed'),
    'channel.paused': say('Dừng kênh', 'Channel paused'),
    'channel.resumed': say('Cho kênh chạy lại', 'Channel resumed'),
    'channel.tested': say('Gửi thử', 'Channel tested'),
    'mail.released': say('Thả thư', 'Mail released'),
    'mail.discarded': say('Bỏ qua thư', 'Mail set aside'),
    'mail.resent': say('Gửi lại thư', 'Mail sent again'),
    'certificate.issued': say('Cấp chứng thư', 'Certificate issued'),
    'certificate.requested': say('Xin chứng thư', 'Certificate requested'),
    'certificate.withdrawn': say('Bỏ yêu cầu chứng thư', 'Request given up'),
    'certificate.imported': say('Nhập chứng thư', 'Certificate imported'),
    'certificate.revoked': say('Thu hồi chứng thư', 'Certificate revoked'),
    'trust.changed': say('Đổi nơi cấp được tin', 'Trust changed'),
    'user.added': say('Thêm người dùng', 'User added'),
    'user.changed': say('Sửa người dùng', 'User changed'),
    'token.created': say('Cấp mã truy cập', 'Token created'),
    'token.revoked': say('Thu hồi mã truy cập', 'Token revoked'),
    'settings.changed': say('Khởi động với cấu hình khác', 'Started with other settings'),
    'passphrase.changed': say('Đổi mật khẩu khóa', 'Passphrase changed'),
    'backup.made': say('Sao lưu', 'Backup made'),
  } satisfies Record<OperationKind, Bilingual>,
  done: {
    tin: say('Cổng đã tin nơi cấp này.', 'The authority is trusted.'),
    'thoi-tin': say('Cổng đã thôi tin nơi cấp này.', 'The authority is not trusted any more.'),
  },
};
