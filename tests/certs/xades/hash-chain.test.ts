import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { der, octets, sequence } from '../../support/der-bytes.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1';
const names = 'xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:c="http://cyber.ee/hashchain"';

let seal: TestSeal;
beforeAll(async () => {
  seal = await (await testAuthority()).issueSeal({ agencyCode: 'H30.03', keyType: 'p-256' });
});

const digest = (bytes: Uint8Array | string, algorithm = 'sha256') => createHash(algorithm).update(bytes).digest();

/** DigestList of this scheme, written by hand: the oracle of these tests beside X-Road's own containers. */
function digestList(digests: readonly Buffer[], method = sha256): Buffer {
  const singles = digests.map((value) => sequence(octets(value), der(0x0c, Buffer.from(method)), sequence()));
  return sequence(...singles);
}

const dataRef = (uri: string, value: Buffer) =>
  `<c:DataRef URI="${uri}"><DigestValue>${value.toString('base64')}</DigestValue></c:DataRef>`;
const hashValue = (value: Buffer) =>
  `<c:HashValue><DigestValue>${value.toString('base64')}</DigestValue></c:HashValue>`;
const stepRef = (id: string) => `<c:StepRef URI="#${id}"/>`;
const step = (id: string, ...values: string[]) => `<c:HashStep id="${id}">${values.join('')}</c:HashStep>`;
const chainOf = (steps: readonly string[], method = sha256) =>
  `<c:HashChain ${names}><c:DefaultDigestMethod Algorithm="${method}"/>${steps.join('')}</c:HashChain>`;
const resultOf = (value: Buffer, uri = '/chain.xml#A', method = sha256) =>
  `<c:HashChainResult URI="${uri}" ${names}><DigestMethod Algorithm="${method}"/><DigestValue>${value.toString('base64')}</DigestValue></c:HashChainResult>`;

interface Shape {
  readonly steps: readonly string[];
  readonly top: Buffer;
  readonly method?: string;
  readonly message?: string;
  readonly result?: string;
}

/** A container whose signature covers the result of a chain alone. */
async function judge({ steps, top, method = sha256, message = 'thư', result }: Shape): Promise<FileReport> {
  const container = new MemoryContainer();
  const written = result ?? resultOf(digest(top, method === sha1 ? 'sha1' : 'sha256'), '/chain.xml#A', method);
  await container.addBytes('result.xml', 'text/xml', Buffer.from(written));
  const { signature } = await sealContainer(container, {
    envelope: null,
    signer: seal.signer,
    signingTime: new Date(),
  });
  const whole = new MemoryContainer();
  await whole.addBytes('result.xml', 'text/xml', Buffer.from(written));
  await whole.addBytes('chain.xml', 'text/xml', Buffer.from(chainOf(steps, method)));
  await whole.addBytes('message.xml', 'text/xml', Buffer.from(message));
  await whole.addBytes('META-INF/signatures0.xml', 'text/xml', signature);
  await whole.finish();
  return verifyFile(bufferSource(whole.bytes()), { policy: 'core', anchors: [] });
}

const codes = ({ signatures }: FileReport) => signatures.flatMap(({ problems }) => problems.map(({ code }) => code));
const message = digest('thư');
const other = digest('thư khác');

