/**
 * Whoever works in the offices' mailbox: replies "tiếp nhận" to each document once, and keeps book of what was answered. Reads on
 * after every end of its connection, and hands each reply over until the mail server has it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openInbox } from '../../bench/peers/mail-server.js';
import { type MailFields, readFields } from './mail-fields.js';
import { type PostSettings, post } from './post.js';

export interface Reply {
  /** documents.id */
  readonly document: string;
  readonly messageId: string;
}

const lookEveryMs = 200;

/** Unsigned, without what it answers in its text: the token in the address it goes to says what it is about. */
const replyTo = ({ messageId, to, replyTo: recipient }: MailFields, ownId: string) =>
  [
    `From: ${to}`,
    `To: ${recipient}`,
    'Subject: Re: =?UTF-8?B?duG7gSB2xINuIGLhuqNu?=',
    `Message-ID: <${ownId}>`,
    `In-Reply-To: <${messageId}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('Tiếp nhận\n').toString('base64'),
    '',
  ].join('\r\n');

export class Clerk {
  /** Replies that the mail server took. */
  readonly replies: Reply[] = [];
  /** Message-IDs of the mails that were answered. */
  readonly answered = new Set<string>();
  readonly #replied = new Set<string>();
  readonly #known = new Set<string>();
  readonly #posting = new Set<Promise<void>>();
  #lastUid = 0;
  #uidValidity = 0n;
  #isOver = false;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly imapUrl: string,
    private readonly settings: PostSettings,
  ) {}

  hasReplied(document: string): boolean {
    return this.#replied.has(document);
  }

  start(): void {
    this.#reading = this.#readForEver();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#reading;
    await Promise.all(this.#posting);
  }

  async #readForEver(): Promise<void> {
    while (!this.#isOver) {
      await this.#readUntilCut().catch((error: Error & { code?: string }) => {
        const trouble = `imap: ${error.code ?? error.message}`;
        this.settings.troubles.set(trouble, (this.settings.troubles.get(trouble) ?? 0) + 1);
      });
      await pause(lookEveryMs);
    }
  }

  async #readUntilCut(): Promise<void> {
    const client = await openInbox(this.imapUrl);
    try {
      const { uidValidity } = client.mailbox || { uidValidity: 0n };
      if (uidValidity !== this.#uidValidity) this.#lastUid = 0;
      this.#uidValidity = uidValidity;
      while (!this.#isOver) {
        await client.noop();
        const news = client.fetch(`${this.#lastUid + 1}:*`, { uid: true, headers: true }, { uid: true });
        for await (const { uid, headers } of news) {
          if (uid <= this.#lastUid || headers === undefined) continue;
          this.#read(readFields(headers));
          this.#lastUid = uid;
        }
        await pause(lookEveryMs);
      }
    } finally {
      client.close();
    }
  }

  #read(mail: MailFields): void {
    if (mail.inReplyTo !== null && mail.document === null) this.answered.add(mail.inReplyTo);
    if (mail.document === null || mail.replyTo === null || this.#known.has(mail.messageId)) return;
    this.#known.add(mail.messageId);
    const posting = this.#reply(mail, mail.document, mail.replyTo).finally(() => this.#posting.delete(posting));
    this.#posting.add(posting);
  }

  async #reply(mail: MailFields, document: string, recipient: string): Promise<void> {
    const messageId = `reply-${document}@vanphong.example`;
    const isPosted = await post(this.settings, { from: mail.to, to: recipient, mail: replyTo(mail, messageId) });
    if (!isPosted) return;
    this.replies.push({ document, messageId });
    this.#replied.add(document);
  }
}
