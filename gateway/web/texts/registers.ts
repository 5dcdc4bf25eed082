/** What the registers' pages say, in both languages. Headings of the decree's columns: registers/register-columns.ts. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { BookSummary } from '../../registers/read-entries.store.js';
import type { RegisterView } from '../../registers/register-columns.js';
import { whole } from '../format-number.js';

const bookNames: Readonly<Record<RegisterView, Bilingual>> = {
  out: say('Sổ văn bản đi', 'Register of outgoing documents'),
  in: say('Sổ văn bản đến', 'Register of incoming documents'),
  'follow-up': say('Sổ theo dõi giải quyết văn bản đến', 'Follow-up of incoming documents'),
};

const plural = (count: number, one: string, many = `${one}s`) => `${whole(count).en} ${count === 1 ? one : many}`;

function contents({ count, cancelled, reserved, paper }: BookSummary): Bilingual {
  const parts = [
    say(`${whole(count).vi} số`, plural(count, 'number')),
    ...(paper > 0 ? [say(`${whole(paper).vi} văn bản giấy`, `${whole(paper).en} on paper`)] : []),
    ...(reserved > 0 ? [say(`${whole(reserved).vi} số đang giữ`, `${whole(reserved).en} reserved`)] : []),
    ...(cancelled > 0 ? [say(`${whole(cancelled).vi} số hủy`, `${whole(cancelled).en} cancelled`)] : []),
  ];
  return say(parts.map(({ vi }) => vi).join(', '), parts.map(({ en }) => en).join(', '));
}

export const registerTexts = {
  navigation: say('Sổ đăng ký', 'Registers'),
  books: bookNames,
  heading: (view: RegisterView, year: number, agency: string, summary: BookSummary) => {
    const { vi, en } = contents(summary);
    return summary.count === 0
      ? say(
          `${bookNames[view].vi} năm ${year} của ${agency} chưa có số nào.`,
          `${bookNames[view].en}, ${agency}, ${year}: empty.`,
        )
      : say(
          `${bookNames[view].vi} năm ${year} của ${agency} có ${vi}.`,
          `${bookNames[view].en}, ${agency}, ${year}: ${en}.`,
        );
  },
  found: (view: RegisterView, year: number, count: number) =>
    say(
      `Tìm thấy ${whole(count).vi} số trong ${bookNames[view].vi.toLowerCase()} năm ${year}.`,
      `${plural(count, 'entry', 'entries')} found in the ${bookNames[view].en.toLowerCase()}, ${year}.`,
    ),
  chooseAgency: say('Chọn cơ quan để xem sổ đăng ký của cơ quan đó.', 'Choose an agency to see its registers.'),
  booksLabel: say('Các sổ', 'Books'),
  filters: say('Lọc', 'Filter'),
  filtersHint: say('bỏ trống để xem tất cả', 'leave empty for all'),
  agency: say('Cơ quan', 'Agency'),
  year: say('Năm', 'Year'),
  mainSeries: say('hệ số chung', 'main series'),
  words: say('Số, trích yếu, nơi nhận; không cần dấu', 'Number, subject, recipients; marks not needed'),
  from: say('Từ ngày', 'From'),
  to: say('Đến ngày', 'To'),
  state: say('Tình trạng số', 'State'),
  states: {
    issued: say('Đã cấp', 'In use'),
    reserved: say('Đang giữ', 'Reserved'),
    cancelled: say('Đã hủy', 'Cancelled'),
  },
  medium: say('Hình thức', 'Form'),
  electronic: say('Điện tử', 'Electronic'),
  paper: say('Giấy', 'Paper'),
  any: say('Tất cả', 'All'),
  show: say('Xem', 'Show'),
  everything: say('Bỏ lọc', 'No filter'),
  print: say('Bản in', 'To print'),
  csv: say('Tải CSV', 'CSV'),
  xlsx: say('Tải XLSX', 'XLSX'),
  entries: say('Các số', 'Entries'),
  entriesHint: say('theo thứ tự số', 'in order of number'),
  more: say('Xem tiếp', 'More'),
  moreNames: (count: number) => say(`và ${count} nơi nữa`, `and ${count} more`),
  first: say('Về đầu sổ', 'Back to the beginning'),
  cancelled: (reason: string) => say(`Số hủy, không có văn bản: ${reason}`, `Cancelled, no document: ${reason}`),
  noReason: say('không ghi lý do', 'no reason given'),
  cancelledBy: (name: string | null, time: string) =>
    name === null
      ? say(`Hủy lúc ${time}.`, `Cancelled ${time}.`)
      : say(`${name} hủy lúc ${time}.`, `By ${name}, ${time}.`),
  edit: say('Sửa', 'Correct'),
  editOf: (number: string) => say(`Sửa mục ${number}`, `Correct entry ${number}`),
  emptyTitle: say('Chưa có số nào ở đây', 'Nothing here yet'),
  empty: {
    out: say(
      'Văn bản gửi qua cổng tự vào sổ và lấy số kế tiếp. Văn bản giấy thì nhập tay để sổ đủ số và tỉ lệ 90% tính đúng.',
      'What is sent through the gateway enters the book by itself. Enter paper documents by hand, so that the book is complete and the 90% share right.',
    ),
    in: say(
      'Văn bản điện tử vào sổ khi anh/chị tiếp nhận. Văn bản giấy thì nhập tay.',
      'Electronic documents enter the book when you accept them. Enter paper documents by hand.',
    ),
    'follow-up': say(
      'Văn bản đến đã tiếp nhận hiện ở đây với thời hạn, tiến độ và văn bản trả lời.',
      'Accepted documents show here with deadline, progress and answer.',
    ),
  },
  emptySearch: say('Không có số nào hợp với các điều kiện này.', 'Nothing fits these conditions.'),
  enterPaper: {
    out: say('Nhập văn bản đi bằng giấy', 'Enter an outgoing paper document'),
    in: say('Nhập văn bản đến bằng giấy', 'Enter an incoming paper document'),
  },
  reserve: say('Giữ số', 'Reserve a number'),
  reserveHint: say('trước khi ký', 'before signing'),
  reserveText: say(
    'Số kế tiếp được giữ cho một văn bản in trước khi ký. Khi gửi, ghi số này vào văn bản; không dùng thì hủy, số vẫn hiện trong sổ.',
    'The next number is kept for a document printed before it is signed. Name it when sending; cancel it when it is not used.',
  ),
  notation: say('Ký hiệu', 'Notation'),
  notationHint: say('ví dụ QĐ-SNV; có thể để trống', 'e.g. QĐ-SNV; may be left open'),
  series: say('Hệ số riêng', 'Series'),
  seriesHint: say('chỉ cho hội đồng, ban, tổ tư vấn', 'only for advisory bodies'),
  note: say('Ghi chú', 'Note'),
  reserveButton: say('Giữ số kế tiếp', 'Reserve the next number'),
  news: {
    giu: (code: string) => say(`Đã giữ số ${code}.`, `Number ${code} is reserved.`),
    nhap: (code: string) => say(`Đã vào sổ số ${code}.`, `Entered as number ${code}.`),
    sua: (code: string) => say(`Đã sửa số ${code}.`, `Number ${code} is corrected.`),
    huy: (code: string) =>
      say(`Đã hủy số ${code}; số vẫn hiện trong sổ.`, `Number ${code} is cancelled and stays visible.`),
  },

  paperTitle: say('Nhập văn bản giấy', 'Enter a paper document'),
  paperHeading: {
    out: say('Ghi một văn bản đi bằng giấy vào sổ.', 'Enter an outgoing paper document.'),
    in: say('Ghi một văn bản đến bằng giấy vào sổ.', 'Enter an incoming paper document.'),
  },
  paperHint: say('các cột của sổ, Nghị định 30/2020', 'the columns of Decree 30/2020'),
  entryTitle: say('Một số trong sổ', 'An entry'),
  entryHeading: (code: string, subject: string) =>
    subject === ''
      ? say(`Số ${code}.`, `Number ${code}.`)
      : say(`Số ${code}: ${subject}`, `Number ${code}: ${subject}`),
  fields: {
    number: say('Số', 'Number'),
    numberHint: say('để trống: lấy số kế tiếp; số đang giữ: ghi số đó', 'empty: the next one; or a reserved one'),
    notation: say('Ký hiệu', 'Notation'),
    date: say('Ngày văn bản', 'Date of the document'),
    arrivedOn: say('Ngày đến', 'Arrived on'),
    author: say('Tác giả (cơ quan ban hành)', 'Issued by'),
    code: say('Số, ký hiệu văn bản', 'Its number and notation'),
    type: say('Tên loại', 'Type'),
    subject: say('Trích yếu', 'Subject'),
    signer: say('Người ký', 'Signer'),
    recipients: say('Nơi nhận', 'Recipients'),
    unitOut: say('Đơn vị, người nhận bản lưu', 'Keeper of the file copy'),
    unitIn: say('Đơn vị hoặc người nhận', 'Unit or person'),
    copies: say('Số lượng bản', 'Copies'),
    forwardedOn: say('Ngày chuyển', 'Forwarded on'),
    receivedBy: say('Ký nhận', 'Taken by'),
    dueDate: say('Thời hạn giải quyết', 'Due'),
    progress: say('Tiến độ giải quyết', 'Progress'),
    reply: say('Số, ký hiệu văn bản trả lời', 'Answered by'),
    note: say('Ghi chú', 'Note'),
    toStateAgency: say(
      'Gửi ít nhất một cơ quan nhà nước khác (tính vào tỉ lệ 90%)',
      'To another state agency (counts for the 90% share)',
    ),
    paperReason: say('Vì sao gửi giấy', 'Why on paper'),
    reason: say('Lý do sửa', 'Why it is corrected'),
    cancelReason: say('Lý do hủy', 'Why it is cancelled'),
  },
  choose: say('chọn', 'choose'),
  enter: say('Vào sổ', 'Enter'),
  save: say('Lưu phần sửa', 'Save'),
  correct: say('Sửa các cột', 'Correct'),
  correctPaper: say('văn bản giấy', 'a paper document'),
  correctElectronic: say('chỉ các cột văn bản điện tử không tự có', 'what the document does not say by itself'),
  cancel: say('Hủy số', 'Cancel'),
  cancelHint: say('số vẫn hiện trong sổ', 'the number stays visible'),
  cancelButton: (code: string) => say(`Hủy số ${code}…`, `Cancel number ${code}…`),
  cancelText: (code: string) =>
    say(
      `Số ${code} sẽ bị gạch trong sổ cùng lý do và không cấp lại. Không hoàn lại được.`,
      `Number ${code} will be struck in the book with the reason and not be given again. This cannot be undone.`,
    ),
  confirmCancel: (code: string) => say(`Hủy số ${code}`, `Cancel number ${code}`),
  openDocument: say('Mở văn bản', 'Open the document'),
  back: say('Về sổ', 'Back to the book'),
  faults: {
    'details.date': say(
      'Nhập ngày của văn bản, ví dụ 19/05/2016, trong năm của sổ.',
      'The date of the document is needed, in the year of the book.',
    ),
    'details.subject': say('Nhập trích yếu, không quá 500 ký tự.', 'The subject is needed, up to 500 characters.'),
    'details.arrivedOn': say('Nhập ngày đến trong năm của sổ.', 'The day of arrival, in the year of the book.'),
    'details.copies': say('Số lượng bản từ 0 đến 999.', 'Copies are 0 to 999.'),
    number: say(
      'Số có 1 đến 11 ký tự, không có dấu cách, gạch chéo, phẩy. Cơ quan tự cấp số thì phải nhập số.',
      'A number has 1 to 11 characters, without blank, slash or comma. An agency with its own numbers must name one.',
    ),
    reason: say('Hãy ghi lý do.', 'A reason is needed.'),
  } as Readonly<Record<string, Bilingual>>,
  badField: say('Nội dung này quá dài hoặc không đúng dạng.', 'This is too long, or not of the right form.'),

  sheet: {
    out: say('Sổ đăng ký văn bản đi', 'Register of outgoing documents'),
    in: say('Sổ đăng ký văn bản đến', 'Register of incoming documents'),
    'follow-up': say('Sổ theo dõi giải quyết văn bản đến', 'Follow-up of incoming documents'),
  },
  sheetYear: (year: number, first: string | null, last: string | null) =>
    first === null || last === null
      ? say(`Năm ${year}`, `${year}`)
      : say(`Năm ${year}, từ số ${first} đến số ${last}`, `${year}, numbers ${first} to ${last}`),
  sheetDays: (from: string, to: string) => say(`Từ ngày ${from} đến ngày ${to}`, `From ${from} to ${to}`),
  sheetPaper: say('Văn bản điện tử trừ khi ghi “Giấy”', 'Electronic unless it says “Giấy”'),
  sheetFoot: (time: string, name: string | null) =>
    say(`In lúc ${time}${name === null ? '' : `, ${name}`}`, `Printed ${time}${name === null ? '' : `, ${name}`}`),
  sheetCheck: (address: string) =>
    say(
      `Biên nhận điện tử thay chữ ký nhận; kiểm tra tại ${address}`,
      `Electronic receipts stand for signatures; check at ${address}`,
    ),
} as const;
