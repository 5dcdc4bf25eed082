import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { octets } from '../../../certs/asn1/write-der.js';
import { buildCertificate, type Issuer } from '../../../certs/authority/build-certificate.js';
import { createKeypair } from '../../../certs/authority/create-keypair.js';
import { issueCrl } from '../../../certs/authority/issue-crl.js';
import { Extension } from '../../../certs/authority/x509-library.js';
import { readCertificate } from '../../../certs/trust/certificate.js';
import { readOcsp } from '../../../certs/trust/ocsp.js';
import { type PathResult, type TrustMaterial, validatePath } from '../../../certs/trust/validate-path.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { type AnswerWish, ocspAnswer } from '../../support/ocsp-answer.js';
import { openssl } from '../../support/openssl.js';
import { pemOf } from '../../support/pem.js';
import { newTestAuthority, type TestAuthority, type TestSeal } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const dayMs = 86_400_000;
const days = (count: number) => new Date(Date.now() + count * dayMs);
const required = { requireRevocation: true };
const mayAnswer = new Extension('2.5.29.37', false, Buffer.from('300a06082b06010505070309', 'hex'));
const noCheck = new Extension('1.3.6.1.5.5.7.48.1.5', false, Buffer.of(5, 0));

let folder: string;
let authority: TestAuthority;
let seal: TestSeal;
let responder: Issuer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocsp-'));
  authority = await newTestAuthority();
  seal = await authority.issueSeal();
  responder = await certify(authority.issuing, [mayAnswer, noCheck]);
});

afterAll(() => rmSync(folder, { recursive: true }));

async function certify(issuer: Issuer, extensions: Extension[], from = -2, until = 300): Promise<Issuer> {
  const { publicKey, privateKey } = await createKeypair('p-256');
  const validity = { notBefore: days(from), notAfter: days(until) };
  const draft = { subject: { commonName: 'Trả lời trạng thái' }, publicKey, validity, extensions };
  return { privateKey, certificate: await buildCertificate(draft, issuer) };
}

function answer(changes: Partial<AnswerWish> = {}): Buffer {
  return ocspAnswer({
    certificate: seal.certificate,
    issuer: authority.issuing.certificate,
    signer: responder,
    ...changes,
  });
}

/** The issuing authority is trusted directly, so that only the seal needs to be asked about. */
function judge(ocsps: readonly Buffer[], changes: Partial<TrustMaterial> = {}): Promise<PathResult> {
  const anchors = [authority.issuing.certificate];
  return validatePath(seal.certificate, { anchors, ocsps, at: new Date(), ...changes }, required);
}

const verdict = (result: PathResult) => (result.ok ? 'accepted' : result.problem.code);

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const pemFile = (name: string, der: Buffer) => file(name, pemOf(der));

/** What openssl says of an answer: `good`, `revoked`, `unknown`, or `refused` when it does not believe it. */
function opensslSays(der: Buffer, digest = 'sha1'): string {
  const args = [
    ['-respin', file('answer.der', der)],
    ['-issuer', pemFile('issuing.pem', authority.issuing.certificate)],
    [`-${digest}`],
    ['-cert', pemFile('seal.pem', seal.certificate)],
    ['-CAfile', pemFile('root.pem', authority.root.certificate)],
    ['-no_nonce'],
  ];
  const { status, text } = openssl(['ocsp', ...args.flat()]);
  if (status !== 0 || !text.includes('Response verify OK')) return 'refused';
  if (/WARNING|no status found/i.test(text)) return 'refused';
  return /seal\.pem: (\w+)/.exec(text)?.[1] ?? 'refused';
}

