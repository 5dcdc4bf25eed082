/**
 * Fetches bytes of a document into a file that appears complete, or not at all: a name, a digest and a length are the gateway's word,
 * so the name is kept to a folder's own files and the bytes are held against the other two.
 * Source: RFC 6266 and RFC 8187 (the name), RFC 9110 section 8.8.3 (our entity tags are SHA-256 digests).
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayClient } from './gateway-client.js';

export interface DownloadWish {
  /** Below the gateway's address. */
  readonly path: string;
  /** The file to write; undefined: as the gateway names it, in the working folder. */
  readonly out: string | undefined;
  /** The name when the gateway gives none that can be used. */
  readonly otherwise: string;
  readonly onProgress: (received: number, total: number | null) => void;
}

export interface Download {
  readonly out: string;
  readonly size: number;
  readonly sha256: string;
}

/**
 * @throws Problem as the gateway answers; `gateway_unreachable` when the bytes break off or are not the promised ones;
 * NodeJS.ErrnoException when the file cannot be written
 */
export async function downloadFile(client: GatewayClient, wish: DownloadWish): Promise<Download> {
  const response = await client.send(wish.path, {});
  const out = wish.out ?? nameGiven(response.headers) ?? wish.otherwise;
  const draft = join(dirname(out), `.${basename(out)}.${randomUUID()}`);
  try {
    const received = await receive(response, draft, wish.onProgress);
    const tag = response.headers.get('etag');
    if (tag !== null && tag !== `"${received.sha256}"`) throw broken('The file changed on its way');
    await rename(draft, out);
    return { out, ...received };
  } finally {
    await rm(draft, { force: true });
  }
}

const broken = (detail: string, cause?: unknown) => new Problem('gateway_unreachable', { detail, cause });

async function receive(response: Response, draft: string, onProgress: DownloadWish['onProgress']) {
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
  await pipeline(bodyOf(response), meter, createWriteStream(draft, { flags: 'wx' }));
  return { size, sha256: hash.digest('hex') };
}

/** A connection that ends early is told apart from a file that cannot be written. */
async function* bodyOf({ body }: Response): AsyncGenerator<Uint8Array> {
  try {
    if (body !== null) yield* Readable.fromWeb(body as never);
  } catch (cause) {
    throw broken('The connection broke off', cause);
  }
}

/** Of a name from outside: no folder, nothing hidden, no control characters, not longer than file systems take. */
const ownFile = /^[\p{L}\p{N}_][\p{L}\p{N} ._-]{0,99}\.asice$/u;

function nameGiven(headers: Headers): string | undefined {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(headers.get('content-disposition') ?? '')?.[1] ?? '';
  try {
    const name = decodeURIComponent(encoded).normalize('NFC');
    return ownFile.test(name) ? name : undefined;
  } catch {
    return undefined;
  }
}
