/**
 * The mail server of the demonstration: takes mails for the demonstration's mailboxes and for the gateway, for nobody else, and sends
 * nothing on. It stands in for the agencies' own mail servers: whoever logs in as a mailbox writes as its owner, and only then does the
 * mail get a finding that the gateway believes. A mail is answered with 250 when it is stored, not before.
 * Writes no delivery reports, and says so by not offering DSN (RFC 3461).
 * Source: RFC 5321 (SMTP); RFC 4954 (AUTH); RFC 6409 section 6.1 (a mailbox sends under its own address); RFC 8601.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { addressesOf } from '../../schemas/mime/addresses.js';
import { readEntity } from '../../schemas/mime/entity.js';
import type { GatewayContext } from '../context.js';
import { takeMail } from '../mailbox/intake/take-mail.js';
import { withoutResults, withResults } from './authentication-field.js';
import type { MailFolders } from './mail-folders.js';
import { findMailbox } from './mailboxes.js';

export interface ServerParts {
  readonly folders: MailFolders;
  /** The gateway's own address; mails to it, with a suffix or without, are taken in. */
  readonly gatewayAddress: string;
  /** Between that mailbox and a suffix; null where there is none (RFC 5233). */
  readonly delimiter: string | null;
}

export interface MailServer {
  readonly port: number;
  /** With it any mailbox of the demonstration can be logged in to; made anew at every start, and never leaves the process. */
  readonly password: string;
  close(): Promise<void>;
}

/** How this server calls itself, in greetings and findings (authserv-id). */
export const serverName = 'mail.congvan.example';

const maxRecipients = 100;
const maxClients = 50;
const closeMs = 1_000;

/** What the other side is told, with the code of RFC 5321 section 4.2. */
const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

/** Listens on a free port of this machine. */
export async function openMailServer(ctx: GatewayContext, parts: ServerParts): Promise<MailServer> {
  const password = randomBytes(24).toString('hex');
  const server = new SMTPServer({ ...limitsOf(ctx), ...handlersOf(ctx, parts, password) });
  server.on('error', (error) => ctx.log.debug({ err: error }, 'a connection to the demonstration mail server broke'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    password,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** On this machine only, hence without TLS. */
const limitsOf = ({ config }: GatewayContext): SMTPServerOptions => ({
  name: serverName,
  size: config.mailInMaxBytes,
  rejectOversized: true,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  authOptional: true,
  authMethods: ['PLAIN'],
  hideENHANCEDSTATUSCODES: false,
  disableReverseLookup: true,
  maxClients,
  maxRecipients,
  closeTimeout: closeMs,
});

function handlersOf(ctx: GatewayContext, parts: ServerParts, password: string): SMTPServerOptions {
  const answer = <T>(work: Promise<T>, callback: (error: Error | null, result?: T) => void) => {
    work.then(
      (result) => callback(null, result),
      (error: Error & { responseCode?: number }) => callback(hidden(ctx, error)),
    );
  };
  return {
    onAuth: ({ username = '', password: given }, _session, callback) =>
      answer(logIn(ctx, username, isSame(given ?? '', password)), callback as never),
    onMailFrom: ({ address }, session, callback) => answer(checkReturnPath(session, address), callback),
    onRcptTo: ({ address }, _session, callback) => answer(checkRecipient(ctx, parts, address), callback),
    onData: (stream, session, callback) => answer(receive(ctx, parts, stream, session), callback as never),
  };
}

/** Faults of ours are for the log; the other side may try again. */
function hidden(ctx: GatewayContext, error: Error & { responseCode?: number }): Error {
  if (error.responseCode !== undefined) return error;
  ctx.log.error({ err: error }, 'the demonstration mail server could not take a mail');
  return refusal(451, 'The mail could not be stored, try again later');
}

const isSame = (given: string, password: string) =>
  given.length === password.length && timingSafeEqual(Buffer.from(given), Buffer.from(password));

async function logIn(ctx: GatewayContext, username: string, knowsPassword: boolean): Promise<{ user: string }> {
  const mailbox = knowsPassword ? await findMailbox(ctx, username) : undefined;
  if (mailbox === undefined) throw refusal(535, 'There is no such mailbox, or the password is wrong');
  return { user: mailbox.address.toLowerCase() };
}

const ownerOf = ({ user }: SMTPServerSession) => (typeof user === 'string' ? user : null);

async function checkReturnPath(session: SMTPServerSession, address: string): Promise<void> {
  const owner = ownerOf(session);
  if (owner !== null && address.toLowerCase() !== owner)
    throw refusal(553, 'This mailbox sends under its own address only');
}

async function checkRecipient(ctx: GatewayContext, parts: ServerParts, address: string): Promise<void> {
  if (isGateway(parts, address) || (await findMailbox(ctx, address)) !== undefined) return;
  throw refusal(550, 'There is no such mailbox in the demonstration, and nothing is sent on from here');
}

/** The address itself, or one with a suffix (RFC 5233). */
function isGateway({ gatewayAddress, delimiter }: ServerParts, address: string): boolean {
  const [mailbox = '', domain = ''] = gatewayAddress.split('@');
  const at = address.lastIndexOf('@');
  if (address.slice(at + 1).toLowerCase() !== domain) return false;
  const local = address.slice(0, at).toLowerCase();
  return local === mailbox || (delimiter !== null && local.startsWith(`${mailbox}${delimiter}`));
}

async function receive(
  ctx: GatewayContext,
  parts: ServerParts,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
): Promise<string> {
  const brought = await readAll(stream);
  const owner = ownerOf(session);
  if (owner !== null && !isFrom(brought, owner)) throw refusal(550, 'The mail is not from this mailbox');
  const mail = owner === null ? withoutResults(brought) : withResults(brought, serverName, owner);
  for (const { address } of session.envelope.rcptTo) await store(ctx, parts, address, mail);
  return 'The mail is stored';
}

/** To its end in any case: the rest would be taken for commands. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) throw refusal(552, 'The mail is too large');
  return Buffer.concat(chunks);
}

/** Whether the mail says of itself, once and in all its From fields, that it is from this address. */
function isFrom(mail: Buffer, owner: string): boolean {
  const { fields } = readEntity(mail, () => {});
  const authors = fields.filter(({ name }) => name === 'from').flatMap(({ value }) => addressesOf(value));
  return authors.length === 1 && authors[0] === owner;
}

async function store(ctx: GatewayContext, parts: ServerParts, address: string, mail: Buffer): Promise<void> {
  if (!isGateway(parts, address)) return parts.folders.put(address, mail);
  const arrival = { account: parts.gatewayAddress, receivedAt: ctx.now(), content: mail };
  await takeMail(ctx, arrival);
}
