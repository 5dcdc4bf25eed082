/**
 * Reads one mailbox: what is new is taken in, in the order of arrival, and called seen only after that. Told by the server (IDLE), else it
 * looks by itself. One process at a time reads a mailbox; should two do it, each mail is taken in once all the same (take-mail.ts).
 * Does not handle mails (mails.ts) nor speak IMAP itself (gateway/mailbox/intake/imap-mailbox.ts).
 */
import { randomUUID } from 'node:crypto';
import type { GatewayContext } from '../gateway/context.js';
import { pauseMs } from '../gateway/deliveries/back-off.js';
import { openTokenSource, type TokenSource } from '../gateway/mail/access-token.js';
import {
  accountName,
  type ImapMailbox,
  type NewMailFound,
  openImapMailbox,
  positionIn,
} from '../gateway/mailbox/intake/imap-mailbox.js';
import {
  holdMailbox,
  leaveMailbox,
  type MailboxPosition,
  noteFault,
  noteRead,
} from '../gateway/mailbox/intake/mailboxes.store.js';
import { takeMails } from '../gateway/mailbox/intake/take-mail.js';
import { type Repeater, repeat } from './repeat.js';

/** A mailbox whose reader died is read on after so long, or after a lease where that is shorter. */
const longestHoldSeconds = 15;
/** Rounds in that time: each renews it. */
const roundsInHold = 3;
/** Mails that are looked for together; one commit keeps the small ones of them, which are held in memory meanwhile. */
const atOnce = { mails: 128, bytes: 32 * 1024 * 1024 };
/** Mails are called seen in such steps: of a full mailbox the next ones are fetched first. */
const markedAtOnce = 512;
/** Up to here mails are small. */
const smallBytes = 1024 * 1024;

interface Taken {
  readonly position: MailboxPosition;
  /** Seen in full; what was too large stays unseen. */
  readonly seen: readonly number[];
}

class MailboxReader {
  readonly account: string;
  readonly #holder = randomUUID();
  readonly #tokens: TokenSource | null;
  readonly holdSeconds: number;
  #mailbox: ImapMailbox | null = null;
  /** Told of something new since the last look began: also while that look went on. */
  #hasNews = true;
  /** UIDs that were taken in, and that the mailbox is not told of yet; outlives a connection. */
  #unmarked: number[] = [];
  /** Mails were taken in of which those who handle them were not told yet. */
  #hasTaken = false;
  #lookAtMs = 0;
  #retryAtMs = 0;
  #failures = 0;
  #fault: string | null = null;
  onNews: () => void = () => {};

  constructor(
    private readonly ctx: GatewayContext,
    private readonly address: string,
  ) {
    this.account = accountName(address);
    this.#tokens = openTokenSource(ctx.config);
    this.holdSeconds = Math.min(longestHoldSeconds, ctx.config.leaseSeconds);
  }

