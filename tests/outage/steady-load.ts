/**
 * Documents at a steady rate, whatever becomes of the ones before (an open loop: who waits for answers does not see delays), and how long
 * each takes until it is accepted and until its recipient sees it.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sendDocument } from '../kill/senders.js';

export interface LoadSettings {
  readonly gateway: string;
  readonly senderToken: string;
  readonly readerToken: string;
  readonly from: string;
  readonly to: string;
  readonly perSecond: number;
}

export interface SentDocument {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly acceptedMs: number;
  /** Null until the recipient's inbox shows it. */
  inboxMs: number | null;
}

const lookEveryMs = 50;
const lookAt = 100;

export class SteadyLoad {
  readonly documents: SentDocument[] = [];
  /** Everything but a 201, by kind. */
  readonly troubles: string[] = [];
  #isOver = false;
  readonly #byId = new Map<string, SentDocument>();
  /** Seen by the recipient before the sender had its 201. */
  readonly #early = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  #running: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: LoadSettings) {}

  start(): void {
    this.#running = Promise.all([this.#send(), this.#watch()]);
  }

  /** Sends nothing new; what was sent is awaited, its arrival for a minute at most. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #send(): Promise<void> {
    const gapMs = 1_000 / this.settings.perSecond;
    for (let due = Date.now(); !this.#isOver; due += gapMs) {
      await pause(Math.max(0, due - Date.now()));
      if (this.#isOver) break;
      const one = this.#sendOne().finally(() => this.#underWay.delete(one));
      this.#underWay.add(one);
    }
    await Promise.all(this.#underWay);
  }

  async #sendOne(): Promise<void> {
    const { gateway, senderToken: token, from, to } = this.settings;
    const sentAt = Date.now();
    const outcome = await sendDocument({ token, from, to: [to] }, gateway, randomUUID()).catch(String);
    if (typeof outcome === 'string') {
      this.troubles.push(outcome);
      return;
    }
    const seenAt = this.#early.get(outcome.id);
    const inboxMs = seenAt === undefined ? null : seenAt - sentAt;
    const document = { id: outcome.id, sentAt, acceptedMs: Date.now() - sentAt, inboxMs };
    this.#byId.set(outcome.id, document);
    this.documents.push(document);
  }

  async #watch(): Promise<void> {
    const giveUpMs = 60_000;
    let overSince: number | null = null;
    for (;;) {
      await this.#look();
      if (this.#isOver) overSince ??= Date.now();
      const isSeen = this.#underWay.size === 0 && this.documents.every(({ inboxMs }) => inboxMs !== null);
      if (overSince !== null && (isSeen || Date.now() - overSince > giveUpMs)) return;
      await pause(lookEveryMs);
    }
  }

  async #look(): Promise<void> {
    const { gateway, readerToken } = this.settings;
    const answer = await fetch(`${gateway}/api/v1/documents?box=in&limit=${lookAt}`, {
      headers: { authorization: `Bearer ${readerToken}` },
    });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    for (const { id } of items) this.#note(id);
  }

  #note(id: string): void {
    const document = this.#byId.get(id);
    if (document === undefined) {
      if (!this.#early.has(id)) this.#early.set(id, Date.now());
    } else document.inboxMs ??= Date.now() - document.sentAt;
  }
}
