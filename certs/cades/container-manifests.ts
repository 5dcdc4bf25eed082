/**
 * The ASiC manifests of a container: which one stands over a given signature or timestamp, and which archive timestamps came after it.
 * Source: ETSI EN 319 162-1 V1.1.1 section 4.4.3.2 (one manifest for each signature), annex A.7 (archive manifests).
 */
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type AsicManifest, readManifest } from './read-manifest.js';

export interface ManifestFile extends AsicManifest {
  readonly entry: ContainerEntry;
  /** What is signed or stamped. */
  readonly bytes: Buffer;
  /** Made for an archive timestamp, over everything older. */
  readonly isArchive: boolean;
}

export interface ContainerManifests {
  readonly files: readonly ManifestFile[];
  /** Manifests that cannot be read. */
  readonly findings: readonly SignatureFinding[];
}

const manifestName = /^META-INF\/[^/]*ASiC(Archive)?Manifest[^/]*\.xml$/i;
const maxManifestBytes = 10 * 1024 * 1024;
const maxManifests = 64;

const findingOf = ({ code, detail }: Problem, { name }: ContainerEntry): SignatureFinding =>
  signatureFinding(code.startsWith('xml_') ? 'signature_malformed' : code, `${name}: ${detail}`);

async function readOne(container: Container, entry: ContainerEntry): Promise<ManifestFile | SignatureFinding> {
  try {
    const bytes = await container.read(entry, maxManifestBytes);
    const isArchive = manifestName.exec(entry.name)?.[1] !== undefined;
    return { ...readManifest(bytes), entry, bytes, isArchive };
  } catch (error) {
    if (isProblem(error) && !error.code.startsWith('zip_')) return findingOf(error, entry);
    throw error;
  }
}

/** Reads every manifest of the container, at most 64. @throws Problem `zip_*` when an entry is damaged */
export async function readManifests(container: Container): Promise<ContainerManifests> {
  const entries = container.entries.filter(({ name }) => manifestName.test(name));
  const files: ManifestFile[] = [];
  const findings: SignatureFinding[] = [];
  if (entries.length > maxManifests)
    findings.push(signatureFinding('signature_malformed', `More than ${maxManifests} manifests`));
  for (const entry of entries.slice(0, maxManifests)) {
    const read = await readOne(container, entry);
    if ('code' in read) findings.push(read);
    else files.push(read);
  }
  return { files, findings };
}
