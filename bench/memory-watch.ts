import { readFileSync } from 'node:fs';

/** Resident bytes of a running process; 0 when it has ended. Source: proc(5), `VmRSS`. */
export function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** How large a process grows, sampled often. */
export class MemoryWatch {
  readonly #idle: number;
  readonly #timer: NodeJS.Timeout;
  #peak = 0;

  constructor(private readonly pid: number) {
    this.#idle = residentBytes(pid);
    this.#timer = setInterval(() => this.#look(), 20);
  }

  /** Ends the watch. @returns bytes at the peak, and over the beginning */
  end(): { readonly peak: number; readonly grown: number } {
    this.#look();
    clearInterval(this.#timer);
    return { peak: this.#peak, grown: this.#peak - this.#idle };
  }

  #look(): void {
    this.#peak = Math.max(this.#peak, residentBytes(this.pid));
  }
}
