/**
 * Somebody who keeps the gateway's checkpoints, as anybody may, and holds the log to its word at the end: every checkpoint ever
 * seen must be a beginning of the last one (RFC 9162 section 2.1.4).
 */
import { isConsistent } from '../../gateway/evidence/merkle.js';

interface Seen {
  readonly size: number;
  readonly root: Buffer;
}

export class LogWitness {
  readonly #seen = new Map<number, Buffer>();
  readonly #faults: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly gateways: readonly string[],
    private readonly token: string,
  ) {}

  start(everyMs = 1_000): void {
    let turn = 0;
    const look = () => {
      turn += 1;
      void this.#look(this.gateways[turn % this.gateways.length] ?? '').catch(() => {});
    };
    this.#timer = setInterval(look, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks a last time and compares. @returns what is wrong, and how many checkpoints were seen and how long the log is */
  async judge(): Promise<{ faults: string[]; checkpoints: number; size: number }> {
    this.stop();
    const gateway = this.gateways[0] ?? '';
    const last = await this.#look(gateway);
    for (const [size, root] of this.#seen) {
      if (size === last.size || size === 0) continue;
      const proof = await this.#consistency(gateway, size, last.size);
      if (!isConsistent(size, root, last.size, last.root, proof))
        this.#faults.push(`log: the checkpoint of ${size} entries is not a beginning of that of ${last.size}`);
    }
    return { faults: this.#faults, checkpoints: this.#seen.size, size: last.size };
  }

  async #look(gateway: string): Promise<Seen> {
    const response = await fetch(`${gateway}/api/v1/log/checkpoint`, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`checkpoint: ${response.status}`);
    const [, size = '', root = ''] = (await response.text()).split('\n');
    const seen = { size: Number(size), root: Buffer.from(root, 'base64') };
    const before = this.#seen.get(seen.size);
    if (before !== undefined && !before.equals(seen.root))
      this.#faults.push(`log: two checkpoints of ${size} entries differ`);
    this.#seen.set(seen.size, seen.root);
    return seen;
  }

  async #consistency(gateway: string, from: number, to: number): Promise<Buffer[]> {
    const response = await fetch(`${gateway}/api/v1/log/consistency?from=${from}&to=${to}`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    const { proof } = (await response.json()) as { proof: string[] };
    return proof.map((hash) => Buffer.from(hash, 'base64'));
  }
}
