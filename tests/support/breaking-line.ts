/** A line to a server that can be cut in the middle of what goes through it: TCP, passed on as it is. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export class BreakingLine {
  /** Octets that came from the near side. */
  sent = 0;
  #isCut = false;
  #cutAt = Number.POSITIVE_INFINITY;
  readonly #near = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));

  private constructor(private readonly farPort: number) {}

  /** @param farUrl the server's own address */
  static async to(farUrl: string): Promise<BreakingLine> {
    const line = new BreakingLine(Number(new URL(farUrl).port));
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #join(near: Socket): void {
    if (this.#isCut) return void near.resetAndDestroy();
    const far = connect(this.farPort, '127.0.0.1');
    this.#near.add(near);
    near.on('data', (octets: Buffer) => {
      this.sent += octets.length;
      if (this.sent > this.#cutAt) this.cut();
      else far.write(octets);
    });
    far.pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    near.on('close', () => this.#near.delete(near));
  }

  /** Cuts the line in the middle of a message, once so many more octets went through. */
  cutAfter(octets: number): void {
    this.#cutAt = this.sent + octets;
  }

  /** Breaks everything that is joined, and joins nothing any more. */
  cut(): void {
    this.#isCut = true;
    for (const near of this.#near) near.resetAndDestroy();
  }

  mend(): void {
    this.#isCut = false;
    this.#cutAt = Number.POSITIVE_INFINITY;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
