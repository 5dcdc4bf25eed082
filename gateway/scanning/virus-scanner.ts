/**
 * Is something in these bytes known to be harmful? Asks clamd when one is configured. Decides nothing: what is infected, or could not be
 * scanned, is refused or held by whoever asked, and never passed on.
 * Source: clamd(8) (answers to INSTREAM), clamd.conf(5) (StreamMaxLength).
 */
import type { Config } from '../config.js';
import { askClamd, type ClamdAddress, ClamdFault, clamdAddress } from './clamd-session.js';

export type ScanResult =
  | { readonly kind: 'clean' }
  /** `name`: of the signature, as clamd gives it. */
  | { readonly kind: 'infected'; readonly name: string }
  /** `too-large` stays so for this content; the other reasons may pass. `detail` is for operators. */
  | { readonly kind: 'unavailable'; readonly why: ClamdFault['why'] | 'too-large'; readonly detail: string };

export interface VirusScanner {
  /** @throws only what reading `content` throws */
  scan(content: AsyncIterable<Buffer>): Promise<ScanResult>;
  /** What clamd says of itself and its signatures. @throws ClamdFault */
  version(): Promise<string>;
  /** Scans of this process by their result. */
  readonly counts: Readonly<Record<ScanResult['kind'], number>>;
}

const found = /^stream: ([\x21-\x7e]{1,200}) FOUND$/;
const versionPatienceMs = 5_000;

const unavailable = (why: (ScanResult & { kind: 'unavailable' })['why'], detail: string): ScanResult => ({
  kind: 'unavailable',
  why,
  detail,
});

function understand(answer: string): ScanResult {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const name = found.exec(answer)?.[1];
  if (name !== undefined) return { kind: 'infected', name };
  if (/size limit exceeded/i.test(answer))
    return unavailable('too-large', 'clamd refuses the size: StreamMaxLength is below CONGVAN_CLAMD_MAX_BYTES');
  return unavailable('odd-answer', `clamd answered: ${JSON.stringify(answer.slice(0, 200))}`);
}

class TooLarge extends Error {}

async function* bounded(content: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const chunk of content) {
    total += chunk.length;
    if (total > maxBytes) throw new TooLarge(`More than ${maxBytes} bytes`);
    yield chunk;
  }
}

class ClamdScanner implements VirusScanner {
  readonly counts = { clean: 0, infected: 0, unavailable: 0 };

  constructor(
    private readonly address: ClamdAddress,
    private readonly limits: { readonly maxBytes: number; readonly timeoutMs: number },
  ) {}

  async scan(content: AsyncIterable<Buffer>): Promise<ScanResult> {
    const result = await this.#ask(content);
    this.counts[result.kind] += 1;
    return result;
  }

  version(): Promise<string> {
    return askClamd(this.address, 'VERSION', { timeoutMs: versionPatienceMs });
  }

  async #ask(content: AsyncIterable<Buffer>): Promise<ScanResult> {
    const { maxBytes, timeoutMs } = this.limits;
    try {
      return understand(await askClamd(this.address, 'INSTREAM', { timeoutMs, content: bounded(content, maxBytes) }));
    } catch (error) {
      if (error instanceof TooLarge) return unavailable('too-large', error.message);
      if (error instanceof ClamdFault) return unavailable(error.why, error.message);
      throw error;
    }
  }
}

/** Null when no scanner is configured: then nothing is scanned. */
export function openVirusScanner({
  clamdUrl,
  clamdMaxBytes,
  clamdSeconds,
}: Pick<Config, 'clamdUrl' | 'clamdMaxBytes' | 'clamdSeconds'>): VirusScanner | null {
  if (clamdUrl === null) return null;
  return new ClamdScanner(clamdAddress(clamdUrl), { maxBytes: clamdMaxBytes, timeoutMs: clamdSeconds * 1000 });
}
