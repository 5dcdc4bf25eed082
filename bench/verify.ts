/**
 * How many signatures one thread checks a second: parse, canonicalise, certificate reference, digests of three small entries, value.
 * Beside it python3-xmlsec (libxmlsec1) on the same signature file and the same entries. A whole container with 2 × 100 KB apart.
 */
import { spawnSync } from 'node:child_process';
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
import { rates } from './rate.js';
import { absolute, type Benchmark, type BenchResult, shareOfLimit } from './result.js';

const rounds = 3_000;

/** Prints verifications a second. The entries are read from the working folder, which the system keeps in memory. */
const xmlsecProgram = `
import sys, time, xmlsec
from lxml import etree
tree = etree.parse('signatures0.xml')
data = open('signatures0.xml', 'rb').read()
key = xmlsec.Key.from_file('signer.pem', xmlsec.KeyFormat.CERT_PEM)
def check():
    root = etree.fromstring(data)
    xmlsec.tree.add_ids(root, ['Id'])
    node = xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE)
    context = xmlsec.SignatureContext()
    context.key = key
    context.verify(node)
for _ in range(200): check()
best = 0
for _ in range(3):
    start = time.perf_counter()
    for _ in range(${rounds}): check()
    best = max(best, ${rounds} / (time.perf_counter() - start))
print(best)
`;

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
  const [ours = 0] = await rates([
    async () => {
      const [checked] = await checkSignatures(signature, objects, signatureName);
      if (checked?.findings.length !== 0) throw new Error('the signature is wrong');
    },
  ]);
  for (const [name, bytes] of entries) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'signatures0.xml'), signature);
  await writeFile(join(folder, 'signer.pem'), certificatesToPem([signer.certificate]));
  const theirs = rateOfXmlsec(folder);
  const name = 'verify core signature, RSA-2048';
  return theirs === null
    ? absolute(name, 'signatures/s', ours, { text: '≥ 1 of python3-xmlsec (not installed)', met: false })
    : shareOfLimit(name, 'signatures/s', ours, theirs, 1);
}

/** The one that Debian's packages belong to. */
const debianPython = '/usr/bin/python3';

/** Null when python3-xmlsec is not there and cannot be installed. */
function rateOfXmlsec(folder: string): number | null {
  const run = () => spawnSync(debianPython, ['-c', xmlsecProgram], { cwd: folder, encoding: 'utf8' });
  let result = run();
  if (/No module named/.test(result.stderr ?? '') && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'python3-xmlsec'], { stdio: 'ignore' });
    result = run();
  }
  if (result.status === 0) return Number(result.stdout);
  process.stderr.write(`no python3-xmlsec to compare with: sudo apt-get install python3-xmlsec\n${result.stderr}\n`);
  return null;
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
