/** What the list of drafts says. */
import { say } from '../../../schemas/words/bilingual.js';

export const draftTexts = {
  title: say('Nháp', 'Drafts'),
  heading: (count: number) =>
    count === 0
      ? say('Không có bản nháp nào.', 'There are no drafts.')
      : say(
          `${count} bản nháp của cơ quan chưa gửi.`,
          `${count} draft${count === 1 ? '' : 's'} of your agency ${count === 1 ? 'is' : 'are'} not sent.`,
        ),
  list: say('Bản nháp', 'Drafts'),
  listHint: say('sửa gần đây trước', 'last changed first'),
  write: say('Soạn văn bản', 'Write'),
  untitled: say('Chưa có trích yếu', 'No subject yet'),
  by: (name: string) => say(`của ${name}`, `by ${name}`),
  mine: say('của tôi', 'mine'),
  document: say('Văn bản', 'Document'),
  changed: say('Sửa lúc', 'Changed'),
  parts: (files: number, recipients: number) =>
    say(
      `${files} tệp, ${recipients} nơi nhận`,
      `${files} file${files === 1 ? '' : 's'}, ${recipients} recipient${recipients === 1 ? '' : 's'}`,
    ),
  sending: say('Đang chờ gửi', 'Waiting to be sent'),
  discard: say('Bỏ bản nháp…', 'Discard…'),
  discardAsk: (name: string) =>
    say(
      `Bỏ bản nháp “${name}” cùng các tệp đã tải lên? Không lấy lại được.`,
      `Discard the draft “${name}” with its files? This cannot be undone.`,
    ),
  discardYes: say('Bỏ bản nháp này', 'Discard this draft'),
  discarded: say('Đã bỏ bản nháp.', 'The draft was discarded.'),
  emptyTitle: say('Chưa có bản nháp', 'No drafts'),
  empty: say(
    'Bấm “Soạn văn bản”, thả tệp PDF đã ký vào trang: số, trích yếu, người ký được đọc ra. Bản nháp tự lưu ở đây, cả cơ quan cùng thấy.',
    'Press “Write” and drop the signed PDF: number, subject and signer are read off it. Drafts are kept here for the whole agency.',
  ),
  kept: (days: number) =>
    say(`Bản nháp không ai sửa được giữ ${days} ngày.`, `Drafts nobody changes are kept for ${days} days.`),
};
