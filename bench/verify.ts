/**
 * How many signatures one thread checks a second: parse, canonicalise, certificate reference, digests of three small entries, value.
 * Beside it python3-xmlsec (libxmlsec1) on the same signature file and the same entries. A whole container with 2 × 100 KB apart.
 */
import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificatesToPem } from '../certs/keys/pem-text.js';
import { verifyFile } from '../certs/verdict/verify-file.js';
import { checkSignatures } from '../certs/xades/check-signature.js';
import { sealContainer, signatureName } from '../certs/xades/seal-container.js';
import { ContainerWriter } from '../schemas/asice/container-writer.js';
import { openFileSource } from '../schemas/asice/file-source.js';
import { makeSeal, smallEnvelope } from './bench-seal.js';
import { median, rates } from './rate.js';
import { absolute, type Benchmark, type BenchResult, shareOfLimit } from './result.js';
import { XmlsecPeer } from './xmlsec-peer.js';

const roundMs = 700;
const rounds = 5;

export const verify: Benchmark = {
  name: 'verify',
  about: 'signatures checked a second on one thread, beside python3-xmlsec',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'congvan-bench-'));
    try {
      return [await signatureAlone(folder), await wholeContainer(folder)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function signatureAlone(folder: string): Promise<BenchResult> {
  const { signer } = await makeSeal('rsa-2048');
  const entries = new Map([
    ['a.pdf', randomBytes(512)],
    ['b.pdf', randomBytes(512)],
    ['envelope.edxml', smallEnvelope(new Date())],
  ]);
  const writer = await ContainerWriter.create(join(folder, 'small.asice'));
  for (const name of ['a.pdf', 'b.pdf'])
    await writer.addBytes(name, 'application/pdf', entries.get(name) ?? Buffer.of());
  const envelope = entries.get('envelope.edxml') ?? null;
  const { signature } = await sealContainer(writer, { envelope, signer, signingTime: new Date() });
  const digestOf = (name: string, algorithm: string) => hash(algorithm, entries.get(name) ?? '', 'buffer');
  const objects = {
    nameOf: (name: string) => (entries.has(name) ? name : undefined),
    digest: async (name: string, algorithm: string) => digestOf(name, algorithm),
    stream: () => undefined,
  };
  for (const [name, bytes] of entries) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'signatures0.xml'), signature);
  await writeFile(join(folder, 'signer.pem'), certificatesToPem([signer.certificate]));
  const { ours, theirs } = await inTurns(folder, async () => {
    const [checked] = await checkSignatures(signature, objects, signatureName);
    if (checked?.findings.length !== 0) throw new Error('the signature is wrong');
  });
  const name = 'verify core signature, RSA-2048';
  return theirs === null
    ? absolute(name, 'signatures/s', ours, { text: '≥ 1 of python3-xmlsec (not installed)', met: false })
    : shareOfLimit(name, 'signatures/s', ours, theirs, 1);
}

/** Rounds of both take turns, each warmed up, and the median of each counts: what slows the machine down hits both alike. */
async function inTurns(folder: string, check: () => Promise<void>): Promise<{ ours: number; theirs: number | null }> {
  const peer = XmlsecPeer.start(folder);
  const ours: number[] = [];
  const theirs: number[] = [];
  await peer?.rate(roundMs / 2);
  for (let round = 0; round < rounds; round += 1) {
    ours.push(...(await rates([check], { roundMs, rounds: 1 })));
    if (peer !== null) theirs.push(await peer.rate(roundMs));
  }
  peer?.stop();
  return { ours: median(ours), theirs: peer === null ? null : median(theirs) };
}

async function wholeContainer(folder: string): Promise<BenchResult> {
  const { signer, root } = await makeSeal('rsa-2048');
  const path = join(folder, 'whole.asice');
  const writer = await ContainerWriter.create(path);
  for (const name of ['a.pdf', 'b.pdf']) await writer.addBytes(name, 'application/pdf', randomBytes(100 * 1024));
  await sealContainer(writer, { envelope: smallEnvelope(new Date()), signer, signingTime: new Date() });
  const [whole = 0] = await rates([
    async () => {
      const source = await openFileSource(path);
      const report = await verifyFile(source, { policy: 'core', anchors: [root] });
      await source.close();
      if (report.indication !== 'TOTAL-PASSED') throw new Error('the container is not valid');
    },
  ]);
  return absolute('verify whole container, core, 2 × 100 KB', 'containers/s', whole, null);
}