describe('a signature over a hash chain', () => {
  it.each([
    ['valid-signed-hashchain', 'TOTAL-PASSED', null],
    ['invalid-signed-hashchain', 'TOTAL-FAILED', 'HASH_FAILURE'],
  ])('X-Road’s own %s.asice: %s', async (name, indication, subIndication) => {
    const bytes = readFileSync(vectorPath('asic', `xroad-verifier/${name}.asice`));
    expect(await verifyFile(bufferSource(bytes), { policy: 'core', anchors: [] })).toMatchObject({
      indication,
      subIndication,
    });
  });

  it('covers the file the chain leads to, but not what only carries the chain', async () => {
    const report = await judge({
      steps: [step('A', dataRef('/message.xml', message), dataRef('/absent', other))],
      top: digestList([message, other]),
    });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.covers).toEqual(['result.xml', 'message.xml']);
  });

  it('is followed over several steps', async () => {
    const inner = digestList([message, other]);
    const report = await judge({
      steps: [step('A', hashValue(other), stepRef('B')), step('B', dataRef('/message.xml', message), hashValue(other))],
      top: digestList([other, digest(inner)]),
    });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.covers).toContain('message.xml');
  });

  it.each<[string, Shape, string, string]>([
    [
      'a file that was changed',
      { steps: [step('A', dataRef('/message.xml', message))], top: digestList([message]), message: 'thư giả' },
      'TOTAL-FAILED',
      'digest_mismatch',
    ],
    [
      'a chain rewritten for another file',
      { steps: [step('A', dataRef('/message.xml', digest('giả')))], top: digestList([message]), message: 'giả' },
      'TOTAL-FAILED',
      'digest_mismatch',
    ],
    [
      'a chain that leads to no file of the container',
      { steps: [step('A', dataRef('/absent', message))], top: digestList([message]) },
      'INDETERMINATE',
      'reference_missing',
    ],
    [
      'a chain that leads back to itself',
      { steps: [step('A', stepRef('A'))], top: digestList([message]) },
      'TOTAL-FAILED',
      'signature_malformed',
    ],
    [
      'two steps of one name',
      { steps: [step('A', dataRef('/message.xml', message)), step('A')], top: digestList([message]) },
      'TOTAL-FAILED',
      'signature_malformed',
    ],
    [
      'more values than anybody makes',
      { steps: [step('A', ...Array<string>(1_001).fill(hashValue(message)))], top: digestList([message]) },
      'TOTAL-FAILED',
      'signature_malformed',
    ],
    [
      'a value of an unknown kind',
      { steps: [step('A', '<c:Other/>')], top: digestList([message]) },
      'TOTAL-FAILED',
      'signature_malformed',
    ],
    [
      'a transform on the way',
      {
        steps: [step('A', dataRef('/message.xml', message).replace('<DigestValue>', '<Transforms/><DigestValue>'))],
        top: digestList([message]),
      },
      'TOTAL-FAILED',
      'reference_forbidden',
    ],
    [
      'a reference out of the container',
      { steps: [step('A', dataRef('http://vi.du/message.xml', message))], top: digestList([message]) },
      'TOTAL-FAILED',
      'reference_forbidden',
    ],
    [
      'a step in another file',
      { steps: [step('A', '<c:StepRef URI="/other.xml#B"/>')], top: digestList([message]) },
      'TOTAL-FAILED',
      'reference_forbidden',
    ],
    [
      'a digest nobody knows',
      { steps: [step('A', dataRef('/message.xml', message))], top: digestList([message]), method: 'urn:x' },
      'INDETERMINATE',
      'algorithm_unsupported',
    ],
    [
      'a chain that is not there',
      { steps: [], top: message, result: resultOf(message, '/absent.xml#A') },
      'TOTAL-FAILED',
      'reference_missing',
    ],
    [
      'a result that leads to something else than a chain',
      { steps: [], top: message, result: resultOf(message, '/result.xml#A') },
      'TOTAL-FAILED',
      'signature_malformed',
    ],
  ])('does not pass with %s', async (_what, shape, indication, code) => {
    const report = await judge(shape);
    expect(report.indication).toBe(indication);
    expect(codes(report)).toContain(code);
    expect(report.signatures[0]?.covers).not.toContain('message.xml');
  });

  it('proves nothing by SHA-1, on whatever step of the way', async () => {
    const weak = digest('thư', 'sha1');
    const report = await judge({
      steps: [step('A', dataRef('/message.xml', weak))],
      top: digestList([weak], sha1),
      method: sha1,
    });
    expect(report.indication).toBe('INDETERMINATE');
    expect(codes(report)).toContain('algorithm_weak');
  });

  it('is no matter for XML that only mentions the scheme', async () => {
    const report = await judge({ steps: [], top: message, result: '<a>http://cyber.ee/hashchain</b>' });
    expect(report.indication).toBe('TOTAL-PASSED');
  });
});
