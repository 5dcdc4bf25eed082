/**
 * Claims due deliveries while there is capacity and hands them to `deliverClaimed`. Woken by the queue, and by itself every
 * `scanSeconds`, when it also takes back what dead workers held and fails what expired.
 */
import type { GatewayContext } from '../gateway/context.js';
import {
  type ClaimedDelivery,
  claimDeliveries,
  type ExpiredDelivery,
  failExpired,
} from '../gateway/deliveries/deliveries.store.js';
import type { NewEvent } from '../gateway/evidence/events.js';
import { recordEvents } from '../gateway/evidence/events.store.js';
import { type Channels, deliverClaimed } from './deliver.js';
import { Leases } from './leases.js';
import { type Repeater, repeat } from './repeat.js';
import { takeBackLost } from './take-back-lost.js';

const expiredPerRound = 200;
/** What becomes due within so long is claimed together. */
const restMs = 10;

export interface Dispatcher extends Repeater {
  /** Deliveries being worked on. */
  readonly inFlight: number;
}

class Work {
  readonly running = new Set<Promise<void>>();
  #lastScanMs = 0;
  onFree: () => void = () => {};

  constructor(
    private readonly ctx: GatewayContext,
    private readonly channels: Channels,
    private readonly leases: Leases,
  ) {}

  /** One round; true when there may be more than was claimed. */
  async round(): Promise<boolean> {
    await this.#scanNowAndThen();
    const free = this.ctx.config.workerConcurrency - this.running.size;
    if (free <= 0) return false;
    const claimedMs = performance.now();
    const claimed = await claimDeliveries(this.ctx.database, free, this.ctx.config.leaseSeconds);
    for (const delivery of claimed) this.#begin(delivery, this.leases.hold(delivery, claimedMs));
    return false;
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
      const expired = await failExpired(tx, expiredPerRound);
      await recordEvents(tx, expired.map(expiryEvent));
    });
  }

  #begin(delivery: ClaimedDelivery, loss: AbortSignal): void {
    const work = deliverClaimed(this.ctx, this.channels, delivery, loss)
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

export function startDispatcher(ctx: GatewayContext, channels: Channels): Dispatcher {
  const leases = new Leases(ctx);
  const renewal = leases.start();
  const work = new Work(ctx, channels, leases);
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
  };
}
