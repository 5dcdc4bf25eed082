/**
 * How many branches of some source files were taken, as V8 counts them: blocks with a counter of their own.
 * Source: Chrome DevTools Protocol, Profiler.takePreciseCoverage.
 */
import { Session } from 'node:inspector/promises';

export interface BranchCount {
  readonly taken: number;
  readonly all: number;
}

export class BranchCoverage {
  readonly #session = new Session();

  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post('Profiler.enable');
    await this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Ends the counting. `parts` are parts of the paths of the files that count. */
  async finish(parts: readonly string[]): Promise<BranchCount> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    this.#session.disconnect();
    const counted = result.filter(
      ({ url }) => !url.includes('node_modules') && parts.some((part) => url.includes(part)),
    );
    const blocks = counted.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges));
    return { taken: blocks.filter(({ count }) => count > 0).length, all: blocks.length };
  }
}
