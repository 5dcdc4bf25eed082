/**
 * Wake-ups across processes through Redis. Jobs carry nothing but a reason: Redis may be flushed, killed or away, and nothing is lost.
 * However many announcements there are, at most two jobs of a reason exist: the one that is being heard, and one more.
 * Source: BullMQ documentation (workers, connections, deduplication); ioredis documentation (maxRetriesPerRequest, enableOfflineQueue).
 */
import { Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { WakeQueue, WakeReason } from './queue.js';

const queueName = 'congvan-wake';
const jobOptions = { removeOnComplete: true, removeOnFail: true };
const deafMs = 5_000;

function connectionOf(redisUrl: string) {
  const url = new URL(redisUrl);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** Tells of a fault once, and of the recovery; Redis being away is a nuisance, not an emergency. */
class FaultLog {
  #isAway = false;

  constructor(private readonly log: Logger) {}

  fault(error: Error): void {
    if (!this.#isAway) this.log.warn({ err: error }, 'Redis is away; workers go on by scanning');
    this.#isAway = true;
  }

  ready(): void {
    if (this.#isAway) this.log.info('Redis is back');
    this.#isAway = false;
  }
}

export function bullmqQueue(redisUrl: string, log: Logger): WakeQueue {
  const connection = connectionOf(redisUrl);
  const faults = new FaultLog(log);
  // An announcement that cannot be sent at once is dropped: the next scan finds the work.
  const queue = new Queue(queueName, {
    connection: { ...connection, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
  });
  queue.on('error', (error) => faults.fault(error));
  let worker: Worker | undefined;
  return {
    announce(reason) {
      queue.add(reason, {}, { ...jobOptions, deduplication: { id: reason, keepLastIfActive: true } }).then(
        () => faults.ready(),
        (error: Error) => faults.fault(error),
      );
    },
    async listen(handler) {
      worker = new Worker(queueName, async (job) => handler(job.name as WakeReason), {
        connection: { ...connection, maxRetriesPerRequest: null },
        concurrency: 4,
        // Hearing a job takes no time: one that a killed process left behind must not keep the next announcements back for long.
        lockDuration: deafMs,
        stalledInterval: deafMs,
      });
      worker.on('error', (error) => faults.fault(error));
    },
    async close() {
      const quietly = (work: Promise<unknown> | undefined) =>
        Promise.race([
          Promise.resolve(work).catch(() => {}),
          new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
        ]);
      await quietly(worker?.close(true));
      await quietly(queue.close());
    },
  };
}
