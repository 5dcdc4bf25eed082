/**
 * What was fetched, kept in memory until it is out of date; bounded in bytes, the oldest goes first. Work under way for the same key is
 * shared. Keeps failures for a short while too, so that a dead server costs its time limit once.
 * Does not know what it keeps.
 */

export interface Kept<T> {
  readonly value: T;
  readonly bytes: number;
  readonly until: Date;
}

export class EvidenceCache<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #underWay = new Map<string, Promise<Kept<T>>>();
  #bytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly now: () => Date,
  ) {}

  /** The value kept under `key`, or what `obtain` gives. */
  async get(key: string, obtain: () => Promise<Kept<T>>): Promise<T> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.until > this.now()) return known.value;
    const work = this.#underWay.get(key) ?? this.#start(key, obtain);
    return (await work).value;
  }

  #start(key: string, obtain: () => Promise<Kept<T>>): Promise<Kept<T>> {
    const work = obtain()
      .then((obtained) => this.#keep(key, obtained))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }

  #keep(key: string, obtained: Kept<T>): Kept<T> {
    this.#drop(key);
    if (obtained.bytes > this.maxBytes / 2) return obtained;
    this.#kept.set(key, obtained);
    this.#bytes += obtained.bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.#drop(oldest);
    }
    return obtained;
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}
