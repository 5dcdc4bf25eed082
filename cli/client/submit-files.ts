/**
 * Hands a document in. A connection that breaks is tried again with the same Idempotency-Key, so that nothing is sent twice.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { SubmitAnswer } from '../../gateway/documents/submit-answer.js';
import { catalogue } from '../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayClient } from './gateway-client.js';
import { multipartBody } from './multipart-body.js';

export interface Sending {
  readonly from?: string;
  readonly to?: readonly string[];
  /** JSON file. */
  readonly metadata: string;
  readonly files: readonly string[];
  /** Default: a random one. */
  readonly idempotencyKey?: string;
  readonly onProgress: (sent: number, total: number) => void;
}

const pausesMs = [500, 2_000, 5_000];

/** @throws Problem as the gateway answers; `invalid_request` for metadata that is not JSON */
export async function submitFiles(client: GatewayClient, sending: Sending): Promise<SubmitAnswer> {
  const metadata = await readMetadata(sending);
  const key = sending.idempotencyKey ?? randomUUID();
  for (const pauseMs of pausesMs) {
    try {
      return await submitOnce(client, sending, metadata, key);
    } catch (error) {
      if (!isProblem(error) || !(error.code === 'gateway_unreachable' || catalogue[error.code].retry)) throw error;
      await pause(pauseMs);
    }
  }
  return submitOnce(client, sending, metadata, key);
}

async function submitOnce(
  client: GatewayClient,
  { files, onProgress }: Sending,
  metadata: string,
  key: string,
): Promise<SubmitAnswer> {
  const body = await multipartBody(metadata, files);
  const total = body.contentLength;
  const response = await client.send('/api/v1/documents', {
    method: 'POST',
    headers: {
      'content-type': body.contentType,
      'content-length': String(total),
      'idempotency-key': key,
    },
    body: Readable.toWeb(Readable.from(body.chunks((sent) => onProgress(sent, total)))) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
  return (await response.json()) as SubmitAnswer;
}

async function readMetadata({ metadata, from, to }: Sending): Promise<string> {
  const text = await readFile(metadata, 'utf8');
  try {
    const said = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({
      ...said,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  } catch (cause) {
    throw new Problem('invalid_request', { detail: 'The metadata is not JSON', field: metadata, cause });
  }
}
