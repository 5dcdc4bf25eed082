/** Logging in with an access token, at a Postfix whose logins Dovecot judges by asking the token server. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { loadConfig } from '../../gateway/config.js';
import { openTokenSource } from '../../gateway/mail/access-token.js';
import { openMailTransport } from '../../gateway/mail/mail-transport.js';
import { startMailbox } from '../../workers/mailbox.js';
import { openGatewayFixture } from '../support/gateway-fixture.js';
import { type Asked, openWebServer, type WebServer } from '../support/web-server.js';

const account = 'congvan@truc.example';
let folder: string;
let tokens: WebServer;
let server: MailServer;
/** What the token server thinks good, and how it answers. */
let known: { refresh: string; access: string; expiresIn: number; rotatesTo: string | null };

const say = (response: ServerResponse, status: number, body: unknown) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const fieldsOf = ({ body }: Asked) => Object.fromEntries(new URLSearchParams(body.toString()));

function giveToken(asked: Asked, response: ServerResponse): void {
  const { grant_type: grant, refresh_token: refresh, client_id: client, client_secret: secret } = fieldsOf(asked);
  const isKnown = grant === 'refresh_token' && refresh === known.refresh && client === 'congvan' && secret === 'bí mật';
  const rotated = known.rotatesTo === null ? {} : { refresh_token: known.rotatesTo };
  const token = { access_token: known.access, token_type: 'Bearer', expires_in: known.expiresIn, ...rotated };
  if (isKnown) say(response, 200, token);
  else say(response, 400, { error: 'invalid_grant' });
}

beforeAll(async () => {
  tokens = await openWebServer({
    '/token': giveToken,
    '/introspect': (asked, response) =>
      say(response, 200, { active: fieldsOf(asked)['token'] === known.access, username: account }),
  });
  server = await openMailServer({ mailboxes: [account], introspectionUrl: `${tokens.url}/introspect` });
});
afterAll(async () => {
  await server?.close();
  await tokens?.close();
});

