/**
 * Somebody who keeps the gateway's checkpoints, as anybody may, and holds the log to its word at the end: every checkpoint ever
 * seen must be a beginning of the last one, and every leaf must be where the last one says.
 * Source: RFC 9162 sections 2.1.3 (inclusion) and 2.1.4 (consistency).
 */
import { GrowingTree } from '../../gateway/evidence/merkle.js';
import { isConsistent, isIncluded } from '../support/check-merkle.js';
import { inParallel } from '../support/in-parallel.js';

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
      // A gateway that is just being killed shows nothing; the next look is a second away.
      void this.look(this.gateways[turn % this.gateways.length] ?? '').catch(() => {});
    };
    this.#timer = setInterval(look, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks a last time and compares. @returns what is wrong, how many checkpoints were seen and how long the log is */
  async judge(
    gateway = this.gateways[0] ?? '',
  ): Promise<{ faults: readonly string[]; checkpoints: number; size: number }> {
    this.stop();
    const last = await this.look(gateway);
    for (const [size, root] of this.#seen) {
      if (size === last.size || size === 0) continue;
      const proof = size < last.size ? await this.#consistency(gateway, size, last.size) : [];
      if (!isConsistent(size, root, last.size, last.root, proof))
        this.#faults.push(`log: the checkpoint of ${size} entries is not a beginning of that of ${last.size}`);
    }
    await this.#growAgain(gateway, last);
    return { faults: this.#faults, checkpoints: this.#seen.size, size: last.size };
  }

  /** Takes the newest checkpoint of a gateway down. */
  async look(gateway: string): Promise<Seen> {
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

  /** Fetches every leaf with its proof and grows the tree from them: its roots are those of the checkpoints. */
  async #growAgain(gateway: string, last: Seen): Promise<void> {
    const positions = Array.from({ length: last.size }, (_, position) => position);
    const found = await inParallel(positions, (position) => this.#inclusion(gateway, position, last.size));
    const tree = new GrowingTree(0, []);
    for (const [position, { leaf, proof }] of found.entries()) {
      if (!isIncluded(leaf, position, last.size, proof, last.root))
        this.#faults.push(`log: entry ${position} is not proven to be in the tree of ${last.size}`);
      tree.append(leaf);
      const root = this.#seen.get(tree.size);
      if (root !== undefined && !root.equals(tree.root))
        this.#faults.push(`log: the first ${tree.size} entries have another root than their checkpoint`);
    }
  }

  async #inclusion(gateway: string, position: number, size: number): Promise<{ leaf: Buffer; proof: Buffer[] }> {
    const { leaf, proof } = await this.#ask<{ leaf: string; proof: string[] }>(
      `${gateway}/api/v1/log/inclusion?position=${position}&size=${size}`,
    );
    return { leaf: Buffer.from(leaf, 'base64'), proof: proof.map((hash) => Buffer.from(hash, 'base64')) };
  }

  async #consistency(gateway: string, from: number, to: number): Promise<Buffer[]> {
    const { proof } = await this.#ask<{ proof: string[] }>(`${gateway}/api/v1/log/consistency?from=${from}&to=${to}`);
    return proof.map((hash) => Buffer.from(hash, 'base64'));
  }

  async #ask<T>(url: string): Promise<T> {
    const response = await fetch(url, { headers: { authorization: `Bearer ${this.token}` } });
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return (await response.json()) as T;
  }
}
