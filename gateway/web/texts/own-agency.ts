/** Texts of an agency's own page: what the directory says of it, where its document system is reached, its certificates. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { Agency } from '../../agencies/agency.js';

type Texts = Readonly<Record<string, Bilingual | ((...args: never[]) => Bilingual)>>;

export const channelNames: Readonly<Record<Agency['channel'], Bilingual>> = {
  local: say('trên các trang này', 'on these pages'),
  email: say('qua thư điện tử', 'by e-mail'),
  webhook: say('vào phần mềm của cơ quan', 'into its own document system'),
  peer: say('qua cổng khác', 'through another gateway'),
  vxp: say('qua trục liên thông quốc gia', 'through the national axis'),
};

export const ownAgencyTexts = {
  title: say('Cơ quan tôi', 'My agency'),
  heading: (name: string, channel: Bilingual) =>
    say(`${name} nhận văn bản ${channel.vi}.`, `${name} receives documents ${channel.en}.`),
  profile: say('Trong danh bạ', 'In the directory'),
  profileHint: say('do quản trị cổng đặt', 'set by operators'),
  name: say('Tên', 'Name'),
  code: say('Mã định danh', 'Code'),
  aliases: say('Mã khác', 'Other codes'),
  email: say('Hộp thư công vụ', 'Official mailbox'),
  noEmail: say('chưa có', 'none'),
  numbering: say('Cấp số văn bản đi', 'Numbers of what it sends'),
  byGateway: say('cổng cấp', 'given by the gateway'),
  byAgency: say('phần mềm của cơ quan cấp', 'given by its own system'),
  mails: say('Thư gửi đến cơ quan', 'Mails to it'),
  signedMails: say('ký số', 'signed'),
  encryptedMails: say('ký số và mã hóa', 'signed and encrypted'),
  kept: say('Văn bản đã gửi, đang lưu', 'Kept of what it sent'),
  keptOf: (kept: string, limit: string) => say(`${kept} trên ${limit} được lưu`, `${kept} of ${limit}`),
  mailPolicy: say('Văn bản gửi qua thư', 'Documents it sends by mail'),
  signedPolicy: say('chỉ nhận thư có chữ ký số', 'only with a signature'),
  confirmedPolicy: say('nhận cả thư được xác nhận qua đường dẫn', 'also when confirmed by a link'),
  people: say('Người dùng', 'People'),

  webhook: say('Phần mềm của cơ quan', 'Document system'),
  webhookHint: say('văn bản được đẩy tới', 'documents are posted there'),
  webhookNone: say(
    'Chưa đặt. Khi đặt địa chỉ, văn bản và trạng thái được đẩy thẳng tới phần mềm, kể cả những gì đang chờ; hộp đến ở đây vẫn còn.',
    'None. With an address, documents and statuses are posted to the system, what waits included; the inbox here stays.',
  ),
  url: say('Địa chỉ nhận', 'Address'),
  urlHint: say('Ví dụ https://qlvb.coquan.gov.vn/congvan', 'Such as https://qlvb.agency.gov.vn/congvan'),
  payload: say('Gửi gì', 'What is posted'),
  container: say('cả gói tin ký số', 'the container itself'),
  notice: say('thông báo có đường dẫn tải', 'a notice with a link'),
  save: say('Lưu địa chỉ', 'Save the address'),
  test: say('Gửi thử', 'Send a test'),
  testNote: say(
    'Gửi thử một thông báo có chữ ký, không phải văn bản; phần mềm cần trả lời 2xx.',
    'A test is a signed notice about no document; the system should answer with a 2xx.',
  ),
  testDone: (detail: string) => say(`Phần mềm đã trả lời: ${detail}.`, `The system answered: ${detail}.`),
  testFailed: (detail: string) =>
    say(
      `Phần mềm chưa nhận được: ${detail}. Hãy xem địa chỉ, tường lửa và chứng thư máy chủ của phần mềm.`,
      `The system did not take it: ${detail}. Look at the address, the firewall and the server’s certificate.`,
    ),
  rotate: say('Đổi khóa bí mật…', 'Change the secret…'),
  rotateAsk: (hours: number) =>
    say(
      `Phần mềm phải nhận khóa mới trong ${hours} giờ; đến lúc đó cả hai khóa đều đúng.`,
      `The system has to get the new secret within ${hours} hours; until then both are good.`,
    ),
  rotateButton: say('Đổi khóa của phần mềm', 'Change its secret'),
  remove: say('Thôi dùng phần mềm…', 'Stop posting…'),
  removeAsk: (name: string, url: string) =>
    say(
      `Văn bản của ${name} không đẩy tới ${url} nữa, kể cả những gì đang chờ; cơ quan đọc hộp đến tại cổng. Khóa bí mật bị xóa.`,
      `Documents of ${name} are not posted to ${url} any more, what waits included; the agency reads its inbox here. The secret is removed.`,
    ),
  removeButton: say('Thôi đẩy văn bản tới phần mềm', 'Stop posting documents'),
  saved: say('Đã lưu địa chỉ nhận.', 'The address is saved.'),
  removed: say('Đã thôi đẩy văn bản tới phần mềm.', 'Documents are not posted any more.'),
  secretTitle: say('Khóa bí mật', 'Secret'),
  secretHeading: say(
    'Hãy chép khóa này vào phần mềm ngay: nó không hiện lại.',
    'Take this secret down now: it is not shown again.',
  ),
  secretNote: say(
    'Phần mềm kiểm tra chữ ký của mỗi lần đẩy bằng khóa này (HMAC-SHA256, xem tài liệu tích hợp).',
    'The system checks the signature of each post with it (HMAC-SHA256, see the documentation).',
  ),
  secretDone: say('Tôi đã chép khóa', 'I have copied it'),

  certificates: say('Chứng thư', 'Certificates'),
  certificatesHint: say('sắp hết hạn trước', 'next to end first'),
  certificate: say('Chứng thư', 'Certificate'),
  subject: say('Cấp cho', 'Subject'),
  holder: say('Khóa ở', 'Key with'),
  ends: say('Hết hạn', 'Ends'),
  state: say('Tình trạng', 'State'),
  inDays: (days: number) => say(`Còn ${days} ngày`, `${days} day${days === 1 ? '' : 's'} left`),
  ended: say('Đã hết hạn', 'Ended'),
  fine: say('Bình thường', 'Normal'),
  noCertificates: say('Chưa có chứng thư nào', 'No certificate yet'),
  noCertificatesText: say(
    'Không có chứng thư thì cơ quan chưa ký số và gửi được. Hãy nhờ quản trị cổng cấp hoặc nhập.',
    'Without one the agency cannot seal and send. Ask an operator to issue or import one.',
  ),
} as const satisfies Texts;

export const certificateNames: Readonly<Record<string, Bilingual>> = {
  seal: say('Chữ ký số cơ quan', 'Agency’s seal'),
  personal: say('Chữ ký số cá nhân', 'Person’s signature'),
  encryption: say('Mã hóa thư', 'Encryption of mails'),
};

export const holderNames: Readonly<Record<'gateway' | 'agency' | 'token', Bilingual>> = {
  gateway: say('cổng', 'the gateway'),
  agency: say('cơ quan', 'the agency'),
  token: say('thiết bị', 'a token'),
};

export const ownAgencyFaults = {
  url: say(
    'Địa chỉ bắt đầu bằng https:// hoặc http://, không kèm tên đăng nhập.',
    'An address begins with https:// or http:// and holds no user or password.',
  ),
} as const satisfies Texts;
