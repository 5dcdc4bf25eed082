/** The events of a document in words: acts follow the actor's name, causes stand behind it. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

const about = {
  recall: say('thu hồi', 'a recall'),
  update: say('cập nhật', 'an update'),
  replace: say('thay thế', 'a replacement'),
} as const;

const requestOf = (kind: string): Bilingual => about[kind as keyof typeof about] ?? say(kind, kind);

export const timelineTexts = {
  submitted: (count: number, number: string) =>
    say(
      `ký số và gửi ${count} nơi, lấy số ${number}`,
      `sealed and sent it to ${count} recipient${count === 1 ? '' : 's'}, no. ${number}`,
    ),
  sentOnly: say('ký số và gửi', 'sealed and sent it'),
  updating: say('để cập nhật văn bản trước', 'to update an earlier document'),
  replacing: say('để thay thế văn bản trước', 'to replace an earlier document'),
  arrived: say('đã có văn bản', 'has the document'),
  manyArrived: (count: number) => say(`${count} nơi nhận`, `${count} recipients`),
  haveArrived: say('đã có văn bản', 'have the document'),
  receiptBy: say('Biên nhận ký bởi cổng', 'Receipt sealed by the gateway'),
  receipt: say('biên nhận 01', 'receipt 01'),
  receipts: (count: number) => say(`${count} biên nhận 01`, `${count} receipts 01`),

  declared: {
    '02': say('từ chối tiếp nhận', 'refused it'),
    '03': say('tiếp nhận', 'accepted it'),
    '04': say('phân công xử lý', 'assigned it'),
    '05': say('đang xử lý', 'began work on it'),
    '06': say('báo hoàn thành', 'completed it'),
  } as Readonly<Record<string, Bilingual>>,
  acceptedAndCompleted: say('tiếp nhận và báo hoàn thành', 'accepted and completed it'),
  otherStatus: (code: string) => say(`báo trạng thái ${code}`, `declared status ${code}`),
  withNumber: (act: Bilingual, number: string) =>
    say(`${act.vi}, số đến ${number}`, `${act.en}, incoming no. ${number}`),
  statusMessage: (code: string) => say(`văn bản trạng thái ${code}`, `status message ${code}`),

  asked: (kind: string) => say(`xin ${requestOf(kind).vi}`, `asked for ${requestOf(kind).en}`),
  askedOf: (count: number) =>
    count === 0
      ? say('Không nơi nào phải trả lời', 'Nobody has to answer')
      : say(`Hỏi ${count} nơi đã nhận`, `${count} that received it ${count === 1 ? 'is' : 'are'} asked`),
  agreed: (kind: string) => say(`đồng ý ${requestOf(kind).vi}`, `agreed to ${requestOf(kind).en}`),
  disagreed: (kind: string) => say(`không đồng ý ${requestOf(kind).vi}`, `did not agree to ${requestOf(kind).en}`),
  countedAgreed: say('Tính là đồng ý: văn bản không tới đó được', 'Counted as agreed: it cannot reach them'),
  reminded: (name: string) => say(`nhắc ${name} trả lời`, `reminded ${name} to answer`),
  byMail: say('bằng thư điện tử', 'by mail'),
  recalled: say('Văn bản đã được thu hồi', 'The document is recalled'),
  replaced: say('Văn bản đã được thay thế', 'The document is replaced'),
  locked: say('Bản điện tử ở đó đã khóa', 'The copy there is locked'),

  mailSent: say('thư đã trao cho máy chủ thư', 'the mail was handed to the mail server'),
  delivered: {
    email: say('thư đã vào hộp thư', 'the mail arrived'),
    webhook: say('phần mềm ở đó đã nhận', 'their system took it'),
  } as Readonly<Record<string, Bilingual>>,
  deliveredOtherwise: say('đã nhận', 'took it'),
  deferred: say('chưa gửi được, hệ thống sẽ gửi lại', 'not delivered, it will be tried again'),
  failed: say('không gửi được, hệ thống không thử nữa', 'not delivered, no further try'),
  expired: say('quá hạn gửi, hệ thống không thử nữa', 'the time to deliver it is over'),
  cancelled: say('dừng gửi', 'sending was stopped'),
  retried: say('Việc gửi được xếp hàng lại', 'Sending is queued again'),
  relayed: say('thư đã được chuyển tiếp sang máy chủ khác', 'the mail was passed on to another server'),
  delayed: say('máy chủ thư báo chậm, vẫn đang thử', 'the mail server reports a delay and goes on trying'),
  opened: say('đã mở thư', 'opened the mail'),
  absence: say('trả lời tự động: đang vắng', 'answered automatically: absent'),
  ofStatus: (act: Bilingual) => say(`${act.vi} (văn bản trạng thái)`, `${act.en} (a status message)`),
  attempt: (count: number) => say(`Lần ${count}`, `Attempt ${count}`),
  bounce: say('thư báo lỗi', 'the report'),
  numberCancelled: (number: string) => say(`Số đến ${number} bị hủy`, `Incoming no. ${number} is cancelled`),

  timestamp: say('Dấu thời gian', 'Timestamp'),
  timestampText: say('Văn bản chắc chắn đã có trước giờ này', 'The document certainly existed before this time'),
  proof: say('bằng chứng', 'proof'),
  logEntry: (position: number) => say(`mục nhật ký ${position}`, `log entry ${position}`),
  /** How somebody acted who is not known by name. */
  byWay: {
    token: say('qua phần mềm (API)', 'through the API'),
    mail: say('qua thư trả lời', 'by answering the mail'),
    link: say('qua liên kết trong thư', 'through the link in the mail'),
  } as Readonly<Record<string, Bilingual>>,
} as const;

