/** What the acts on a document are called, what their panels say, and how each ended. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const actTexts = {
  heading: say('Việc có thể làm', 'What you can do'),
  acceptWith: (number: string) => say(`Tiếp nhận, lấy số đến ${number}`, `Accept, take incoming no. ${number}`),
  accept: say('Tiếp nhận…', 'Accept…'),
  refuse: say('Từ chối…', 'Refuse…'),
  return: say('Trả lại vì gửi nhầm…', 'Return, not for us…'),
  assign: say('Phân công…', 'Assign…'),
  begin: say('Bắt đầu xử lý', 'Begin work'),
  complete: say('Hoàn thành…', 'Complete…'),
  agree: say('Đồng ý…', 'Agree…'),
  disagree: say('Không đồng ý…', 'Do not agree…'),
  recall: say('Thu hồi…', 'Recall…'),
  update: say('Cập nhật…', 'Update…'),
  replace: say('Thay thế…', 'Replace…'),
  reply: say('Trả lời', 'Reply'),
  forward: say('Chuyển tiếp', 'Forward'),
  print: say('In phiếu', 'Print sheet'),
  retryTo: (name: string) => say(`Gửi lại cho ${name}`, `Send again to ${name}`),
  remind: (count: number) =>
    say(`Nhắc ${count} nơi chưa trả lời`, `Remind ${count} that ${count === 1 ? 'has' : 'have'} not answered`),
  cancel: say('Thôi', 'Cancel'),

  acceptPanel: {
    heading: (code: string) => say(`Tiếp nhận ${code}`, `Accept ${code}`),
    text: (sender: string) =>
      say(`${sender} được báo ngay, kèm số đến.`, `${sender} is told at once, with the incoming number.`),
    button: say('Tiếp nhận', 'Accept'),
  },
  refusePanel: {
    heading: (code: string) => say(`Từ chối tiếp nhận ${code}`, `Refuse ${code}`),
    text: (sender: string) =>
      say(
        `Lý do được ký số và gửi ngay cho ${sender}. Không thể rút lại.`,
        `The reason is sealed and sent to ${sender} at once. It cannot be taken back.`,
      ),
    button: say('Từ chối và gửi lý do', 'Refuse and send the reason'),
  },
  returnPanel: {
    heading: (code: string) => say(`Trả lại ${code} vì gửi nhầm nơi nhận`, `Return ${code}: not meant for us`),
    text: (sender: string) =>
      say(
        `${sender} được báo ngay là văn bản đã gửi không đúng nơi nhận. Không thể rút lại.`,
        `${sender} is told at once that the document was misaddressed. It cannot be taken back.`,
      ),
    button: say('Trả lại văn bản này', 'Return this document'),
  },
  assignPanel: {
    heading: (code: string) => say(`Phân công xử lý ${code}`, `Assign ${code}`),
    text: (sender: string) => say(`${sender} được báo ai đang xử lý.`, `${sender} is told who works on it.`),
    button: say('Phân công', 'Assign'),
  },
  completePanel: {
    heading: (code: string) => say(`Báo hoàn thành ${code}`, `Complete ${code}`),
    text: (sender: string) =>
      say(`${sender} được báo là văn bản đã giải quyết xong.`, `${sender} is told that the work is done.`),
    button: say('Báo hoàn thành', 'Complete'),
  },
  agreePanel: {
    heading: (code: string) => say(`Đồng ý với yêu cầu về ${code}`, `Agree to the request about ${code}`),
    text: (sender: string) =>
      say(
        `${sender} được báo ngay. Nếu là thu hồi hoặc thay thế, bản điện tử ở đây bị khóa và số đến bị hủy.`,
        `${sender} is told at once. After a recall or replacement the copy here is locked and its number cancelled.`,
      ),
    button: say('Đồng ý', 'Agree'),
  },
  disagreePanel: {
    heading: (code: string) => say(`Không đồng ý với yêu cầu về ${code}`, `Do not agree to the request about ${code}`),
    text: (sender: string) =>
      say(`Lý do được ký số và gửi ngay cho ${sender}.`, `The reason is sealed and sent to ${sender} at once.`),
    button: say('Không đồng ý và gửi lý do', 'Disagree and send the reason'),
  },
  recallPanel: {
    heading: (code: string) => say(`Thu hồi ${code}`, `Recall ${code}`),
    text: () =>
      say(
        'Nơi chưa nhận thì dừng gửi ngay; nơi đã nhận được hỏi và trả lời đồng ý hay không. Lý do được ký số.',
        'Where it has not arrived sending stops at once; who received it is asked and answers. The reason is sealed.',
      ),
    button: say('Thu hồi văn bản này', 'Recall this document'),
  },

  request: {
    recall: say('Nơi gửi xin thu hồi văn bản này.', 'The sender asks to recall this document.'),
    update: say('Nơi gửi xin cập nhật văn bản này.', 'The sender asks to update this document.'),
    replace: say('Nơi gửi xin thay thế văn bản này.', 'The sender asks to replace this document.'),
  },

  reason: say('Lý do', 'Reason'),
  detail: say('Nói thêm (không bắt buộc)', 'More (optional)'),
  unit: say('Đơn vị', 'Unit'),
  person: say('Người xử lý', 'Person'),
  note: say('Hạn, ý kiến chỉ đạo (không bắt buộc)', 'Deadline, instructions (optional)'),
  assignHint: say('Cần ít nhất đơn vị hoặc người.', 'A unit or a person is needed.'),
  ownNumber: say('Số đến khác', 'Another incoming number'),
  ownNumberHint: say(
    'Cơ quan anh/chị tự cấp số: ghi số của mình, hoặc để trống để lấy số tiếp theo.',
    'Your agency gives its own numbers: type yours, or leave it empty for the next one.',
  ),
} as const;

/** What a form did, said once on the page it leads to; by the word in the address. */
export const actsDone: Readonly<Record<string, (number: string | null) => Bilingual>> = {
  '03': (number) =>
    number === null
      ? say('Đã tiếp nhận.', 'Accepted.')
      : say(`Đã tiếp nhận, số đến ${number}.`, `Accepted, incoming no. ${number}.`),
  '02': () => say('Đã từ chối; nơi gửi được báo lý do.', 'Refused; the sender is told why.'),
  'tra-lai': () =>
    say('Đã trả lại; nơi gửi được báo là gửi nhầm.', 'Returned; the sender is told it was misaddressed.'),
  '04': () => say('Đã phân công; nơi gửi được báo.', 'Assigned; the sender is told.'),
  '05': () => say('Đã báo đang xử lý.', 'In progress; the sender is told.'),
  '06': () => say('Đã báo hoàn thành.', 'Completed; the sender is told.'),
  '15': () => say('Đã đồng ý; nơi gửi được báo.', 'Agreed; the sender is told.'),
  '16': () => say('Đã trả lời không đồng ý; nơi gửi được báo lý do.', 'Not agreed; the sender is told why.'),
  'thu-hoi': () => say('Đã gửi yêu cầu thu hồi.', 'The recall is under way.'),
  'gui-lai': () => say('Đã xếp hàng để gửi lại.', 'Queued to be sent again.'),
  nhac: () => say('Đã nhắc những nơi chưa trả lời.', 'Those who have not answered are reminded.'),
  'da-nhac': () =>
    say(
      'Hôm nay đã nhắc rồi, hoặc các nơi đã trả lời; không có gì được gửi thêm.',
      'They were reminded today, or have answered; nothing more was sent.',
    ),
  'da-lam': () =>
    say('Việc này đã được làm trước đó; không có gì thay đổi.', 'This had been done before; nothing changed.'),
};

