/**
 * The one door to IMAP: a connection to one folder of one mailbox, and what is new in it. Changes nothing there but the flag \Seen.
 * Does not know how far the mailbox was read (mailboxes.store.ts) nor what becomes of mails (take-mail.ts).
 * Source: RFC 3501 (UIDVALIDITY, UID FETCH, BODY.PEEK), RFC 2177 (IDLE), RFC 8314 (TLS).
 */
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ImapFlow } from 'imapflow';
import type { Config } from '../../config.js';
import type { TokenSource } from '../../mail/access-token.js';
import type { MailboxPosition } from './mailboxes.store.js';

export type ImapSettings = Pick<Config, 'imapTls' | 'imapCaFile'>;

export interface NewMailFound {
  readonly uid: number;
  /** In octets, as the server says. */
  readonly size: number;
  readonly receivedAt: Date;
}

export interface FetchedMail extends NewMailFound {
  /** In memory; or streamed, and used up by whoever takes it. */
  readonly content: Buffer | Readable;
}

/** How much is given out at a time: never more than so many, nor, beyond the first one, more octets. */
export interface FindLimit {
  readonly mails: number;
  readonly bytes: number;
}

export interface ImapMailbox {
  readonly uidValidity: number;
  readonly isUsable: boolean;
  /**
   * What came after `lastUid`, oldest first, within `limit`; what was found once is not found again. Nothing that the mailbox holds is passed over.
   * @throws when the next mail is one that the server names and does not describe
   */
  findNew(lastUid: number, limit: FindLimit): Promise<NewMailFound[]>;
  /** Whether the last search found more than was given out. */
  readonly hasMore: boolean;
  /** These mails in one answer; each is held in memory. Those that are gone meanwhile, or that the server left out, are missing. */
  fetchSmall(mails: readonly NewMailFound[]): AsyncIterable<FetchedMail>;
  /** One mail, streamed. Null when it is gone. @throws when the mailbox still names it */
  fetchLarge(mail: NewMailFound): Promise<FetchedMail | null>;
  /** The header of a mail and nothing more. Null when it is gone. @throws when the mailbox still names it */
  fetchHeader(mail: NewMailFound): Promise<FetchedMail | null>;
  /** Those that are gone meanwhile are passed over. */
  markSeen(uids: readonly number[]): Promise<void>;
  close(): void;
}

const connectTimeoutMs = 15_000;
/** After so long without a command the server is asked to tell of new mails. */
const idleAfterMs = 500;
/** A connection on which the server said nothing for longer than it was ever left alone is dead. */
const idleAtMostMs = 60_000;
const silenceMs = 90_000;
/** Mails whose sizes are asked for at once. */
const describedAtOnce = 512;
/** One round trip each. */
const pieceBytes = 1024 * 1024;

const decoded = (part: string) => decodeURIComponent(part);

/** How people and tables know a mailbox: `user@host`, with the folder unless it is the inbox; never a password. */
export function accountName(address: string): string {
  const { username, hostname } = new URL(address);
  const user = decoded(username);
  const folder = folderOf(address);
  return `${user.includes('@') ? user : `${user}@${hostname}`}${folder === 'INBOX' ? '' : `/${folder}`}`;
}

function folderOf(address: string): string {
  return decoded(new URL(address).pathname.slice(1)) || 'INBOX';
}

type Login = { readonly user: string } & ({ readonly pass: string } | { readonly accessToken: string });

/** A mailbox without a password is opened with an access token (XOAUTH2), where there are any. */
async function loginFor(address: string, tokens: TokenSource | null): Promise<Login> {
  const { username, password } = new URL(address);
  const user = decoded(username);
  if (password !== '' || tokens === null) return { user, pass: decoded(password) };
  return { user, accessToken: await tokens.accessToken() };
}

function optionsFor(address: string, auth: Login, { imapTls, imapCaFile }: ImapSettings) {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'imaps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    ...(secure || imapTls === 'opportunistic' ? {} : { doSTARTTLS: true }),
    tls: {
      rejectUnauthorized: imapTls === 'verified',
      ...(imapCaFile === null ? {} : { ca: readFileSync(imapCaFile, 'utf8') }),
    },
    auth,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    autoIdleDelay: idleAfterMs,
    maxIdleTime: idleAtMostMs,
    socketTimeout: silenceMs,
    // Compressed, a small answer could become a large one.
    disableCompression: true,
    logger: false as const,
  };
}

