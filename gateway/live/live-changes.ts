/**
 * Tells everybody who looks at a page what changed: one query a second for all of them, none while nobody looks. What was missed for a
 * moment (the page was read just before its reader began to listen) is told again: telling twice costs a comparison, telling never a page
 * that lies.
 */
import type { GatewayContext } from '../context.js';
import { type ChangeRow, changesSince, positionsSince } from './changes-since.store.js';

const everyMs = 1_000;
const atOnce = 2_000;
/** Who begins to listen hears what happened meanwhile. */
const rememberMs = 10_000;
/** More documents than that are told as "many". */
const named = 50;

export interface Listener {
  /** Codes of the agencies whose documents it hears of; null for all (auditors). */
  readonly agencies: readonly string[] | null;
  /** @param documents ids of documents; `*` for many */
  hear(documents: readonly string[]): void;
}

interface Remembered extends ChangeRow {
  readonly heardAt: number;
}

export class LiveChanges {
  readonly #listeners = new Set<Listener>();
  #recent: Remembered[] = [];
  #position: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(readonly ctx: GatewayContext) {}

  get count(): number {
    return this.#listeners.size;
  }

  /** @returns what ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    tell(listener, this.#recent);
    if (this.#timer === null) this.#begin();
    return () => this.#leave(listener);
  }

  #begin(): void {
    let isBusy = false;
    this.#timer = setInterval(() => {
      if (isBusy) return;
      isBusy = true;
      this.#look()
        .catch((error: unknown) => this.ctx.log.warn({ err: error }, 'live changes could not be read; trying again'))
        .finally(() => {
          isBusy = false;
        });
    }, everyMs);
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#position = null;
    this.#recent = [];
  }

  async #look(): Promise<void> {
    const now = Date.now();
    const from = this.#position ?? (await positionsSince(this.ctx.database, new Date(now - rememberMs))).before;
    const rows = await changesSince(this.ctx.database, from, atOnce);
    // Nobody listens any more: whoever comes next begins anew.
    if (this.#timer === null) return;
    this.#position = rows.at(-1)?.position ?? from;
    this.#recent = this.#recent.filter(({ heardAt }) => heardAt > now - rememberMs);
    this.#recent.push(...rows.map((row) => ({ ...row, heardAt: now })));
    if (rows.length > 0) for (const listener of this.#listeners) tell(listener, rows);
  }
}

function tell({ agencies, hear }: Listener, rows: readonly ChangeRow[]): void {
  const mine = agencies === null ? rows : rows.filter((row) => row.agencies.some((code) => agencies.includes(code)));
  const documents = [...new Set(mine.flatMap(({ document }) => document ?? []))];
  if (documents.length > 0) hear(documents.length > named ? ['*'] : documents);
}
