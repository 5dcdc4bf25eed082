/**
 * Which settings mails have: the server that sends them, whom they come from, how large they are, which mailbox is read.
 * Part of the table in config-settings.ts.
 */
import { Type } from 'typebox';
import { say } from '../schemas/words/bilingual.js';
import { anyText, count, gibibyte, list, maybe, secureOrLocal } from './config-setting.js';

/** The part before the @ leaves room for the suffix that ties a bounce to its delivery (RFC 5321: 64 characters). */
const mailAddress = '^[a-z0-9]([a-z0-9._-]{0,28}[a-z0-9])?@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}$';
const dnsName = '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$';

export const mailSettings = {
  smtpUrl: maybe('^smtps?://.+$', {
    env: 'CONGVAN_SMTP_URL',
    meaning: say(
      'Máy chủ thư gửi thư cho cổng; smtps:// mở đầu bằng TLS, smtp:// chuyển sang TLS (STARTTLS).',
      'The mail server that sends for this gateway; smtps:// begins with TLS, smtp:// turns to it (STARTTLS).',
    ),
    expects: 'an smtp:// or smtps:// address',
    secret: true,
    consequence:
      'Unset, no mail is sent: agencies of the channel email read their inbox at this gateway. With it CONGVAN_MAIL_FROM must be set, alike for gateways and workers.',
  }),
  smtpPasswordFile: maybe(anyText, {
    env: 'CONGVAN_SMTP_PASSWORD_FILE',
    meaning: say('Tệp chứa mật khẩu cho CONGVAN_SMTP_URL.', 'A file with the password for CONGVAN_SMTP_URL.'),
    expects: 'the path of a readable file',
    consequence: 'Unset, the password is the one inside CONGVAN_SMTP_URL; without a user there nobody logs in.',
  }),
  smtpTls: Type.Enum(['verified', 'encrypted', 'opportunistic'], {
    default: 'verified',
    env: 'CONGVAN_SMTP_TLS',
    meaning: say(
      'Kết nối đến máy chủ thư phải là: TLS có kiểm tra chứng thư, TLS với chứng thư bất kỳ, hoặc TLS chỉ khi máy chủ có.',
      'What the connection to the mail server must be: TLS with a certificate that was checked, TLS with any certificate, or TLS only where the server has it.',
    ),
    expects: 'verified, encrypted or opportunistic',
    consequence:
      'What does not hold defers every mail. Anything but verified lets somebody on the way read and change mails: only for a server on this machine or in a network of its own.',
  }),
  smtpCaFile: maybe(anyText, {
    env: 'CONGVAN_SMTP_CA_FILE',
    meaning: say(
      'Chứng thư (PEM) của các nơi cấp mà chứng thư máy chủ thư được phép dùng.',
      'Certificates (PEM) of the authorities that the mail server’s certificate may come from.',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, those that Node.js knows; set, only these.',
  }),
  mailTokenUrl: maybe(secureOrLocal, {
    env: 'CONGVAN_MAIL_TOKEN_URL',
    meaning: say(
      'Nơi xin mã truy cập máy chủ thư (OAuth 2.0) thay cho mật khẩu; người dùng là người trong CONGVAN_SMTP_URL.',
      'Where access tokens for the mail server are asked for (OAuth 2.0), instead of a password; the user is that of CONGVAN_SMTP_URL.',
    ),
    expects: 'an https:// address (http:// for this machine only)',
    consequence:
      'Unset, mailboxes are opened with passwords. Set, CONGVAN_MAIL_REFRESH_TOKEN_FILE and CONGVAN_MAIL_TOKEN_CLIENT_ID must be, too.',
  }),
  mailTokenClientId: maybe(anyText, {
    env: 'CONGVAN_MAIL_TOKEN_CLIENT_ID',
    meaning: say('Tên mà cổng này đăng ký ở đó (client_id).', 'As what this gateway is registered there (client_id).'),
    expects: 'the identifier that the mail service gave',
    consequence: 'Needed with CONGVAN_MAIL_TOKEN_URL.',
  }),
  mailTokenClientSecretFile: maybe(anyText, {
    env: 'CONGVAN_MAIL_TOKEN_CLIENT_SECRET_FILE',
    meaning: say(
      'Tệp chứa bí mật đi cùng tên đó (client_secret).',
      'A file with the secret that belongs to it (client_secret).',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, none is sent: enough for clients registered as public ones.',
  }),
  mailTokenScope: maybe(anyText, {
    env: 'CONGVAN_MAIL_TOKEN_SCOPE',
    meaning: say(
      'Mã dùng được cho việc gì (scope), cách nhau bằng dấu cách.',
      'For what the tokens are good (scope), separated by spaces.',
    ),
    expects: 'what the mail service asks for, e.g. https://outlook.office.com/SMTP.Send offline_access',
    consequence: 'Unset, for what the refresh token was given.',
  }),
  mailRefreshTokenFile: maybe(anyText, {
    env: 'CONGVAN_MAIL_REFRESH_TOKEN_FILE',
    meaning: say('Tệp chứa mã làm mới (refresh token).', 'A file with the refresh token.'),
    expects: 'the path of a readable file',
    consequence:
      'It is written anew when the mail service gives another one; where it cannot be written, that one is forgotten at the next start.',
  }),
  mailAccessTokenFile: maybe(anyText, {
    env: 'CONGVAN_MAIL_ACCESS_TOKEN_FILE',
    meaning: say(
      'Tệp chứa mã truy cập do phần mềm khác làm mới, thay cho CONGVAN_MAIL_TOKEN_URL.',
      'A file with an access token that another program renews, instead of CONGVAN_MAIL_TOKEN_URL.',
    ),
    expects: 'the path of a readable file',
    consequence: 'It is read at every login; a token that has ended defers every mail.',
  }),
  mailFrom: maybe(mailAddress, {
    env: 'CONGVAN_MAIL_FROM',
    meaning: say('Địa chỉ gửi của mọi thư từ cổng.', 'The address this gateway’s mails come from.'),
    expects: 'an e-mail address with at most 30 characters (a-z 0-9 . _ -) before the @',
    consequence: 'The certificate of the mail key names it: a changed address gets a new key at the next start.',
  }),
  mailReturnDelimiter: Type.Enum(['+', '-', 'none'], {
    default: '+',
    env: 'CONGVAN_MAIL_RETURN_DELIMITER',
    meaning: say(
      'Dấu máy chủ thư hiểu giữa tên hộp thư và phần thêm (RFC 5233): thư báo lỗi trở về địa chỉ CONGVAN_MAIL_FROM, phần thêm là lượt gửi.',
      'What the mail server takes between a mailbox and a suffix (RFC 5233): bounces return to the address of CONGVAN_MAIL_FROM with the delivery as its suffix.',
    ),
    expects: '+, - or none',
    consequence:
      'A server that does not know the delimiter loses bounces: then take none, and a bounce names its delivery by its envelope identifier only.',
  }),
  mailSignature: Type.Enum(['detached', 'opaque'], {
    default: 'detached',
    env: 'CONGVAN_MAIL_SIGNATURE',
    meaning: say(
      'Cách ký thư (S/MIME): chữ ký bên cạnh nội dung (multipart/signed), hoặc bọc cả nội dung (application/pkcs7-mime, signed-data).',
      'How mails are signed (S/MIME): beside the text (multipart/signed), or around it (application/pkcs7-mime, signed-data).',
    ),
    expects: 'detached or opaque',
    consequence:
      'opaque survives servers that rewrite mails, but only programs that know S/MIME show anything, and mails grow by another third.',
  }),
  dkimKeyFile: maybe(anyText, {
    env: 'CONGVAN_DKIM_KEY_FILE',
    meaning: say(
      'Khóa bí mật (RSA từ 2048 bit, PEM) ký thư cho tên miền (DKIM); chỉ khi máy chủ thư không ký.',
      'The private key (RSA from 2048 bits, PEM) with which mails are signed for their domain (DKIM); only where the mail server does not do it.',
    ),
    expects: 'the path of a readable file',
    consequence:
      'Unset, the mail server signs or nobody does. Set, CONGVAN_DKIM_SELECTOR must be, too, and the public key in DNS: what does not match it is refused or sorted out.',
  }),
  dkimSelector: maybe(dnsName, {
    env: 'CONGVAN_DKIM_SELECTOR',
    meaning: say(
      'Tên mà khóa công khai mang trong DNS: SELECTOR._domainkey.DOMAIN.',
      'Under which name the public key stands in DNS: SELECTOR._domainkey.DOMAIN.',
    ),
    expects: 'a name such as congvan2026',
    consequence: 'Needed with CONGVAN_DKIM_KEY_FILE; without it, nothing is signed with DKIM.',
  }),
  dkimDomain: maybe(dnsName, {
    env: 'CONGVAN_DKIM_DOMAIN',
    meaning: say('Tên miền đứng ra ký.', 'The domain that signs.'),
    expects: 'a domain name',
    consequence: 'Unset, the domain of CONGVAN_MAIL_FROM; one that does not match it (DMARC) is worth nothing.',
  }),
  mailMaxBytes: count(100_000, gibibyte, 10_000_000, {
    env: 'CONGVAN_MAIL_MAX_BYTES',
    meaning: say(
      'Thư lớn nhất, tính khi đang đi trên mạng: tệp lớn thêm hơn một phần ba.',
      'The largest mail, as it travels: files grow by more than a third on the way.',
    ),
    unit: 'bytes',
    consequence:
      'A larger one carries a link to the container instead; higher than the receivers’ servers allow, mails come back as too large.',
  }),
  mailsPerDomain: count(1, 1024, 8, {
    env: 'CONGVAN_MAILS_PER_DOMAIN',
    meaning: say(
      'Số thư đến cùng một tên miền mà một tiến trình giao cùng lúc, dù cho cơ quan nào.',
      'Mails to one domain that one worker process hands over at the same time, whichever agencies they are for.',
    ),
    unit: 'mails',
    consequence:
      'So many of the places of CONGVAN_PUSH_CONCURRENCY a domain that takes long can hold; lower protects the others better.',
  }),
  mailRatePerDomain: count(0, 100_000, 0, {
    env: 'CONGVAN_MAIL_RATE_PER_DOMAIN',
    meaning: say(
      'Số thư mỗi phút một tiến trình gửi đến một tên miền, rải đều; nhiều nhất bằng phần của một giây mỗi lần. 0: nhanh hết mức.',
      'Mails per minute that one worker process sends to one domain, evenly; at most what a second brings at once. 0 sends as fast as it goes.',
    ),
    unit: 'mails per minute',
    consequence:
      'Receivers that get more than they want defer or refuse mails; lower than what is written, mails wait longer and longer.',
  }),
  mailLinkDays: count(1, 365, 30, {
    env: 'CONGVAN_MAIL_LINK_DAYS',
    meaning: say(
      'Liên kết trong thư mở được gói văn bản trong bao lâu, và trả lời thư được trong bao lâu.',
      'How long a link in a mail leads to its container, and how long a document’s mail can be answered.',
    ),
    unit: 'days',
    consequence:
      'Whoever has the mail has the document, and answers for its recipient, so long; afterwards the agency asks the gateway.',
  }),
  imapUrls: list('^imaps?://.+$', {
    env: 'CONGVAN_IMAP_URL',
    meaning: say(
      'Các hộp thư cổng đọc, cách nhau bằng dấu phẩy: imaps://user@host[:port][/folder]; imaps:// mở đầu bằng TLS, imap:// chuyển sang TLS (STARTTLS).',
      'The mailboxes this gateway reads, separated by commas: imaps://user@host[:port][/folder]; imaps:// begins with TLS, imap:// turns to it (STARTTLS).',
    ),
    expects: 'imap:// or imaps:// addresses separated by commas, a comma inside one written as %2C',
    secret: true,
    consequence: 'Unset, no mail is taken in: answers, bounces and documents by mail stay where they are.',
  }),
  imapPasswordFile: maybe(anyText, {
    env: 'CONGVAN_IMAP_PASSWORD_FILE',
    meaning: say(
      'Tệp chứa mật khẩu cho CONGVAN_IMAP_URL: mỗi hộp thư một dòng, theo thứ tự.',
      'A file with the passwords for CONGVAN_IMAP_URL: one line for each mailbox, in their order.',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, the passwords are those inside CONGVAN_IMAP_URL.',
  }),
  imapTls: Type.Enum(['verified', 'encrypted', 'opportunistic'], {
    default: 'verified',
    env: 'CONGVAN_IMAP_TLS',
    meaning: say(
      'Kết nối đến hộp thư phải thế nào; như CONGVAN_SMTP_TLS.',
      'What the connections to the mailboxes must be; as CONGVAN_SMTP_TLS.',
    ),
    expects: 'verified, encrypted or opportunistic',
    consequence: 'A mailbox whose server does not hold it is not read; opportunistic also logs in without TLS.',
  }),
  imapCaFile: maybe(anyText, {
    env: 'CONGVAN_IMAP_CA_FILE',
    meaning: say(
      'Chứng thư (PEM) của các nơi cấp mà chứng thư máy chủ hộp thư được phép dùng.',
      'Certificates (PEM) of the authorities that the certificates of the mailboxes’ servers may come from.',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, those that Node.js knows; set, only these.',
  }),
  imapPollSeconds: count(1, 3600, 60, {
    env: 'CONGVAN_IMAP_POLL_SECONDS',
    meaning: say(
      'Bao lâu xem hộp thư một lần dù máy chủ không báo gì (IDLE).',
      'How often a mailbox is looked at although its server said nothing (IDLE).',
    ),
    unit: 'seconds',
    consequence: 'Only servers without IDLE need it often; each look is a short question to the server.',
  }),
  mailInMaxBytes: count(100_000, 50 * 1024 * 1024, 40_000_000, {
    env: 'CONGVAN_MAIL_IN_MAX_BYTES',
    meaning: say('Thư đến lớn nhất được nhận.', 'The largest mail that is taken in.'),
    unit: 'bytes',
    consequence: 'A larger one stays in the mailbox, unread; it is logged and counted.',
  }),
  mailKeepDays: count(0, 36_500, 0, {
    env: 'CONGVAN_MAIL_KEEP_DAYS',
    meaning: say(
      'Giữ bản gốc thư đến bao lâu sau khi đã xử lý hoặc để riêng; kết quả của từng thư vẫn còn.',
      'How long the originals of incoming mails are kept after they were handled or set aside; what became of each stays in its row.',
    ),
    unit: 'days; 0: for good',
    consequence:
      'Without its original nobody can check any more what was answered or sent by a mail. What waits in quarantine or for a confirmation is kept in any case.',
  }),
  mailTrustedServers: list('^[a-z0-9.-]+$', {
    env: 'CONGVAN_MAIL_TRUSTED_SERVERS',
    meaning: say(
      'Tên (authserv-id) các máy chủ nhận thư mà Authentication-Results được tin; cách nhau bằng dấu phẩy.',
      'Names (authserv-id) of receiving mail servers whose Authentication-Results are believed; separated by commas.',
    ),
    expects: 'names in lower case separated by commas, e.g. mx.tinh.gov.vn',
    consequence:
      'Unset, nobody acts by an unsigned mail. The servers must remove fields under their name that a mail brings along (RFC 8601 section 5).',
  }),
  demoMail: Type.Enum(['auto', 'on', 'off'], {
    default: 'auto',
    env: 'CONGVAN_DEMO_MAIL',
    meaning: say(
      'Bản minh họa của `start` có máy chủ thư riêng, với hộp thư các cơ quan tại /thu, hay không: auto bật khi CONGVAN_HOST chỉ là máy này và không đặt CONGVAN_PUBLIC_URL, CONGVAN_TRUSTED_PROXIES.',
      'Whether the demonstration of `start` has a mail server of its own, with the mailboxes of its agencies at /thu: auto is on while CONGVAN_HOST is this machine only and neither CONGVAN_PUBLIC_URL nor CONGVAN_TRUSTED_PROXIES is set.',
    ),
    expects: 'auto, on or off',
    consequence:
      'Whoever opens /thu reads and writes as any agency of the demonstration: on is for machines that only friends reach. Never there where CONGVAN_SMTP_URL or CONGVAN_IMAP_URL is set, or without the demonstration.',
  }),
};
