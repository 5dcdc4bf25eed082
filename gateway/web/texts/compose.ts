/** What the page of writing a document says. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { DraftField } from '../../drafts/draft.js';

const plural = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;

const fieldLabels: Readonly<Record<DraftField, Bilingual>> = {
  type: say('Loại văn bản', 'Type'),
  code: say('Số và ký hiệu', 'Number and notation'),
  subject: say('Trích yếu', 'Subject'),
  date: say('Ngày ban hành', 'Date'),
  signer: say('Người ký', 'Signed by'),
  urgency: say('Độ khẩn', 'Urgency'),
  expressAt: say('Hẹn giờ đến', 'To arrive at'),
  dueDate: say('Hạn trả lời', 'Answer due'),
  answers: say('Trả lời văn bản', 'Answers document'),
  competence: say('Thẩm quyền ký', 'Authority of the signer'),
  place: say('Nơi ban hành', 'Place'),
  pages: say('Số trang', 'Pages'),
  copies: say('Số bản', 'Copies'),
  paper: say('Bản giấy gửi sau', 'A paper copy follows'),
  note: say('Ghi chú cho nơi nhận', 'Note to the recipients'),
  reason: say('Lý do', 'Reason'),
};

export const composeTexts = {
  fields: fieldLabels,
  title: say('Soạn văn bản đi', 'Write a document'),
  headings: {
    new: say('Soạn văn bản đi', 'Write a document'),
    reply: (code: string) => say(`Soạn văn bản trả lời ${code}`, `Answer ${code}`),
    forward: say('Chuyển tiếp văn bản', 'Send a document on'),
    update: say('Soạn bản cập nhật', 'Update a document'),
    replace: say('Soạn bản thay thế', 'Replace a document'),
  },
  savedAt: (time: string) => say(`Bản nháp lưu lúc ${time}`, `Saved at ${time}`),
  unsaved: say('Chưa lưu', 'Not saved yet'),
  saveFailed: say('Chưa lưu được, sẽ thử lại', 'Not saved; trying again'),

  files: say('1 Tệp', '1 Files'),
  filesHint: (count: number, size: string) => say(`${count} tệp, ${size}`, `${plural(count, 'file')}, ${size}`),
  noFilesHint: say('văn bản chính trước', 'the document itself first'),
  drop: say('Thả tệp vào bất cứ đâu trên trang này, hoặc', 'Drop files anywhere on this page, or'),
  addFiles: say('Thêm tệp', 'Add files'),
  mainFile: say('Văn bản chính', 'Main document'),
  removeFile: (name: string) => say(`Bỏ tệp ${name}`, `Remove ${name}`),
  loading: (percent: number | string) => say(`Đã tải ${percent}%`, `${percent} % uploaded`),
  secondsLeft: (percent: string, seconds: string) =>
    say(`Đã tải ${percent}%, còn khoảng ${seconds} giây`, `${percent} % uploaded, about ${seconds} s left`),
  minutesLeft: (percent: string, minutes: string) =>
    say(`Đã tải ${percent}%, còn khoảng ${minutes} phút`, `${percent} % uploaded, about ${minutes} min left`),
  broken: (percent: number | string) =>
    say(
      `Mất kết nối ở ${percent}%. Phần đã tải được giữ lại.`,
      `Connection lost at ${percent} %. What was uploaded is kept.`,
    ),
  resume: say('Tải tiếp', 'Go on'),
  resumeHint: say('Chọn lại đúng tệp này.', 'Choose the same file again.'),
  signatures: {
    valid: (count: number, who: string) =>
      say(`${count} chữ ký hợp lệ: ${who}`, `${plural(count, 'valid signature')}: ${who}`),
    invalid: (who: string) => say(`Chữ ký không hợp lệ: ${who}`, `Invalid signature: ${who}`),
    unknown: (who: string) => say(`Chưa kết luận được chữ ký: ${who}`, `Cannot be decided: ${who}`),
    none: say('Chưa có chữ ký số. Nên ký trước khi gửi.', 'Not signed. It should be signed before it is sent.'),
    unjudged: say('Chưa xem được chữ ký trong tệp này.', 'The signatures in this file could not be checked.'),
    nobody: say('không rõ người ký', 'unknown signer'),
  },

  recipients: say('2 Nơi nhận', '2 Recipients'),
  recipientCount: (count: number) => say(`${count} cơ quan`, plural(count, 'agency', 'agencies')),
  noRecipientsHint: say('cơ quan hoặc nhóm', 'agencies or groups'),
  recipientLabel: say(
    'Gõ tên cơ quan, nhóm hoặc mã; không cần dấu',
    'Type a name, a group or a code; marks not needed',
  ),
  addRecipient: say('Thêm nơi nhận', 'Add recipient'),
  removeRecipient: (name: string) => say(`Bỏ ${name}`, `Remove ${name}`),
  group: (title: string) => say(`Nhóm: ${title}`, `Group: ${title}`),
  groupSize: (count: number) => say(`${count} cơ quan`, plural(count, 'agency', 'agencies')),
  inGroup: (title: string) => say(`đã có trong nhóm ${title}`, `already in ${title}`),
  isThere: say('đã có', 'already there'),
  unknownRecipient: say('không còn trong danh bạ', 'not in the directory'),
  suggestions: say('Có thể là', 'You may mean'),
  noSuggestion: (text: string) => say(`Không có nơi nào tên “${text}”.`, `Nobody is called “${text}”.`),

  information: say('3 Thông tin', '3 About it'),
  readHint: say('Đọc từ PDF; xin so lại với bản ký.', 'Read from the PDF: compare with what was signed.'),
  plainHint: say('như trên bản ký', 'as on the signed document'),
  readFrom: (page: number) => say(`đọc từ PDF, trang ${page}`, `from the PDF, page ${page}`),
  doubtful: say('chưa chắc, xin xem lại', 'not certain: please check'),
  doubtfulHint: (page: number) =>
    say(
      `PDF ghi ở trang ${page}, nhưng không chắc hoặc có nơi ghi khác.`,
      `Page ${page} says so, but unclearly or against another.`,
    ),
  keep: say('Giữ', 'Keep'),
  keepOf: (label: string) => say(`Giữ ${label}`, `Keep ${label}`),
  drop_: say('Bỏ', 'Drop'),
  dropOf: (label: string) => say(`Bỏ ${label}`, `Drop ${label}`),
  codeHint: say(
    'Ví dụ 483/SNV-CCVC. Để trống số: sổ cho số tiếp theo.',
    'E.g. 483/SNV-CCVC. Without a number the register gives the next.',
  ),
  dateHint: say('ngày/tháng/năm; để trống là hôm nay', 'day/month/year; empty for today'),
  expressHint: say('chỉ khi hỏa tốc hẹn giờ: 19/05/2016 14:00', 'only for a set time: 19/05/2016 14:00'),
  signerHint: say('họ tên, chức vụ', 'name, position'),
  answersHint: say('số và ký hiệu của văn bản đến', 'number and notation of what came in'),
  moreFields: say('Thêm thông tin', 'More'),
  faults: {
    code: say('Cần ký hiệu, ví dụ 483/SNV-CCVC.', 'A notation is needed, e.g. 483/SNV-CCVC.'),
    subject: say('Cần trích yếu, nhiều nhất 500 ký tự.', 'A subject is needed, 500 characters at most.'),
    date: say('Ngày cần đủ ngày, tháng, năm: 19/05/2016.', 'A date needs day, month and year: 19/05/2016.'),
    expressAt: say(
      'Hỏa tốc hẹn giờ cần ngày và giờ: 19/05/2016 14:00.',
      'A set time needs day and hour: 19/05/2016 14:00.',
    ),
    pages: say('Số trang từ 0 đến 999.', 'Pages: 0 to 999.'),
    copies: say('Số bản từ 0 đến 999.', 'Copies: 0 to 999.'),
    other: say('Xin xem lại ô này.', 'Please check this field.'),
  },
  number: {
    'by-register': (next: string) =>
      say(`Sổ sẽ cho số ${next} khi ký số.`, `The register gives ${next} when it is sealed.`),
    missing: say('Cơ quan tự cấp số: hãy ghi số.', 'Your agency gives its own numbers: write one.'),
    reserved: say('Đúng số đã giữ.', 'A number you reserved.'),
    next: say('Là số tiếp theo trong sổ, sẽ giữ khi gửi.', 'The next number of the register, reserved on sending.'),
    free: say('Số này chưa dùng.', 'This number is not in use.'),
    taken: (day: string) =>
      say(
        `Số này đã dùng${day === '' ? '' : ` cho văn bản ngày ${day}`}.`,
        `This number is in use${day === '' ? '' : `, for a document of ${day}`}.`,
      ),
    cancelled: say('Số này đã hủy, không cấp lại.', 'This number was cancelled and is not given again.'),
    following: (next: string) => say(`Số tiếp theo là ${next}.`, `The next one is ${next}.`),
    'out-of-turn': (next: string) =>
      say(
        `Số này chưa được giữ, và sổ cho số không cách quãng: số tiếp theo là ${next}.`,
        `This number is not reserved, and the register leaves no gaps: the next one is ${next}.`,
      ),
  },
  printed: {
    same: (code: string, page: number) =>
      say(`Khớp số in trong PDF: ${code}, trang ${page}.`, `As printed in the PDF: ${code}, page ${page}.`),
    other: (code: string, page: number) =>
      say(
        `PDF in số ${code} ở trang ${page}, khác số sẽ gửi. Xin so lại với bản ký.`,
        `The PDF prints ${code} on page ${page}, which is not what is sent: compare with what was signed.`,
      ),
  },
  hold: (next: string) => say(`Giữ số ${next}`, `Reserve ${next}`),
  useNext: (next: string) => say(`Dùng số ${next}`, `Use ${next}`),
  heldNumbers: say('Số đã giữ, chưa dùng', 'Reserved, not used'),

  preview: say('Sẽ gửi như sau', 'It will be sent like this'),
  numberLabel: say('Số', 'No.'),
  numberByRegister: say('sổ cho', 'by the register'),
  placeDate: (place: string, day: string) =>
    say(`${place === '' ? 'Ngày' : `${place}, ngày`} ${day}`, `${place === '' ? '' : `${place}, `}${day}`),
  to: say('Nơi nhận', 'Recipients'),
  signer: say('Người ký', 'Signed by'),
  fileCount: say('Tệp', 'Files'),
  nothing: say('chưa có', 'none yet'),
  checksTitle: say('Trước khi gửi', 'Before it is sent'),
  checks: {
    secret: say('Có dấu độ mật: không được gửi qua cổng này.', 'It carries a secrecy mark: it must not be sent here.'),
    'no-file': say('Chưa có tệp nào.', 'There is no file yet.'),
    'no-recipient': say('Chưa có nơi nhận.', 'There is no recipient yet.'),
    'number-missing': say('Chưa ghi số.', 'There is no number yet.'),
    'no-reason': say('Chưa ghi lý do.', 'There is no reason yet.'),
    'not-secret': say('Không có dấu độ mật', 'No secrecy mark'),
    doubtful: say(
      'Có ô đọc từ PDF chưa chắc, xin Giữ hoặc Bỏ.',
      'Something read from the PDF is not certain: keep or drop it.',
    ),
    notation: say('Ký hiệu không theo mẫu của loại văn bản này.', 'The notation does not follow the rule of its type.'),
    answers: say(
      'Không thấy văn bản được trả lời trong văn bản đến; sẽ gửi không kèm liên kết.',
      'What it answers is not among what came in; it is sent without the link.',
    ),
    field: (label: string) => say(`Cần sửa: ${label}.`, `To correct: ${label}.`),
    number: say('Số không dùng được.', 'The number cannot be used.'),
    uploading: (count: number) => say(`Còn ${count} tệp chưa tải xong`, `${plural(count, 'file')} still to come`),
    recipients: (count: number) =>
      say(`${count} nơi nhận, đều có trong danh bạ`, `${plural(count, 'recipient')}, all in the directory`),
    'unknown-recipient': (text: string) =>
      say(`Không còn nơi nhận “${text}” trong danh bạ.`, `“${text}” is not in the directory any more.`),
    'closed-recipient': (name: string) => say(`${name} đã ngừng nhận văn bản.`, `${name} takes part no longer.`),
    unsigned: (name: string) => say(`${name} chưa có chữ ký số`, `${name} is not signed`),
    'printed-code': (code: string) =>
      say(`PDF in số ${code}, khác số sẽ gửi`, `The PDF prints ${code}, which is not what is sent`),
    unjudged: (name: string) =>
      say(`Chưa xem được chữ ký trong ${name}`, `The signatures in ${name} could not be checked`),
    invalid: (name: string) => say(`Chữ ký trong ${name} không hợp lệ`, `A signature in ${name} is not valid`),
  },
  send: (count: number) => say(`Ký số và gửi ${count} nơi`, `Seal and send to ${count}`),
  sendOff: say('Ký số và gửi', 'Seal and send'),
  undoNote: (seconds: number) =>
    seconds === 0
      ? say('Gửi ngay khi bấm.', 'It is sent at once.')
      : say(`Có ${seconds} giây để rút lại sau khi bấm.`, `You have ${seconds} seconds to take it back.`),
  save: say('Lưu nháp', 'Save'),
  review: say('Xem lại', 'Look again'),
  changedElsewhere: say(
    'Bản nháp vừa được sửa ở nơi khác. Xin xem bản sẽ gửi rồi bấm gửi lần nữa.',
    'The draft was changed elsewhere just now. Look at it, then press send again.',
  ),
  bothChanged: say(
    'Có người sửa cùng ô với anh/chị. Phần anh/chị gõ còn ở trang này nhưng chưa lưu: xin chọn.',
    'Somebody changed the same field as you. What you typed is still on this page, but not saved: please choose.',
  ),
  othersChanged: say(
    'Bản nháp có người cùng sửa; phần anh/chị gõ vẫn được giữ.',
    'Somebody else changed this draft, too; what you typed is kept.',
  ),
  changedBy: (who: string, label: string, time: string) =>
    say(`${who} sửa “${label}” lúc ${time}.`, `${who} changed “${label}” at ${time}.`),
  nowReads: (value: string) => say(`Nay là: ${value}`, `It now reads: ${value}`),
  youElsewhere: say('Anh/chị, ở cửa sổ khác,', 'You, in another window,'),
  paperChoice: { yes: say('có', 'yes'), no: say('không', 'no') },
  useMine: say('Dùng phần tôi gõ', 'Use what I typed'),
  useTheirs: say('Lấy phần đã lưu', 'Take what is saved'),
  stoppedSaving: say('Chưa lưu: chờ anh/chị chọn', 'Not saved: waiting for your choice'),
  reviewNews: say(
    'Anh/chị vừa sửa. Xin xem bản sẽ gửi rồi bấm gửi lần nữa.',
    'You changed something just now. Look at it, then press send again.',
  ),
  saved: say('Đã lưu bản nháp.', 'Saved.'),
  heldUp: say(
    'Chưa gửi được. Xem các mục màu đỏ ở phần “Trước khi gửi”.',
    'Not sent yet: see what is red under “Before it is sent”.',
  ),
  secretRefused: say(
    'Không nhận văn bản mật. Phần vừa gửi lên không được giữ lại ở đây.',
    'State secrets are not taken. Nothing of what you just sent was kept here.',
  ),
  fileRefused: (name: string, why: string) => say(`Không nhận tệp ${name}: ${why}`, `${name} was not taken: ${why}`),
  came: (why: string) =>
    say(
      `Lần gửi trước chưa được: ${why}. Văn bản còn nguyên ở đây.`,
      `It could not be sent: ${why}. Everything is still here.`,
    ),

  keys: {
    send: say('xem lại, rồi ký số và gửi', 'look again, then seal and send'),
    part: say('tới từng phần', 'go to a part'),
    leave: say('về danh sách, nháp được giữ', 'to the list; the draft is kept'),
  },
  sendingTitle: say('Đang chờ gửi', 'Waiting to be sent'),
  sendingHeading: (code: string, count: number) =>
    say(
      `Sẽ ký số và gửi ${code} tới ${count} nơi.`,
      `${code} will be sealed and sent to ${plural(count, 'recipient')}.`,
    ),
  thisDocument: say('văn bản này', 'this document'),
  undo: (seconds: number) => ({ before: say('Sẽ gửi sau', 'It leaves in'), seconds, after: say('giây', 'seconds') }),
  leaving: say('Đang ký số và gửi.', 'It is being sealed and sent.'),
  late: (why: string) =>
    say(`Chưa gửi được: ${why}. Cổng tự thử lại.`, `Not sent yet: ${why}. The gateway tries again.`),
  takeBack: say('Rút lại', 'Take back'),
  tookBack: say('Đã rút lại. Văn bản chưa gửi đi đâu.', 'Taken back. It was sent nowhere.'),
  tooLate: say('Không rút lại được nữa: văn bản đang được gửi.', 'Too late to take it back: it is being sent.'),
  see: say('Xem đã gửi chưa', 'See whether it was sent'),
};
