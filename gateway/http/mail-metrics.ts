/** Figures about mails for Prometheus, read at scrape time. Labels are states, results and mailboxes: few, and none from outside. */
import { Gauge, type Registry } from 'prom-client';
import type { GatewayContext } from '../context.js';
import { firstIdOf } from '../database/first-id.js';
import { accountName } from '../mailbox/intake/imap-mailbox.js';
import {
  countMailsSince,
  countReplies,
  selectMailboxes,
  selectWaitingMails,
} from '../mailbox/operating/mail-figures.store.js';

/** Asks the database; nothing while it is away. */
export type ReadFigures = <Row>(query: () => Promise<Row[]>) => Promise<Row[]>;

const dayMs = 86_400_000;

export function addMailMetrics(registry: Registry, ctx: GatewayContext, read: ReadFigures): void {
  const registers = [registry];
  const accounts = ctx.config.imapUrls.map(accountName);
  new Gauge({
    name: 'congvan_mails_waiting',
    help: 'Incoming mails that are not handled yet (new), await a confirmation or wait in quarantine',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await read(() => selectWaitingMails(ctx.database))) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'congvan_mail_oldest_seconds',
    help: 'How long the oldest incoming mail has been waiting, by state',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state, oldestSeconds } of await read(() => selectWaitingMails(ctx.database)))
        this.set({ state }, oldestSeconds);
    },
  });
  new Gauge({
    name: 'congvan_mails_in_day',
    help: 'Mails taken in within the last 24 hours, by what became of them',
    labelNames: ['state', 'result'],
    registers,
    async collect() {
      this.reset();
      const since = firstIdOf(new Date(ctx.now().getTime() - dayMs));
      for (const { state, result, count } of await read(() => countMailsSince(ctx.database, since)))
        this.set({ state, result: result ?? '' }, count);
    },
  });
  new Gauge({
    name: 'congvan_mail_replies',
    help: 'Answers to incoming mails that are queued or failed',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await read(() => countReplies(ctx.database))) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'congvan_mailbox_read_seconds',
    help: 'How long ago the mailbox was last found in order by its reader',
    labelNames: ['account'],
    registers,
    async collect() {
      this.reset();
      for (const { account, readSeconds } of await read(() => selectMailboxes(ctx.database, accounts)))
        if (readSeconds !== null) this.set({ account }, readSeconds);
    },
  });
  new Gauge({
    name: 'congvan_mailbox_fault',
    help: '1 while the mailbox cannot be read, or never was',
    labelNames: ['account'],
    registers,
    async collect() {
      this.reset();
      for (const { account, readSeconds, fault } of await read(() => selectMailboxes(ctx.database, accounts)))
        this.set({ account }, fault !== null || readSeconds === null ? 1 : 0);
    },
  });
}
