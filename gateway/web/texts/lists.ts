/** Texts of the lists of documents: their parts, filters, rows and what is done to several at once. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { RequestKind } from '../../documents/lifecycle.js';
import type { Deadline, InboxView, OutboxView } from '../../documents/lists/list-filter.js';

const documents = (count: string) => `${count} document${count === '1' ? '' : 's'}`;
const are = (count: string) => (count === '1' ? 'is' : 'are');

/** Names of the parts, as tabs have them. */
export const inboxTabs: Readonly<Record<InboxView, Bilingual>> = {
  'to-do': say('Cần làm', 'To do'),
  'to-accept': say('Chờ tiếp nhận', 'To accept'),
  overdue: say('Quá hạn', 'Overdue'),
  'to-answer': say('Chờ trả lời', 'To answer'),
  unread: say('Chưa đọc', 'Unread'),
  urgent: say('Khẩn', 'Urgent'),
  'with-deadline': say('Có hạn', 'With deadline'),
  assigned: say('Đã phân công', 'Assigned'),
  'not-accepted-today': say('Cuối ngày', 'Day’s end'),
};

export const outboxTabs: Readonly<Record<OutboxView, Bilingual>> = {
  refused: say('Bị từ chối', 'Refused'),
  undelivered: say('Chưa gửi được', 'Not delivered'),
  'proof-pending': say('Chờ dấu thời gian', 'Timestamp pending'),
  awaiting: say('Chờ nơi nhận', 'Awaiting recipients'),
  urgent: say('Khẩn', 'Urgent'),
  'with-deadline': say('Có hạn', 'With deadline'),
};

/** The sentence each part opens with. */
export const inboxHeadings: Readonly<Record<InboxView, (count: string) => Bilingual>> = {
  'to-do': (n) => say(`Còn ${n} văn bản đến phải xử lý.`, `${documents(n)} to see to.`),
  'to-accept': (n) => say(`${n} văn bản đến chờ tiếp nhận.`, `${documents(n)} ${are(n)} waiting to be accepted.`),
  overdue: (n) => say(`${n} văn bản đã quá hạn xử lý.`, `${documents(n)} ${are(n)} overdue.`),
  'to-answer': (n) =>
    say(`${n} yêu cầu của nơi gửi chờ trả lời.`, `${n} request${n === '1' ? '' : 's'} of senders to answer.`),
  unread: (n) => say(`${n} văn bản đến chưa ai đọc.`, `${documents(n)} nobody has read yet.`),
  urgent: (n) => say(`${n} văn bản khẩn chưa xong.`, `${n} urgent document${n === '1' ? '' : 's'} not finished.`),
  'with-deadline': (n) => say(`${n} văn bản có hạn chưa xong.`, `${documents(n)} with a deadline not finished.`),
  assigned: (n) => say(`${n} văn bản đã phân công, chưa xong.`, `${documents(n)} assigned and not finished.`),
  'not-accepted-today': (n) =>
    say(`Hôm nay còn ${n} văn bản đến chưa tiếp nhận.`, `${documents(n)} of today ${are(n)} not accepted yet.`),
};

export const outboxHeadings: Readonly<Record<OutboxView, (count: string) => Bilingual>> = {
  refused: (n) => say(`${n} văn bản bị từ chối, chờ xử lý.`, `${documents(n)} refused and to be seen to.`),
  undelivered: (n) => say(`${n} văn bản chưa gửi được đến nơi nhận.`, `${documents(n)} not delivered.`),
  'proof-pending': (n) =>
    say(`${n} văn bản chờ dấu thời gian; không cần làm gì.`, `${documents(n)} awaiting a timestamp; nothing to do.`),
  awaiting: (n) => say(`${n} văn bản có nơi chưa tiếp nhận.`, `${documents(n)} not accepted everywhere yet.`),
  urgent: (n) => say(`${n} văn bản khẩn đã gửi.`, `${n} urgent document${n === '1' ? '' : 's'} sent.`),
  'with-deadline': (n) => say(`${n} văn bản đã gửi có hạn.`, `${documents(n)} sent with a deadline.`),
};

export const deadlineTexts: Readonly<Record<Deadline, Bilingual>> = {
  overdue: say('Đã quá hạn', 'Passed'),
  today: say('Hôm nay', 'Today'),
  week: say('Trong 7 ngày', 'Within 7 days'),
  none: say('Không có hạn', 'None'),
};

