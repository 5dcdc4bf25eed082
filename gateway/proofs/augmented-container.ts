/**
 * A copy of a container whose signatures carry the evidence obtained since: same entries, same bytes, SignedInfo untouched; only the
 * signature files have grown.
 * Source: architecture, "A document's way", step 8.
 */
import { augmentSeal } from '../../certs/xades/augment-seal.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { copyEntries } from '../../schemas/asice/copy-entries.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import type { SealEvidence } from './proofs.store.js';
import { readSeals } from './sealed-signatures.js';

/**
 * Writes the copy to `path`; false when there is nothing to add, and nothing is written.
 * @throws Problem `storage_full`, `storage_damaged`
 */
export async function writeAugmented(
  source: ByteSource,
  items: readonly SealEvidence[],
  path: string,
): Promise<boolean> {
  if (items.length === 0) return false;
  const container = await openContainer(source);
  const grown = (await readSeals(container)).map(({ entry, xml }, place) => {
    const own = items.filter(({ seal }) => seal === place);
    return [entry, augmentSeal(xml, own)] as const;
  });
  const writer = await ContainerWriter.create(path);
  try {
    await copyEntries(container, writer, new Map(grown));
    await writer.finish();
    return true;
  } finally {
    await writer.abort();
  }
}
