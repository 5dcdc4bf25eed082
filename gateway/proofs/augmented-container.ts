/**
 * A copy of a container whose signature carries the evidence obtained since: same entries, same bytes, SignedInfo untouched; only the
 * signature file has grown.
 * Source: architecture, "A document's way", step 8.
 */
import { augmentSeal, type EvidenceItem } from '../../certs/xades/augment-seal.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { copyEntries } from '../../schemas/asice/copy-entries.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { readSealedSignature } from './sealed-signature.js';

/**
 * Writes the copy to `path`; false when there is nothing to add, and nothing is written.
 * @throws Problem `storage_full`, `storage_damaged`
 */
export async function writeAugmented(
  source: ByteSource,
  items: readonly EvidenceItem[],
  path: string,
): Promise<boolean> {
  const container = await openContainer(source);
  const sealed = items.length === 0 ? null : await readSealedSignature(container);
  if (sealed === null) return false;
  const writer = await ContainerWriter.create(path);
  try {
    await copyEntries(container, writer, new Map([[sealed.entry, augmentSeal(sealed.xml, items)]]));
    await writer.finish();
    return true;
  } finally {
    await writer.abort();
  }
}
