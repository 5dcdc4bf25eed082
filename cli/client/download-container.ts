/** Fetches a container into a file that appears complete, with the digest the gateway promised, or not at all. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayClient } from './gateway-client.js';

export interface Download {
  readonly out: string;
  readonly size: number;
  readonly sha256: string;
}

export async function downloadContainer(
  client: GatewayClient,
  id: string,
  out: string,
  onProgress: (received: number, total: number | null) => void,
): Promise<Download> {
  const response = await client.send(`/api/v1/documents/${encodeURIComponent(id)}/container`, {});
  const total = Number(response.headers.get('content-length')) || null;
  const hash = createHash('sha256');
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      onProgress(size, total);
      done(null, chunk);
    },
  });
  const draft = join(dirname(out), `.${basename(out)}.${randomUUID()}`);
  try {
    await pipeline(Readable.fromWeb(response.body as never), meter, createWriteStream(draft, { flags: 'wx' }));
    const sha256 = hash.digest('hex');
    if (response.headers.get('etag') !== `"${sha256}"`)
      throw new Problem('gateway_unreachable', { detail: 'The container changed on its way' });
    await rename(draft, out);
    return { out, size, sha256 };
  } finally {
    await rm(draft, { force: true });
  }
}
