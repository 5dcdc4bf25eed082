/**
 * Finishes a container: envelope, manifest and seal are added to the files already written, the seal is verified, the file closed.
 * Does not make it durable (gateway/blobs).
 * Source: ETSI EN 319 162-1 section 4.4 (ASiC-E with XAdES); design, "A document's way", step 3.
 */
import type { WrittenEntry } from '../../schemas/asice/container-writer.js';
import { manifestName, writeManifest } from '../../schemas/asice/manifest.js';
import { asiceMediaType } from '../../schemas/asice/media-types.js';
import type { ContainerSink } from '../../schemas/asice/memory-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { Signer } from '../keys/signer.js';
import { type DataObjects, digestedObjects } from '../signature/data-objects.js';
import { buildSeal, type SealedObject } from './build-seal.js';
import { checkSignatures } from './check-signature.js';

export const envelopeName = 'envelope.edxml';
export const signatureName = 'META-INF/signatures0.xml';

export interface SealRequest {
  /** The edXML envelope; null for a container of files only. */
  readonly envelope: Buffer | null;
  readonly signer: Signer;
  readonly signingTime: Date;
  /** Adds evidence to the signature file before it is written; what comes back is verified like the seal itself. */
  readonly augment?: (signature: Buffer, objects: DataObjects) => Promise<Buffer>;
}

export interface SealedContainer {
  readonly size: number;
  readonly sha256: Buffer;
  readonly signature: Buffer;
}

/**
 * Seals everything written so far plus the envelope.
 * @throws Problem as `sealObjects`
 */
export async function sealContainer(writer: ContainerSink, request: SealRequest): Promise<SealedContainer> {
  if (request.envelope !== null) await writer.addBytes(envelopeName, 'application/xml', request.envelope);
  const signature = await sealObjects(writer, writer.entries, request);
  const manifest = writeManifest(asiceMediaType, writer.entries.map(asObject));
  await writer.addBytes(manifestName, 'text/xml', manifest);
  await writer.addBytes(signatureName, 'application/xml', signature);
  return { ...(await writer.finish()), signature };
}

/**
 * The signature file over entries that are written already.
 * @throws Problem `file_empty` when there are none; `signature_wrong` when our own seal does not verify (the container is given up)
 */
export async function sealObjects(
  writer: ContainerSink,
  entries: readonly WrittenEntry[],
  { signer, signingTime, augment }: Pick<SealRequest, 'signer' | 'signingTime' | 'augment'>,
): Promise<Buffer> {
  const objects = entries.map(asObject);
  if (objects.length === 0) throw new Problem('file_empty', { detail: 'There is nothing to seal' });
  const known = digestedObjects(new Map(objects.map(({ name, sha256 }) => [name, sha256])));
  const seal = await buildSeal({ signer, objects, signingTime });
  await verifyOwnSeal(seal, objects, known, writer);
  const signature = (await augment?.(seal, known)) ?? seal;
  if (signature !== seal) await verifyOwnSeal(signature, objects, known, writer);
  return signature;
}

const asObject = ({ name, mediaType, sha256 }: WrittenEntry): SealedObject => ({
  name,
  mediaType: mediaType ?? 'application/octet-stream',
  sha256,
});

/** The digests are those of the bytes that went to disk; a seal that does not verify must never leave the house. */
async function verifyOwnSeal(
  signature: Buffer,
  objects: readonly SealedObject[],
  known: DataObjects,
  writer: ContainerSink,
): Promise<void> {
  const [checked] = await checkSignatures(signature, known, signatureName);
  if (checked !== undefined && checked.findings.length === 0 && checked.covers.length === objects.length) return;
  await writer.abort();
  throw new Problem('signature_wrong', { detail: 'The new seal does not verify', cause: checked?.findings });
}
