/** Texts of absence and standing in. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const absenceTexts = {
  section: say('Vắng mặt', 'Absence'),
  sectionHint: say('người khác làm thay', 'somebody stands in'),
  none: say('Không có lần vắng mặt nào đang hoặc sắp diễn ra.', 'No absence now or to come.'),
  one: (deputy: string, from: string, to: string) =>
    from === to
      ? say(`${from}: ${deputy} làm thay`, `${from}: ${deputy} stands in`)
      : say(`${from}–${to}: ${deputy} làm thay`, `${from}–${to}: ${deputy} stands in`),
  end: say('Kết thúc…', 'End it…'),
  endAsk: (deputy: string, to: string) =>
    say(
      `${deputy} thôi làm thay ngay bây giờ, không đợi đến hết ${to}.`,
      `${deputy} stops standing in now, not at the end of ${to}.`,
    ),
  endButton: (deputy: string) => say(`Kết thúc việc làm thay của ${deputy}`, `End it for ${deputy}`),
  from: say('Vắng mặt từ ngày', 'Away from'),
  to: say('Đến hết ngày', 'Up to and including'),
  deputy: say('Người làm thay', 'Who stands in'),
  deputyHint: say(
    'Làm được mọi việc của vai này cho đến hết ngày cuối; mọi việc đều ghi tên cả hai người. Không chuyển tiếp cho người khác được.',
    'May do what this role may until the last day is over; everything is recorded with both names. It cannot be passed on.',
  ),
  declare: say('Báo vắng mặt', 'Record the absence'),
  noDeputyTitle: say('Chưa có ai làm thay được', 'Nobody can stand in yet'),
  noDeputy: say(
    'Văn thư thay văn thư; lãnh đạo hoặc văn thư thay lãnh đạo, trong cùng cơ quan. Quản trị cơ quan thêm người ở trang Người dùng.',
    'A clerk stands in for a clerk, a leader or clerk for a leader, within one agency. Its administrator adds people.',
  ),
  assignments: say('Làm thay', 'Standing in'),
  assignmentsHint: say('ghi tên cả hai người', 'recorded with both names'),
  assignment: (name: string, role: string, englishRole: string, to: string) =>
    say(
      `${name} (${role.toLowerCase()}) vắng mặt đến hết ${to}; anh/chị được làm thay.`,
      `${name} (${englishRole.toLowerCase()}) is away until ${to}; you may stand in.`,
    ),
  standIn: (name: string) => say(`Làm thay ${name}`, `Stand in for ${name}`),
  stepBack: (name: string) => say(`Thôi làm thay ${name}`, `Stop standing in for ${name}`),
  behalf: (name: string) => say(`thay ${name}`, `for ${name}`),
  offered: (name: string) => say(`có thể làm thay ${name}`, `may stand in for ${name}`),
} as const satisfies Record<string, Bilingual | ((...args: never[]) => Bilingual)>;

/** Said at the top of the account page, by what stands in its address after a form. */
export const absenceNews: Readonly<Record<string, Bilingual>> = {
  'vang-mat': say('Đã ghi vắng mặt.', 'The absence is on record.'),
  'het-vang-mat': say('Đã kết thúc vắng mặt.', 'The absence has ended.'),
  'lam-thay': say(
    'Từ bây giờ mọi việc được ghi tên cả hai người.',
    'From now on everything is recorded with both names.',
  ),
  'thoi-lam-thay': say('Anh/chị lại làm việc với tên của riêng mình.', 'You act in your own name again.'),
};

export const absenceFaults = {
  fromDay: say('Hãy chọn ngày bắt đầu.', 'Choose the first day.'),
  toDay: say(
    'Ngày cuối phải từ hôm nay trở đi, không trước ngày đầu, và cách không quá một năm.',
    'The last day is today or later, not before the first, and within a year of it.',
  ),
  overlaps: say(
    'Trong những ngày này đã có người làm thay. Hãy kết thúc lần vắng mặt đó trước.',
    'Somebody stands in on some of these days already. End that absence first.',
  ),
  deputy: say(
    'Người này không còn làm thay được. Hãy chọn người khác.',
    'This person cannot stand in any more. Choose somebody else.',
  ),
} as const satisfies Record<string, Bilingual>;
