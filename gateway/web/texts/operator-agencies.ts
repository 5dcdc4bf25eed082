/** What the pages of agencies say: the list, one agency, the preview of a directory file. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

export const agencyTexts = {
  title: say('Cơ quan', 'Agencies'),
  heading: (search: string) =>
    search === ''
      ? say('Các cơ quan gửi, nhận văn bản qua cổng này.', 'The agencies that exchange documents through this gateway.')
      : say(`Cơ quan có “${search}”.`, `Agencies with “${search}”.`),
  list: say('Danh mục', 'Directory'),
  listHint: say('theo mã', 'by code'),
  search: say('Từ trong tên hoặc mã; không cần dấu', 'Words of name or code; marks not needed'),
  code: say('Mã định danh', 'Code'),
  name: say('Tên', 'Name'),
  channel: say('Kênh nhận', 'Channel'),
  email: say('Thư công vụ', 'E-mail address'),
  ended: (day: string) => say(`đến hết ${day}`, `until ${day}`),
  emptyTitle: say('Không có cơ quan nào như vậy', 'No such agency'),
  empty: say('Thử ít từ hơn, hoặc thêm cơ quan ở dưới.', 'Try fewer words, or add an agency below.'),
  add: say('Thêm cơ quan', 'Add an agency'),
  addHint: say('một cơ quan', 'one'),
  addButton: say('Thêm cơ quan', 'Add the agency'),
  importing: say('Nhập từ CSV', 'From a CSV file'),
  importHint: say('xem trước khi đổi', 'preview first'),
  importNote: say(
    'Cột: code, name, parent, email, channel, … Cột vắng mặt không đổi gì; ô trống xóa giá trị. Chưa có gì được đổi cho đến khi anh/chị xác nhận ở trang sau.',
    'Columns: code, name, parent, email, channel, … A missing column changes nothing; an empty cell clears the value. Nothing is changed until you confirm on the next page.',
  ),
  file: say('Tệp CSV (UTF-8)', 'CSV file (UTF-8)'),
  previewButton: say('Xem trước', 'Preview'),

  one: {
    heading: (name: string, isOpen: boolean) =>
      isOpen
        ? say(`${name} đang gửi, nhận qua cổng.`, `${name} takes part.`)
        : say(`${name} đã ngừng gửi, nhận qua cổng.`, `${name} does not take part any more.`),
    standing: say('Hiện trạng', 'Standing'),
    standingHint: say('không kể văn bản nào', 'names no document'),
    waiting: say('Đang chờ gửi tới cơ quan', 'Waiting to reach it'),
    failed: say('Gửi tới cơ quan thất bại', 'Failed to reach it'),
    sentToday: say('Cơ quan đã gửi hôm nay', 'Sent by it today'),
    sentMonth: say('Cơ quan đã gửi tháng này', 'Sent by it this month'),
    kept: say('Văn bản của cơ quan đang lưu', 'Kept here of its documents'),
    of: (sent: string, limit: string) => say(`${sent} trên ${limit}`, `${sent} of ${limit}`),
    successor: say('Cơ quan kế thừa', 'Successor'),
    details: say('Thông tin', 'Details'),
    detailsHint: say('ghi vào nhật ký khi đổi', 'changes go into the log'),
    parent: say('Mã cơ quan cấp trên', 'Code of the agency above'),
    numbering: say('Ai cấp số văn bản đi', 'Who numbers what it sends'),
    pdfPolicy: say('PDF có chữ ký không hợp lệ', 'PDFs with a signature that is not valid'),
    mailProtection: say('Thư gửi cơ quan', 'Mails to it'),
    mailPolicy: say('Văn bản cơ quan gửi bằng thư', 'Documents it sends by mail'),
    quotaDay: say('Được gửi mỗi ngày, MB', 'May send in a day, MB'),
    quotaMonth: say('Được gửi mỗi tháng, MB', 'May send in a month, MB'),
    quotaTotal: say('Được lưu tất cả, MB', 'May be kept in all, MB'),
    quotaHint: say('trống: không giới hạn', 'empty: no limit'),
    save: say('Lưu thông tin', 'Save'),
    nothing: say('(trống)', '(empty)'),
    contested: (label: Bilingual, now: Bilingual) =>
      say(
        `Người khác vừa sửa “${label.vi}” thành “${now.vi}”. Lưu lần nữa nếu vẫn muốn dùng nội dung anh/chị nhập.`,
        `Somebody else has just changed “${label.en}” to “${now.en}”. Save again to have what you entered.`,
      ),
    channelSection: say('Kênh, webhook', 'Channel, webhook'),
    channelHint: say('phần mềm của cơ quan', 'the agency’s software'),
    webhookUrl: say('Địa chỉ webhook', 'Webhook address'),
    payload: say('Gửi gì', 'What is sent'),
    setWebhook: say('Đặt webhook', 'Set the webhook'),
    removeWebhook: say('Bỏ webhook…', 'Remove the webhook…'),
    removeWebhookQuestion: (name: string) =>
      say(
        `Bỏ webhook của ${name}? Cơ quan đọc văn bản tại cổng, kể cả những gì đang chờ.`,
        `Remove the webhook of ${name}? It reads here again, what waits included.`,
      ),
    rotate: say('Đổi khóa bí mật…', 'New secret…'),
    rotateQuestion: (name: string) =>
      say(
        `Cấp khóa bí mật mới cho webhook của ${name}? Khóa cũ còn dùng được 24 giờ.`,
        `A new secret for the webhook of ${name}? The old one stays good for 24 hours.`,
      ),
    secret: say(
      'Khóa bí mật của webhook, chỉ hiện lần này. Hãy giao cho đơn vị phát triển phần mềm của cơ quan:',
      'The webhook’s secret, shown this once. Hand it to whoever runs the agency’s software:',
    ),
    test: say('Gửi thử', 'Test'),
    testHint: say('không có văn bản', 'no document'),
    testNote: say(
      'Lần gửi thử ghi rõ là thử, không mang văn bản, không lấy số, không tính vào sổ và tỷ lệ.',
      'A test says that it is one: no document, no number, not counted in registers or rates.',
    ),
    testButton: (channel: Bilingual) => say(`Gửi thử qua ${channel.vi}`, `Test by ${channel.en}`),
    lastTest: (at: string) => say(`Thử lúc ${at}:`, `Tested at ${at}:`),
    outcomes: {
      here: say('cơ quan đọc tại cổng, không có gì để gửi', 'it reads here, there is nothing to send'),
      accepted: say('phần mềm của cơ quan đã nhận', 'the agency’s software took it'),
      sent: say('máy chủ thư đã nhận', 'the mail server took it'),
      deferred: say('chưa tới được', 'not reached'),
      refused: say('bị từ chối', 'refused'),
    } as Readonly<Record<string, Bilingual>>,
    ending: say('Đóng, sáp nhập', 'Close, merge'),
    endingHint: say('văn bản cũ vẫn còn', 'old documents stay'),
    lastDay: say('Ngày cuối cùng', 'Last day'),
    close: say('Đóng cơ quan…', 'Close…'),
    closeQuestion: (name: string) =>
      say(
        `Đóng ${name}? Sau ngày cuối, không ai gửi được cho cơ quan và cơ quan không gửi được.`,
        `Close ${name}? After its last day nobody can send to it, nor it to anybody.`,
      ),
    closeButton: (name: string) => say(`Đóng ${name}`, `Close ${name}`),
    reopen: (name: string) => say(`Mở lại ${name}`, `Open ${name} again`),
    merge: say('Sáp nhập…', 'Merge…'),
    into: say('Mã cơ quan kế thừa', 'Code of the successor'),
    mergeQuestion: (name: string) =>
      say(
        `Sáp nhập ${name} vào cơ quan khác? Văn bản gửi cho cơ quan sau ngày cuối sẽ đến cơ quan kế thừa.`,
        `Merge ${name} into another? What is sent to it after its last day goes to the successor.`,
      ),
    mergeButton: (name: string) => say(`Sáp nhập ${name}`, `Merge ${name}`),
    back: say('Về danh mục', 'Back to the directory'),
  },
  options: {
    gateway: say('cổng này', 'this gateway'),
    agency: say('phần mềm của cơ quan', 'the agency’s own system'),
    off: say('không xem', 'not looked at'),
    warn: say('nhận, kèm cảnh báo', 'taken with a warning'),
    refuse: say('từ chối', 'refused'),
    signed: say('có chữ ký', 'signed'),
    encrypted: say('có chữ ký và mã hóa', 'signed and encrypted'),
    confirmed: say('có chữ ký, hoặc xác nhận qua liên kết', 'signed, or confirmed by a link'),
    container: say('gói ký số', 'the container'),
    notice: say('thông báo kèm liên kết', 'a notice with a link'),
  } as Readonly<Record<string, Bilingual>>,

  preview: {
    title: say('Xem trước danh mục', 'Preview of the directory'),
    heading: (added: number, changed: number, faults: number) =>
      faults > 0
        ? say(
            `Tệp có ${faults} lỗi; chưa có gì được đổi.`,
            `The file has ${faults} fault${faults === 1 ? '' : 's'}; nothing is changed.`,
          )
        : say(
            `Sẽ thêm ${added} và sửa ${changed} cơ quan; chưa có gì được đổi.`,
            `${added} will be added and ${changed} changed; nothing is changed yet.`,
          ),
    faults: say('Lỗi trong tệp', 'Faults in the file'),
    faultsHint: say('sửa tệp rồi nhập lại', 'mend the file, import again'),
    line: say('Dòng', 'Line'),
    field: say('Cột', 'Column'),
    fault: say('Lỗi', 'Fault'),
    faultWords: {
      code: say('mã không đúng hoặc lặp lại', 'the code is wrong or repeated'),
      name: say('tên cần 1 đến 200 ký tự', 'a name has 1 to 200 characters'),
      channel: say('kênh chưa dùng được cho cơ quan này', 'the channel cannot be used for it'),
      email: say('địa chỉ thư thiếu hoặc không đúng', 'the address is missing or wrong'),
      parent: say('không có cơ quan cấp trên này, hoặc thành vòng tròn', 'no such agency above, or a circle'),
      successor: say('không có cơ quan kế thừa này, hoặc thành vòng tròn', 'no such successor, or a circle'),
      validFrom: say('ngày không đúng (năm-tháng-ngày)', 'not a day (YYYY-MM-DD)'),
      validTo: say('ngày kết thúc không đúng', 'the end is not right'),
      aliases: say('mã khác không đúng hoặc đã dùng', 'an alias is wrong or taken'),
    } as Readonly<Record<string, Bilingual>>,
    otherFault: say('giá trị không dùng được', 'a value that cannot be used'),
    changes: say('Sẽ thay đổi', 'What will change'),
    changesHint: (unchanged: number) => say(`${unchanged} không đổi`, `${unchanged} stay as they are`),
    isNew: say('thêm mới', 'new'),
    nothing: say('(trống)', '(empty)'),
    confirm: (count: number) => say(`Ghi ${count} cơ quan vào danh mục`, `Write ${count} agencies`),
    confirmQuestion: (count: number) =>
      say(
        `Ghi ${count} cơ quan của tệp này vào danh mục? Tất cả hoặc không gì cả.`,
        `Write the ${count} agencies of this file? All or none.`,
      ),
    back: say('Không ghi, về danh mục', 'Do not write, back to the directory'),
  },
  done: {
    them: say('Đã thêm cơ quan.', 'The agency is added.'),
    sua: say('Đã lưu thông tin.', 'Saved.'),
    dong: say('Đã đặt ngày cuối cùng.', 'Its last day is set.'),
    'mo-lai': say('Cơ quan hoạt động trở lại.', 'It takes part again.'),
    'sap-nhap': say('Đã ghi việc sáp nhập.', 'The merger is recorded.'),
    webhook: say('Đã đặt webhook.', 'The webhook is set.'),
    'bo-webhook': say('Đã bỏ webhook.', 'The webhook is removed.'),
    'gui-thu': say('Đã gửi thử; kết quả ở dưới.', 'Tested; how it went stands below.'),
    nhap: say('Đã ghi danh mục.', 'The directory is written.'),
  },
};
