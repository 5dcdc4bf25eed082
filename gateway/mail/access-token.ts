/**
 * Access tokens with which mailboxes are opened instead of a password (XOAUTH2): asked for with a refresh token and kept until shortly
 * before they end, or read from a file that another program renews. Does not log in (mail-transport.ts).
 * Source: RFC 6749 sections 2.3.1, 5.1 and 6 (refresh), RFC 6750 section 2.1 (what a token looks like).
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { writeDurably } from '../../certs/keys/write-durably.js';
import { requestGuarded } from '../../certs/online/guarded-request.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { Config } from '../config.js';

export interface TokenSource {
  /** @throws Problem `fetch_failed` with what the token server said; the file system's error */
  accessToken(): Promise<string>;
  /** The server did not take the last one: the next is a new one. */
  forget(): void;
}

type TokenSettings = Pick<
  Config,
  | 'mailTokenUrl'
  | 'mailTokenClientId'
  | 'mailTokenClientSecretFile'
  | 'mailTokenScope'
  | 'mailRefreshTokenFile'
  | 'mailAccessTokenFile'
>;

const timeoutMs = 20_000;
const maxAnswerBytes = 64 * 1024;
/** A token is not used in its last minute: the server's clock may be ahead, and the login takes its time. */
const spareMs = 60_000;
/** Where the server does not say how long a token is good. */
const usualSeconds = 300;

const tokenAnswer = Type.Object({
  access_token: Type.String({ pattern: '^[A-Za-z0-9._~+/=-]+$' }),
  expires_in: Type.Optional(Type.Number({ minimum: 0 })),
  refresh_token: Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]+$' })),
});
type TokenAnswer = Static<typeof tokenAnswer>;

const secretIn = async (path: string) => (await readFile(path, 'utf8')).trim();

const failed = (detail: string, cause?: unknown) =>
  new Problem('fetch_failed', { detail: `No access token for mails: ${detail}`, cause });

function readAnswer(body: Buffer): TokenAnswer {
  try {
    const answer: unknown = JSON.parse(body.toString('utf8'));
    if (Value.Check(tokenAnswer, answer)) return answer;
  } catch {
    // Said below, like any other answer that holds no token; what was answered may be secret.
  }
  throw failed('the answer holds none');
}

/** The operator named this address: it may lie in the operator's own network. */
async function ask(url: string, form: URLSearchParams): Promise<TokenAnswer> {
  const { host, hostname } = new URL(url);
  const post = { body: Buffer.from(form.toString()), mediaType: 'application/x-www-form-urlencoded' };
  const wish = { url, post, accept: 'application/json', maxBytes: maxAnswerBytes, timeoutMs, allow: [host, hostname] };
  const body = await requestGuarded(wish).catch((error: unknown) => {
    throw isProblem(error) ? failed(error.detail, error) : error;
  });
  return readAnswer(body);
}

class RefreshedToken implements TokenSource {
  #token: { readonly value: string; readonly endMs: number } | undefined;
  #asking: Promise<string> | undefined;
  /** The newest one where its file cannot be written. */
  #refreshToken: string | undefined;

  constructor(
    private readonly settings: TokenSettings & { readonly mailTokenUrl: string; readonly mailRefreshTokenFile: string },
    private readonly now: () => Date,
  ) {}

  async accessToken(): Promise<string> {
    if (this.#token !== undefined && this.now().getTime() < this.#token.endMs) return this.#token.value;
    // Whoever needs one meanwhile waits for the same answer.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  forget(): void {
    this.#token = undefined;
  }

  async #ask(): Promise<string> {
    const { mailTokenUrl, mailTokenClientId, mailTokenClientSecretFile, mailTokenScope } = this.settings;
    const refreshToken = this.#refreshToken ?? (await secretIn(this.settings.mailRefreshTokenFile));
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
    if (mailTokenClientId !== null) form.set('client_id', mailTokenClientId);
    if (mailTokenClientSecretFile !== null) form.set('client_secret', await secretIn(mailTokenClientSecretFile));
    if (mailTokenScope !== null) form.set('scope', mailTokenScope);
    const answer = await ask(mailTokenUrl, form);
    const lifeMs = (answer.expires_in ?? usualSeconds) * 1000;
    this.#token = { value: answer.access_token, endMs: this.now().getTime() + lifeMs - spareMs };
    if (answer.refresh_token !== undefined && answer.refresh_token !== refreshToken)
      await this.#keep(answer.refresh_token);
    return answer.access_token;
  }

  /** Servers may give a new refresh token and take the old one back (RFC 6749 section 6). */
  async #keep(refreshToken: string): Promise<void> {
    try {
      await writeDurably(this.settings.mailRefreshTokenFile, `${refreshToken}\n`);
      this.#refreshToken = undefined;
    } catch {
      this.#refreshToken = refreshToken;
    }
  }
}

const tokenInFile = (path: string): TokenSource => ({
  accessToken: () => secretIn(path),
  forget() {},
});

/** By refresh token file: of two that use the same refresh token at once, a server that gives a new one each time refuses the second. */
const refreshed = new Map<string, TokenSource>();

/** Where tokens come from, the same for everybody in this process; null where mailboxes have passwords. */
export function openTokenSource(settings: TokenSettings, now: () => Date = () => new Date()): TokenSource | null {
  const { mailTokenUrl, mailRefreshTokenFile, mailAccessTokenFile } = settings;
  if (mailAccessTokenFile !== null) return tokenInFile(mailAccessTokenFile);
  if (mailTokenUrl === null || mailRefreshTokenFile === null) return null;
  const path = resolve(mailRefreshTokenFile);
  const source = refreshed.get(path) ?? new RefreshedToken({ ...settings, mailTokenUrl, mailRefreshTokenFile }, now);
  refreshed.set(path, source);
  return source;
}
