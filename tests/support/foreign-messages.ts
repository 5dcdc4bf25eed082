/** Ready containers and edXML files as an agency's own system would hand them in. */
import { Readable } from 'node:stream';
import type { Signer } from '../../certs/keys/signer.js';
import { buildSeal } from '../../certs/xades/build-seal.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { checkMetadata } from '../../schemas/directory/metadata.js';
import { buildEnvelope } from '../../schemas/edxml/envelope.js';
import type { EdxmlMessage } from '../../schemas/edxml/message.js';
import { writeEdxmlDocument } from '../../schemas/edxml/write-document.js';
import { writeInterchange } from '../../schemas/edxml/write-interchange.js';
import { metadataOf, smallPdf } from './gateway-fixture.js';

let nextNumber = 500;

/** The message of a new document, with a number of its own. */
export function messageFrom(
  sender: string,
  changes: Record<string, unknown> = {},
  business?: EdxmlMessage['business'],
): EdxmlMessage {
  nextNumber += 1;
  const metadata = checkMetadata(metadataOf({ number: String(nextNumber), ...changes }));
  return buildEnvelope({
    metadata: { ...metadata, number: metadata.number ?? '' },
    from: { organId: sender, name: `Cơ quan ${sender}` },
    to: metadata.to.map((organId) => ({ organId, name: organId })),
    files: [{ name: 'van-ban.pdf', mediaType: 'application/pdf' }],
    ...(business === undefined ? {} : { business }),
    sentAt: new Date(),
  });
}

export interface ContainerWish {
  readonly signer: Signer;
  /** Replaces the envelope. */
  readonly envelope?: Buffer;
  readonly file?: { readonly name: string; readonly bytes: Buffer };
  /** The digest the seal states for the file, when it shall be wrong. */
  readonly statedDigest?: Buffer;
  /** Added after sealing. */
  readonly stowaway?: { readonly name: string; readonly bytes: Buffer };
  readonly isUnsealed?: boolean;
}

/** A container of `sender`, with the faults that are wished for. */
export async function readyContainer(sender: string, wish: ContainerWish): Promise<Buffer> {
  const { file = { name: 'van-ban.pdf', bytes: smallPdf() }, envelope = writeEdxmlDocument(messageFrom(sender)) } =
    wish;
  const growing = new MemoryContainer();
  await growing.addBytes(file.name, 'application/pdf', file.bytes);
  await growing.addBytes('envelope.edxml', 'application/xml', envelope);
  const objects = growing.entries.map(({ name, mediaType, sha256 }) => ({
    name,
    mediaType: mediaType ?? '',
    sha256: name === file.name ? (wish.statedDigest ?? sha256) : sha256,
  }));
  const seal = await buildSeal({ signer: wish.signer, objects, signingTime: new Date() });
  if (wish.isUnsealed !== true) await growing.addBytes('META-INF/signatures0.xml', 'text/xml', seal);
  if (wish.stowaway !== undefined) await growing.addBytes(wish.stowaway.name, null, wish.stowaway.bytes);
  await growing.finish();
  return growing.bytes();
}

/** An `.edxml` file of `sender` with one attachment. */
export async function edxmlFile(
  sender: string,
  changes: Record<string, unknown> = {},
  file: { readonly name: string; readonly bytes: Buffer } = { name: 'van-ban.pdf', bytes: smallPdf() },
  business?: EdxmlMessage['business'],
): Promise<Buffer> {
  const source = bufferSource(file.bytes);
  const content = [{ name: file.name, mediaType: 'application/pdf', source }];
  return Buffer.concat(
    await Readable.from(writeInterchange(messageFrom(sender, changes, business), content, { wrap: 'raw' })).toArray(),
  );
}