beforeEach(() => {
  // A process has one source for each refresh token file.
  folder = mkdtempSync(join(tmpdir(), 'congvan-token-'));
  known = { refresh: 'refresh-1', access: 'access-1', expiresIn: 3600, rotatesTo: null };
  write('refresh', 'refresh-1\n');
  write('secret', 'bí mật\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const configWith = (changes: NodeJS.ProcessEnv = {}) =>
  loadConfig({
    CONGVAN_DATA: folder,
    CONGVAN_SMTP_URL: server.smtpUrl.replace('//', `//${encodeURIComponent(account)}@`),
    CONGVAN_SMTP_CA_FILE: server.caFile,
    CONGVAN_MAIL_FROM: account,
    CONGVAN_MAIL_TOKEN_URL: `${tokens.url}/token`,
    CONGVAN_MAIL_TOKEN_CLIENT_ID: 'congvan',
    CONGVAN_MAIL_TOKEN_CLIENT_SECRET_FILE: join(folder, 'secret'),
    CONGVAN_MAIL_REFRESH_TOKEN_FILE: join(folder, 'refresh'),
    ...changes,
  });

async function send(config = configWith()): Promise<string> {
  const transport = openMailTransport(config);
  if (transport === null) throw new Error('no transport');
  const mail = Readable.from([Buffer.from(`From: ${account}\r\nTo: ${account}\r\nSubject: x\r\n\r\nx\r\n`)]);
  try {
    return await transport.send({ from: account, to: account, envelopeId: 'x' }, mail, AbortSignal.timeout(20_000));
  } finally {
    transport.close();
  }
}

/** Postfix writes its log by a process of its own. */
const logged = { timeout: 15_000 };

const timesAsked = (path: string) => tokens.asked.filter((one) => one.path === path).length;

describe('a mail server that wants access tokens', () => {
  it('takes a mail with the token that was got for the refresh token', async () => {
    expect(await send()).toMatch(/^250 /);
    await expect.poll(() => server.log(), logged).toContain(`sasl_method=XOAUTH2, sasl_username=${account}`);
  });

  it('takes none without a login', async () => {
    const url = server.smtpUrl;
    await expect(send(configWith({ CONGVAN_SMTP_URL: url }))).rejects.toMatchObject({ responseCode: 554 });
  });

  it('is asked again with a new token when it does not take the one that was kept', async () => {
    const config = configWith();
    const transport = openMailTransport(config);
    await transport?.verify();
    known = { ...known, access: 'access-2' };
    await transport?.verify();
    transport?.close();
    await expect.poll(() => server.log(), logged).toContain('SASL XOAUTH2 authentication failed');
  });

  it('gets nothing while the token server refuses, and what that said is told without secrets', async () => {
    known = { ...known, refresh: 'another' };
    const failure = (await send().catch((error: unknown) => error)) as Error & { code: string };
    expect(failure.code).toBe('EAUTH');
    expect(failure.message).toContain('No access token for mails: HTTP 400');
    expect(failure.message).not.toMatch(/refresh-1|bí mật/);
  });

  it('takes the token of a file that another program renews', async () => {
    const file = write('access', 'access-1\n');
    const without = {
      CONGVAN_MAIL_TOKEN_URL: '',
      CONGVAN_MAIL_TOKEN_CLIENT_ID: '',
      CONGVAN_MAIL_TOKEN_CLIENT_SECRET_FILE: '',
      CONGVAN_MAIL_REFRESH_TOKEN_FILE: '',
    };
    const before = timesAsked('/token');
    expect(await send(configWith({ ...without, CONGVAN_MAIL_ACCESS_TOKEN_FILE: file }))).toMatch(/^250 /);
    expect(timesAsked('/token')).toBe(before);
  });
});

describe('a mailbox that wants access tokens', () => {
  it('is read with the token that was got for the refresh token, and with a new one when that was taken back', async () => {
    const gateway = await openGatewayFixture({
      config: { ...configWith(), imapUrls: [addressOf(server.imapUrl(account))], imapTls: 'opportunistic' },
    });
    const { ctx } = gateway;
    const isRead = async () => {
      const { rows } = await ctx.database.query<{ fault: string | null; readAt: string | null }>(
        'select fault, read_at as "readAt" from mailboxes',
      );
      return rows[0] !== undefined && rows[0].fault === null && rows[0].readAt !== null;
    };
    const tokensBefore = timesAsked('/token');
    const reader = startMailbox(ctx, addressOf(server.imapUrl(account)));
    try {
      await expect.poll(isRead, { timeout: 20_000 }).toBe(true);
      expect(timesAsked('/token')).toBe(tokensBefore + 1);
      known = { ...known, access: 'access-2' };
      await server.killImap();
      await server.startImap();
      await expect.poll(() => timesAsked('/token'), { timeout: 30_000 }).toBe(tokensBefore + 2);
      await expect.poll(isRead, { timeout: 20_000 }).toBe(true);
    } finally {
      await reader.stop();
      await gateway.close();
    }
  });
});

/** The mailbox without its password. */
const addressOf = (imapUrl: string) => imapUrl.replace(/:[^:@]+@/, '@');

describe('an access token', () => {
  it('is asked for once by many, kept until a minute before its end, and then asked for anew', async () => {
    let now = new Date();
    const source = openTokenSource(configWith(), () => now);
    const before = timesAsked('/token');
    expect(await Promise.all([source?.accessToken(), source?.accessToken()])).toEqual(['access-1', 'access-1']);
    now = new Date(now.getTime() + 3_539_000);
    await source?.accessToken();
    expect(timesAsked('/token')).toBe(before + 1);
    now = new Date(now.getTime() + 2_000);
    await source?.accessToken();
    expect(timesAsked('/token')).toBe(before + 2);
  });

  it('is asked for once by transport and mailboxes together: a refresh token may be good for one answer only', async () => {
    const [transport, mailbox] = [openTokenSource(configWith()), openTokenSource(configWith())];
    const before = timesAsked('/token');
    await Promise.all([transport?.accessToken(), mailbox?.accessToken()]);
    expect(timesAsked('/token')).toBe(before + 1);
  });

  it('comes with a new refresh token, which is kept and used from then on', async () => {
    known = { ...known, rotatesTo: 'refresh-2' };
    const source = openTokenSource(configWith());
    await source?.accessToken();
    expect(readFileSync(join(folder, 'refresh'), 'utf8')).toBe('refresh-2\n');
    known = { ...known, refresh: 'refresh-2', access: 'access-2', rotatesTo: null };
    source?.forget();
    expect(await source?.accessToken()).toBe('access-2');
  });

  it.each([
    ['no JSON', 'x'],
    ['no token', '{"token_type":"Bearer"}'],
    ['a token that would break out of its line', '{"access_token":"a\\u0001auth=b"}'],
  ])('is not taken from an answer with %s', async (_what, body) => {
    const strange = await openWebServer({ '/token': (_asked, response) => void response.writeHead(200).end(body) });
    const source = openTokenSource({ ...configWith(), mailTokenUrl: `${strange.url}/token` });
    await expect(source?.accessToken()).rejects.toMatchObject({ code: 'fetch_failed' });
    await strange.close();
  });
});

describe('the settings of tokens', () => {
  it('are complete, travel in clear to this machine only, and name one way', () => {
    const url = { CONGVAN_MAIL_TOKEN_URL: 'https://login.example/token' };
    const lacking = { CONGVAN_MAIL_TOKEN_CLIENT_ID: '', CONGVAN_MAIL_REFRESH_TOKEN_FILE: '' };
    expect(() => configWith({ ...url, ...lacking })).toThrow(
      /MAIL_TOKEN_CLIENT_ID: must[\s\S]*REFRESH_TOKEN_FILE: must/,
    );
    expect(() => configWith({ CONGVAN_MAIL_TOKEN_URL: 'http://login.example/token' })).toThrow(/https/);
    expect(() => configWith({ ...url, CONGVAN_MAIL_ACCESS_TOKEN_FILE: join(folder, 'refresh') })).toThrow(/together/);
  });
});
