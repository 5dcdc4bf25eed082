/**
 * A server that goes away says so in the same breath as its last answer. The connection is then just changing hands inside the
 * pool; whoever gets it must be told, and the process must live. Played by a server of a few messages, because a real one
 * cannot be made to write both at once.
 * Source: PostgreSQL manual, "Message Formats".
 */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openDatabase } from '../../../gateway/database/connect.js';

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const text = (value: string) => Buffer.from(`${value}\0`);

const loggedIn = Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]);
const answered = Buffer.concat([message('C', text('SELECT 0')), message('Z', Buffer.from('I'))]);
const goingAway = message('E', Buffer.concat([text('SFATAL'), text('C57P01'), text('Mgoing away'), Buffer.alloc(1)]));

function speak(socket: Socket): void {
  let isLoggedIn = false;
  socket.on('error', () => {});
  socket.on('data', () => {
    if (isLoggedIn) socket.write(Buffer.concat([answered, goingAway]));
    else socket.write(loggedIn);
    isLoggedIn = true;
  });
}

let server: Server;
afterEach(() => void server.close());

it('a connection lost at the moment it changes hands is a fault of the next statement, not the end of the process', async () => {
  server = createServer(speak);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const unheard: unknown[] = [];
  const listen = (error: unknown) => void unheard.push(error);
  process.on('uncaughtException', listen);
  const database = openDatabase(`postgresql://u:p@127.0.0.1:${port}/d`, { poolSize: 1 });
  try {
    const [first, second] = await Promise.allSettled([
      database.query('select 1'),
      database.transaction((tx) => tx.query('select 2')),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'database_unavailable' } });
    expect(unheard).toEqual([]);
  } finally {
    process.off('uncaughtException', listen);
    await database.close();
  }
}, 20_000);
