import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { envelopeName, sealContainer, signatureName } from '../../../certs/xades/seal-container.js';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { type Changes, rewriteContainer } from '../../support/rewrite-container.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';

const envelope = Buffer.from(
  `<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXMLEnvelope soLan='1'><!-- ghi chú --><Subject>Mật độ dân số &amp; nhà ở</Subject></edXMLEnvelope></edXML>`,
);

let folder: string;
let seal: TestSeal;
let sealed: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-verdict-'));
  seal = await (await testAuthority()).issueSeal({ agencyCode: 'H30.03', keyType: 'p-256' });
  sealed = await rebuild([
    ['a.txt', 'một'],
    ['b.txt', 'hai'],
  ]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** A container with these files, sealed. */
async function rebuild(files: readonly (readonly [string, string])[]): Promise<Buffer> {
  const path = join(folder, `${count++}.asice`);
  const writer = await ContainerWriter.create(path);
  for (const [name, content] of files) await writer.addBytes(name, 'text/plain', Buffer.from(content));
  await sealContainer(writer, { envelope, signer: seal.signer, signingTime: new Date() });
  return readFileSync(path);
}

const rewrite = (changes: Changes, names: Readonly<Record<string, string>> = {}) =>
  rewriteContainer(sealed, changes, names);

const verify = (bytes: Buffer, policy: 'full' | 'core' = 'full'): Promise<VerificationReport> =>
  verifyFile(bufferSource(bytes), { policy, anchors: seal.anchors, crls: seal.crls });

const codes = (report: VerificationReport) =>
  [...report.problems, ...report.signatures.flatMap(({ problems }) => problems)].map(({ code }) => code);

describe('the verdict on a container', () => {
  it('passes what we sealed, and says who signed what', async () => {
    const report = await verify(sealed);
    expect(report).toMatchObject({
      format: 'asice',
      policy: 'full',
      indication: 'TOTAL-PASSED',
      subIndication: null,
      problems: [],
    });
    expect(report.signatures).toHaveLength(1);
    expect(report.signatures[0]).toMatchObject({
      signer: { agencyCode: 'H30.03' },
      level: 'B-B',
      algorithm: 'ECDSA-SHA256',
      covers: ['a.txt', 'b.txt', envelopeName],
    });
    expect(report.files.every(({ covered }) => covered)).toBe(true);
  });

  it('cannot be decided without revocation data, and never passes then', async () => {
    const report = await verifyFile(bufferSource(sealed), { policy: 'full', anchors: seal.anchors });
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(codes(report)).toContain('revocation_unknown');
  });

  it('cannot be decided when no anchor is known', async () => {
    const report = await verifyFile(bufferSource(sealed), { policy: 'full', anchors: [], crls: seal.crls });
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' });
  });

  it('does not pass when the certificate was revoked', async () => {
    const crl = await seal.revoke();
    const report = await verifyFile(bufferSource(sealed), {
      policy: 'full',
      anchors: seal.anchors,
      crls: [crl, ...seal.crls.slice(1)],
      at: new Date(Date.now() + 1000),
    });
    expect(report.indication).not.toBe('TOTAL-PASSED');
    expect(codes(report)).toContain('certificate_revoked');
  });

  it('asks policy core for no trust at all', async () => {
    expect(await verifyFile(bufferSource(sealed), { policy: 'core', anchors: [] })).toMatchObject({
      indication: 'TOTAL-PASSED',
      policy: 'core',
    });
  });

  it('fails when a file was changed', async () => {
    const report = await verify(await rewrite({ 'a.txt': 'khác' }));
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
  });

  it('fails when a file was added', async () => {
    const report = await verify(await rewrite({ 'c.txt': 'thêm' }));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codes(report)).toContain('not_covered');
  });

  it('fails when a file was removed', async () => {
    const report = await verify(await rewrite({ 'a.txt': null }));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codes(report)).toContain('reference_missing');
  });

  it('fails when a file was renamed', async () => {
    const report = await verify(await rewrite({}, { 'a.txt': 'z.txt' }));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codes(report)).toEqual(expect.arrayContaining(['not_covered', 'reference_missing']));
  });

  it('fails when the manifest lists other files than there are', async () => {
    const container = await openContainer(bufferSource(sealed));
    const entry = container.entries.find(({ name }) => name === 'META-INF/manifest.xml');
    const manifest = entry === undefined ? '' : (await container.read(entry, 10_000)).toString('utf8');
    const report = await verify(await rewrite({ 'META-INF/manifest.xml': manifest.replace('a.txt', 'other.txt') }));
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(codes(report)).toContain('asic_manifest');
  });

  it('judges an added signature file as a signature, and the worst one decides', async () => {
    const report = await verify(
      await rewrite({
        'META-INF/signatures1.xml': '<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"/>',
      }),
    );
    expect(report.indication).toBe('TOTAL-FAILED');
    expect(report.signatures).toHaveLength(2);
    expect(report.signatures[0]?.indication).toBe('TOTAL-PASSED');
  });

  it('does not know a ZIP archive that is no container', async () => {
    const changed = Buffer.from(sealed);
    changed.write('application/vnd.etsi.asic-X+zip', sealed.indexOf('application/vnd.etsi.asic-e+zip'));
    // The CRC no longer fits either, so the container is refused as a whole; with a fitting one the file is unknown.
    await expect(
      verify(changed).then(
        ({ indication }) => indication,
        (error: unknown) => (isProblem(error, 'file_unknown') ? 'TOTAL-FAILED' : 'other'),
      ),
    ).resolves.toBe('TOTAL-FAILED');
  });
});

