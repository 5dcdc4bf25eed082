/** What the report's pages say, in both languages. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { percent, tenths, whole } from '../format-number.js';

/** YYYY-MM → its year and its month without zero. */
const partsOf = (month: string) => ({ year: month.slice(0, 4), number: Number(month.slice(5)) });

const englishMonths = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `Tháng 5/2016`; the year is left out where it is clear. */
const monthName = (month: string, withYear: boolean) => {
  const { year, number } = partsOf(month);
  return say(
    `Tháng ${number}${withYear ? `/${year}` : ''}`,
    `${englishMonths[number - 1] ?? ''}${withYear ? ` ${year}` : ''}`,
  );
};

const fromTarget = (promille: number, target: number) =>
  promille >= target
    ? say(
        `vượt chỉ tiêu ${tenths(promille - target).vi} điểm`,
        `${tenths(promille - target).en} points over the target`,
      )
    : say(
        `còn thiếu ${tenths(target - promille).vi} điểm`,
        `${tenths(target - promille).en} points short of the target`,
      );

export const reportTexts = {
  navigation: say('Báo cáo', 'Report'),
  title: say('Báo cáo tỉ lệ văn bản điện tử', 'Report on electronic documents'),
  nothing: say(
    'Chưa có văn bản nào trong kỳ này để tính tỉ lệ điện tử.',
    'There is no document in this period to count the electronic share of.',
  ),
  monthName,
  /** @param what what the share is of */
  sentence: (month: Bilingual, promille: number, target: number, what: Bilingual) => {
    const rest = fromTarget(promille, target);
    return say(
      `${month.vi}: ${percent(promille).vi} ${what.vi}, ${rest.vi}`,
      `${month.en}: ${percent(promille).en} ${what.en}, ${rest.en}`,
    );
  },
  shareOut: say(
    'văn bản giữa các cơ quan đi bằng đường điện tử',
    'of documents between agencies travelled electronically',
  ),
  shareIn: say('văn bản các cơ quan nhận được đến bằng đường điện tử', 'of what agencies received came electronically'),
  shareOutOf: (name: string) =>
    say(`văn bản ${name} gửi đi bằng đường điện tử`, `of what ${name} sent travelled electronically`),
  shareInOf: (name: string) =>
    say(`văn bản ${name} nhận được đến bằng đường điện tử`, `of what ${name} received came electronically`),
  scope: (count: number) =>
    say(`Toàn tỉnh, ${whole(count).vi} cơ quan.`, `Whole province, ${whole(count).en} agencies.`),
  made: (time: string) => say(`Lập lúc ${time}`, `Counted ${time}`),

  filters: say('Chọn số liệu', 'Choose'),
  fromMonth: say('Từ tháng', 'From'),
  toMonth: say('Đến tháng', 'To'),
  direction: say('Chiều', 'Direction'),
  out: say('Văn bản đi', 'Outgoing'),
  in: say('Văn bản đến', 'Incoming'),
  whose: say('Phạm vi', 'Whose'),
  everybody: say('Toàn tỉnh', 'Whole province'),
  show: say('Xem', 'Show'),
  csv: say('Tải CSV', 'CSV'),
  xlsx: say('Tải XLSX', 'XLSX'),
  print: say('In báo cáo', 'Print'),
  chooseAgain: say('Xin chọn lại kỳ báo cáo', 'Please choose the period again'),
  badPeriod: (most: number) =>
    say(
      `Chọn tháng đầu không sau tháng cuối; một kỳ dài nhất ${most} tháng.`,
      `Choose a first month not after the last one; a period has at most ${most} months.`,
    ),
  badMonth: say('Chọn một tháng trong danh sách.', 'Choose a month of the list.'),

  byMonth: say('Theo tháng', 'By month'),
  byMonthHint: say('Cột màu là tháng mới nhất.', 'The coloured column is the latest month.'),
  chartTitle: say('Tỉ lệ văn bản điện tử theo tháng', 'Share of electronic documents by month'),
  chartDescription: (figures: string) =>
    say(
      `Cột đặc: chỉ điện tử. Phần gạch chéo: điện tử và giấy. Nét đứt: chỉ tiêu 90%. ${figures}.`,
      `Solid: electronic only. Hatched: electronic and paper. Dashed line: the 90% target. ${figures}.`,
    ),
  key: say(
    'Cột đặc: chỉ điện tử. Phần gạch chéo: điện tử và giấy. Nét đứt: chỉ tiêu 90%.',
    'Solid: electronic only. Hatched: electronic and paper. Dashed line: the 90% target.',
  ),
  target: say('Chỉ tiêu 90%', 'Target 90%'),
  bothKind: say('Điện tử và giấy', 'Both'),
  electronicKind: say('Chỉ điện tử', 'Electronic'),
  axis: say('tháng', 'month'),
  axisShare: say('tỉ lệ chung, %', 'share, %'),
  figures: say('Bảng số liệu theo tháng', 'The figures by month'),

  pace: say('Nhịp độ', 'Pace'),
  acknowledged: (late: number) =>
    say(
      `tiếp nhận ngay trong ngày; ${whole(late).vi} văn bản chậm`,
      `acknowledged on the day of arrival; ${whole(late).en} late`,
    ),
  delivered: say('từ lúc gửi đến lúc tới nơi nhận, trung vị', 'from sending to arrival, median'),
  accepted: say('từ lúc tới đến lúc tiếp nhận, trung vị', 'from arrival to acceptance, median'),
  completed: say('từ lúc tới đến lúc hoàn thành, trung vị', 'from arrival to completion, median'),
  byMailCount: (count: number, of: number) =>
    say(`${whole(count).vi} trên ${whole(of).vi}`, `${whole(count).en} of ${whole(of).en}`),
  byMail: say('cơ quan có người xử lý qua thư điện tử', 'agencies that worked by e-mail'),
  none: say('chưa có', 'none yet'),

  agencies: say('Theo cơ quan', 'By agency'),
  agenciesHint: (months: number, shown: number, all: number) =>
    say(
      `${months} tháng. Thấp nhất ở trên${shown < all ? `; ${shown} trên ${all}` : ''}.`,
      `${months} months. Lowest first${shown < all ? `; ${shown} of ${all}` : ''}.`,
    ),
  agency: say('Cơ quan', 'Agency'),
  documents: say('Văn bản', 'Documents'),
  electronicOnly: say('Chỉ điện tử', 'Electronic only'),
  electronicAndPaper: say('Điện tử và giấy', 'Both'),
  paperOnly: say('Chỉ giấy', 'Paper only'),
  share: say('Tỉ lệ', 'Share'),
  line: say('Vạch đứng: 90%', 'Line: 90%'),
  gap: say('So với 90%, điểm', 'To 90%, points'),
  sameDay: say('Tiếp nhận trong ngày', 'Same day'),
  reason: say('Lý do chính', 'Main reason'),
  month: say('Tháng', 'Month'),
  all: say('Cộng', 'All'),
  short: (promille: number) => say(`thiếu ${tenths(promille).vi}`, `${tenths(promille).en} short`),
  over: (promille: number) => say(`đạt, +${tenths(promille).vi}`, `met, +${tenths(promille).en}`),
  because: (reason: Bilingual, count: number) =>
    say(`${reason.vi}: ${whole(count).vi} văn bản`, `${reason.en}: ${whole(count).en}`),
  onPaper: (count: number) => say(`${whole(count).vi} văn bản gửi giấy`, `${whole(count).en} on paper`),
  showAll: (count: number) => say(`Xem đủ ${whole(count).vi} cơ quan`, `Show all ${whole(count).en} agencies`),
  othersHidden: (count: number) => say(`${whole(count).vi} cơ quan khác`, `${whole(count).en} other agencies`),
  ownOnly: say(
    'Anh/chị thấy cơ quan mình; các cơ quan khác chỉ có trong số chung.',
    'You see your own agency; the others are in the sums only.',
  ),
  emptyTitle: say('Chưa có gì để so sánh', 'Nothing to compare yet'),
  empty: say(
    'Văn bản gửi qua cổng và văn bản giấy nhập vào sổ đăng ký sẽ được tính ở đây ngay lập tức.',
    'What is sent through the gateway, and paper documents entered in the register, count here at once.',
  ),

  method: say('Cách tính', 'How it is counted'),
  version: (name: string, version: number) =>
    say(`Định nghĩa ${name}, bản ${version}`, `Definition ${name}, version ${version}`),
  rounding: say(
    'Tỉ lệ làm tròn xuống một chữ số thập phân. Trung vị sai lệch không quá 2,5%. Văn bản “điện tử và giấy” được tính là điện tử và nêu riêng; văn bản giấy do văn thư nhập vào sổ.',
    'Shares are rounded down to one decimal. Medians are right within 2.5%. “Electronic and paper” counts as electronic and is told apart; paper documents are those entered in the register.',
  ),
  tooFew: (least: number) =>
    say(
      `Chưa có tháng nào đủ ${least} văn bản để công bố tỉ lệ điện tử.`,
      `No month has the ${least} documents from which on a share is published.`,
    ),
  publicTitle: say('Tỉ lệ văn bản điện tử của tỉnh', 'Electronic documents of the province'),
  publicRule: (least: number) =>
    say(
      `Số liệu công khai: cơ quan có dưới ${least} văn bản trong kỳ được gộp thành một dòng; tháng có dưới ${least} văn bản không hiện tỉ lệ, để không lộ từng văn bản.`,
      `Public figures: agencies with fewer than ${least} documents in the period are one line together; months with fewer than ${least} show no share, so that no single document is told.`,
    ),
} as const;
