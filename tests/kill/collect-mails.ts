/** Asks the mail server and the HTTP API for everything that a kill run with mails is judged by. */
import type { MailServer } from '../../bench/peers/mail-server.js';
import { inParallel } from '../support/in-parallel.js';
import type { Clerk } from './clerk.js';
import { readFeed } from './judge-feed.js';
import type { MailEvidence } from './judge-mails.js';
import { listBox, listMails, listRegister } from './list-from-api.js';
import { readFields } from './mail-fields.js';
import { type Office, officeMailbox, type Parties } from './mail-offices.js';
import type { MailedDocument } from './mail-senders.js';
import type { SenderLog } from './senders.js';

export interface Collected {
  readonly gateway: string;
  readonly server: MailServer;
  readonly parties: Parties;
  readonly clerk: Clerk;
  /** What was sent to each office through the API, by its code. */
  readonly logs: ReadonlyMap<string, SenderLog>;
  readonly mailed: readonly MailedDocument[];
  readonly kills: number;
}

export async function collectMails(run: Collected): Promise<MailEvidence> {
  const { gateway, server, parties, clerk, logs, mailed, kills } = run;
  const { system, auditorToken } = parties;
  const ofOffice = async ({ agency, address, token }: Office) => ({
    agency,
    address,
    acknowledged: (logs.get(agency)?.acknowledged ?? []).map(({ id }) => id),
    outbox: await listBox(gateway, token, 'out'),
    register: await listRegister(gateway, token),
  });
  return {
    offices: await inParallel(parties.offices, ofOffice),
    replies: clerk.replies,
    mailed,
    mailbox: (await server.headersOf(officeMailbox)).map(readFields),
    feed: await readFeed(gateway, system.token),
    inbox: await listBox(gateway, system.token, 'in'),
    mailsIn: await listMails(gateway, auditorToken, 'in'),
    mailsOut: await listMails(gateway, auditorToken, 'out'),
    kills,
  };
}
