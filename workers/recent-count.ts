/** How often something happened lately: between one and two seconds are looked back upon. */
const spanMs = 1_000;

export class RecentCount {
  #spanStart: number;
  #before = 0;
  #now = 0;

  /** @param clock milliseconds that only grow */
  constructor(private readonly clock: () => number = () => performance.now()) {
    this.#spanStart = clock();
  }

  note(): void {
    this.#turn();
    this.#now += 1;
  }

  /** How often in the span before this one and in this one so far. */
  get lately(): number {
    this.#turn();
    return this.#before + this.#now;
  }

  #turn(): void {
    const passed = Math.floor((this.clock() - this.#spanStart) / spanMs);
    if (passed === 0) return;
    this.#before = passed === 1 ? this.#now : 0;
    this.#now = 0;
    this.#spanStart += passed * spanMs;
  }
}