describe('reading an OCSP answer', () => {
  it('tells everything an answer says, by name and by key, in both forms', async () => {
    const revokedAt = new Date('2026-03-04T05:06:07Z');
    const thisUpdate = new Date('2026-05-06T07:08:09Z');
    const nonce = Buffer.from('01020304', 'hex');
    const der = answer({ status: { revokedAt, reason: 1 }, thisUpdate, nextUpdate: null, nonce, responder: 'key' });
    const view = readOcsp(der);
    expect(view).toMatchObject({ der, producedAt: thisUpdate, nonce: octets(nonce), unknownCritical: false });
    expect(view.responder).toHaveProperty('keyHash');
    expect(view.certificates).toEqual([responder.certificate]);
    expect(view.answers).toMatchObject([
      {
        certId: { digest: 'sha1', serial: readCertificate(seal.certificate).serial },
        status: { revokedAt, reason: 1 },
        thisUpdate,
        nextUpdate: null,
        archiveCutoff: null,
        unknownCritical: false,
      },
    ]);
    const basic = readOcsp(answer({ form: 'basic', status: 'unknown', certificates: [] }));
    expect(basic.answers[0]?.status).toBe('unknown');
    expect(basic.responder).toHaveProperty('name');
    expect(basic).toMatchObject({ nonce: null, certificates: [] });
  });

  it.each(['peru_ocsp.bin', 'sk_ocsp.bin'])('reads %s, an answer of a real responder, as openssl does', (name) => {
    const path = vectorPath('tsp', `dss-spi/${name}`);
    const { text } = openssl(['ocsp', '-respin', path, '-noverify', '-text']);
    const told = (label: string) => new RegExp(`${label}: (.+)`).exec(text)?.[1] ?? '';
    const [single] = readOcsp(readFileSync(path)).answers;
    expect(told('Serial Number').toLowerCase()).toBe(single?.certId.serial.replace(/^00/, ''));
    expect(single?.thisUpdate).toEqual(new Date(told('This Update')));
    expect(single?.nextUpdate).toEqual(new Date(told('Next Update')));
    const revokedAt = told('Revocation Time');
    expect(single?.status).toEqual(revokedAt === '' ? 'good' : { revokedAt: new Date(revokedAt), reason: 0 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a certificate', () => seal.certificate],
    ['a refusal to answer', Buffer.from('30030a0103', 'hex')],
    ['more than 1 MB', Buffer.alloc(1024 * 1024 + 1, 0x30)],
    ['bytes after the end', () => Buffer.concat([answer(), Buffer.of(0)])],
    ['a wrapped answer without an answer', Buffer.from('30030a0100', 'hex')],
  ])('refuses %s', (_, bytes) => {
    const der = Buffer.isBuffer(bytes) ? bytes : bytes();
    expect(() => readOcsp(der)).toThrow(expect.objectContaining({ code: 'ocsp_malformed' }));
  });

  it('ends with a typed problem or a view for any bytes, mutated or random', () => {
    const whole = answer({ nonce: Buffer.alloc(16), archiveCutoff: days(-9) });
    const mutated = fc
      .array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, random), (bytes) => {
        try {
          expect(readOcsp(bytes).answers.length).toBeGreaterThan(0);
        } catch (error) {
          if (!isProblem(error, 'ocsp_malformed')) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('believing an OCSP answer', () => {
  it('accepts a delegated responder and the issuer itself, by name and by key, wrapped and bare, as openssl does', async () => {
    for (const signer of [responder, authority.issuing])
      for (const by of ['name', 'key'] as const)
        for (const digest of ['sha1', 'sha256'] as const) {
          const der = answer({ signer, responder: by, digest });
          expect(opensslSays(der, digest)).toBe('good');
          expect(verdict(await judge([der]))).toBe('accepted');
          expect(verdict(await judge([answer({ signer, responder: by, digest, form: 'basic' })]))).toBe('accepted');
        }
  });

  it('names what it relied upon and about which certificate', async () => {
    const der = answer();
    const about = readCertificate(seal.certificate).fingerprint;
    expect(await judge([Buffer.from('no answer'), der])).toMatchObject({
      ok: true,
      evidence: [{ kind: 'ocsp', der, about }],
    });
  });

  it('finds the responder among known certificates when the answer does not bring it', async () => {
    const der = answer({ certificates: [] });
    expect(verdict(await judge([der]))).toBe('revocation_unknown');
    expect(verdict(await judge([der], { intermediates: [responder.certificate] }))).toBe('accepted');
  });

  it('refuses a revoked seal, with the time, as openssl does, and accepts the time before', async () => {
    const revokedAt = new Date(Math.floor(days(-1).getTime() / 1000) * 1000);
    const der = answer({ status: { revokedAt, reason: 1 }, thisUpdate: days(-0.5), producedAt: days(-0.5) });
    expect(opensslSays(der)).toBe('revoked');
    const result = await judge([der]);
    expect(result).toMatchObject({ ok: false, subIndication: 'REVOKED_NO_POE' });
    expect(result).toHaveProperty('revokedAt', revokedAt);
    expect(verdict(await judge([der], { at: days(-1.5) }))).toBe('accepted');
  });

  it('names the certificate and its issuer when nothing usable is said about it', async () => {
    const missing = [{ certificate: seal.certificate, issuer: authority.issuing.certificate }];
    expect(await judge([])).toMatchObject({ ok: false, subIndication: 'TRY_LATER', missing });
  });

  it('"unknown" is never good, as openssl says too', async () => {
    const der = answer({ status: 'unknown' });
    expect(opensslSays(der)).toBe('unknown');
    expect(verdict(await judge([der]))).toBe('revocation_unknown');
  });

  interface Attack {
    readonly name: string;
    readonly forge: () => Promise<Buffer> | Buffer;
    /** What openssl says where it sees less than we do. */
    readonly openssl?: string;
  }
  const stranger = async () => (await newTestAuthority()).issuing;
  const attacks: readonly Attack[] = [
    { name: 'signed by a stranger', forge: async () => answer({ signer: await stranger() }) },
    {
      name: 'signed by a responder of another authority',
      forge: async () => answer({ signer: await certify(await stranger(), [mayAnswer, noCheck]) }),
    },
    {
      name: 'signed by a responder that the root certified, not the issuer',
      forge: async () => answer({ signer: await certify(authority.root, [mayAnswer, noCheck]) }),
    },
    {
      name: 'signed by the seal itself',
      forge: () => answer({ signer: { privateKey: seal.privateKey, certificate: seal.certificate } }),
    },
    {
      name: 'signed by a certificate that may not answer',
      forge: async () => answer({ signer: await certify(authority.issuing, [noCheck]) }),
    },
    {
      name: 'signed by a certificate for time stamping',
      forge: async () =>
        answer({
          signer: await certify(authority.issuing, [
            new Extension('2.5.29.37', false, Buffer.from('300a06082b06010505070308', 'hex')),
            noCheck,
          ]),
        }),
    },
    {
      name: 'signed by a responder whose certificate has expired',
      forge: async () => answer({ signer: await certify(authority.issuing, [mayAnswer, noCheck], -3, -1) }),
    },
    {
      name: 'signed by a responder that expired after it answered',
      forge: async () =>
        answer({
          signer: await certify(authority.issuing, [mayAnswer, noCheck], -3, -1),
          thisUpdate: days(-2),
        }),
    },
    {
      name: 'signed by a responder that is not valid yet',
      forge: async () => answer({ signer: await certify(authority.issuing, [mayAnswer, noCheck], 1, 9) }),
    },
    {
      name: 'signed with the key of another responder',
      forge: async () => {
        const { privateKey } = await certify(authority.issuing, [mayAnswer, noCheck]);
        return answer({ signer: { certificate: responder.certificate, privateKey } });
      },
    },
    {
      name: 'about the same serial number of another issuer',
      forge: async () => answer({ issuer: (await stranger()).certificate }),
    },
    {
      name: 'about another certificate',
      forge: async () => answer({ certificate: (await authority.issueSeal()).certificate }),
    },
    { name: 'out of date', forge: () => answer({ thisUpdate: days(-1.9), nextUpdate: days(-1) }) },
    { name: 'dated tomorrow', forge: () => answer({ thisUpdate: days(1), nextUpdate: days(2), producedAt: days(0) }) },
    {
      name: 'with a critical extension nobody knows, of the single answer',
      forge: () => answer({ strangeExtension: 'single' }),
      openssl: 'good',
    },
    {
      name: 'with a critical extension nobody knows, of the whole',
      forge: () => answer({ strangeExtension: 'whole' }),
      openssl: 'good',
    },
    {
      name: 'older than a day, without saying until when it holds',
      forge: () => answer({ thisUpdate: days(-1.1), nextUpdate: null }),
      openssl: 'good',
    },
    {
      name: 'of a responder whose own revocation nobody can tell',
      forge: async () => answer({ signer: await certify(authority.issuing, [mayAnswer]) }),
      openssl: 'good',
    },
  ];

  it.each(attacks.map((attack) => [attack.name, attack] as const))('an answer %s proves nothing', async (_, attack) => {
    const der = await attack.forge();
    expect(opensslSays(der)).toBe(attack.openssl ?? 'refused');
    expect(verdict(await judge([der]))).toBe('revocation_unknown');
  });

  it('an answer with any byte changed never makes a certificate good, unless only what nobody signed was changed', async () => {
    const der = answer({ form: 'basic' });
    const view = readOcsp(der);
    for (let at = 0; at < der.length; at++) {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      if (verdict(await judge([changed])) !== 'accepted') continue;
      const read = readOcsp(changed);
      expect(read.signedBytes.equals(view.signedBytes)).toBe(true);
    }
  });

  it('an answer without nextUpdate is current for a day', async () => {
    expect(verdict(await judge([answer({ thisUpdate: days(-0.9), nextUpdate: null })]))).toBe('accepted');
  });

  it('a clock that runs a minute ahead of ours does no harm', async () => {
    expect(verdict(await judge([answer({ thisUpdate: new Date(Date.now() + 60_000) })]))).toBe('accepted');
  });

  it('an answer given after the certificate expired counts only when the responder keeps expired ones', async () => {
    const short = await authority.issueSeal({ notBefore: days(-20), notAfter: days(-10) });
    const late = (archiveCutoff?: Date) =>
      answer({ certificate: short.certificate, ...(archiveCutoff === undefined ? {} : { archiveCutoff }) });
    const at = days(-12);
    const given = (ocsps: Buffer[]) => ({ anchors: [authority.issuing.certificate], ocsps, at });
    expect(verdict(await validatePath(short.certificate, given([late()]), required))).toBe('revocation_unknown');
    expect(verdict(await validatePath(short.certificate, given([late(days(-5))]), required))).toBe(
      'revocation_unknown',
    );
    expect(verdict(await validatePath(short.certificate, given([late(days(-100))]), required))).toBe('accepted');
  });
});

describe('lists and answers together', () => {
  const list = (changes: Partial<Parameters<typeof issueCrl>[1]> = {}) =>
    issueCrl(authority.issuing, { number: 3, thisUpdate: days(-1), nextUpdate: days(1), revoked: [], ...changes });
  const entry = (reason: 'keyCompromise') => [
    { serial: readCertificate(seal.certificate).serial, revokedAt: days(-2), reason },
  ];

  it('either is enough', async () => {
    const crls = [await list()];
    expect(await judge([], { crls })).toMatchObject({ ok: true, evidence: [{ kind: 'crl', der: crls[0] }] });
    expect(verdict(await judge([answer({ status: 'unknown' })], { crls }))).toBe('accepted');
    expect(verdict(await judge([answer()], { crls: [await list({ nextUpdate: days(-0.5) })] }))).toBe('accepted');
  });

  it('a revocation in one outweighs a newer "good" in the other, even when what says it is out of date', async () => {
    const crls = [await list({ nextUpdate: days(-0.5), revoked: entry('keyCompromise') })];
    expect(verdict(await judge([answer()], { crls }))).toBe('certificate_revoked');
    const revoked = answer({ status: { revokedAt: days(-2), reason: 4 }, thisUpdate: days(-1.5) });
    expect(verdict(await judge([revoked, answer()], { crls: [await list()] }))).toBe('certificate_revoked');
  });

  it('a hold ends with the newest word', async () => {
    const held = answer({ status: { revokedAt: days(-2), reason: 6 }, thisUpdate: days(-1.5), nextUpdate: days(1) });
    expect(verdict(await judge([held]))).toBe('certificate_revoked');
    expect(verdict(await judge([held, answer()]))).toBe('accepted');
    expect(verdict(await judge([held], { crls: [await list()] }))).toBe('accepted');
  });

  it('a responder without exemption counts when a list shows it good, not when the list revokes it', async () => {
    const plain = await certify(authority.issuing, [mayAnswer]);
    const answers = [answer({ signer: plain, thisUpdate: days(-0.2) })];
    const serial = readCertificate(plain.certificate).serial;
    const revokedAt = days(-1);
    const good = await judge(answers, { crls: [await list()], at: new Date() });
    expect(good).toMatchObject({ ok: true, evidence: [{ kind: 'ocsp' }, { kind: 'crl' }] });
    const crls = [await list({ thisUpdate: days(-0.5), revoked: [{ serial, revokedAt, reason: 'keyCompromise' }] })];
    const between = await judge(answers, { crls, at: new Date() });
    // The list alone still says that the seal is good; what the revoked responder says does not count.
    expect(between).toMatchObject({ ok: true, evidence: [{ kind: 'crl' }] });
  });

  it('two responders that vouch only for each other prove nothing', async () => {
    const [one, other] = [await certify(authority.issuing, [mayAnswer]), await certify(authority.issuing, [mayAnswer])];
    const answers = [
      answer({ signer: one }),
      answer({ signer: other, certificate: one.certificate }),
      answer({ signer: one, certificate: other.certificate }),
    ];
    expect(verdict(await judge(answers))).toBe('revocation_unknown');
  });

  it('stays quick when hundreds of answers speak about each other', async () => {
    const plain = await Promise.all(Array.from({ length: 8 }, () => certify(authority.issuing, [mayAnswer])));
    const answers = plain.flatMap((signer) =>
      [seal.certificate, ...plain.map(({ certificate }) => certificate)].flatMap((certificate) =>
        [0, 1, 2].map((minutes) =>
          answer({ signer, certificate, thisUpdate: new Date(Date.now() - minutes * 60_000 - 1000) }),
        ),
      ),
    );
    const started = performance.now();
    expect(verdict(await judge(answers))).toBe('revocation_unknown');
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('a whole path needs an answer about every authority below the anchor', async () => {
    const anchors = seal.anchors;
    const intermediates = [authority.issuing.certificate];
    const about = answer({
      certificate: authority.issuing.certificate,
      issuer: authority.root.certificate,
      signer: authority.root,
    });
    expect(verdict(await judge([answer(), about], { anchors, intermediates }))).toBe('accepted');
    expect(await judge([answer()], { anchors, intermediates })).toMatchObject({
      ok: false,
      missing: [{ certificate: authority.issuing.certificate, issuer: authority.root.certificate }],
    });
  });
});

describe('answers made by openssl', () => {
  /** The database of `openssl ocsp -index`: one certificate, valid or revoked. */
  function answerOfOpenssl(status: 'V' | 'R', ...options: string[]): Buffer {
    const { serial, notAfter } = readCertificate(seal.certificate);
    const stamp = (time: Date) =>
      `${time
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2)}`;
    const revoked = status === 'R' ? `${stamp(days(-1))},keyCompromise` : '';
    const index = file(
      'index.txt',
      `${[status, stamp(notAfter), revoked, serial.toUpperCase(), 'unknown', '/CN=x'].join('\t')}\n`,
    );
    const issuing = pemFile('issuing.pem', authority.issuing.certificate);
    const request = join(folder, 'request.der');
    const made = openssl([
      'ocsp',
      '-issuer',
      issuing,
      '-cert',
      pemFile('seal.pem', seal.certificate),
      '-reqout',
      request,
      '-no_nonce',
    ]);
    expect(made.status).toBe(0);
    const key = file('key.pem', responder.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const out = join(folder, 'answer.der');
    const args = ['-index', index, '-CA', issuing, '-rsigner', pemFile('responder.pem', responder.certificate)];
    const { status: exit, text } = openssl([
      'ocsp',
      ...args,
      '-rkey',
      key,
      '-reqin',
      request,
      '-respout',
      out,
      '-nmin',
      '30',
      ...options,
    ]);
    expect(exit, text).toBe(0);
    return readFileSync(out);
  }

  it('are read and believed: good, revoked, by key, without certificates', async () => {
    expect(verdict(await judge([answerOfOpenssl('V')]))).toBe('accepted');
    expect(verdict(await judge([answerOfOpenssl('V', '-resp_key_id')]))).toBe('accepted');
    expect(verdict(await judge([answerOfOpenssl('R')]))).toBe('certificate_revoked');
    const bare = answerOfOpenssl('V', '-resp_no_certs');
    expect(verdict(await judge([bare]))).toBe('revocation_unknown');
    expect(verdict(await judge([bare], { intermediates: [responder.certificate] }))).toBe('accepted');
  });

  it('prove nothing with a bad signature', async () => {
    expect(verdict(await judge([answerOfOpenssl('V', '-badsig')]))).toBe('revocation_unknown');
  });
});
