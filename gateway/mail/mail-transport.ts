/**
 * The connections to the mail server: pooled, with the TLS the operator asks for, and with limits of time. Every mail asks for
 * delivery reports about itself. Does not write mails (write-mail.ts) nor judge what the server says (judge-smtp-error.ts).
 * Source: RFC 5321; RFC 3207 (STARTTLS); RFC 3461 (NOTIFY, RET, ENVID, ORCPT).
 */
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import { isProblem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';
import { openTokenSource, type TokenSource } from './access-token.js';
import { dkimOptions } from './dkim.js';

export interface Envelope {
  /** Return path. */
  readonly from: string;
  readonly to: string;
  /** Comes back in every report about the mail. */
  readonly envelopeId: string;
}

export interface MailTransport {
  /**
   * Hands one mail to the server; the stream is used up or destroyed.
   * @returns the server's last answer
   * @throws SmtpError (judge-smtp-error.ts); with code `ESTREAM` when the mail could not be read to its end, and then nothing was sent
   */
  send(envelope: Envelope, mail: Readable, signal: AbortSignal): Promise<string>;
  /** Connects, turns to TLS and logs in. @throws SmtpError */
  verify(): Promise<void>;
  close(): void;
}

export const smtpLimits = { connectTimeoutMs: 10_000, answerTimeoutMs: 60_000 };
/** A connection that was closed meanwhile is noticed at its next use: the mail takes another one. */
const maxRequeues = 1;

type SmtpSettings = Pick<Config, 'smtpTls' | 'smtpCaFile' | 'pushConcurrency'> &
  Parameters<typeof dkimOptions>[0] &
  Parameters<typeof openTokenSource>[0];

const decoded = (part: string) => decodeURIComponent(part);

/** nodemailer asks at each login, and once more with `renew` when the server did not take the token. */
const tokenAuth = (user: string, tokens: TokenSource) => ({
  type: 'OAuth2' as const,
  user,
  provisionCallback(_user: string, renew: boolean, done: (error: Error | null, token?: string) => void) {
    if (renew) tokens.forget();
    tokens.accessToken().then(
      (token) => done(null, token),
      (error: Error) => done(new Error(isProblem(error) ? error.detail : error.message)),
    );
  },
});

function authOf(username: string, password: string, settings: SmtpSettings) {
  if (username === '') return {};
  const tokens = openTokenSource(settings);
  const user = decoded(username);
  return { auth: tokens === null ? { user, pass: decoded(password) } : tokenAuth(user, tokens) };
}

function optionsFor(address: string, settings: SmtpSettings) {
  const { smtpTls, smtpCaFile, pushConcurrency } = settings;
  const dkim = dkimOptions(settings);
  const { protocol, hostname, port, username, password } = new URL(address);
  const secure = protocol === 'smtps:';
  return {
    pool: true as const,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: smtpTls !== 'opportunistic',
    tls: {
      rejectUnauthorized: smtpTls === 'verified',
      ...(smtpCaFile === null ? {} : { ca: readFileSync(smtpCaFile, 'utf8') }),
    },
    ...authOf(username, password, settings),
    ...(dkim === null ? {} : { dkim }),
    maxConnections: pushConcurrency,
    maxRequeues,
    connectionTimeout: smtpLimits.connectTimeoutMs,
    greetingTimeout: smtpLimits.answerTimeoutMs,
    socketTimeout: smtpLimits.answerTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The transport of this configuration; null where no mail is sent. @throws the file system's error for the files of the settings */
export function openMailTransport(config: SmtpSettings & Pick<Config, 'smtpUrl'>): MailTransport | null {
  if (config.smtpUrl === null) return null;
  const pool = nodemailer.createTransport(optionsFor(config.smtpUrl, config));
  // Failures of idle connections; those that concern a mail reach its sender.
  pool.on('error', () => {});
  return {
    async send({ from, to, envelopeId }, mail, signal) {
      const notify: ('success' | 'failure' | 'delay')[] = ['success', 'failure', 'delay'];
      const dsn = { id: envelopeId, return: 'headers' as const, notify, recipient: `rfc822;${to}` };
      const { response } = await pool.sendMail({ envelope: { from, to }, raw: mail, dsn, signal });
      return response;
    },
    verify: async () => void (await pool.verify()),
    close: () => pool.close(),
  };
}
