/**
 * What pages of every area say, in both languages; what one area says is in texts/. `say` takes both, so that a missing translation does not compile.
 * What documents say is never translated; names of statuses and urgencies are in schemas/directory.
 */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import type { Role } from '../identity/access.js';
import type { SignInMethod } from '../identity/sessions.store.js';

const roleNames: Readonly<Record<Role, Bilingual>> = {
  clerk: say('Văn thư', 'Clerk'),
  leader: say('Lãnh đạo', 'Leader'),
  administrator: say('Quản trị cơ quan', 'Agency administrator'),
  operator: say('Quản trị cổng', 'Operator'),
  auditor: say('Kiểm tra', 'Auditor'),
};

const methodNames: Readonly<Record<SignInMethod, Bilingual>> = {
  password: say('mật khẩu', 'password'),
  totp: say('mật khẩu và mã xác thực', 'password and code'),
  recovery: say('mật khẩu và mã dự phòng', 'password and recovery code'),
  openid: say('tài khoản bên ngoài', 'account elsewhere'),
};

export const texts = {
  roles: roleNames,
  methods: methodNames,

  frame: {
    product: say('Công văn', 'Công văn'),
    more: say('Thêm', 'More'),
    write: say('Soạn văn bản', 'Write'),
    changed: say('Trang vừa được cập nhật.', 'The page has been updated.'),
    offer: say('{n} văn bản mới, hiện', '{n} new, show'),
    keys: say('Phím tắt', 'Keys'),
    allKeys: say('mọi phím tắt', 'all keys'),
    keySearch: say('tìm', 'search'),
    keyWrite: say('soạn văn bản', 'write'),
    close: say('Đóng', 'Close'),
    skip: say('Đến nội dung chính', 'Skip to the content'),
    navigation: say('Các trang', 'Pages'),
    signIn: say('Đăng nhập', 'Sign in'),
    signOut: say('Đăng xuất', 'Sign out'),
    account: say('Tài khoản của tôi', 'My account'),
    otherLanguage: say('English', 'Tiếng Việt'),
    lightTheme: say('Nền sáng', 'Light'),
    darkTheme: say('Nền tối', 'Dark'),
    systemTheme: say('Theo máy', 'As the system'),
    language: say('Ngôn ngữ', 'Language'),
    colours: say('Màu nền', 'Colours'),
    keeper: say('Cổng gửi, nhận văn bản điện tử', 'Gateway for official documents'),
  },
  files: {
    chooseOne: say('Chọn tệp…', 'Choose a file…'),
    chooseSeveral: say('Chọn tệp…', 'Choose files…'),
  },

  navigation: {
    home: say('Cần xử lý', 'Needs attention'),
    inbox: say('Văn bản đến', 'Incoming'),
    outbox: say('Văn bản đi', 'Outgoing'),
    homeShort: say('Cần xử lý', 'To do'),
    inboxShort: say('Đến', 'Incoming'),
    outboxShort: say('Đi', 'Outgoing'),
    writeShort: say('Soạn', 'Write'),
  },

  welcome: {
    title: say('Cổng gửi, nhận văn bản điện tử', 'Gateway for official documents'),
    heading: say(
      'Nơi các cơ quan gửi, nhận văn bản đã ký số và đóng dấu điện tử.',
      'Where agencies exchange signed and sealed official documents.',
    ),
    people: say('Cho người dùng', 'For people'),
    peopleHint: say('văn thư, lãnh đạo, quản trị', 'clerks, leaders, operators'),
    peopleText: say(
      'Đăng nhập để xem văn bản đến, văn bản đi của cơ quan anh/chị.',
      'Sign in to see what your agency received and sent.',
    ),
    programs: say('Cho phần mềm', 'For programs'),
    programsHint: say('hệ thống quản lý văn bản', 'document management systems'),
    mailboxes: say('Hộp thư của các cơ quan minh họa', 'Mailboxes of the demonstration agencies'),
    documentation: say('Tài liệu giao diện lập trình', 'Documentation of the API'),
    description: say('Mô tả OpenAPI', 'OpenAPI description'),
    checkpoint: say('Mốc kiểm chứng nhật ký, đã ký', 'Signed checkpoint of the log'),
    readiness: say('Tình trạng sẵn sàng', 'Readiness'),
    metrics: say('Số liệu vận hành', 'Metrics'),
  },

  signIn: {
    title: say('Đăng nhập', 'Sign in'),
    heading: say('Đăng nhập vào cổng văn bản', 'Sign in to the gateway'),
    email: say('Thư công vụ', 'Official e-mail address'),
    password: say('Mật khẩu', 'Password'),
    button: say('Đăng nhập', 'Sign in'),
    with: (name: string) => say(`Đăng nhập bằng ${name}`, `Sign in with ${name}`),
    aside: say('Chưa có tài khoản?', 'No account yet?'),
    asideText: say(
      'Tài khoản do đơn vị quản trị cổng cấp. Quên mật khẩu hoặc mất điện thoại: hãy liên hệ đơn vị đó.',
      'Accounts are given by whoever runs this gateway. Ask them, too, when you forgot the password or lost the phone.',
    ),
    signedOut: say('Đã đăng xuất.', 'You are signed out.'),
    signedOutElsewhere: say(
      'Đã đăng xuất khỏi cổng. Anh/chị vẫn còn đăng nhập ở nơi cấp tài khoản.',
      'You are signed out here. You are still signed in where your account is.',
    ),
    endElsewhere: (name: string) => say(`Đăng xuất cả ở ${name}`, `Sign out of ${name}, too`),
    needed: say('Hãy đăng nhập để xem trang này.', 'Sign in to see this page.'),
  },

  secondFactor: {
    title: say('Mã xác thực', 'Code'),
    heading: say('Nhập mã trên điện thoại', 'Enter the code on your phone'),
    label: say('Mã xác thực', 'Code'),
    hint: say(
      '6 chữ số trong ứng dụng xác thực. Không có điện thoại: nhập một mã dự phòng, mỗi mã dùng một lần.',
      '6 digits from your authenticator app. Without the phone: one of your recovery codes; each counts once.',
    ),
    button: say('Tiếp tục', 'Continue'),
    back: say('Đăng nhập bằng tài khoản khác', 'Sign in with another account'),
  },

  paging: {
    more: say('Xem tiếp', 'More'),
    first: say('Về đầu danh sách', 'Back to the beginning'),
  },

  box: {
    inbox: say('Văn bản đến', 'Incoming documents'),
    outbox: say('Văn bản đi', 'Outgoing documents'),
    everybodysInbox: say('Văn bản mọi cơ quan đã nhận.', 'Documents received by all agencies.'),
    everybodysOutbox: say('Văn bản mọi cơ quan đã gửi.', 'Documents sent by all agencies.'),
    search: say('Tìm số, trích yếu, cơ quan; không cần dấu', 'Search number, subject, agency; marks not needed'),
    searchButton: say('Tìm', 'Search'),
    document: say('Văn bản', 'Document'),
    time: say('Lúc', 'Time'),
    due: say('Hạn', 'Due'),
    status: say('Trạng thái', 'Status'),
    download: say('Tải về', 'Download'),
    noDue: say('Không có hạn', 'None'),
    emptyTitle: say('Chưa có văn bản nào ở đây', 'No document here yet'),
    nothingSent: say('Chưa cơ quan nào gửi văn bản qua cổng này.', 'No agency has sent a document yet.'),
    emptySearch: say('Không có văn bản nào có các từ này.', 'No document has these words.'),
    all: say('Xem tất cả', 'Show all'),
  },

  account: {
    title: say('Tài khoản', 'Account'),
    heading: (name: string) => say(`Tài khoản của ${name}`, `Account of ${name}`),
    about: say('Anh/chị', 'You'),
    aboutHint: say('do đơn vị quản trị cổng đặt', 'set by whoever runs the gateway'),
    name: say('Họ tên', 'Name'),
    email: say('Thư công vụ', 'E-mail address'),
    role: say('Vai', 'Role'),
    agency: say('Cơ quan', 'Agency'),
    password: say('Mật khẩu', 'Password'),
    passwordHint: say('ít nhất 12 ký tự', 'at least 12 characters'),
    current: say('Mật khẩu hiện tại', 'Current password'),
    next: say('Mật khẩu mới', 'New password'),
    nextHint: say(
      'Một câu dài dễ nhớ tốt hơn một từ ngắn lạ. Đổi mật khẩu sẽ đăng xuất mọi nơi khác.',
      'A long sentence is better than a short strange word. Changing it signs you out everywhere else.',
    ),
    repeat: say('Nhập lại mật khẩu mới', 'New password again'),
    change: say('Đổi mật khẩu', 'Change password'),
    changed: say(
      'Đã đổi mật khẩu. Mọi nơi khác đã bị đăng xuất.',
      'The password is changed. You are signed out elsewhere.',
    ),
    unlike: say('Hai lần nhập mật khẩu mới không giống nhau.', 'The new passwords are not the same.'),
    secondFactor: say('Xác thực hai bước', 'Second factor'),
    secondFactorHint: say('mã trên điện thoại', 'a code on your phone'),
    isOff: say(
      'Đang tắt. Bật lên để người biết mật khẩu vẫn không vào được nếu không có điện thoại của anh/chị.',
      'Off. With it, whoever learns your password still cannot get in without your phone.',
    ),
    isOn: (left: number) =>
      say(`Đang bật. Còn ${left} mã dự phòng.`, `On. ${left} recovery code${left === 1 ? '' : 's'} left.`),
    begin: say('Bật xác thực hai bước', 'Turn on'),
    scan: say(
      'Quét hình này bằng ứng dụng xác thực, rồi nhập mã ứng dụng đưa ra.',
      'Scan this with an authenticator app, then enter the code it shows.',
    ),
    qr: say('Mã QR của khóa xác thực', 'QR code of the key'),
    typed: say('Không quét được? Nhập khóa này vào ứng dụng:', 'Cannot scan? Type this key into the app:'),
    confirm: say('Xác nhận mã', 'Confirm'),
    turnOff: say('Tắt xác thực hai bước…', 'Turn off…'),
    renewCodes: say('Lấy mã dự phòng mới', 'New recovery codes'),
    turnedOff: say('Đã tắt xác thực hai bước.', 'The second factor is off.'),
    codesTitle: say('Mã dự phòng', 'Recovery codes'),
    codesHeading: say(
      'Hãy in hoặc chép lại các mã này ngay: chúng không hiện lại.',
      'Print or copy these codes now: they are not shown again.',
    ),
    codesNote: say(
      'Mỗi mã thay cho điện thoại một lần. Cất ở nơi khác với mật khẩu.',
      'Each stands in for the phone once. Keep them apart from the password.',
    ),
    codesDone: say('Tôi đã cất các mã', 'I have kept them'),
    sessions: say('Nơi đang đăng nhập', 'Where you are signed in'),
    sessionsHint: say('lạ thì đăng xuất ngay', 'end what you do not know'),
    browser: say('Trình duyệt', 'Browser'),
    address: say('Địa chỉ mạng', 'Network address'),
    since: say('Đăng nhập lúc', 'Since'),
    lastSeen: say('Dùng lần cuối', 'Last used'),
    here: say('trình duyệt này', 'this browser'),
    endOne: say('Đăng xuất nơi này', 'Sign out there'),
    endOthers: say('Đăng xuất mọi nơi khác', 'Sign out everywhere else'),
    endAll: say('Đăng xuất mọi nơi', 'Sign out everywhere'),
    ended: say('Đã đăng xuất nơi đó.', 'Signed out there.'),
    unknownBrowser: say('không rõ', 'unknown'),
  },
} as const satisfies Record<string, Record<string, Bilingual | ((...args: never[]) => Bilingual)>>;
