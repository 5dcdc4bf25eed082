/**
 * A document system that receives webhooks: the outside witness of what was delivered. Has troubles of its own when it is told to.
 * Keeps (delivery id, document id) of every complete request, taken or not; knows nothing of the gateway's inside.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeededRandom } from '../support/seeded-random.js';

export interface ReceivedPush {
  readonly delivery: string;
  readonly document: string;
  readonly kind: string;
  readonly sha256: string;
  /** False when this system refused what it got, and must be offered it again. */
  readonly isTaken: boolean;
}

/**
 * `unavailable`: 503 after the whole body. `cut`: the connection ends in mid-body. `unanswered`: taken, but nobody is told.
 * `slow`: taken, and answered when the lease of the delivery would be over, had its worker not renewed it.
 */
const troubleKinds = ['unavailable', 'cut', 'unanswered', 'slow'] as const;
type Trouble = (typeof troubleKinds)[number];

/** Longer than the lease of a delivery in a kill run lasts by itself. */
const slowMs = 4_000;

export interface Receiver {
  readonly url: string;
  readonly pushes: readonly ReceivedPush[];
  /** How often each trouble was made. */
  readonly troubles: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const header = (request: IncomingMessage, name: string) => String(request.headers[name] ?? '');

function answer(response: ServerResponse, trouble: Trouble | null): void {
  if (trouble === 'unavailable') response.writeHead(503).end();
  else if (trouble === 'unanswered') response.destroy();
  else if (trouble === 'slow') setTimeout(() => response.writeHead(204).end(), slowMs);
  else response.writeHead(204).end();
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  trouble: Trouble | null,
  pushes: ReceivedPush[],
): void {
  request.on('error', () => response.destroy());
  if (trouble === 'cut') {
    request.once('data', () => request.destroy());
    return;
  }
  const hash = createHash('sha256');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.on('end', () => {
    pushes.push({
      delivery: header(request, 'congvan-delivery'),
      document: header(request, 'congvan-document'),
      kind: header(request, 'congvan-kind'),
      sha256: hash.digest('hex'),
      isTaken: trouble !== 'unavailable',
    });
    answer(response, trouble);
  });
}

/** @param random decides which requests get into trouble, about one in ten; null: none does */
export async function startReceiver(random: SeededRandom | null = null): Promise<Receiver> {
  const pushes: ReceivedPush[] = [];
  const troubles = new Map<string, number>();
  const nextTrouble = () => {
    if (random === null || random.next() >= 0.1) return null;
    const trouble = random.pick(troubleKinds);
    troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
    return trouble;
  };
  const server = createServer((request, response) => receive(request, response, nextTrouble(), pushes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/congvan`,
    pushes,
    troubles,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