  /** @returns true when more is waiting */
  async round(): Promise<boolean> {
    const known = await holdMailbox(this.ctx.database, this.account, this.#holder, this.holdSeconds);
    if (known === undefined) {
      this.#disconnect();
      return false;
    }
    if (Date.now() < this.#retryAtMs) return false;
    try {
      const isMore = await this.#read(known);
      this.#wentWell();
      return isMore;
    } catch (error) {
      await this.#wentWrong(error);
      return false;
    }
  }

  async #read(known: MailboxPosition): Promise<boolean> {
    const mailbox = await this.#connected();
    if (!this.#hasNews && Date.now() < this.#lookAtMs) return false;
    this.#hasNews = false;
    const from = positionIn(mailbox, known);
    if (from !== known && known.uidValidity !== 0)
      this.ctx.log.warn(
        { account: this.account },
        'the mailbox has numbered its mails anew; it is read from its beginning',
      );
    const found = await mailbox.findNew(from.lastUid, atOnce);
    if (from !== known) this.#unmarked = [];
    const { position, seen } = await this.#take(mailbox, from, found);
    await noteRead(this.ctx.database, this.account, position);
    this.#unmarked.push(...seen);
    this.#lookAtMs = Date.now() + this.ctx.config.imapPollSeconds * 1000;
    if (mailbox.hasMore) this.#hasNews = true;
    else this.#tellHandlers();
    if (!mailbox.hasMore || this.#unmarked.length >= markedAtOnce) await this.#mark(mailbox);
    return mailbox.hasMore;
  }

  async #mark(mailbox: ImapMailbox): Promise<void> {
    await mailbox.markSeen(this.#unmarked);
    this.#unmarked = [];
  }

  /**
   * What lies in the mailbox alone is kept before what is kept already is handled. Whoever handles mails looks by itself now and then: a mailbox
   * that never becomes empty holds nothing up.
   */
  #tellHandlers(): void {
    if (this.#hasTaken) this.ctx.wake('mails');
    this.#hasTaken = false;
  }

  async #connected(): Promise<ImapMailbox> {
    if (this.#mailbox?.isUsable === true) return this.#mailbox;
    this.#disconnect();
    const access = { settings: this.ctx.config, tokens: this.#tokens };
    this.#mailbox = await openImapMailbox(this.address, access, () => {
      this.#hasNews = true;
      this.onNews();
    });
    this.#hasNews = true;
    return this.#mailbox;
  }

  async #take(mailbox: ImapMailbox, from: MailboxPosition, found: readonly NewMailFound[]): Promise<Taken> {
    const max = this.ctx.config.mailInMaxBytes;
    const taken = await this.#takeSmall(mailbox, found);
    // Among the others are those a server left out of its answer to many: it is asked for each before it counts as gone.
    for (const mail of found.filter(({ uid }) => !taken.has(uid))) {
      const isWhole = mail.size <= max;
      const fetched = await (isWhole ? mailbox.fetchLarge(mail) : mailbox.fetchHeader(mail));
      if (fetched === null) continue;
      await this.#takeIn([isWhole ? fetched : { ...fetched, headerOf: mail.size }]);
      if (isWhole) taken.add(mail.uid);
    }
    return { position: { ...from, lastUid: found.at(-1)?.uid ?? from.lastUid }, seen: [...taken] };
  }

  /** @returns UIDs of the mails that were taken in */
  async #takeSmall(mailbox: ImapMailbox, found: readonly NewMailFound[]): Promise<Set<number>> {
    const small = found.filter(({ size }) => size <= smallBytes);
    const taken = new Set<number>();
    async function* fetched() {
      for await (const mail of mailbox.fetchSmall(small)) {
        taken.add(mail.uid);
        yield mail;
      }
    }
    if (small.length > 0) await this.#takeIn(fetched());
    return taken;
  }

  async #takeIn(mails: Parameters<typeof takeMails>[2]): Promise<void> {
    const { came, taken } = await takeMails(this.ctx, this.account, mails);
    if (taken > 0) this.#hasTaken = true;
    if (taken === came) return;
    const facts = { account: this.account, mails: came - taken };
    this.ctx.log.info(facts, 'mails that had been taken in before were passed over');
  }

  #wentWell(): void {
    if (this.#fault !== null) this.ctx.log.info({ account: this.account }, 'the mailbox is read again');
    this.#failures = 0;
    this.#fault = null;
  }

  async #wentWrong(error: unknown): Promise<void> {
    this.#disconnect();
    this.#tellHandlers();
    const fault = faultOf(error);
    if (fault !== this.#fault) this.ctx.log.error({ account: this.account, err: error }, 'the mailbox cannot be read');
    this.#fault = fault;
    this.#retryAtMs = Date.now() + Math.min(pauseMs({ deferrals: this.#failures, random: Math.random() }), 60_000);
    this.#failures += 1;
    await noteFault(this.ctx.database, this.account, fault);
  }

  #disconnect(): void {
    this.#mailbox?.close();
    this.#mailbox = null;
  }

  async leave(): Promise<void> {
    this.#disconnect();
    await leaveMailbox(this.ctx.database, this.account, this.#holder);
  }
}

/** What the server answered says more than imapflow's own words. */
function faultOf(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string };
  return responseText ?? message ?? String(error);
}

/** Reads a mailbox until it is stopped. @param address one of `config.imapUrls` */
export function startMailbox(ctx: GatewayContext, address: string): Repeater {
  const reader = new MailboxReader(ctx, address);
  const everyMs = (reader.holdSeconds * 1000) / roundsInHold;
  const loop = repeat({ name: `mailbox ${reader.account}`, everyMs, log: ctx.log }, () => reader.round());
  reader.onNews = () => loop.wake();
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      await reader.leave();
    },
    get lastSuccessMs() {
      return loop.lastSuccessMs;
    },
  };
}
