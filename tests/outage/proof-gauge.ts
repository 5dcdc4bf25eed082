/** Looks at how many proofs wait, as an operator does (`/metrics`), and at what a waiting document says of itself. */
import { setTimeout as pause } from 'node:timers/promises';
import { readProof } from './read-proofs.js';
import type { SentDocument } from './steady-load.js';

const lookEveryMs = 1_000;

export class ProofGauge {
  mostPending = 0;

  constructor(
    private readonly gateway: string,
    private readonly token: string,
    private readonly documents: readonly SentDocument[],
  ) {}

  /** Goes on looking, in the background, for as long as anything is open and a while more. */
  start(): void {
    const timer = setInterval(() => void this.#open().catch(() => {}), lookEveryMs);
    timer.unref();
  }

  /** What the newest document that was accepted says of its proof. */
  async ask(): Promise<{ state: string; reason: string | null } | null> {
    const newest = this.documents.at(-1);
    if (newest === undefined) return null;
    const { state, reason } = await readProof(this.gateway, this.token, newest.id);
    return { state, reason };
  }

  /** @returns the time at which no proof missed anything any more; of giving up, after so long */
  async untilNothingIsOpen(patienceSeconds: number): Promise<number> {
    const end = Date.now() + patienceSeconds * 1_000;
    while ((await this.#open()) > 0 && Date.now() < end) await pause(lookEveryMs);
    return Date.now();
  }

  /** Proofs that miss something, `congvan_proofs_open` in all its states. */
  async #open(): Promise<number> {
    const text = await (await fetch(`${this.gateway}/metrics`)).text();
    const found = [...text.matchAll(/^congvan_proofs_open\{state="(\w+)"\} (\d+)/gm)];
    const pending = found.find(([, state]) => state === 'pending');
    this.mostPending = Math.max(this.mostPending, Number(pending?.[2] ?? 0));
    return found.reduce((sum, [, , count]) => sum + Number(count), 0);
  }
}