/** The lowest bit, the one that makes a letter small or a blank vanish, and the one that leaves ASCII. */
const masks = [0x01, 0x20, 0x80];

describe('flipping any byte of a sealed container', () => {
  async function verdictOfFlip(at: number, mask: number): Promise<string> {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ mask;
    return verify(changed, 'full').then(
      ({ indication }) => indication,
      (error: unknown) => (isProblem(error) ? 'refused' : `crash: ${error}`),
    );
  }

  it('never passes where the envelope, a covered entry, SignedInfo or SignedProperties is touched, whichever bit it is', async () => {
    const faults: string[] = [];
    let flips = 0;
    for (const [start, end] of await findProtectedRanges()) {
      for (let at = start; at < end; at += 1) {
        for (const mask of masks) {
          const verdict = await verdictOfFlip(at, mask);
          flips += 1;
          if (verdict === 'TOTAL-PASSED' || verdict.startsWith('crash')) faults.push(`${at} ^ ${mask}: ${verdict}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(flips).toBeGreaterThan(masks.length * 2_500);
  }, 300_000);

  it('never ends in an exception, wherever it is', async () => {
    const faults: string[] = [];
    for (let at = 0; at < sealed.length; at += 1) {
      const mask = masks[at % masks.length] ?? 0x01;
      const verdict = await verdictOfFlip(at, mask);
      if (verdict.startsWith('crash')) faults.push(`${at} ^ ${mask}: ${verdict}`);
    }
    expect(faults).toEqual([]);
  }, 300_000);
});

/** Byte ranges of the container that the signature protects. */
async function findProtectedRanges(): Promise<[number, number][]> {
  const container = await openContainer(bufferSource(sealed));
  const entries = container.dataEntries.map(({ offset, size }): [number, number] => [offset, offset + size]);
  const signature = container.entries.find(({ name }) => name === signatureName);
  if (signature === undefined) throw new Error('no signature');
  const part = (name: string): [number, number] => {
    const start = sealed.indexOf(`<${name} `, signature.offset);
    return [start, sealed.indexOf(`</${name}>`, start) + name.length + 3];
  };
  return [...entries, part('ds:SignedInfo'), part('xades:SignedProperties')];
}
