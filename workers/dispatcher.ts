/**
 * Claims due deliveries of each channel while it has room and hands them to `deliverClaimed`. Woken by the queue, and by itself
 * every `scanSeconds`, when it also takes back what dead workers held and fails what expired.
 */
import { channels as channelNames } from '../gateway/agencies/agency.js';
import type { Channel } from '../gateway/channels/channel.js';
import type { GatewayContext } from '../gateway/context.js';
import {
  type ClaimedDelivery,
  claimDeliveries,
  type ExpiredDelivery,
  failExpired,
} from '../gateway/deliveries/deliveries.store.js';
import type { NewEvent } from '../gateway/evidence/events.js';
import { recordEvents } from '../gateway/evidence/events.store.js';
import { tellSenders } from '../gateway/failure-notices/tell-senders.js';
import { deliverClaimed } from './deliver.js';
import { Leases } from './leases.js';
import { RecentCount } from './recent-count.js';
import { type Repeater, repeat } from './repeat.js';
import { Share } from './share.js';
import { takeBackLost } from './take-back-lost.js';

const expiredPerRound = 200;
/** What becomes due within so long is claimed together: looking for work costs as much as delivering one document here. */
const restMs = 25;

export interface Dispatcher extends Repeater {
  /** Deliveries being worked on. */
  readonly inFlight: number;
  /** Deliveries begun here in the last second. */
  readonly begunLately: number;
}

class Work {
  readonly running = new Set<Promise<void>>();
  readonly begun = new RecentCount();
  #lastScanMs = 0;
  #rest: NodeJS.Timeout | undefined;
  onFree: () => void = () => {};

  constructor(
    private readonly ctx: GatewayContext,
    private readonly shares: readonly Share[],
    private readonly leases: Leases,
  ) {}

  /** One round. What finds no room is claimed when something ends. */
  async round(): Promise<false> {
    await this.#scanNowAndThen();
    await Promise.all(this.shares.map((share) => this.#claim(share)));
    return false;
  }

  async #claim(share: Share): Promise<void> {
    const room = share.room();
    if (room === undefined) return;
    const claimedMs = performance.now();
    const claimed = await claimDeliveries(this.ctx.database, room, this.ctx.config.leaseSeconds);
    for (const delivery of claimed) this.#begin(share, delivery, this.leases.hold(delivery, claimedMs));
    if (share.restMs !== undefined) this.#lookAgainIn(share.restMs);
  }

  /** What waits only for time to pass wakes nobody by itself. */
  #lookAgainIn(ms: number): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.onFree(), ms).unref();
  }

  async #scanNowAndThen(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastScanMs < this.ctx.config.scanSeconds * 1000) return;
    this.#lastScanMs = now;
    const lost = await takeBackLost(this.ctx);
    if (lost > 0) this.ctx.log.warn({ lost }, 'deliveries of a worker that went away are tried again');
    await this.#failExpired();
  }

  async #failExpired(): Promise<void> {
    await this.ctx.database.transaction(async (tx) => {
      const expired = await failExpired(tx, channelNames, expiredPerRound);
      await recordEvents(tx, expired.map(expiryEvent));
      await tellSenders(
        this.ctx,
        tx,
        expired.map(({ id }) => id),
      );
    });
  }

  #begin(share: Share, delivery: ClaimedDelivery, loss: AbortSignal): void {
    share.take(delivery);
    this.begun.note();
    const work = deliverClaimed(this.ctx, share.channel, delivery, loss)
      .then((outcome) =>
        this.ctx.log.debug({ delivery: delivery.id, document: delivery.document, outcome }, 'delivery attempt ended'),
      )
      .catch((error: unknown) =>
        this.ctx.log.error(
          { delivery: delivery.id, document: delivery.document, err: error },
          'a delivery attempt was given up',
        ),
      )
      .finally(() => {
        share.free(delivery);
        this.leases.release(delivery);
        this.running.delete(work);
        this.onFree();
      });
    this.running.add(work);
  }
}

const expiryEvent = (expired: ExpiredDelivery): NewEvent => ({
  kind: 'delivery.expired',
  document: expired.document,
  agencies: [expired.fromAgency, expired.target],
  payload: {
    delivery: expired.id,
    documentId: expired.documentId,
    recipient: expired.recipient,
    target: expired.target,
  },
});

export function startDispatcher(ctx: GatewayContext, channels: readonly Channel[]): Dispatcher {
  const leases = new Leases(ctx, 'deliveries');
  const renewal = leases.start();
  const shares = channels.map((channel) => new Share(channel, ctx.config));
  const work = new Work(ctx, shares, leases);
  const loop = repeat({ name: 'dispatcher', everyMs: ctx.config.scanSeconds * 1000, restMs, log: ctx.log }, () =>
    work.round(),
  );
  work.onFree = () => loop.wake();
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await Promise.all(work.running);
      await renewal.stop();
    },
    get lastSuccessMs() {
      return loop.lastSuccessMs;
    },
    get inFlight() {
      return work.running.size;
    },
    get begunLately() {
      return work.begun.lately;
    },
  };
}
