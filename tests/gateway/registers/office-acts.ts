/** What offices do with documents and books, each act at its own time, as the report is to count it. */
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { beginChange, recallDocument } from '../../../gateway/documents/request-changes.js';
import type { Submission } from '../../../gateway/documents/submission.js';
import { beginSubmission } from '../../../gateway/documents/submit.js';
import { principalOf } from '../../../gateway/identity/access.js';
import { createAnswerToken } from '../../../gateway/mail/answer-tokens.js';
import { answerByLink } from '../../../gateway/mailbox/answers/answer-by-link.js';
import { cancelEntry, correctEntry } from '../../../gateway/registers/correct-entries.js';
import type { PaperReason } from '../../../gateway/registers/paper-reasons.js';
import { enterPaper } from '../../../gateway/registers/reserve-numbers.js';
import { arriveDocument, type GatewayFixture, metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { passes, quoteOf, readerCode, replyTo } from '../mailbox/answer-room.js';

export interface Answer {
  readonly what: 'nothing' | 'accept' | 'refuse' | 'complete';
  /** `mail`: an acceptance by the agency whose mailbox the answer room has; others take the link. */
  readonly by: 'api' | 'link' | 'mail';
  /** Minutes after the arrival. */
  readonly after: number;
}

/** What the sender asks of all that hold the document, and what each of them says to it. */
export interface Asking {
  readonly for: 'recall' | 'replace' | 'update';
  readonly answer: 'agreed' | 'refused';
  /** Minutes after the last answer to the document, or to what was asked before; without one after the arrival. */
  readonly after: number;
}

export interface Sending {
  readonly from: string;
  /** Other agencies. */
  readonly to: readonly string[];
  /** Vietnam, YYYY-MM-DDThh:mm. */
  readonly at: string;
  readonly by: 'api' | 'mail';
  readonly paper: 'none' | 'follows';
  /** Minutes until it arrives. */
  readonly takes: number;
  /** Of the recipients, in turn. */
  readonly answers: readonly Answer[];
  /** One after the other, as long as the document is neither recalled nor replaced. */
  readonly asks: readonly Asking[];
}

export interface Paper {
  readonly from: string;
  readonly book: 'in' | 'out';
  /** When it is entered. Vietnam, YYYY-MM-DDThh:mm. */
  readonly at: string;
  /** YYYY-MM-DD; left out: the day of entering. */
  readonly arrivedOn?: string | undefined;
  /** Outgoing: to a state agency, or to citizens and others. */
  readonly toStateAgency: boolean;
  readonly reason?: PaperReason | undefined;
  /** Corrected to a day of arrival; null: to none, so that the day of entering counts. */
  readonly later: 'keep' | 'cancel' | { readonly correctTo: string | null };
}

const codes = { accept: ['03'], refuse: ['02'], complete: ['03', '06'] } as const;
const linked = { accept: '03', refuse: '02', complete: '06' } as const;
const minutesAfter = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

/** Offices up to a moment: what would come after it does not happen. */
export class Offices {
  readonly #end: Date;
  #serial = 0;

  /** @param end Vietnam, YYYY-MM-DDThh:mm */
  constructor(
    private readonly gateway: GatewayFixture,
    end: string,
  ) {
    this.#end = vietnam(end);
  }

  async send(one: Sending): Promise<void> {
    const sentAt = vietnam(one.at);
    this.gateway.setNow(sentAt);
    const document = await this.#submit(one);
    const arrivedAt = minutesAfter(sentAt, one.takes);
    const held: string[] = [];
    for (const [index, agency] of one.to.entries()) {
      if (!this.#comes(arrivedAt)) break;
      await arriveDocument(this.gateway.ctx, document.id, agency);
      const answer = one.answers[index % one.answers.length];
      if (answer !== undefined && answer.what !== 'nothing') await this.#answer(document, agency, answer, arrivedAt);
      if (answer?.what !== 'refuse') held.push(agency);
    }
    const said = one.answers.map(({ what, after }) => (what === 'nothing' ? 0 : after));
    let at = minutesAfter(arrivedAt, Math.max(...said));
    for (const ask of one.asks) {
      at = minutesAfter(at, ask.after);
      if (!this.#comes(at) || !(await this.#isInForce(document.id))) return;
      await this.#ask(document.id, one, ask, held);
    }
  }

  async enter({ from, book, at, arrivedOn, toStateAgency, reason, later }: Paper): Promise<void> {
    const { ctx, clerk, setNow } = this.gateway;
    setNow(vietnam(at));
    const details = { date: at.slice(0, 10), subject: `Giấy ${this.#next()}`, toStateAgency };
    const why = reason === undefined ? {} : { paperReason: reason };
    const arriving = (on: string | null = null) => ({ ...details, ...why, ...(on === null ? {} : { arrivedOn: on }) });
    const { id } = await enterPaper(ctx, clerk(from), { book, details: arriving(arrivedOn) });
    if (later === 'keep') return;
    if (later === 'cancel') return cancelEntry(ctx, clerk(from), id, 'Nhập trùng');
    await correctEntry(ctx, clerk(from), id, arriving(later.correctTo), 'Ghi sai ngày đến');
  }

  async #submit({ by, ...one }: Sending): Promise<{ id: string; documentId: string }> {
    const { ctx, clerk } = this.gateway;
    const mailed = () => principalOf(`mail:${uuidv7()}`, ['documents:submit', 'seal', 'status:write'], [one.from]);
    const sender = by === 'mail' ? mailed() : clerk(one.from);
    return this.#filled(await beginSubmission(ctx, sender, this.#metadata(one), { origin: by }));
  }

  #metadata({ to, paper, at }: Pick<Sending, 'to' | 'paper' | 'at'>): Record<string, unknown> {
    const promulgation = { place: 'Vị Thanh', date: at.slice(0, 10) };
    return metadataOf({ to, paper, promulgation, subject: `Văn bản ${this.#next()}` });
  }

  async #filled(submission: Submission): Promise<{ id: string; documentId: string }> {
    await submission.addFile('Công văn.pdf', Readable.from([smallPdf(`${this.#next()}`)]));
    return submission.complete();
  }

  async #answer(
    document: { id: string; documentId: string },
    agency: string,
    { what, by, after }: Answer,
    arrivedAt: Date,
  ): Promise<void> {
    if (what === 'nothing' || !this.#comes(minutesAfter(arrivedAt, after))) return;
    const { ctx, clerk } = this.gateway;
    const say = (code: string) => declareStatus(ctx, clerk(agency), document.id, { code, reason: 'Lý do' });
    if (by === 'api') for (const code of codes[what]) await say(code);
    else if (by === 'mail' && what === 'accept' && agency === readerCode) await this.#acceptByMail(document, agency);
    else await this.#answerByLink(document.id, agency, what);
  }

  async #answerByLink(document: string, agency: string, what: keyof typeof linked): Promise<void> {
    const { token } = await this.#tokenOf(document, agency);
    const answer = { code: linked[what], reason: 'Lý do' };
    const result = await answerByLink(this.gateway.ctx, token, answer);
    if (result.kind !== 'recorded') throw new Error(`the link was ${result.kind}`);
  }

  async #acceptByMail(document: { id: string; documentId: string }, agency: string): Promise<void> {
    const brought = { ...document, ...(await this.#tokenOf(document.id, agency)) };
    const reply = replyTo(brought, { text: 'Tiếp nhận', quoted: quoteOf(brought), results: passes() });
    const { result } = await receiveMail(this.gateway.ctx, reply);
    if (result !== 'accepted') throw new Error(`the reply was not recorded: ${result}`);
  }

  async #tokenOf(document: string, agency: string): Promise<{ delivery: string; token: string }> {
    const { ctx } = this.gateway;
    const { rows } = await ctx.database.query<{ id: string }>(
      `select id from deliveries where document = $1 and target = $2 and kind = 'document'`,
      [document, agency],
    );
    const delivery = rows[0]?.id ?? '';
    return { delivery, token: (await createAnswerToken(ctx, { delivery, document, agency })).token };
  }

  async #ask(document: string, one: Sending, ask: Asking, held: readonly string[]): Promise<void> {
    const { ctx, clerk } = this.gateway;
    const reason = 'Sai nội dung';
    if (ask.for === 'recall') await recallDocument(ctx, clerk(one.from), document, { reason });
    else await this.#sendAnother(document, one, ask.for, held);
    const code = ask.answer === 'agreed' ? '15' : '16';
    for (const agency of await this.#waiting(document, held))
      await declareStatus(ctx, clerk(agency), document, { code, reason });
  }

  /** Whoever gave its copy back before is not asked again. */
  async #waiting(document: string, held: readonly string[]): Promise<string[]> {
    const { rows } = await this.gateway.ctx.database.query<{ agency: string }>(
      `select agency from recipients where document = $1 and agency = any ($2) and request = 'pending' order by agency`,
      [document, held],
    );
    return rows.map(({ agency }) => agency);
  }

  /** What updates or replaces a document arrives at once at those that hold the older one. */
  async #sendAnother(
    document: string,
    one: Sending,
    kind: 'update' | 'replace',
    held: readonly string[],
  ): Promise<void> {
    const { ctx, clerk } = this.gateway;
    const metadata = this.#metadata(one);
    const options = { origin: 'api', reason: 'Sai nội dung' } as const;
    const { id } = await this.#filled(await beginChange(ctx, clerk(one.from), document, kind, metadata, options));
    for (const agency of held) await arriveDocument(ctx, id, agency);
  }

  async #isInForce(document: string): Promise<boolean> {
    const { rows } = await this.gateway.ctx.database.query<{ state: string }>(
      'select state from documents where id = $1',
      [document],
    );
    return rows[0]?.state === 'sealed';
  }

  /** Sets the clock; false for what lies behind the end. */
  #comes(at: Date): boolean {
    if (at > this.#end) return false;
    this.gateway.setNow(at);
    return true;
  }

  #next(): number {
    this.#serial += 1;
    return this.#serial;
  }
}

/** @param at YYYY-MM-DDThh:mm */
export const vietnam = (at: string): Date => new Date(`${at}:00+07:00`);
