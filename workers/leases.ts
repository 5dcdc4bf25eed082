/**
 * What this process works on stays its own: the leases of all deliveries, mails and drafts in work are renewed together, whatever they take.
 * Whoever loses one is told to stop; the fencing token keeps it from writing in any case.
 * Source: design, "A document's way", step 5.
 */
import type { GatewayContext } from '../gateway/context.js';
import { type Lease, type LeasedTable, renewLeases } from '../gateway/deliveries/leases.store.js';
import { type Repeater, repeat } from './repeat.js';

interface Held {
  readonly lease: Lease;
  readonly loss: AbortController;
  /** When it ends unless renewed, on this process' own clock. */
  untilMs: number;
}

export class Leases {
  readonly #held = new Map<string, Held>();
  readonly #lastingMs: number;

  constructor(
    private readonly ctx: GatewayContext,
    private readonly table: LeasedTable,
  ) {
    this.#lastingMs = ctx.config.leaseSeconds * 1000;
  }

  /**
   * @param claimedMs `performance.now()` before the claim was asked for
   * @returns aborted when the delivery, or mail, may be somebody else's
   */
  hold(lease: Lease, claimedMs: number): AbortSignal {
    const held = { lease, loss: new AbortController(), untilMs: claimedMs + this.#lastingMs };
    this.#held.set(lease.id, held);
    return held.loss.signal;
  }

  release({ id }: Lease): void {
    this.#held.delete(id);
  }

  /** Renews three times as often as needed: two rounds may fail. */
  start(): Repeater {
    return repeat({ name: `leases of ${this.table}`, everyMs: this.#lastingMs / 3, log: this.ctx.log }, async () => {
      await this.#renew().finally(() => this.#loseExpired());
      return false;
    });
  }

  async #renew(): Promise<void> {
    const held = [...this.#held.values()];
    if (held.length === 0) return;
    const askedMs = performance.now();
    const ours = await renewLeases(
      this.ctx.database,
      this.table,
      held.map(({ lease }) => lease),
      this.ctx.config.leaseSeconds,
    );
    for (const one of held) one.untilMs = ours.has(one.lease.id) ? askedMs + this.#lastingMs : 0;
  }

  #loseExpired(): void {
    for (const { untilMs, loss, lease } of this.#held.values())
      if (untilMs < performance.now()) loss.abort(new Error(`the lease of ${lease.id} in ${this.table} was lost`));
  }
}
