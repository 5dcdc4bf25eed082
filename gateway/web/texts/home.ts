/** Texts of the home page of an agency's people. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const homeTexts = {
  title: say('Cần xử lý', 'Needs attention'),
  heading: (count: string, isOne: boolean) =>
    say(`Còn ${count} việc phải làm trong hôm nay`, `${count} thing${isOne ? '' : 's'} left to do today`),
  nothing: say('Hôm nay không còn việc nào phải làm', 'Nothing is left to do today'),
  contents: say('Cần xử lý', 'Needs attention'),
  contentsHint: say('Bấm vào dòng để mở danh sách', 'Each line opens its list'),
  none: say('không có', 'none'),

  toAccept: say('Chờ tiếp nhận trong hôm nay', 'To be accepted today'),
  nearestDeadline: (day: string) => say(`hạn gần nhất ${day}`, `nearest deadline ${day}`),
  noneUrgent: say('không có văn bản khẩn', 'none of them urgent'),
  overdue: say('Quá hạn xử lý', 'Overdue'),
  overdueLongest: (days: number, code: string) =>
    say(`Lâu nhất quá ${days} ngày: ${code}`, `Longest by ${days} day${days === 1 ? '' : 's'}: ${code}`),
  toAnswer: say('Chờ trả lời yêu cầu của nơi gửi', 'Senders’ requests to answer'),
  asks: {
    recall: (name: string, code: string) => say(`${name} xin lấy lại ${code}`, `${name} asks for ${code} back`),
    update: (name: string, code: string) => say(`${name} xin cập nhật ${code}`, `${name} asks to update ${code}`),
    replace: (name: string, code: string) => say(`${name} xin thay thế ${code}`, `${name} asks to replace ${code}`),
  },
  refused: say('Bị từ chối', 'Refused'),
  refusedBy: (names: string) => say(`${names} trả lại`, `Returned by ${names}`),
  undelivered: say('Chưa gửi được', 'Not delivered'),
  nextTry: (time: string) => say(`gửi lại lúc ${time}`, `next try ${time}`),
  givenUp: say('không gửi lại nữa', 'no further try'),
  proofPending: say('Chờ dấu thời gian', 'Timestamp pending'),
  proofPendingDetail: say(
    'Văn bản đã gửi; hệ thống tự bổ sung bằng chứng',
    'Sent; the gateway completes the proof by itself',
  ),

  inbox: say('Văn bản đến', 'Incoming'),
  inboxHint: (all: string, unread: number) =>
    say(`${all} văn bản, ${unread} chưa đọc`, `${all} document${all === '1' ? '' : 's'}, ${unread} unread`),
  seeAll: say('Xem tất cả văn bản đến', 'All incoming documents'),
} as const satisfies Record<
  string,
  Bilingual | ((...args: never[]) => Bilingual) | Record<string, (...args: never[]) => Bilingual>
>;
