/** A gateway with the demonstration's mail server: its pages over HTTP, its server over SMTP, and what was taken in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import { expect } from 'vitest';
import { authenticationResults, judgeSenderAddress } from '../../schemas/mail/authentication-results.js';
import { readMessage } from '../../schemas/mime/message.js';
import { metadataOf } from '../support/gateway-fixture.js';
import { openHttpFixture, submissionForm } from '../support/http-fixture.js';

const sender = 'H30.03';
export const [reader, other] = ['H30.15', 'H30.38'];
export const readerAddress = 'vanthu@soyte.haugiang.example';
export const otherAddress = 'vanthu@longmy.haugiang.example';
export const gatewayAddress = 'congvan@congvan.example';

export type DemonstrationRoom = Awaited<ReturnType<typeof openDemonstrationRoom>>;

interface SmtpLogin {
  readonly user: string;
  readonly pass: string;
  /** Of another server than the gateway's. */
  readonly port?: number;
}

/** `reader` and `other` get their documents by mail. */
export async function openDemonstrationRoom() {
  const gateway = await openHttpFixture({
    workers: true,
    demonstrationMail: true,
    agencies: { [reader]: { channel: 'email' }, [other]: { channel: 'email' } },
    config: { mailInMaxBytes: 200_000 },
  });

  async function send(to: string): Promise<string> {
    const body = submissionForm(metadataOf({ to: [to] }));
    const answer = await gateway.call('/api/v1/documents', await gateway.token([sender]), { method: 'POST', body });
    expect(answer.status, await answer.clone().text()).toBe(201);
    return ((await answer.json()) as { id: string }).id;
  }

  const deliveryTo = async (document: string, target: string) => {
    const { rows } = await gateway.ctx.database.query<{ id: string; state: string; reason: string | null }>(
      `select id, state, reason_code as reason from deliveries where document = $1 and target = $2 and kind = 'document'`,
      [document, target],
    );
    return rows[0];
  };

  const page = async (path: string) => {
    const answer = await gateway.call(path, null);
    expect(answer.status, path).toBe(200);
    return answer.text();
  };

  /** Addresses of the mails in a mailbox, newest first. */
  const mailsOf = async (code: string) => [
    ...new Set((await page(`/thu/${code}`)).match(new RegExp(`/thu/${code}/[0-9a-f-]{36}`, 'g')) ?? []),
  ];

  /** As a browser sends a form of ours. */
  function post(path: string, fields: Readonly<Record<string, string | Blob>>, headers: Record<string, string> = {}) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return gateway.call(path, null, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  /** The newest mail that was taken in, its original, and what the gateway believes of its sender. */
  async function lastTaken() {
    const { rows } = await gateway.ctx.database.query<{
      kind: string;
      sha256: string;
      sender: string;
      account: string;
    }>(`select kind, sha256, sender, account from mails_in where state <> 'new' order by id desc limit 1`);
    const [row] = rows;
    if (row === undefined) throw new Error('no mail was taken in');
    const bytes = await readFile(join(gateway.folder, 'blobs', row.sha256.slice(0, 2), `${row.sha256}.asice`));
    const results = authenticationResults(readMessage(bytes), gateway.ctx.config.mailTrustedServers);
    return { ...row, bytes, believed: judgeSenderAddress(results, row.sender ?? '') };
  }

  const takenIn = async () =>
    (await gateway.ctx.database.query<{ n: number }>(`select count(*)::int as n from mails_in where state <> 'new'`))
      .rows[0]?.n ?? 0;

  /** A mail as anybody on this machine could send it; gives the server's last answer. */
  async function smtp(envelope: { from: string; to: string }, raw: string, login?: SmtpLogin) {
    const port = login?.port ?? Number(new URL(gateway.ctx.config.smtpUrl ?? '').port);
    const client = nodemailer.createTransport({ host: '127.0.0.1', port, ...(login && { auth: login }) });
    try {
      return await client.sendMail({ envelope, raw }).then(({ response }) => response);
    } catch (error) {
      return (error as { response?: string; message: string }).response ?? String(error);
    } finally {
      client.close();
    }
  }

  return { gateway, send, deliveryTo, page, mailsOf, post, lastTaken, takenIn, smtp };
}
