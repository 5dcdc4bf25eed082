/**
 * Whether the files of a container are those a manifest names.
 * Source: ETSI EN 319 162-1 V1.1.1 section 4.4.3.2, annex A.4.
 */
import type { Container, ContainerEntry, DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import type { AsicManifest, ManifestObject } from './read-manifest.js';

/** Digest of an entry's content, META-INF included; computed once each, if the caller cares for time. */
export type EntryDigest = (entry: ContainerEntry, algorithm: DigestAlgorithm) => Promise<Buffer>;

export interface CheckedManifest {
  /** Names of the entries that are as the manifest says, as the container has them. */
  readonly matching: readonly string[];
  readonly findings: readonly SignatureFinding[];
}

async function checkObject(
  { name, algorithm, digest }: ManifestObject,
  entry: ContainerEntry | undefined,
  digestOf: EntryDigest,
): Promise<SignatureFinding | null> {
  const shown = name.slice(0, 100);
  if (entry === undefined)
    return signatureFinding('reference_missing', `The signed file "${shown}" is not in the container`);
  const isSame = (await digestOf(entry, algorithm)).equals(digest);
  return isSame ? null : signatureFinding('digest_mismatch', `The file "${shown}" was changed after signing`);
}

/** @throws Problem `zip_*` when an entry is damaged */
export async function checkManifest(
  manifest: AsicManifest,
  container: Container,
  digestOf: EntryDigest,
): Promise<CheckedManifest> {
  const entries = new Map(container.entries.map((entry) => [entry.name.normalize('NFC'), entry]));
  const matching: string[] = [];
  const weak = new Set(manifest.objects.filter((object) => object.weak).map(({ algorithm }) => algorithm));
  const findings = [...weak].map((algorithm) =>
    signatureFinding('algorithm_weak', `${algorithm.toUpperCase()} is too weak to prove anything today`),
  );
  for (const object of manifest.objects) {
    const entry = entries.get(object.name);
    const finding = await checkObject(object, entry, digestOf);
    if (finding === null) matching.push(entry?.name ?? object.name);
    else findings.push(finding);
  }
  return { matching, findings };
}
