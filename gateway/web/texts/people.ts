/** Texts of managing people: first passwords, the list, one account. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

type Texts = Readonly<Record<string, Bilingual | ((...args: never[]) => Bilingual)>>;

const people = (count: number) => `${count} ${count === 1 ? 'person' : 'people'}`;

export const newPasswordTexts = {
  title: say('Mật khẩu mới', 'New password'),
  heading: say('Hãy đặt mật khẩu của riêng anh/chị', 'Choose a password of your own'),
  why: (name: string) =>
    say(
      `Chào ${name}. Mật khẩu vừa nhập do người khác cấp nên chỉ dùng được một lần. Đặt xong là vào được cổng.`,
      `Welcome, ${name}. Somebody else gave you the password you just used, so it counts once. With one of your own you are in.`,
    ),
  hint: say(
    'Ít nhất 12 ký tự. Một câu dài dễ nhớ tốt hơn một từ ngắn lạ.',
    'At least 12 characters. A long sentence is better than a short strange word.',
  ),
  button: say('Đặt mật khẩu và vào cổng', 'Set it and go on'),
} as const satisfies Texts;

export const peopleTexts = {
  title: say('Người dùng', 'People'),
  heading: (open: number, never: number) =>
    say(
      `${open} người dùng được cổng, ${never === 0 ? 'ai cũng đã từng đăng nhập' : `${never} người chưa đăng nhập lần nào`}.`,
      `${people(open)} can use the gateway; ${never === 0 ? 'all of them have signed in' : `${never} never signed in yet`}.`,
    ),
  list: say('Tài khoản', 'Accounts'),
  listHint: say('theo cơ quan, họ tên', 'by agency and name'),
  add: say('Thêm người dùng', 'Add somebody'),
  tokens: say('Mã truy cập của phần mềm', 'Tokens of programs'),
  ownAgency: say('Cơ quan tôi', 'My agency'),
  search: say('Tìm họ tên, thư công vụ; không cần dấu', 'Search name or address; marks not needed'),
  searchButton: say('Tìm', 'Search'),
  anyRole: say('Mọi vai', 'Every role'),
  role: say('Vai', 'Role'),
  anyState: say('Mọi tình trạng', 'Every state'),
  state: say('Tình trạng', 'State'),
  person: say('Người dùng', 'Person'),
  lastSignIn: say('Đăng nhập lần cuối', 'Last sign-in'),
  secondFactor: say('Xác thực hai bước', 'Second factor'),
  isOn: say('Bật', 'On'),
  isOff: say('Tắt', 'Off'),
  open: say('Đang mở', 'Open'),
  closed: say('Đã khóa', 'Closed'),
  never: say('Chưa đăng nhập lần nào', 'Never signed in'),
  firstPassword: say('Chờ đổi mật khẩu ban đầu', 'First password to be changed'),
  firstPasswordEnded: say('Mật khẩu ban đầu đã hết hạn', 'First password has ended'),
  emptyTitle: say('Không tìm thấy ai', 'Nobody found'),
  empty: say(
    'Hãy tìm bằng một phần họ tên hoặc thư công vụ, hoặc bỏ bớt điều kiện lọc.',
    'Search by a part of the name or address, or take away a filter.',
  ),
  all: say('Xem tất cả', 'Show all'),
} as const satisfies Texts;

export const personTexts = {
  addTitle: say('Thêm người dùng', 'Add somebody'),
  addHeading: say(
    'Người mới nhận mật khẩu ban đầu và đổi nó khi đăng nhập lần đầu.',
    'A new person gets a first password and changes it at the first sign-in.',
  ),
  addSection: say('Người mới', 'New person'),
  addHint: say('một thư công vụ, một tài khoản', 'one account per address'),
  addButton: say('Thêm và lấy mật khẩu ban đầu', 'Add and get the first password'),
  heading: (name: string, role: string, agency: string | null, englishRole: string) =>
    say(
      agency === null ? `${name}: ${role.toLowerCase()}.` : `${name}: ${role.toLowerCase()}, ${agency}.`,
      agency === null ? `${name}: ${englishRole.toLowerCase()}.` : `${name}: ${englishRole.toLowerCase()}, ${agency}.`,
    ),
  closedHeading: (name: string, since: string) =>
    say(`Tài khoản của ${name} đã khóa từ ${since}.`, `The account of ${name} has been closed since ${since}.`),
  about: say('Người này', 'This person'),
  name: say('Họ tên', 'Full name'),
  email: say('Thư công vụ', 'Official e-mail address'),
  emailHint: say('Dùng để đăng nhập, về sau không đổi được.', 'To sign in with; it cannot be changed later.'),
  role: say('Vai', 'Role'),
  agency: say('Mã định danh cơ quan', 'Agency code'),
  agencyHint: say(
    'Ví dụ H30.05. Để trống với quản trị cổng và kiểm tra.',
    'Such as H30.05. Leave it empty for operators and auditors.',
  ),
  save: say('Lưu thay đổi', 'Save'),
  own: say(
    'Đây là tài khoản của anh/chị. Vai, mật khẩu và việc khóa tài khoản do người quản trị khác đổi.',
    'This is your own account. Somebody else changes its role, closes it, or gives it a new password.',
  ),
  ownLink: say('Tài khoản của tôi', 'My account'),
  signIn: say('Đăng nhập', 'Signing in'),
  signInHint: say('không ai thấy mật khẩu', 'nobody sees passwords'),
  password: say('Mật khẩu', 'Password'),
  ownPassword: say('Do người này tự đặt', 'Chosen by this person'),
  noPassword: say('Chưa có', 'None yet'),
  firstUntil: (until: string) =>
    say(`Mật khẩu ban đầu, dùng được đến ${until}`, `A first password, good until ${until}`),
  subject: say('Tài khoản bên ngoài', 'Account elsewhere'),
  tied: say('Đã gắn', 'Tied'),
  untied: say('Chưa gắn', 'Not tied'),
  sessions: say('Đang đăng nhập', 'Signed in'),
  sessionCount: (count: number) =>
    count === 0 ? say('Không ở đâu', 'Nowhere') : say(`Ở ${count} nơi`, `In ${count} place${count === 1 ? '' : 's'}`),
  resetPassword: say('Cấp lại mật khẩu…', 'Give a new password…'),
  resetPasswordAsk: (name: string) =>
    say(
      `${name} sẽ bị đăng xuất mọi nơi. Mật khẩu đang dùng không vào được nữa; mật khẩu ban đầu mới hiện ra một lần để anh/chị trao lại.`,
      `${name} is signed out everywhere. The password of now opens nothing any more; a new first one is shown once, for you to hand over.`,
    ),
  resetPasswordButton: (name: string) => say(`Cấp mật khẩu mới cho ${name}`, `Give ${name} a new password`),
  takeFactor: say('Tắt xác thực hai bước…', 'Turn off the second factor…'),
  takeFactorAsk: (name: string) =>
    say(
      `Chỉ làm khi ${name} mất điện thoại và anh/chị đã gặp hoặc gọi đúng người. ${name} sẽ bị đăng xuất mọi nơi và vào lại chỉ bằng mật khẩu.`,
      `Only when ${name} lost the phone and you met or called the right person. ${name} is signed out everywhere and gets in with the password alone.`,
    ),
  takeFactorButton: (name: string) => say(`Tắt của ${name}`, `Turn it off for ${name}`),
  endSessions: say('Đăng xuất mọi nơi…', 'Sign out everywhere…'),
  endSessionsAsk: (name: string) =>
    say(
      `${name} sẽ phải đăng nhập lại ở mọi trình duyệt. Việc đang nhập dở trên trang có thể mất.`,
      `${name} has to sign in again in every browser. What is half typed on a page may be lost.`,
    ),
  endSessionsButton: (name: string) => say(`Đăng xuất ${name}`, `Sign ${name} out`),
  account: say('Tài khoản', 'Account'),
  accountHint: say('khóa được, không xóa được', 'closed, never deleted'),
  close: say('Khóa tài khoản…', 'Close the account…'),
  closeAsk: (name: string) =>
    say(
      `${name} bị đăng xuất ngay và không đăng nhập được nữa. Những gì ${name} đã làm vẫn được ghi lại; tài khoản có thể mở lại. Mã truy cập của phần mềm không gắn với người: xem riêng ở trang mã truy cập.`,
      `${name} is signed out at once and cannot sign in any more. What ${name} did stays on record; the account can be opened again. Tokens of programs belong to nobody: see their own page.`,
    ),
  closeButton: (name: string) => say(`Khóa tài khoản của ${name}`, `Close the account of ${name}`),
  reopen: say('Mở lại tài khoản…', 'Open the account again…'),
  reopenAsk: (name: string) =>
    say(
      `${name} lại đăng nhập được bằng mật khẩu và xác thực hai bước như trước khi khóa.`,
      `${name} can sign in again with the password and second factor of before.`,
    ),
  reopenButton: (name: string) => say(`Mở lại cho ${name}`, `Open it for ${name}`),
  back: say('Mọi người dùng', 'All people'),
  firstTitle: say('Mật khẩu ban đầu', 'First password'),
  firstHeading: (name: string) =>
    say(
      `Hãy trao mật khẩu này tận tay ${name}: nó không hiện lại.`,
      `Hand this password to ${name}: it is not shown again.`,
    ),
  firstHint: say('dùng một lần, trong 14 ngày', 'counts once, for 14 days'),
  firstNote: say(
    'Khi đăng nhập lần đầu, người nhận phải đặt mật khẩu của riêng mình. Đừng gửi cả địa chỉ và mật khẩu trong cùng một thư.',
    'At the first sign-in its owner has to choose another one. Do not send address and password in the same mail.',
  ),
  firstDone: say('Tôi đã trao mật khẩu', 'I have handed it over'),
} as const satisfies Texts;

/** Said at the top of a page, by what stands in its address after a form. */
export const personNews: Readonly<Record<string, Bilingual>> = {
  luu: say('Đã lưu thay đổi.', 'The changes are saved.'),
  'xac-thuc': say(
    'Đã tắt xác thực hai bước và đăng xuất mọi nơi.',
    'The second factor is off, and they are signed out.',
  ),
  phien: say('Đã đăng xuất mọi nơi.', 'Signed out everywhere.'),
  khoa: say('Đã khóa tài khoản và đăng xuất mọi nơi.', 'The account is closed and signed out everywhere.'),
  mo: say('Đã mở lại tài khoản.', 'The account is open again.'),
  'vang-mat': say('Đã ghi vắng mặt.', 'The absence is on record.'),
  'het-vang-mat': say('Đã kết thúc vắng mặt.', 'The absence has ended.'),
};

/** What is wrong with a field, for whoever can mend it. */
export const personFaults = {
  name: say('Họ tên có từ 1 đến 200 ký tự.', 'A name has 1 to 200 characters.'),
  email: say(
    'Đây chưa phải địa chỉ thư đúng dạng, ví dụ cuc.lt@sotttt.haugiang.gov.vn.',
    'This is not an e-mail address, such as cuc.lt@sotttt.haugiang.gov.vn.',
  ),
  emailTaken: say('Địa chỉ này đã có tài khoản. Hãy tìm tài khoản đó.', 'This address has an account. Look for it.'),
  role: say('Anh/chị không cấp được vai này. Hãy nhờ quản trị cổng.', 'You cannot give this role. Ask an operator.'),
  agency: say(
    'Văn thư, lãnh đạo, quản trị cơ quan cần mã cơ quan; quản trị cổng và kiểm tra thì để trống.',
    'Clerks, leaders and agency administrators need the code of an agency; operators and auditors have none.',
  ),
  agencyUnknown: say(
    'Không có cơ quan nào mang mã này. Hãy xem danh bạ.',
    'No agency has this code. See the directory.',
  ),
} as const satisfies Texts;
