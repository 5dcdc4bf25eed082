/**
 * Which settings the running service has: where it keeps its data, listens, is known, logs, and how it stops.
 * Part of the table in config-settings.ts.
 */
import { Type } from 'typebox';
import { say } from '../schemas/words/bilingual.js';
import { anyText, count, list, maybe, webAddress } from './config-setting.js';
import { killWishForm } from './documents/kill-points.js';

const addressOrRange = '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$';

export const serviceSettings = {
  data: Type.String({
    minLength: 1,
    default: './var',
    env: 'CONGVAN_DATA',
    meaning: say(
      'Thư mục chứa mọi thứ cổng giữ: gói văn bản, khóa, cơ sở dữ liệu đi kèm.',
      'The folder of everything this gateway keeps: containers, keys, the embedded database.',
    ),
    consequence:
      'Another folder is another gateway. As root, where the checkout cannot be entered by unprivileged users, the default is /var/lib/congvan.',
  }),
  host: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    env: 'CONGVAN_HOST',
    meaning: say('Địa chỉ dịch vụ HTTP lắng nghe.', 'The address the HTTP service listens on.'),
    consequence: 'Anything but a loopback address makes the service reachable for others: put a TLS proxy before it.',
  }),
  port: count(0, 65535, 8080, {
    env: 'CONGVAN_PORT',
    meaning: say(
      'Cổng TCP của dịch vụ HTTP; 0: lấy một cổng còn trống.',
      'The TCP port of the HTTP service; 0 takes a free one.',
    ),
    consequence: 'A port in use ends the start with a message.',
  }),
  workerPort: count(0, 65535, 0, {
    env: 'CONGVAN_WORKER_PORT',
    meaning: say(
      'Cổng TCP để tiến trình chỉ chạy việc nền báo tình trạng: /healthz, /readyz, /metrics. 0: không mở.',
      'The TCP port on which a process that runs workers only says how it is: /healthz, /readyz, /metrics. 0 opens none.',
    ),
    consequence:
      'Without it such a process is seen only by its signs of life in the database (/readyz of a gateway, doctor).',
  }),
  publicUrl: maybe(webAddress, {
    env: 'CONGVAN_PUBLIC_URL',
    meaning: say(
      'Địa chỉ mà nơi khác vào cổng này; dùng trong liên kết, mốc kiểm chứng và thông báo.',
      'The address under which others reach this gateway; used in links, checkpoints and notices.',
    ),
    expects: 'an http:// or https:// address',
    consequence: 'Unset, links name the host and port the service listens on, which nobody outside can follow.',
  }),
  trustedProxies: list(addressOrRange, {
    env: 'CONGVAN_TRUSTED_PROXIES',
    meaning: say(
      'Địa chỉ hoặc dải địa chỉ (CIDR) của máy chủ trung gian mà X-Forwarded-For được tin; cách nhau bằng dấu phẩy.',
      'Addresses or ranges (CIDR) of proxies whose X-Forwarded-For is believed; separated by commas.',
    ),
    expects: 'addresses or address ranges separated by commas, e.g. 127.0.0.1,10.0.0.0/8',
    consequence: 'Unset, the address of the connection counts; a range too wide lets clients forge their address.',
  }),
  organization: Type.String({
    minLength: 1,
    maxLength: 64,
    default: 'Công văn',
    env: 'CONGVAN_ORGANIZATION',
    meaning: say(
      'Đơn vị vận hành cổng; ghi trong chứng thư do cổng tự cấp.',
      'Who runs this gateway; stands in the certificates of its own authority.',
    ),
    expects: 'a name of 1 to 64 characters',
    consequence: 'Used when the authority is made, at the first start; changing it later renames nothing.',
  }),
  databaseUrl: maybe('^postgres(ql)?://.+$', {
    env: 'DATABASE_URL',
    meaning: say(
      'Cơ sở dữ liệu PostgreSQL (từ 16) lưu mọi dữ liệu gốc.',
      'The PostgreSQL (16 or newer) that holds the truth.',
    ),
    expects: 'a postgresql:// address',
    secret: true,
    consequence: 'Unset, an embedded PostgreSQL runs in the data folder.',
  }),
  databasePasswordFile: maybe(anyText, {
    env: 'CONGVAN_DATABASE_PASSWORD_FILE',
    meaning: say('Tệp chứa mật khẩu cho DATABASE_URL.', 'A file with the password for DATABASE_URL.'),
    expects: 'the path of a readable file',
    consequence: 'Unset, the password is the one inside DATABASE_URL.',
  }),
  databasePool: count(2, 500, 12, {
    env: 'CONGVAN_DATABASE_POOL',
    meaning: say(
      'Số kết nối cơ sở dữ liệu mỗi tiến trình được giữ; việc nền chạy cùng tiến trình web được giữ thêm một nửa.',
      'Connections to the database each process may hold; workers in the same process as the web hold half as many more.',
    ),
    unit: 'connections',
    consequence: 'Too low makes requests wait; all processes together must stay below the server’s max_connections.',
  }),
  redisUrl: maybe('^rediss?://.+$', {
    env: 'REDIS_URL',
    meaning: say(
      'Redis đánh thức việc nền ở tiến trình khác (BullMQ).',
      'Redis that wakes workers in other processes (BullMQ).',
    ),
    expects: 'a redis:// address',
    secret: true,
    consequence: 'Unset, workers are woken inside the process only; others find work at their next scan.',
  }),
  demo: Type.Boolean({
    default: true,
    env: 'CONGVAN_DEMO',
    meaning: say(
      'Lệnh `start` có tạo tỉnh minh họa trong cơ sở dữ liệu trống hay không.',
      'Whether `start` creates the demonstration province in an empty database.',
    ),
    consequence: '0 starts with an empty directory: issue a token with `congvan token create --scope admin`.',
  }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    env: 'CONGVAN_LOG_LEVEL',
    meaning: say(
      'Ghi nhật ký máy chủ nhiều hay ít (các dòng JSON trên stderr).',
      'How much is logged (JSON lines on stderr).',
    ),
    expects: 'fatal, error, warn, info, debug, trace or silent',
    consequence:
      'info logs one line for each request, debug also its beginning; nothing ever logs file content or secrets.',
  }),
  shutdownSeconds: count(1, 600, 30, {
    env: 'CONGVAN_SHUTDOWN_SECONDS',
    meaning: say(
      'Tiến trình đang dừng chờ yêu cầu và lượt giao dở dang trong bao lâu.',
      'How long a stopping process lets running requests and deliveries finish.',
    ),
    unit: 'seconds',
    consequence: 'What is not finished then is repeated after the next start.',
  }),
  killAt: maybe(killWishForm.source, {
    env: 'CONGVAN_KILL_AT',
    meaning: say(
      'Chỉ để thử nghiệm: điểm mà tại đó tiến trình tự kết thúc như bị kill -9; `tên:3` ở lần thứ ba, `tên:0.1` một phần mười số lần.',
      'Tests only: the named point at which this process ends itself as if by kill -9; `name:3` at the third pass, `name:0.1` at one pass in ten.',
    ),
    expects: 'the name of a point, with a count or a probability behind a colon',
    consequence: 'Set in earnest, the process ends at that point.',
  }),
};
