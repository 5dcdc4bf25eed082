/** What the gateway stands on: clock, disk, Redis, mail. */
import { Redis } from 'ioredis';
import type { GatewayContext } from '../context.js';
import { driftOf, leastFreeBytes, leastFreeShare, mostDriftMs, readFreeDisk } from '../health/machine-limits.js';
import { openMailTransport } from '../mail/mail-transport.js';
import { selectClockAndLag } from './doctor.store.js';
import { type Finding, fine, problem, warning } from './finding.js';

const gibibyte = 1024 ** 3;
const redisPatienceMs = 2_000;

export async function checkClock({ database, now }: Pick<GatewayContext, 'database' | 'now'>): Promise<Finding> {
  const before = now();
  const { now: theirs } = await selectClockAndLag(database);
  const driftMs = driftOf(theirs, [before, now()]);
  return Math.abs(driftMs) <= mostDriftMs
    ? fine('clock', 'đồng hồ khớp với cơ sở dữ liệu', 'the clock agrees with the database')
    : problem(
        'clock',
        `đồng hồ lệch ${driftMs} ms so với cơ sở dữ liệu`,
        `the database's clock is ${driftMs} ms from ours`,
        'Let both machines follow a time server (chrony, systemd-timesyncd): signing times and leases depend on it.',
      );
}

export async function checkDisk(ctx: Pick<GatewayContext, 'config'>): Promise<Finding> {
  const { freeBytes, freeShare } = await readFreeDisk(ctx);
  const text = `${(freeBytes / gibibyte).toFixed(1)} GiB`;
  return freeBytes >= leastFreeBytes && freeShare >= leastFreeShare
    ? fine('disk', `còn trống ${text}`, `${text} free`)
    : warning('disk', `chỉ còn trống ${text}`, `only ${text} free`, `Make room on the disk of ${ctx.config.data}.`);
}

export async function checkRedis({ config }: Pick<GatewayContext, 'config'>): Promise<Finding> {
  if (config.redisUrl === null) return fine('redis', 'không dùng Redis', 'Redis is not configured');
  const redis = new Redis(config.redisUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: redisPatienceMs,
    retryStrategy: () => null,
  });
  // Told by the failing call below.
  redis.on('error', () => {});
  try {
    await redis.connect();
    await redis.ping();
    return fine('redis', 'Redis trả lời', 'Redis answers');
  } catch (error) {
    return warning(
      'redis',
      `Redis không trả lời: ${(error as Error).message}`,
      `Redis does not answer: ${(error as Error).message}`,
      'Nothing is lost: workers go on by scanning, a little later. Start Redis, or unset REDIS_URL.',
    );
  } finally {
    redis.disconnect();
  }
}

/** Only what sends; what is read is in check-mails.ts. */
export async function checkMail({ config }: Pick<GatewayContext, 'config'>): Promise<Finding> {
  const transport = openMailTransport(config);
  if (transport === null) return fine('mail', 'chưa cấu hình gửi thư', 'no mail server is configured');
  try {
    await transport.verify();
    return fine('mail', 'máy chủ thư trả lời', 'the mail server answers');
  } catch (error) {
    const said = (error as Error).message;
    return problem(
      'mail',
      `không gửi được thư qua máy chủ thư: ${said}`,
      `the mail server cannot be used: ${said}`,
      'Nothing is lost: mails wait. See CONGVAN_SMTP_URL, CONGVAN_SMTP_TLS and docs/email.md; then congvan mail test ADDRESS.',
    );
  } finally {
    transport.close();
  }
}
