/**
 * Adds the signature of somebody else over the same data objects, in a signature file of its own. Nothing that was there is changed: other
 * signatures, timestamps and revocation data stay what they are.
 * Does not judge what is there (certs/verdict): who signs looks first.
 * Source: ETSI EN 319 162-1 section 4.4.3.2 (several signature files in one ASiC-E container).
 */
import type { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { copyEntries } from '../../schemas/asice/copy-entries.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import type { Container } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import { type SealedContainer, type SealRequest, sealObjects } from './seal-container.js';

/** The first name that no entry has, whatever its case. */
function freeSignatureName({ entries }: Container): string {
  const taken = new Set(entries.map(({ name }) => name.toLowerCase()));
  let number = 0;
  while (taken.has(`meta-inf/signatures${number}.xml`)) number += 1;
  return `META-INF/signatures${number}.xml`;
}

/**
 * Writes the container with one more signature.
 * @throws Problem `signature_unsupported` for an ASiC-S container, which holds one signature file only; `file_empty` when there is nothing to
 * sign; `signature_wrong` when our own signature does not verify; as `Container.stream`, `ContainerWriter.addStream`
 */
export async function countersignContainer(
  container: Container,
  writer: ContainerWriter,
  request: Pick<SealRequest, 'signer' | 'signingTime'>,
): Promise<SealedContainer> {
  if (container.mimeType !== asiceMediaType)
    throw new Problem('signature_unsupported', { detail: 'Only ASiC-E containers hold signatures of several' });
  await copyEntries(container, writer);
  const isData = new Set(container.dataEntries.map(({ name }) => name.normalize('NFC')));
  const objects = writer.entries.filter(({ name }) => isData.has(name));
  const signature = await sealObjects(writer, objects, request);
  await writer.addBytes(freeSignatureName(container), 'application/xml', signature);
  return { ...(await writer.finish()), signature };
}
