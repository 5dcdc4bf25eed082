/** What the directory and the pages of recipient groups say. */
import { say } from '../../../schemas/words/bilingual.js';

export const directoryTexts = {
  title: say('Danh bạ', 'Directory'),
  heading: say(
    'Các cơ quan gửi, nhận văn bản qua cổng này.',
    'The agencies that exchange documents through this gateway.',
  ),
  search: say('Tìm tên, mã định danh; không cần dấu', 'Search name or code; marks not needed'),
  searchButton: say('Tìm', 'Search'),
  agencies: say('Cơ quan', 'Agencies'),
  agenciesHint: say('theo mã định danh', 'by code'),
  name: say('Tên cơ quan', 'Name'),
  code: say('Mã định danh', 'Code'),
  channel: say('Nhận văn bản', 'Receives'),
  channels: {
    local: say('đọc tại cổng', 'reads here'),
    email: say('qua thư điện tử', 'by e-mail'),
    webhook: say('hệ thống riêng', 'own system'),
    peer: say('cổng khác', 'another gateway'),
    vxp: say('trục liên thông', 'national axis'),
  },
  closed: say('đã ngừng', 'closed'),
  none: say('Không có cơ quan nào có các từ này.', 'No agency has these words.'),
  noneHint: say('Hãy thử ít chữ hơn, hoặc mã định danh.', 'Try fewer letters, or the code.'),
  all: say('Xem tất cả', 'Show all'),
  groups: say('Nhóm nơi nhận', 'Recipient groups'),
  groupsHint: say('của cơ quan mình', 'of your agency'),
  members: (count: number) => say(`${count} cơ quan`, `${count} ${count === 1 ? 'agency' : 'agencies'}`),
  everybodys: say('Nhóm chung', 'Everybody’s groups'),
  everybodysHint: say('do quản trị cổng đặt', 'kept by the operators'),
  noGroupsTitle: say('Chưa có nhóm nào', 'No groups yet'),
  noGroups: say(
    'Hay gửi cho cùng những nơi? Đặt tên cho nhóm một lần, sau đó chỉ gõ tên nhóm khi soạn văn bản.',
    'You often write to the same agencies? Name them once as a group, then type only its name.',
  ),
  newGroup: say('Tên nhóm mới', 'Name of a new group'),
  create: say('Thêm nhóm', 'Add group'),
  groupHeading: (name: string, count: number) =>
    say(
      `Nhóm “${name}” có ${count} cơ quan.`,
      `The group “${name}” has ${count} ${count === 1 ? 'agency' : 'agencies'}.`,
    ),
  rename: say('Tên nhóm', 'Name'),
  renameHint: say('bản nháp đổi theo', 'drafts follow'),
  renameButton: say('Đổi tên', 'Rename'),
  membersHeading: say('Thành viên', 'Members'),
  add: say('Thêm cơ quan: gõ tên hoặc mã', 'Add an agency: type its name or code'),
  removeOf: (name: string) => say(`Bỏ ${name} khỏi nhóm`, `Remove ${name} from the group`),
  noMembers: say('Nhóm chưa có cơ quan nào.', 'The group has no agency yet.'),
  noMembersHint: say(
    'Gõ vài chữ trong tên cơ quan ở trên rồi chọn.',
    'Type a few letters of a name above, then choose.',
  ),
  choose: say('Chọn một cơ quan', 'Choose one'),
  deleteHeading: say('Xóa nhóm', 'Delete'),
  delete: say('Xóa nhóm…', 'Delete the group…'),
  deleteAsk: (name: string) =>
    say(
      `Xóa nhóm “${name}”? Văn bản đã gửi không đổi; bản nháp đang gửi cho nhóm này phải chọn lại nơi nhận.`,
      `Delete the group “${name}”? Sent documents stay; drafts addressed to it need other recipients.`,
    ),
  deleteYes: say('Xóa nhóm này', 'Delete this group'),
  back: say('Về danh bạ', 'Back to the directory'),
  done: {
    them: say('Đã thêm nhóm.', 'The group was added.'),
    ten: say('Đã đổi tên nhóm.', 'The group was renamed.'),
    'thanh-vien': say('Đã đổi thành viên.', 'The members were changed.'),
    xoa: say('Đã xóa nhóm.', 'The group was deleted.'),
  },
};
