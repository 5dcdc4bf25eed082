/**
 * What was read last is not read again: authorities and their lists come with every signature anew, and a view never changes.
 * Bounded in bytes; what was not asked for longest goes first. Failures are not kept.
 */
import { hash } from 'node:crypto';

interface Kept<T> {
  readonly view: T;
  readonly bytes: number;
}

export class RecentViews<T> {
  readonly #kept = new Map<string, Kept<T>>();
  #bytes = 0;

  /** @param maxBytes of DER; a view takes up several times as much */
  constructor(private readonly maxBytes: number) {}

  /** @param parse gets a copy that nobody else holds, and its SHA-256 in hex */
  get(der: Buffer, parse: (der: Buffer, fingerprint: string) => T): T {
    const fingerprint = hash('sha256', der, 'hex');
    const known = this.#kept.get(fingerprint);
    if (known !== undefined) return this.#touch(fingerprint, known);
    const view = parse(Buffer.from(der), fingerprint);
    if (der.length <= this.maxBytes / 2) this.#keep(fingerprint, { view, bytes: der.length });
    return view;
  }

  #touch(fingerprint: string, known: Kept<T>): T {
    this.#kept.delete(fingerprint);
    this.#kept.set(fingerprint, known);
    return known.view;
  }

  #keep(fingerprint: string, kept: Kept<T>): void {
    this.#kept.set(fingerprint, kept);
    this.#bytes += kept.bytes;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.maxBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }
}
