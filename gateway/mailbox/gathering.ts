/**
 * Small pieces of work that come up side by side are done together: while one lot is under way, the next one gathers. Nothing waits for more to
 * come, so a piece that comes alone is done at once. Does not know what the work is.
 */

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (fault: unknown) => void;
}

export class Gathering<Item, Result> {
  #waiting: Waiting<Item, Result>[] = [];
  #isUnderWay = false;

  /** @param work one result for each item, in their order; may be asked once more for the same item, alone, after it threw */
  constructor(private readonly work: (items: readonly Item[]) => Promise<readonly Result[]>) {}

  /** @throws what the work throws for this item alone */
  do(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isUnderWay) void this.#workOff();
    });
  }

  async #workOff(): Promise<void> {
    this.#isUnderWay = true;
    // What comes up in the same turn belongs to the first lot.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#together(this.#waiting.splice(0));
    this.#isUnderWay = false;
  }

  /** One that fails must not take the others with it: then each is done alone. */
  async #together(lot: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.work(lot.map(({ item }) => item));
      for (const [index, { resolve }] of lot.entries()) resolve(results[index] as Result);
    } catch (fault) {
      if (lot.length === 1) lot[0]?.reject(fault);
      else for (const one of lot) await this.#together([one]);
    }
  }
}
