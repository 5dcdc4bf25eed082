/**
 * The signature of a stored container, as something that can be augmented: exactly one XML signature in one file.
 * Ready containers of other systems may hold several, or CMS ones; they are kept as they came, and their proof is what they carry.
 */
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';

const maxSignatureBytes = 10 * 1024 * 1024;

export interface SealedSignature {
  readonly entry: ContainerEntry;
  readonly xml: Buffer;
}

/** Null when the container holds anything but one XML signature file. */
export async function readSealedSignature(container: Container): Promise<SealedSignature | null> {
  const [entry, ...others] = container.signatureEntries;
  if (entry === undefined || others.length > 0 || !entry.name.toLowerCase().endsWith('.xml')) return null;
  return { entry, xml: await container.read(entry, maxSignatureBytes) };
}
