/** Which file was judged: the size and SHA-256 of all its bytes. Source: FIPS 180-4. */
import { createHash } from 'node:crypto';
import { type ByteSource, scanBytes } from '../../schemas/asice/byte-source.js';
import type { JudgedFile } from './report.js';

/** Reads the file once. @throws as the source */
export async function digestFile(source: ByteSource): Promise<JudgedFile> {
  const hash = createHash('sha256');
  for await (const chunk of scanBytes(source)) hash.update(chunk);
  return { size: source.size, sha256: hash.digest('hex') };
}
