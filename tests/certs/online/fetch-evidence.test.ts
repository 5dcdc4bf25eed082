import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { element, sequence, tagged } from '../../../certs/asn1/write-der.js';
import type { Issuer } from '../../../certs/authority/build-certificate.js';
import { issueCrl } from '../../../certs/authority/issue-crl.js';
import { OnlineEvidence, type OnlineSettings } from '../../../certs/online/fetch-evidence.js';
import { readOcsp } from '../../../certs/trust/ocsp.js';
import { ocspAnswer } from '../../support/ocsp-answer.js';
import {
  type Addresses,
  issueWith,
  noCheck,
  type OnlineAuthority,
  openOnlineAuthority,
} from '../../support/online-authority.js';
import { pemOf } from '../../support/pem.js';
import { bytes, openWebServer, type WebServer } from '../../support/web-server.js';

const dayMs = 86_400_000;
const days = (count: number) => new Date(Date.now() + count * dayMs);
let online: OnlineAuthority;
let issuing: Issuer;
const opened: WebServer[] = [];

beforeAll(async () => {
  online = await openOnlineAuthority();
  issuing = online.authority.issuing;
});
afterAll(async () => {
  await online.close();
  await Promise.all(opened.map((server) => server.close()));
});

async function serve(pages: Parameters<typeof openWebServer>[0]): Promise<WebServer> {
  const server = await openWebServer(pages);
  opened.push(server);
  return server;
}

const evidence = (changes: Partial<OnlineSettings> = {}) => new OnlineEvidence({ allow: ['127.0.0.1'], ...changes });

/** A certificate that names these addresses, as something validation has no answer about. */
async function unknown(addresses: Addresses) {
  const { certificate } = await issueWith(issuing, addresses);
  return { certificate, issuer: issuing.certificate };
}

const wanted = (...missing: { certificate: Buffer; issuer: Buffer }[]) => ({ missing, withoutIssuer: [] });
const listOf = (changes: Partial<Parameters<typeof issueCrl>[1]> = {}) =>
  issueCrl(issuing, { number: 1, thisUpdate: days(-1), nextUpdate: days(1), revoked: [], ...changes });

