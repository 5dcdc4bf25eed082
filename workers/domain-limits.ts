/**
 * How many mails one receiving domain gets from this process: at the same time, and in a minute. What is above waits in the outbox,
 * where it holds up nobody else.
 * The rate is kept by the moment the next mail would be due if mails came evenly (GCRA); what a second brings may come at once.
 */
import type { DomainRoom } from '../gateway/deliveries/deliveries.store.js';

export interface DomainLimitsSettings {
  readonly atOnce: number;
  /** 0: as many as go. */
  readonly perMinute: number;
}

interface Use {
  running: number;
  /** When the mail after the last one would come, if they came evenly. */
  dueMs: number;
}

export class DomainLimits {
  readonly #atOnce: number;
  readonly #intervalMs: number;
  /** How many may come at once after a pause. */
  readonly #burst: number;
  readonly #uses = new Map<string, Use>();

  /** @param now in milliseconds; never goes back */
  constructor(
    { atOnce, perMinute }: DomainLimitsSettings,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#atOnce = atOnce;
    this.#intervalMs = perMinute === 0 ? 0 : 60_000 / perMinute;
    this.#burst = perMinute === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(perMinute / 60));
  }

  room(): DomainRoom {
    const most = Math.min(this.#atOnce, this.#burst);
    const left = new Map<string, number>();
    for (const [domain, use] of this.#uses) left.set(domain, Math.min(this.#atOnce - use.running, this.#byRate(use)));
    return { most, left };
  }

  take(domain: string): void {
    const use = this.#uses.get(domain) ?? { running: 0, dueMs: 0 };
    use.running += 1;
    use.dueMs = Math.max(use.dueMs, this.now()) + this.#intervalMs;
    this.#uses.set(domain, use);
  }

  free(domain: string): void {
    const use = this.#uses.get(domain);
    if (use === undefined) return;
    use.running -= 1;
    this.#forgetIdle();
  }

  /** Until the first of the domains that have had their share may have more; undefined when none has. */
  get restMs(): number | undefined {
    const waits = [...this.#uses.values()].filter((use) => this.#byRate(use) < 1).map((use) => this.#waitMs(use));
    return waits.length === 0 ? undefined : Math.max(1, Math.ceil(Math.min(...waits)));
  }

  #byRate({ dueMs }: Use): number {
    if (this.#intervalMs === 0) return Number.MAX_SAFE_INTEGER;
    return Math.min(this.#burst, Math.floor(this.#burst - (dueMs - this.now()) / this.#intervalMs));
  }

  #waitMs({ dueMs }: Use): number {
    return dueMs - this.now() - (this.#burst - 1) * this.#intervalMs;
  }

  /** Nothing is kept of a domain that could be a new one. */
  #forgetIdle(): void {
    for (const [domain, { running, dueMs }] of this.#uses)
      if (running === 0 && dueMs <= this.now()) this.#uses.delete(domain);
  }
}
