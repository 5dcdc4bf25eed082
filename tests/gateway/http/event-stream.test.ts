/** What is told to a reader who takes nothing does not pile up. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type EventStream, openEventStream } from '../../../gateway/http/event-stream.js';

const event = `data: ${'x'.repeat(2_000)}\n\n`;
/** More than systems keep for one connection. */
const mostEvents = 50_000;

let app: FastifyInstance;
afterEach(() => app.close());

/** A service whose stream is told to at will, and a client that has asked for it. */
async function openStream() {
  app = Fastify();
  const answered = new Promise<{ stream: EventStream; isOver: () => boolean; waiting: () => number }>((resolve) => {
    app.get('/', async (_request, reply) => {
      const { raw } = reply;
      const stream = openEventStream(reply);
      resolve({ stream, isOver: () => raw.destroyed, waiting: () => raw.writableLength });
      return reply;
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => {});
  await once(client, 'connect');
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return { client, ...(await answered) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a stream of events', () => {
  it('drops a reader that never reads, and holds little for it until then', async () => {
    const { client, stream, isOver, waiting } = await openStream();
    let most = 0;
    for (let told = 0; told < mostEvents && !isOver(); told += 1) {
      stream.tell(event);
      most = Math.max(most, waiting());
      if (told % 20 === 0) await turn();
    }
    expect(isOver()).toBe(true);
    expect(most).toBeLessThan(64 * 1024 + 2 * event.length);
    stream.tell(event);
    stream.end();
    client.destroy();
  });

  it('keeps one that reads, however much it is told', async () => {
    const { client, stream, isOver } = await openStream();
    let read = 0;
    client.on('data', (bytes) => {
      read += bytes.length;
    });
    client.resume();
    for (let told = 0; told < 5_000; told += 1) {
      stream.tell(event);
      if (told % 10 === 9) await expect.poll(() => read, { interval: 1 }).toBeGreaterThan((told - 10) * event.length);
    }
    expect(isOver()).toBe(false);
    stream.end();
    client.destroy();
  });
});
