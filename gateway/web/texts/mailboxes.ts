/** Texts of the demonstration's mailboxes. */
import { say } from '../../../schemas/words/bilingual.js';

export const mailboxTexts = {
  title: say('Hộp thư minh họa', 'Mailboxes of the demonstration'),
  warning: say(
    'Hộp thư minh họa: ai mở được trang này đều đọc và viết thư thay mọi cơ quan minh họa. Không thư nào rời khỏi máy này.',
    'Mailboxes of the demonstration: whoever opens this page reads and writes as any of its agencies. No mail leaves this machine.',
  ),
  unread: (count: number) =>
    count === 0
      ? say('Không có thư chưa đọc.', 'No unread mail.')
      : say(`${count} thư chưa đọc.`, `${count} unread mail${count === 1 ? '' : 's'}.`),
  byMail: say('Nhận văn bản bằng thư', 'Documents by mail'),
  byMailHint: say('thư mang theo văn bản', 'the mail brings the document'),
  others: say('Đọc văn bản tại cổng', 'Documents at the gateway'),
  othersHint: say('vẫn có hộp thư', 'with a mailbox, too'),
  mailbox: say('Hộp thư', 'Mailbox'),
  unreadHead: say('Chưa đọc', 'Unread'),
  allHead: say('Tất cả', 'All'),

  countOf: (name: string, count: number) =>
    say(`${name}: ${count} thư.`, `${name}: ${count} mail${count === 1 ? '' : 's'}.`),
  write: say('Viết thư, gửi văn bản', 'Write a mail, send a document'),
  mail: say('Thư', 'Mail'),
  arrived: say('Đến lúc', 'Arrived'),
  noSubject: say('(không có tiêu đề)', '(no subject)'),
  newer: say('Mới hơn', 'Newer'),
  older: say('Cũ hơn', 'Older'),
  emptyTitle: say('Chưa có thư nào', 'No mail yet'),
  emptyByMail: (code: string) =>
    say(
      `Gửi một văn bản đến ${code} (lệnh “congvan send” mà npm start đã in): thư mang văn bản sẽ hiện ở đây.`,
      `Send a document to ${code} (the command “congvan send” that npm start printed): the mail that brings it shows up here.`,
    ),
  emptyOther: say(
    'Cơ quan này đọc văn bản tại cổng; thử gửi một văn bản bằng thư, câu trả lời của cổng sẽ hiện ở đây.',
    'This agency reads its documents at the gateway; send a document by mail, and the gateway’s answer shows up here.',
  ),
  stored: say('Máy chủ thư đã nhận thư.', 'The mail server has taken the mail.'),
  refused: say('Thư không gửi được.', 'The mail was not sent.'),

  header: say('Phần đầu thư', 'Header of the mail'),
  files: say('Tệp đính kèm', 'Attachments'),
  original: say('Tải thư gốc (.eml)', 'Download the original (.eml)'),
  unreadable: say(
    'Không đọc được thư này: cấu trúc của thư vượt giới hạn. Có thể tải thư gốc.',
    'This mail cannot be read: it is over the limits. The original can be downloaded.',
  ),
  answer: say('Trả lời', 'Answer'),
  answerText: say('Lời nhắn hoặc lý do từ chối', 'A message, or the reason for refusing'),
  accept: say('Tiếp nhận', 'Accept'),
  refuse: say('Từ chối, với lý do ở trên', 'Refuse, for the reason above'),
  complete: say('Hoàn thành', 'Completed'),
  asWritten: say('Gửi đúng như đã viết', 'Send as written'),

  newOf: (name: string) => say(`Thư mới của ${name}.`, `A new mail from ${name}.`),
  newMail: say('Thư mới', 'New mail'),
  explanation: say(
    'Thư gửi đến địa chỉ của cổng, có các dòng dưới đây và tệp đính kèm, là một văn bản để gửi. Sửa các dòng, chọn tệp (PDF), rồi gửi; cổng trả lời vào hộp thư này.',
    'A mail to the gateway’s address with the lines below and files attached is a document to send. Change the lines, choose files (PDF) and send; the gateway answers to this mailbox.',
  ),
  to: say('Đến', 'To'),
  subject: say('Tiêu đề', 'Subject'),
  text: say('Nội dung', 'Text'),
  send: say('Gửi thư', 'Send'),
} as const;
