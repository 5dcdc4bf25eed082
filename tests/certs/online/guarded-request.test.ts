import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GuardedRequest, requestGuarded } from '../../../certs/online/guarded-request.js';
import { resolveTarget } from '../../../certs/online/public-address.js';
import { bytes, openWebServer, type WebServer } from '../../support/web-server.js';

let server: WebServer;
let other: WebServer;

beforeAll(async () => {
  other = await openWebServer({ '/': bytes(Buffer.from('elsewhere')) });
  const moved = (to: () => string) => (_: unknown, response: { writeHead: (...args: never[]) => { end(): void } }) =>
    response.writeHead(...([302, { location: to() }] as never[])).end();
  server = await openWebServer({
    '/good': bytes(Buffer.from('good')),
    '/big': bytes(Buffer.alloc(20_000)),
    '/silent': () => {},
    '/slow': (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(timer));
    },
    '/moved': moved(() => '/good'),
    '/moved-away': moved(() => `${other.url}/`),
    '/moved-for-ever': moved(() => '/moved-for-ever'),
    '/moved-to-file': moved(() => 'file:///etc/passwd'),
    '/moved-inside': moved(() => 'http://169.254.169.254/latest/meta-data'),
    '/echo': (asked, response) => void response.writeHead(200).end(asked.body),
  });
});

afterAll(() => Promise.all([server.close(), other.close()]));

function ask(path: string, changes: Partial<GuardedRequest> = {}): Promise<Buffer> {
  const url = path.startsWith('/') ? server.url + path : path;
  return requestGuarded({ url, accept: '*/*', maxBytes: 10_000, timeoutMs: 2000, allow: ['127.0.0.1'], ...changes });
}

const refused = (code: string, detail?: string) =>
  expect.objectContaining({ code, ...(detail === undefined ? {} : { detail: expect.stringContaining(detail) }) });

describe('a guarded request', () => {
  it('brings the body, of a GET and of a POST', async () => {
    expect(String(await ask('/good'))).toBe('good');
    const post = { body: Buffer.from('question'), mediaType: 'application/ocsp-request' };
    expect(String(await ask('/echo', { post }))).toBe('question');
  });

  it('follows a redirect of a GET, not of a POST', async () => {
    expect(String(await ask('/moved'))).toBe('good');
    const post = { body: Buffer.from('x'), mediaType: 'text/plain' };
    await expect(ask('/moved', { post })).rejects.toEqual(refused('fetch_failed', 'HTTP 302'));
  });

  it.each([
    ['a loopback address', 'http://127.0.0.1:1/'],
    ['localhost by name', 'http://localhost:1/'],
    ['an address written as one number', 'http://2130706433/'],
    ['an address written in octal', 'http://0177.0.0.1/'],
    ['loopback in IPv6', 'http://[::1]/'],
    ['an IPv4 address inside IPv6', 'http://[::ffff:10.0.0.1]/'],
    ['a private network', 'http://10.1.2.3/'],
    ['the metadata service of a cloud', 'http://169.254.169.254/'],
    ['unique local IPv6', 'http://[fd00::1]/'],
    ['multicast', 'http://239.1.1.1/'],
  ])('never reaches %s unless allowed', async (_, url) => {
    await expect(ask(url, { allow: [] })).rejects.toEqual(refused('address_refused', 'not public'));
  });

  it.each([
    ['a file', 'file:///etc/passwd'],
    ['LDAP', 'ldap://ldap.example/cn=crl'],
    ['FTP', 'ftp://ftp.example/crl'],
    ['an address with a password', 'http://user:password@127.0.0.1/'],
    ['no address at all', 'crl.example'],
  ])('speaks HTTP only, not to %s', async (_, url) => {
    await expect(ask(url)).rejects.toEqual(refused('address_refused'));
  });

  it('checks the address of every hop', async () => {
    expect(String(await ask('/moved-away'))).toBe('elsewhere');
    const onlyHere = [`127.0.0.1:${new URL(server.url).port}`];
    await expect(ask('/moved-away', { allow: onlyHere })).rejects.toEqual(refused('address_refused'));
    await expect(ask('/moved-inside')).rejects.toEqual(refused('address_refused', '169.254.169.254'));
    await expect(ask('/moved-to-file')).rejects.toEqual(refused('address_refused'));
    await expect(ask('/moved-for-ever')).rejects.toEqual(refused('fetch_failed', 'on and on'));
  });

  it('ends at its limits: size, silence, dripping, no server, no such name, no such page', async () => {
    await expect(ask('/big')).rejects.toEqual(refused('fetch_failed', 'larger'));
    for (const path of ['/silent', '/slow']) {
      const started = performance.now();
      await expect(ask(path, { timeoutMs: 300 })).rejects.toEqual(refused('fetch_failed', 'no answer within 300 ms'));
      expect(performance.now() - started).toBeLessThan(1500);
    }
    await expect(ask('http://127.0.0.1:1/')).rejects.toEqual(refused('fetch_failed', 'ECONNREFUSED'));
    await expect(ask('http://nobody.invalid/')).rejects.toEqual(refused('fetch_failed'));
    await expect(ask('/nothing')).rejects.toEqual(refused('fetch_failed', 'HTTP 404'));
  });
});

describe('the allow-list', () => {
  it.each([
    ['a host', ['localhost'], 'http://localhost:9/', true],
    ['a host with its port', ['localhost:9'], 'http://localhost:9/', true],
    ['a host with another port', ['localhost:10'], 'http://localhost:9/', false],
    ['an address', ['127.0.0.1'], 'http://127.0.0.1:9/', true],
    ['a range', ['127.0.0.0/8'], 'http://127.9.9.9/', true],
    ['another range', ['10.0.0.0/8'], 'http://127.0.0.1/', false],
    ['a range of IPv6', ['::1/128'], 'http://[::1]/', true],
  ])('%s', async (_, allow, url, isAllowed) => {
    const resolved = resolveTarget(url, allow);
    if (isAllowed) expect(await resolved).toMatchObject({ url: new URL(url) });
    else await expect(resolved).rejects.toEqual(refused('address_refused'));
  });
});
