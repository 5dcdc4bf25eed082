/**
 * What mails that are handled side by side ask the database for, and write into it, is asked and written together: one statement, or one
 * transaction, for as many as have come so far. Each of them is judged by itself (process-mail.ts, handle-*.ts).
 */
import { selectActiveByAddresses } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { finishMails, type MailEnd } from './finish-mails.js';
import { Gathering } from './gathering.js';
import { type MailedDelivery, selectMailed } from './reports/mailed-deliveries.store.js';

export class MailsTogether {
  readonly #senders: Gathering<string, readonly string[]>;
  readonly #mailed: Gathering<readonly string[], readonly MailedDelivery[]>;
  readonly #ends: Gathering<MailEnd, boolean>;

  constructor(ctx: GatewayContext) {
    this.#senders = new Gathering(async (addresses) => {
      const codes = await selectActiveByAddresses(ctx.database, addresses, vietnamDay(ctx.now()));
      return addresses.map((address) => codes.get(address) ?? []);
    });
    this.#mailed = new Gathering(async (wanted): Promise<(readonly MailedDelivery[])[]> => {
      const found = await selectMailed(ctx.database, [...new Set(wanted.flat())]);
      const byId = new Map(found.map((delivery) => [delivery.id, delivery]));
      return wanted.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
    });
    this.#ends = new Gathering((ends) => finishMails(ctx, ends));
  }

  /** As `selectActiveByAddress`, today. */
  activeByAddress(address: string): Promise<readonly string[]> {
    return this.#senders.do(address);
  }

  /** As `selectMailed`. */
  async mailed(ids: readonly string[]): Promise<readonly MailedDelivery[]> {
    return ids.length === 0 ? [] : this.#mailed.do(ids);
  }

  /** @returns false when somebody else holds the mail by now. @throws as `finishMails` for this mail */
  finish(end: MailEnd): Promise<boolean> {
    return this.#ends.do(end);
  }
}

/** For whoever handles mails that came together. */
export interface MailContext extends GatewayContext {
  readonly together: MailsTogether;
}