/** Why a delivery did not succeed, by its stable code; what is not here is quoted as the other side said it. */
export const deliveryReasons: Readonly<Record<string, Bilingual>> = {
  mailbox_full: say('hộp thư đầy', 'the mailbox is full'),
  mailbox_disabled: say('hộp thư bị khóa', 'the mailbox is disabled'),
  mailbox_unknown: say('không có hộp thư này', 'there is no such mailbox'),
  mail_host_unknown: say('không tìm thấy máy chủ thư', 'the mail server was not found'),
  mail_too_large: say('thư quá lớn', 'the mail is too large'),
  mail_taken_for_spam: say('thư bị coi là thư rác', 'the mail was taken for spam'),
  mail_rejected: say('máy chủ thư từ chối', 'the mail server rejected it'),
  mail_server_unreachable: say('không kết nối được máy chủ thư', 'the mail server cannot be reached'),
  mail_refused: say('máy chủ thư từ chối', 'the mail server refused it'),
  mail_address_missing: say('danh bạ chưa có địa chỉ thư', 'the directory has no mail address'),
  mail_certificate_missing: say('chưa có chứng thư để mã hóa thư', 'no certificate to encrypt for'),
  webhook_refused: say('phần mềm ở đó từ chối', 'their system refused it'),
  webhook_missing: say('chưa đặt địa chỉ phần mềm', 'their system’s address is not set'),
  webhook_unreachable: say('không kết nối được phần mềm ở đó', 'their system cannot be reached'),
  webhook_unavailable: say('phần mềm ở đó đang bận', 'their system is busy'),
  lease_lost: say('lần gửi trước bị ngắt', 'the attempt before was cut short'),
  expired: say('quá hạn gửi', 'the time to deliver it is over'),
};

export const channelNames: Readonly<Record<string, Bilingual>> = {
  local: say('Trực tiếp', 'Direct'),
  email: say('Thư điện tử', 'E-mail'),
  webhook: say('Phần mềm (API)', 'System (API)'),
  peer: say('Cổng khác', 'Other gateway'),
  vxp: say('Trục quốc gia', 'National axis'),
};