describe('asking the network about a certificate', () => {
  it('asks the responder the certificate names, and lets lists be when the answer settles it', async () => {
    const server = await serve({ '/crl': bytes(await listOf()) });
    const seal = await issueWith(online.issuing, { ocsp: online.responder.url, list: `${server.url}/crl` });
    const pair = { certificate: online.seal.certificate, issuer: online.issuing.certificate };
    const fetched = await evidence().forOneVerification().fetch(wanted(pair));
    expect(fetched).toMatchObject({ crls: [], intermediates: [], failures: [] });
    expect(readOcsp(fetched.ocsps[0] as Buffer).answers).toMatchObject([{ status: 'good' }]);
    expect(server.asked).toEqual([]);
    // openssl's index does not hold this one: "unknown" leaves the question to the list.
    const other = { certificate: seal.certificate, issuer: online.issuing.certificate };
    expect(await evidence().forOneVerification().fetch(wanted(other))).toMatchObject({ ocsps: [{}], crls: [{}] });
  });

  it('tells of every responder that was asked how it answered, not of answers that were at hand', async () => {
    const dead = await serve({ '/ocsp': (_asked, response) => void response.writeHead(503).end() });
    const good = { certificate: online.seal.certificate, issuer: online.issuing.certificate };
    const unanswered = await unknown({ ocsp: `${dead.url}/ocsp` });
    const heard: (readonly [string, string | null])[] = [];
    const shared = evidence();
    for (let n = 0; n < 2; n += 1)
      await shared.forOneVerification((address, fault) => heard.push([address, fault])).fetch(wanted(good, unanswered));
    expect(heard).toHaveLength(2);
    expect(new Map(heard).get(online.responder.url)).toBeNull();
    expect(new Map(heard).get(`${dead.url}/ocsp`)).toContain('503');
  });

  it('goes on to the list when the responder is dead, wrong, repeats another nonce or answers no OCSP', async () => {
    const list = await listOf();
    const signer = { ...issuing };
    for (const answer of [
      (certificate: Buffer) =>
        ocspAnswer({ certificate, issuer: issuing.certificate, signer, nonce: Buffer.alloc(32, 7) }),
      () => Buffer.from('<html>'),
      () => Buffer.alloc(1024 * 1024 + 1),
    ]) {
      let leaf: Buffer = Buffer.alloc(0);
      const server = await serve({ '/ocsp': bytes(() => answer(leaf)), '/crl': bytes(list) });
      const pair = await unknown({ ocsp: `${server.url}/ocsp`, list: `${server.url}/crl` });
      leaf = pair.certificate;
      const fetched = await evidence().forOneVerification().fetch(wanted(pair));
      expect(fetched).toMatchObject({ ocsps: [], crls: [list], failures: [{ address: `${server.url}/ocsp` }] });
    }
  });

  it('accepts an answer without a nonce', async () => {
    let leaf: Buffer = Buffer.alloc(0);
    const answer = () => ocspAnswer({ certificate: leaf, issuer: issuing.certificate, signer: issuing });
    const server = await serve({ '/ocsp': bytes(answer) });
    const pair = await unknown({ ocsp: `${server.url}/ocsp` });
    leaf = pair.certificate;
    expect((await evidence().forOneVerification().fetch(wanted(pair))).ocsps).toHaveLength(1);
  });

  it('keeps a proven list until it ends, fetching it once for all who ask at the same time', async () => {
    let now = new Date();
    const list = await listOf();
    const server = await serve({ '/crl': bytes(list) });
    const pairs = await Promise.all([1, 2, 3].map(() => unknown({ list: `${server.url}/crl` })));
    const shared = evidence({ now: () => now });
    await Promise.all(pairs.map((pair) => shared.forOneVerification().fetch(wanted(pair))));
    await shared.forOneVerification().fetch(wanted(pairs[0] as never));
    expect(server.asked).toHaveLength(1);
    now = days(1.01);
    await shared.forOneVerification().fetch(wanted(pairs[0] as never));
    expect(server.asked).toHaveLength(2);
  });

  it('does not keep for long what nobody vouches for, nor a failure', async () => {
    let now = new Date();
    const forged = await issueCrl(online.authority.root, {
      number: 1,
      thisUpdate: days(-1),
      nextUpdate: days(300),
      revoked: [],
    });
    const server = await serve({ '/crl': bytes(forged) });
    const shared = evidence({ now: () => now });
    const pair = await unknown({ list: `${server.url}/crl` });
    const dead = await unknown({ list: `${server.url}/nothing` });
    const askTwice = async () => {
      for (let times = 0; times < 2; times++) {
        await shared.forOneVerification().fetch(wanted(pair));
        await shared.forOneVerification().fetch(wanted(dead));
      }
    };
    await askTwice();
    expect(server.asked).toHaveLength(2);
    now = new Date(Date.now() + 61_000);
    await askTwice();
    expect(server.asked).toHaveLength(4);
  });

  it('asks so many addresses at most for one verification, and none twice', async () => {
    const server = await serve({});
    const pairs = await Promise.all(Array.from({ length: 9 }, (_, at) => unknown({ list: `${server.url}/${at}` })));
    const fetcher = evidence({ maxFetches: 4 }).forOneVerification();
    await fetcher.fetch(wanted(...pairs));
    await fetcher.fetch(wanted(...pairs));
    expect(server.asked).toHaveLength(4);
  });

  it('never asks a private address that is not allowed', async () => {
    const server = await serve({ '/crl': bytes(await listOf()) });
    const pair = await unknown({ ocsp: `${server.url}/ocsp`, list: `${server.url}/crl` });
    const fetched = await evidence({ allow: [] }).forOneVerification().fetch(wanted(pair));
    expect(fetched.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('not public'),
      expect.stringContaining('not public'),
    ]);
    expect(server.asked).toEqual([]);
  });

  it('gives up after its time limit', async () => {
    const server = await serve({ '/crl': () => {} });
    const pair = await unknown({ list: `${server.url}/crl` });
    const started = performance.now();
    const { failures } = await evidence({ timeoutMs: 200 }).forOneVerification().fetch(wanted(pair));
    expect(failures).toMatchObject([{ message: expect.stringContaining('200 ms') }]);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('passes over addresses that are no web addresses', async () => {
    const pair = await unknown({ ocsp: 'ldap://ldap.example/', list: 'file:///etc/passwd' });
    expect(await evidence().forOneVerification().fetch(wanted(pair))).toMatchObject({
      ocsps: [],
      crls: [],
      failures: [],
    });
  });
});

describe('looking for an issuer', () => {
  const der = () => issuing.certificate;
  const certsOnly = () => {
    const empty = element(0x31);
    const data = sequence(Buffer.from('06092a864886f70d010701', 'hex'));
    const content = sequence(Buffer.of(2, 1, 1), empty, data, tagged(0, der()), empty);
    return sequence(Buffer.from('06092a864886f70d010702', 'hex'), tagged(0, content));
  };

  it.each([
    ['DER', der],
    ['PEM', () => Buffer.from(pemOf(der()))],
    ['a CMS of certificates', certsOnly],
  ])('reads it as %s', async (_, content) => {
    const server = await serve({ '/issuer': bytes(content()) });
    const { certificate } = await issueWith(issuing, { issuer: `${server.url}/issuer` });
    const fetched = await evidence()
      .forOneVerification()
      .fetch({ missing: [], withoutIssuer: [certificate] });
    expect(fetched.intermediates).toEqual([der()]);
  });

  it.each([
    ['text', Buffer.from('not found')],
    ['a CMS cut off', Buffer.from('300b06092a864886f70d010702', 'hex')],
    ['nothing', Buffer.alloc(0)],
  ])('says that %s is none', async (_, content) => {
    const server = await serve({ '/issuer': bytes(content) });
    const { certificate } = await issueWith(issuing, { issuer: `${server.url}/issuer` }, [noCheck]);
    const fetched = await evidence()
      .forOneVerification()
      .fetch({ missing: [], withoutIssuer: [certificate] });
    expect(fetched).toMatchObject({ intermediates: [], failures: [{ address: `${server.url}/issuer` }] });
  });
});
