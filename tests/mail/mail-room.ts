/** A gateway whose workers send through a Postfix into a Dovecot, and what tests do with it: send, wait, look into mailboxes. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import type { MailServerWish } from '../../bench/peers/mail-server-wish.js';
import { findingServer } from '../../bench/peers/postfix-settings.js';
import type { FixtureOptions } from '../support/gateway-fixture.js';
import { metadataOf } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../support/http-fixture.js';
import { publishLists } from '../support/publish-lists.js';

export interface SentDocument {
  readonly id: string;
  readonly sha256: string;
}

export interface DeliveryRow {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly reasonCode: string | null;
  readonly reason: string | null;
}

export interface MailRoom {
  readonly server: MailServer;
  readonly gateway: HttpFixture;
  /** Submits a document through the API. */
  send(
    token: string,
    metadata: Record<string, unknown>,
    files?: readonly (readonly [string, Buffer])[],
  ): Promise<SentDocument>;
  /** Waits until the document's delivery to an agency is as wanted. */
  delivered(document: string, target: string, isSo: (row: DeliveryRow) => boolean): Promise<DeliveryRow>;
  /** Waits for the mails of a document (or of a status of it) in a mailbox. */
  mailAbout(mailbox: string, document: string, isWanted?: (mail: Buffer) => boolean): Promise<Buffer[]>;
  close(): Promise<void>;
}

export const gatewayMailbox = 'congvan@truc.example';

export interface MailRoomWish extends MailServerWish {
  readonly agencies: NonNullable<FixtureOptions['agencies']>;
  readonly config?: FixtureOptions['config'];
  /** Whether the gateway reads its mailbox, which must be among `mailboxes`. */
  readonly readMailbox?: boolean;
}

let number = 200;

export async function openMailRoom({
  agencies,
  config,
  readMailbox = false,
  ...wish
}: MailRoomWish): Promise<MailRoom> {
  const server = await openMailServer(wish);
  const { smtpUrl, caFile: smtpCaFile } = server;
  const reading = {
    imapUrls: [server.imapUrl(gatewayMailbox)],
    imapTls: 'opportunistic' as const,
    mailTrustedServers: [findingServer],
  };
  const mails = { smtpUrl, smtpCaFile, mailFrom: gatewayMailbox, ...(readMailbox ? reading : {}), ...config };
  const gateway = await openHttpFixture({ workers: true, agencies, config: mails });
  await publishLists(gateway.ctx, gateway.authority);
  const deliveryOf = async (document: string, target: string) => {
    const { rows } = await gateway.ctx.database.query<DeliveryRow>(
      `select id, state, attempt, reason_code as "reasonCode", reason from deliveries
       where document = $1 and target = $2 and kind = 'document'`,
      [document, target],
    );
    return rows[0];
  };
  return {
    server,
    gateway,
    async send(token, metadata, files) {
      const body = submissionForm(metadataOf({ number: String(number++), ...metadata }), files);
      const answer = await gateway.call('/api/v1/documents', token, { method: 'POST', body });
      expect(answer.status, await answer.clone().text()).toBe(201);
      return (await answer.json()) as SentDocument;
    },
    async delivered(document, target, isSo) {
      for (let tries = 0; tries < 400; tries += 1) {
        const row = await deliveryOf(document, target);
        if (row !== undefined && isSo(row)) return row;
        await pause(50);
      }
      throw new Error(
        `${target}: ${JSON.stringify(await deliveryOf(document, target))}\n${server.log().slice(-3_000)}`,
      );
    },
    async mailAbout(mailbox, document, isWanted = () => true) {
      for (let tries = 0; tries < 200; tries += 1) {
        const all = await server.mailsOf(mailbox);
        const mails = all.filter((mail) => mail.includes(`Congvan-Document: ${document}`) && isWanted(mail));
        if (mails.length > 0) return mails;
        await pause(100);
      }
      throw new Error(`no mail about ${document} in ${mailbox}\n${server.log().slice(-3_000)}`);
    },
    async close() {
      await gateway.close();
      await server.close();
    },
  };
}
