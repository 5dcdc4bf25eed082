/**
 * What one channel may use of this process. Every channel has places of its own, so that receivers that hang never hold up the
 * others; and of the places of a channel that pushes, one receiver gets only a few, and so does one mail domain.
 */
import type { Channel } from '../gateway/channels/channel.js';
import type { Config } from '../gateway/config.js';
import type { ClaimedDelivery, Room } from '../gateway/deliveries/deliveries.store.js';
import { DomainLimits } from './domain-limits.js';

export class Share {
  readonly #places: number;
  readonly #perLane: number;
  readonly #busy = new Map<string, number>();
  readonly #domains: DomainLimits | null;
  #running = 0;

  constructor(
    readonly channel: Channel,
    config: Config,
  ) {
    this.#places = channel.leavesGateway ? config.pushConcurrency : config.workerConcurrency;
    // A delivery that stays here hangs on nobody: its sender may have all places, as long as nobody else waits.
    this.#perLane = channel.leavesGateway ? config.pushesPerAgency : this.#places;
    const limits = { atOnce: config.mailsPerDomain, perMinute: config.mailRatePerDomain };
    this.#domains = channel.limitsDomains === true ? new DomainLimits(limits) : null;
  }

  /** What may be claimed now; undefined when all places are taken. */
  room(): Room | undefined {
    const places = this.#places - this.#running;
    if (places <= 0) return undefined;
    const domains = this.#domains?.room() ?? null;
    return { channel: this.channel.name, places, perLane: this.#perLane, busy: this.#busy, domains };
  }

  /** After so many milliseconds there may be more room though nothing ended; undefined when time changes nothing. */
  get restMs(): number | undefined {
    return this.#domains?.restMs;
  }

  take({ lane, domain }: ClaimedDelivery): void {
    if (domain !== null) this.#domains?.take(domain);
    this.#running += 1;
    this.#busy.set(lane, (this.#busy.get(lane) ?? 0) + 1);
  }

  free({ lane, domain }: ClaimedDelivery): void {
    if (domain !== null) this.#domains?.free(domain);
    this.#running -= 1;
    const left = (this.#busy.get(lane) ?? 1) - 1;
    if (left > 0) this.#busy.set(lane, left);
    else this.#busy.delete(lane);
  }
}
