/**
 * Which settings delivering documents has: how much at once, how often, how long, and whom webhooks may reach.
 * Part of the table in config-settings.ts.
 */
import { say } from '../schemas/words/bilingual.js';
import { count, hostOrRange, list } from './config-setting.js';

export const deliverySettings = {
  workerConcurrency: count(1, 256, 32, {
    env: 'CONGVAN_WORKER_CONCURRENCY',
    meaning: say(
      'Số lượt giao cho cơ quan đọc ngay tại cổng (kênh local) mà một tiến trình làm cùng lúc.',
      'Deliveries to agencies that read here (channel local) one worker process works on at the same time.',
    ),
    unit: 'deliveries',
    consequence:
      'Higher keeps deliveries going while many documents come in; each waits for the database most of its time.',
  }),
  pushConcurrency: count(1, 1024, 32, {
    env: 'CONGVAN_PUSH_CONCURRENCY',
    meaning: say(
      'Số lượt giao của mỗi kênh đẩy (webhook) mà một tiến trình làm cùng lúc.',
      'Deliveries of each channel that pushes (webhook) one worker process works on at the same time.',
    ),
    unit: 'deliveries',
    consequence: 'Higher drains slow receivers faster; they never take places from local deliveries.',
  }),
  pushesPerAgency: count(1, 256, 2, {
    env: 'CONGVAN_PUSHES_PER_AGENCY',
    meaning: say(
      'Trong đó tối đa bao nhiêu lượt cùng lúc cho một cơ quan.',
      'How many of these pushes may go to one agency at the same time.',
    ),
    unit: 'deliveries',
    consequence:
      'So many places a receiver that hangs can hold; higher drains one receiver faster, lower protects the others better.',
  }),
  scanSeconds: count(1, 600, 2, {
    env: 'CONGVAN_SCAN_SECONDS',
    meaning: say(
      'Bao lâu việc nền tự tìm việc đến hạn một lần, dù không ai đánh thức.',
      'How often workers look for due work without being woken.',
    ),
    unit: 'seconds',
    consequence: 'The longest a lost wake-up can delay a delivery, or a mail that came in.',
  }),
  leaseSeconds: count(1, 3600, 60, {
    env: 'CONGVAN_LEASE_SECONDS',
    meaning: say(
      'Một tiến trình giữ lượt giao đã nhận bao lâu nếu không gia hạn; đang giao thì tự gia hạn.',
      'How long a worker owns a claimed delivery without renewing it; it renews while the delivery takes its time.',
    ),
    unit: 'seconds',
    consequence:
      'After a worker dies its deliveries wait this long and a growing pause; shorter than the database may be away means repeated attempts.',
  }),
  deliveryExpiryHours: count(1, 8760, 72, {
    env: 'CONGVAN_DELIVERY_EXPIRY_HOURS',
    meaning: say(
      'Gửi lại trong bao lâu rồi mới coi là không gửi được và báo nơi gửi.',
      'How long a delivery is retried before it fails and the sender is told.',
    ),
    unit: 'hours',
    consequence: 'Too short gives up during a long weekend’s outage.',
  }),
  webhookAllow: list(hostOrRange, {
    env: 'CONGVAN_WEBHOOK_ALLOW',
    meaning: say(
      'Máy (máy hoặc máy:cổng) và dải địa chỉ (CIDR) trong mạng riêng mà webhook được gọi đến; cách nhau bằng dấu phẩy.',
      'Hosts (host or host:port) and address ranges (CIDR) in private networks that webhooks may reach; separated by commas.',
    ),
    expects: 'hosts or address ranges separated by commas, e.g. qlvb.example,10.1.0.0/16',
    consequence: 'Unset, webhooks reach public addresses only, never loopback, private or link-local ones.',
  }),
};
