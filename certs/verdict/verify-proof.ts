/**
 * What a proof file says beyond its own seal: the sealed document and the status messages nested in it are judged too, with the
 * certificates and revocation data that the proof brings as evidence (believed only as far as they prove themselves), and for the time at
 * which the proof's seal, or the log it brings, proves that they existed.
 * Source: architecture, "A document's way", step 8; ETSI EN 319 162-1 section 4.4 (nested containers are plain data objects);
 * ETSI EN 319 102-1 V1.3.1 section 5.6.2.3 (proofs of existence: a timestamp is one for everything whose digest it covers).
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { earlier, LogExistence } from './log-existence.js';
import type { FileReport, NestedReport, SignatureReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

const headName = 'proof.json';
const maxHeadBytes = 64 * 1024;
const maxEvidenceBytes = 32 * 1024 * 1024;
const maxExpandedBytes = 64 * 1024 * 1024;
const maxNested = 2_000;
const maxTrustFiles = 256;

type Verify = (source: ByteSource, options: VerifyOptions) => Promise<FileReport>;

async function isProof(container: Container): Promise<boolean> {
  const head = container.dataEntries.find(({ name }) => name === headName);
  if (head === undefined || head.size > maxHeadBytes) return false;
  try {
    const value: unknown = JSON.parse((await container.read(head, maxHeadBytes)).toString('utf8'));
    return (value as { format?: unknown } | null)?.format === 'congvan-proof';
  } catch (error) {
    if (error instanceof SyntaxError || isProblem(error)) return false;
    throw error;
  }
}

/**
 * The options to judge a proof with: what lies in its `trust/` beside what the caller gave. Undefined for a container that is no proof.
 */
export async function readProof(container: Container, options: VerifyOptions): Promise<VerifyOptions | undefined> {
  if (!(await isProof(container))) return undefined;
  return {
    ...options,
    intermediates: [...(options.intermediates ?? []), ...(await readTrustFiles(container, '.cer'))],
    crls: [...(options.crls ?? []), ...(await readTrustFiles(container, '.crl'))],
    ocsps: [...(options.ocsps ?? []), ...(await readTrustFiles(container, '.ocsp'))],
  };
}

async function readTrustFiles(container: Container, extension: string): Promise<Buffer[]> {
  const entries = container.dataEntries.filter(({ name }) => name.startsWith('trust/') && name.endsWith(extension));
  const found: Buffer[] = [];
  for (const entry of entries.filter(({ size }) => size <= maxEvidenceBytes).slice(0, maxTrustFiles))
    found.push(await container.read(entry, maxEvidenceBytes));
  return found;
}

/** A stored entry is a part of the file; a compressed one is expanded within a limit. */
async function openEntry(source: ByteSource, container: Container, entry: ContainerEntry): Promise<ByteSource> {
  if (entry.method !== 0) return bufferSource(await container.read(entry, maxExpandedBytes));
  const { offset, size } = entry;
  return {
    size,
    read: (start, length) => source.read(offset + start, Math.max(0, Math.min(length, size - start))),
    stream: (start = 0, end = size) => source.stream(offset + start, offset + Math.min(end, size)),
  };
}

/**
 * When an entry provably existed: the earliest time that a signature around it proves which passed as a whole and covers the entry's
 * digest. What any other signature claims proves nothing.
 */
function existenceOf(name: string, signatures: readonly SignatureReport[]): Date | null {
  const times = signatures
    .filter(({ indication, covers }) => indication === 'TOTAL-PASSED' && covers.includes(name))
    .flatMap(({ provenAt }) => provenAt ?? []);
  const [earliest] = times.sort();
  return earliest === undefined ? null : new Date(earliest);
}

/**
 * Reports on what is nested in a proof, each by itself, for the earliest time that is proven for it: by the signatures of the proof, or by a
 * timestamped checkpoint of the log (log-existence.ts).
 * @param proof as judged, without what is nested
 * @throws Problem as `verify` does for a nested file of no known kind
 */
export async function verifyNested(
  source: ByteSource,
  container: Container,
  proof: FileReport,
  options: VerifyOptions,
  verify: Verify,
): Promise<NestedReport[]> {
  const nested: NestedReport[] = [];
  const bySeal = (name: string) => existenceOf(name, proof.signatures);
  const log = await LogExistence.open(container, options, bySeal);
  const digests = new Map(proof.files.map(({ name, sha256 }) => [name, sha256]));
  const entries = container.dataEntries.filter(({ name }) => name.endsWith('.asice')).slice(0, maxNested);
  for (const entry of entries) {
    const { name } = entry;
    const existedAt = earlier(await log.existedAt(name, digests.get(name) ?? ''), bySeal(name));
    const known = existedAt === null ? {} : { existedAt };
    const report = await verify(await openEntry(source, container, entry), { ...options, ...known });
    nested.push({ name, existedAt: existedAt?.toISOString() ?? null, report });
  }
  return nested;
}