export const requestTexts: Readonly<Record<RequestKind, Bilingual>> = {
  recall: say('Nơi gửi xin thu hồi', 'Sender asks to recall'),
  update: say('Nơi gửi xin cập nhật', 'Sender asks to update'),
  replace: say('Nơi gửi xin thay thế', 'Sender asks to replace'),
};

export const listTexts = {
  all: say('Tất cả', 'All'),
  tabs: say('Các phần của danh sách', 'Parts of the list'),
  order: say('Khẩn trước, mới trước', 'Urgent first, newest first'),
  byDeadline: say('Gần hạn trước', 'Soonest due first'),
  newestFirst: say('Mới trước', 'Newest first'),
  inboxState: (unread: string, toAccept: string) =>
    say(`${unread} văn bản đến chưa đọc, ${toAccept} chờ tiếp nhận.`, `${unread} unread, ${toAccept} to be accepted.`),
  inboxDone: say('Mọi văn bản đến đã được đọc và tiếp nhận.', 'Everything that came in is read and accepted.'),
  inboxEmpty: say('Chưa có văn bản nào đến.', 'No document has arrived yet.'),
  outboxState: (awaiting: string) =>
    say(`${awaiting} văn bản đã gửi có nơi chưa tiếp nhận.`, `${documents(awaiting)} not accepted everywhere yet.`),
  outboxDone: say('Mọi văn bản đã gửi đều được các nơi trả lời.', 'Every recipient has answered what was sent.'),
  outboxEmpty: say('Chưa gửi văn bản nào.', 'No document has been sent yet.'),
  dayIsDone: say(
    'Mọi văn bản đến hôm nay đã được tiếp nhận hoặc trả lời.',
    'Everything that came today is accepted or answered.',
  ),
  inboxWith: (words: string) => say(`Văn bản đến có “${words}”`, `Incoming documents with “${words}”`),
  outboxWith: (words: string) => say(`Văn bản đi có “${words}”`, `Outgoing documents with “${words}”`),
  inboxFiltered: say('Văn bản đến theo điều kiện đã chọn.', 'Incoming documents that match.'),
  outboxFiltered: say('Văn bản đi theo điều kiện đã chọn.', 'Outgoing documents that match.'),
  nothing: say('Không còn văn bản nào ở đây', 'Nothing here'),
  nothingHint: say(
    'Phần này trống. Văn bản mới sẽ hiện ở đây khi có.',
    'This part is empty. Documents show up here when there are any.',
  ),
  noMatch: say('Không có văn bản nào hợp điều kiện', 'No document matches'),
  noMatchHint: say(
    'Hãy bỏ bớt điều kiện, hoặc tìm bằng ít từ hơn. Không cần gõ dấu.',
    'Ask for less, or search with fewer words. Diacritics are not needed.',
  ),
  showAll: say('Xem tất cả', 'Show all'),
  shown: (count: number) => say(`Đang xem ${count} văn bản`, `Showing ${count} document${count === 1 ? '' : 's'}`),
  continued: say('Xem tiếp', 'More'),
  searchedRecent: say('Mới tìm trong các văn bản gần đây.', 'Only recent documents have been searched.'),
  searchOlder: say('Tìm tiếp trong văn bản cũ hơn', 'Search older documents'),
  first: say('Về đầu danh sách', 'Back to the beginning'),
  dayEnd: say('Cuối ngày: chưa tiếp nhận hôm nay', 'Day’s end: not accepted today'),
  dayEndHint: say('In trang này để bàn giao.', 'Print this page to hand over.'),

  filter: say('Lọc', 'Filter'),
  any: say('bất kỳ', 'any'),
  words: say('Số, trích yếu, cơ quan', 'Number, subject, agency'),
  status: say('Trạng thái', 'Status'),
  urgency: say('Độ khẩn', 'Urgency'),
  deadline: say('Hạn', 'Deadline'),
  type: say('Loại văn bản', 'Kind'),
  sender: say('Nơi gửi', 'Sender'),
  recipient: say('Nơi nhận', 'Recipient'),
  arrivedFrom: say('Đến từ ngày', 'Arrived from'),
  sentFrom: say('Gửi từ ngày', 'Sent from'),
  until: say('Đến ngày', 'Until'),
  apply: say('Lọc danh sách', 'Apply'),
  clear: say('Bỏ mọi điều kiện', 'Clear'),
  notArrived: say('Chưa đến', 'Not arrived'),
  savedFilters: say('Bộ lọc đã đặt tên', 'Saved filters'),
  saveName: say('Đặt tên cho bộ lọc này', 'Name for this filter'),
  save: say('Lưu bộ lọc', 'Save filter'),
  forget: (name: string) => say(`Xóa bộ lọc “${name}”`, `Delete the filter “${name}”`),
  saved: say('Đã lưu bộ lọc; tên nằm cạnh các mục.', 'The filter is saved; its name stands beside the tabs.'),
  forgotten: say('Đã xóa bộ lọc.', 'The filter is deleted.'),
  notSaved: say(
    'Chưa lưu: tên có 1 đến 60 chữ, và mỗi danh sách có nhiều nhất 12 bộ lọc. Hãy rút ngắn tên hoặc xóa bớt.',
    'Not saved: a name has 1 to 60 letters, and a list has at most 12 filters. Shorten the name or delete one.',
  ),

  unread: say('Chưa đọc.', 'Unread.'),
  files: (count: number) => say(`${count} tệp`, `${count} file${count === 1 ? '' : 's'}`),
  noDeadline: say('Không có hạn', 'No deadline'),
  before: (hour: string, day: string) => say(`Trước ${hour} ${day}`, `Before ${hour} ${day}`),
  today: say('hôm nay', 'today'),
  acceptedAs: (number: string) => say(`Đã tiếp nhận, số đến ${number}`, `Accepted, incoming no. ${number}`),
  assignedTo: (name: string) => say(`Đã phân công: ${name}`, `Assigned: ${name}`),
  takenBack: say('Đã thu hồi', 'Recalled'),
  replaced: say('Đã được thay thế', 'Replaced'),
  recipients: (count: number) => say(`${count} nơi nhận`, `${count} recipients`),
  others: (name: string, count: number) =>
    say(`${name} và ${count} nơi khác`, `${name} and ${count} other${count === 1 ? '' : 's'}`),
  statusOf: (status: string, count: number) => say(`${status}: ${count}`, `${status}: ${count}`),
  undelivered: (name: string) => say(`Chưa gửi được đến ${name}`, `Not delivered to ${name}`),
  nextTry: (time: string) => say(`gửi lại lúc ${time}`, `next try ${time}`),
  proofPending: say('Chờ dấu thời gian', 'Timestamp pending'),

  select: (code: string) => say(`Chọn ${code}`, `Choose ${code}`),
  picked: say('Đã chọn {n} văn bản', '{n} selected'),
  selected: say('Các văn bản đã chọn', 'Selected documents'),
  acceptSelected: say('Tiếp nhận văn bản đã chọn', 'Accept what is selected'),
  acceptHint: say('Mỗi văn bản lấy một số đến, theo thứ tự danh sách.', 'Each gets an incoming number, in this order.'),
  noteSelected: say('Đã xử lý, bỏ khỏi phần này', 'Dealt with, take off this part'),
  noteHint: say('Văn bản vẫn ở mục văn bản đi.', 'They stay among the outgoing documents.'),
  noted: (count: number) =>
    say(`Đã bỏ ${count} văn bản khỏi phần này.`, `${documents(String(count))} taken off this part.`),
  nothingSelected: say('Chưa chọn văn bản nào: hãy đánh dấu ô ở đầu dòng.', 'Nothing is selected: tick boxes first.'),

  resultTitle: say('Kết quả tiếp nhận', 'What was accepted'),
  resultHeading: (done: number, failed: number) =>
    failed === 0
      ? say(`Đã tiếp nhận ${done} văn bản.`, `${documents(String(done))} accepted.`)
      : say(
          `Đã tiếp nhận ${done} văn bản, ${failed} văn bản chưa được.`,
          `${documents(String(done))} accepted, ${failed} not.`,
        ),
  result: say('Từng văn bản', 'One by one'),
  notAccepted: (why: string) => say(`Chưa tiếp nhận: ${why}`, `Not accepted: ${why}`),
  back: say('Về danh sách', 'Back to the list'),

  keys: {
    label: say('Phím tắt', 'Keys'),
    move: say('xuống, lên', 'down, up'),
    open: say('mở', 'open'),
    select: say('chọn', 'select'),
    accept: say('tiếp nhận', 'accept'),
    refuse: say('từ chối', 'refuse'),
  },
} as const satisfies Record<string, Bilingual | ((...args: never[]) => Bilingual) | Record<string, Bilingual>>;
