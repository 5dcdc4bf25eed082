/** A container with one text file, sealed by any signer a minute ago. */
import type { Signer } from '../../certs/keys/signer.js';
import { buildSeal } from '../../certs/xades/build-seal.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';

export async function sealedText(signer: Signer, content: string): Promise<Buffer> {
  const container = new MemoryContainer();
  await container.addBytes('a.txt', 'text/plain', Buffer.from(content));
  const objects = container.entries.map(({ name, sha256 }) => ({ name, mediaType: 'text/plain', sha256 }));
  const xml = await buildSeal({ signer, objects, signingTime: new Date(Date.now() - 60_000) });
  await container.addBytes('META-INF/signatures0.xml', 'text/xml', xml);
  await container.finish();
  return container.bytes();
}
