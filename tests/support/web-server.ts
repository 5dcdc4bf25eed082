/** A real HTTP server on a loopback port whose answers a test decides, and which remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

export interface WebServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray());
}

/** Opens a server; paths it has no answer for get 404. */
export async function openWebServer(answers: Readonly<Record<string, Answer>>): Promise<WebServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, authorization: headers.authorization, body: await bodyOf(request) };
    asked.push(one);
    const answer = answers[one.path];
    if (answer === undefined) response.writeHead(404).end();
    else await answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with these bytes. */
export const bytes =
  (content: Buffer | (() => Buffer | Promise<Buffer>)): Answer =>
  async (_asked, response) => {
    const body = Buffer.isBuffer(content) ? content : await content();
    response.writeHead(200).end(body);
  };