/** Why a form did nothing. */
export const actFaults = {
  overtaken: say(
    'Chưa làm được: có người vừa đổi trạng thái văn bản này. Trang dưới đây cho thấy tình trạng mới nhất.',
    'Not done: somebody else changed the state of this document a moment ago. The page shows how it stands now.',
  ),
  reasonMissing: say('Hãy ghi lý do: nơi gửi cần biết vì sao.', 'Give a reason: the sender needs to know why.'),
  assigneeMissing: say('Hãy ghi đơn vị hoặc người xử lý.', 'Name a unit or a person.'),
  tooLong: say('Quá dài: tối đa 500 ký tự, tên tối đa 100.', 'Too long: at most 500 characters, names 100.'),
  secret: say(
    'Không gửi được: nội dung có dấu mật. Không ghi bí mật nhà nước ở đây.',
    'Not sent: the text carries a secrecy stamp. State secrets must not be written here.',
  ),
  keyMissing: say(
    'Chưa làm được: cổng không giữ khóa ký của cơ quan anh/chị. Hãy báo đơn vị quản trị cổng.',
    'Not done: the gateway holds no seal key of your agency. Tell whoever runs it.',
  ),
  numberTaken: (code: string | null, author: string | null, givenBy: string) =>
    say(
      `Số đến này đã dùng trong năm cho văn bản ${code ?? 'giấy'}${author === null ? '' : ` của ${author}`}, do ${givenBy} ghi. Hãy ghi số khác.`,
      `This incoming number is in use this year, for ${code ?? 'a paper document'}${author === null ? '' : ` of ${author}`}, given by ${givenBy}. Type another.`,
    ),
  numberTakenNow: say(
    'Số đến này vừa được dùng. Hãy ghi số khác.',
    'This incoming number was taken a moment ago. Type another.',
  ),
  numberCancelled: say(
    'Số đến này đã hủy trong sổ, không cấp lại. Hãy ghi số khác.',
    'This incoming number was cancelled in the register and is not given again. Type another.',
  ),
  numberWrong: say(
    'Số đến gồm 1 đến 11 ký tự, không có dấu cách, dấu / hay dấu phẩy, ví dụ 1208.',
    'An incoming number has 1 to 11 characters without blank, slash or comma, e.g. 1208.',
  ),
} as const;