/** UIDs as a set, e.g. `3:7,9`: servers limit how long a command is. Source: RFC 3501 section 9, `sequence-set`. */
function setOf(uids: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const uid of uids.toSorted((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === uid - 1) run[1] = uid;
    else runs.push([uid, uid]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}

class OpenMailbox implements ImapMailbox {
  /** UIDs that the last search found and that are not yet described, rising: a full mailbox is searched once, not for every few of its mails. */
  #waiting: number[] = [];
  /** Not given out yet, oldest first. */
  #described: NewMailFound[] = [];

  constructor(
    private readonly client: ImapFlow,
    readonly uidValidity: number,
  ) {}

  get isUsable(): boolean {
    return this.client.usable && this.client.mailbox !== false;
  }

  get hasMore(): boolean {
    return this.#waiting.length + this.#described.length > 0;
  }

  async findNew(lastUid: number, limit: FindLimit): Promise<NewMailFound[]> {
    if (!this.hasMore) await this.#find(lastUid);
    if (this.#described.length === 0) await this.#describe();
    return this.#described.splice(0, countWithin(this.#described, limit));
  }

  /** What a server leaves out is asked for once more. What it leaves out again and still names stops the reading before it. */
  async #describe(): Promise<void> {
    const asked = this.#waiting.splice(0, describedAtOnce);
    if (asked.length === 0) return;
    const found = await this.#descriptionsOf(asked);
    const leftOut = asked.filter((uid) => !found.has(uid));
    if (leftOut.length > 0) for (const [uid, mail] of await this.#descriptionsOf(leftOut)) found.set(uid, mail);
    const stop = await this.#firstHeld(leftOut.filter((uid) => !found.has(uid)));
    this.#described = asked.flatMap((uid) => (uid < stop ? (found.get(uid) ?? []) : []));
    this.#waiting.unshift(...asked.filter((uid) => uid >= stop));
    if (stop < Infinity && this.#described.length === 0) throw notGiven(stop);
  }

  async #descriptionsOf(uids: readonly number[]): Promise<Map<number, NewMailFound>> {
    const wanted = new Set(uids);
    const found = new Map<number, NewMailFound>();
    const query = { uid: true, size: true, internalDate: true };
    for await (const { uid, size, internalDate } of this.client.fetch(setOf(uids), query, { uid: true })) {
      // In between a server tells what changed, of these mails and of others (RFC 3501 section 7.4.2): that describes none.
      if (size !== undefined && wanted.has(uid))
        found.set(uid, { uid, size, receivedAt: new Date(internalDate ?? Date.now()) });
    }
    return found;
  }

  /** The lowest of these UIDs that the mailbox still holds; infinite when all are gone. */
  async #firstHeld(uids: readonly number[]): Promise<number> {
    if (uids.length === 0) return Infinity;
    const held = await this.#search(setOf(uids));
    return uids.find((uid) => held.includes(uid)) ?? Infinity;
  }

  async #find(lastUid: number): Promise<void> {
    // `n:*` names the last mail even when its UID is below n.
    const found = await this.#search(`${lastUid + 1}:*`);
    this.#waiting = found.filter((uid) => uid > lastUid).sort((one, other) => one - other);
  }

  async #search(uids: string): Promise<readonly number[]> {
    // Else what is gone meanwhile may still be found.
    await this.client.noop();
    const { mailbox } = this.client;
    // Some servers refuse to search where nothing is; any other refusal is no empty mailbox.
    if (mailbox !== false && mailbox.exists === 0) return [];
    const found = await this.client.search({ uid: uids }, { uid: true });
    if (!Array.isArray(found)) throw new Error('the server refused a search');
    return found;
  }

  async *fetchSmall(mails: readonly NewMailFound[]): AsyncIterable<FetchedMail> {
    const byUid = new Map(mails.map((mail) => [mail.uid, mail]));
    for await (const { uid, source } of this.client.fetch(
      setOf([...byUid.keys()]),
      { uid: true, source: true },
      { uid: true },
    )) {
      const mail = byUid.get(uid);
      if (mail !== undefined && source !== undefined) yield { ...mail, content: source };
    }
  }

  async fetchLarge(mail: NewMailFound): Promise<FetchedMail | null> {
    const { content } = await this.client.download(String(mail.uid), undefined, { uid: true, chunkSize: pieceBytes });
    return content === undefined ? this.#gone(mail) : { ...mail, content };
  }

  async fetchHeader(mail: NewMailFound): Promise<FetchedMail | null> {
    const found = await this.client.fetchOne(String(mail.uid), { uid: true, headers: true }, { uid: true });
    return found === false || found.headers === undefined ? this.#gone(mail) : { ...mail, content: found.headers };
  }

  async #gone({ uid }: NewMailFound): Promise<null> {
    if ((await this.#firstHeld([uid])) === uid) throw notGiven(uid);
    return null;
  }

  async markSeen(uids: readonly number[]): Promise<void> {
    if (uids.length > 0) await this.client.messageFlagsAdd(setOf(uids), ['\\Seen'], { uid: true });
  }

  close(): void {
    this.client.close();
  }
}

const notGiven = (uid: number) => new Error(`the server names the mail with UID ${uid} and does not give it`);

function countWithin(mails: readonly NewMailFound[], { mails: most, bytes }: FindLimit): number {
  let sum = 0;
  const over = mails.slice(0, most).findIndex(({ size }, index) => {
    sum += size;
    return sum > bytes && index > 0;
  });
  return over < 0 ? most : over;
}

export interface MailboxAccess {
  readonly settings: ImapSettings;
  /** Null where mailboxes have passwords. */
  readonly tokens: TokenSource | null;
}

/**
 * Connects, logs in and opens the folder.
 * @param onNews called when the server tells of new mails, and when the connection ends
 * @throws what imapflow says of the connection, TLS, the login or the folder; as `accessToken`
 */
export async function openImapMailbox(
  address: string,
  { settings, tokens }: MailboxAccess,
  onNews: () => void,
): Promise<ImapMailbox> {
  const client = new ImapFlow(optionsFor(address, await loginFor(address, tokens), settings));
  // What ends a connection reaches whoever uses it next; without a listener it would end the process.
  client.on('error', () => {});
  client.on('exists', onNews);
  client.on('close', onNews);
  try {
    await client.connect();
    const { uidValidity } = await client.mailboxOpen(folderOf(address));
    return new OpenMailbox(client, Number(uidValidity));
  } catch (error) {
    client.close();
    if ((error as { authenticationFailed?: boolean }).authenticationFailed === true) tokens?.forget();
    throw error;
  }
}

/** Where to go on in a mailbox whose numbers may have been given anew: then from its beginning. */
export function positionIn(mailbox: Pick<ImapMailbox, 'uidValidity'>, known: MailboxPosition): MailboxPosition {
  return mailbox.uidValidity === known.uidValidity ? known : { uidValidity: mailbox.uidValidity, lastUid: 0 };
}
