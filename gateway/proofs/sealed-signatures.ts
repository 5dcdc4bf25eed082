/**
 * The signatures of a stored container, as things that can be augmented: XML signature files, one signature in each. A container may hold
 * several: further agencies sign beside the sender, in files of their own.
 * Ready containers of other systems may hold others too (CMS, several in one file); they are kept as they came, and their proof is what
 * they carry.
 * Source: ETSI EN 319 162-1 section 4.4.3.2 (several signature files in one ASiC-E container).
 */
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';

const maxSignatureBytes = 10 * 1024 * 1024;

export interface SealedSignature {
  readonly entry: ContainerEntry;
  readonly xml: Buffer;
}

/**
 * In the order in which they lie in the container, by which they are numbered. Empty when one of them is no XML signature file: a container
 * is raised as a whole or not at all. Whether a file holds one signature is found out by who augments it (`signature_unsupported`).
 */
export async function readSeals(container: Container): Promise<SealedSignature[]> {
  const { signatureEntries } = container;
  if (!signatureEntries.every(({ name }) => name.toLowerCase().endsWith('.xml'))) return [];
  const seals: SealedSignature[] = [];
  for (const entry of signatureEntries) seals.push({ entry, xml: await container.read(entry, maxSignatureBytes) });
  return seals;
}
