/**
 * The mail of the demonstration, put together: folders below the data folder, the server on this machine, and the settings with which the
 * gateway uses it as any other mail server. Exists in `congvan start` only, and only where no real mail server is named.
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { addressesOf } from '../../schemas/mime/addresses.js';
import type { Config } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { SmtpError } from '../mail/judge-smtp-error.js';
import { type Envelope, openMailTransport, smtpLimits } from '../mail/mail-transport.js';
import { MailFolders } from './mail-folders.js';
import { openMailServer, serverName } from './mail-server.js';

export interface DemonstrationMail {
  readonly folders: MailFolders;
  readonly gatewayAddress: string;
  /**
   * Sends a mail as the owner of a mailbox, through the server, like a mail program.
   * @returns what the server said when it refused, e.g. a recipient that does not exist; null when the mail is stored
   */
  submit(from: string, to: string, mail: Buffer): Promise<string | null>;
}

export interface OpenedMail {
  readonly mail: DemonstrationMail;
  /** The gateway's settings with this mail server in them. */
  readonly config: Config;
  close(): Promise<void>;
}

const defaultAddress = 'congvan@congvan.example';
const submitMs = smtpLimits.connectTimeoutMs + smtpLimits.answerTimeoutMs;

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Whether the pages are seen from this machine alone, as far as the settings tell. */
const isPrivate = ({ host, publicUrl, trustedProxies }: Config) =>
  isLoopback(host) && publicUrl === null && trustedProxies.length === 0;

/**
 * Whether the demonstration gets a mail server of its own: whoever sees its pages writes as any of its agencies, so that it must be asked
 * for where others than this machine's users could see them.
 */
export function wantsDemonstrationMail(config: Config): boolean {
  if (config.smtpUrl !== null || config.imapUrls.length > 0 || config.demoMail === 'off') return false;
  return config.demoMail === 'on' || isPrivate(config);
}

/** Nothing that is meant for a real mail server. */
const onThisMachine = {
  smtpTls: 'opportunistic',
  smtpCaFile: null,
  dkimKeyFile: null,
  mailAccessTokenFile: null,
  mailTokenUrl: null,
} as const;

/** One mail to one address, over a connection of its own. */
async function submit(config: Config, envelope: Omit<Envelope, 'envelopeId'>, mail: Buffer): Promise<string | null> {
  if (addressesOf(envelope.to).length !== 1) return `"${envelope.to.slice(0, 100)}" is not one e-mail address`;
  const transport = openMailTransport(config);
  try {
    await transport?.send({ ...envelope, envelopeId: 'page' }, Readable.from([mail]), AbortSignal.timeout(submitMs));
    return null;
  } catch (error) {
    const { code, response, message } = error as SmtpError;
    // The server said no, or what was typed is no address.
    if (response === undefined && code !== 'EENVELOPE') throw error;
    return response ?? message;
  } finally {
    transport?.close();
  }
}

export async function openDemonstrationMail(ctx: GatewayContext): Promise<OpenedMail> {
  const { config } = ctx;
  const folders = new MailFolders(join(config.data, 'demonstration-mail'));
  const gatewayAddress = config.mailFrom ?? defaultAddress;
  const delimiter = config.mailReturnDelimiter === 'none' ? null : config.mailReturnDelimiter;
  const { port, password, close } = await openMailServer(ctx, { folders, gatewayAddress, delimiter });
  const used: Config = {
    ...config,
    ...onThisMachine,
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mailFrom: gatewayAddress,
    mailTrustedServers: [...config.mailTrustedServers, serverName],
  };
  const loggedIn = (user: string): Config => ({
    ...used,
    smtpUrl: `smtp://${encodeURIComponent(user)}:${password}@127.0.0.1:${port}`,
  });
  return {
    mail: { folders, gatewayAddress, submit: (from, to, mail) => submit(loggedIn(from), { from, to }, mail) },
    config: used,
    close,
  };
}
