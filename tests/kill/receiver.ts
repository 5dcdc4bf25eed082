/**
 * A document system that receives webhooks: the outside witness of what was delivered.
 * Keeps (delivery id, document id) of every complete request it answered; knows nothing of the gateway's inside.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedPush {
  readonly delivery: string;
  readonly document: string;
  readonly kind: string;
  readonly sha256: string;
}

export interface Receiver {
  readonly url: string;
  readonly pushes: readonly ReceivedPush[];
  close(): Promise<void>;
}

const header = (request: IncomingMessage, name: string) => String(request.headers[name] ?? '');

export async function startReceiver(): Promise<Receiver> {
  const pushes: ReceivedPush[] = [];
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    const hash = createHash('sha256');
    request.on('data', (chunk: Buffer) => hash.update(chunk));
    request.on('end', () => {
      pushes.push({
        delivery: header(request, 'congvan-delivery'),
        document: header(request, 'congvan-document'),
        kind: header(request, 'congvan-kind'),
        sha256: hash.digest('hex'),
      });
      response.writeHead(204).end();
    });
    request.on('error', () => response.destroy());
  };
  const server = createServer(receive);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/congvan`,
    pushes,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
