/**
 * One question to clamd and its answer, over TCP or a Unix socket. Knows the framing, not what answers mean (virus-scanner.ts).
 * Source: clamd(8), "COMMANDS": null-terminated commands (`z` prefix), INSTREAM.
 */
import { once } from 'node:events';
import { connect, type IpcNetConnectOpts, type Socket, type TcpNetConnectOpts } from 'node:net';

export type ClamdAddress = Pick<TcpNetConnectOpts, 'host' | 'port'> | Pick<IpcNetConnectOpts, 'path'>;

/** `unreachable`: no connection, or it broke; `too-slow`: no answer in time; `odd-answer`: nothing clamd says. */
export type ClamdFaultReason = 'unreachable' | 'too-slow' | 'odd-answer';

export class ClamdFault extends Error {
  constructor(
    readonly why: ClamdFaultReason,
    message: string,
  ) {
    super(message);
    this.name = 'ClamdFault';
  }
}

const usualPort = 3310;
/** Names of what was found are short; who sends more is no clamd. */
const maxAnswerBytes = 4096;

/** @param url `tcp://host:port` or `unix:///path` */
export function clamdAddress(url: string): ClamdAddress {
  const { protocol, hostname, port, pathname } = new URL(url);
  if (protocol === 'unix:') return { path: decodeURIComponent(pathname) };
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || usualPort) };
}

/** The answer without the octet that ends it. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      const end = chunk.indexOf(0);
      if (end >= 0) resolve(Buffer.concat(chunks, length - chunk.length + end).toString('utf8'));
      else if (length > maxAnswerBytes) reject(new ClamdFault('odd-answer', 'The answer does not end'));
    });
    socket.once('error', (error) => reject(error instanceof ClamdFault ? error : unreachable(error.message)));
    // Their end is enough: ours may have to wait for what nobody reads any more.
    for (const over of ['end', 'close'])
      socket.once(over, () => reject(unreachable('The connection was closed without an answer')));
  });
}

const unreachable = (message: string) => new ClamdFault('unreachable', message);

/** False when the connection is gone: what happened to it, the reader of the answer knows. */
async function write(socket: Socket, bytes: Buffer): Promise<boolean> {
  if (!socket.writable) return false;
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
  return socket.writable;
}

function sizeField(size: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeUInt32BE(size);
  return field;
}

/** Chunks, each behind its length, and an empty one. */
async function sendContent(socket: Socket, content: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of content) {
    if (chunk.length === 0) continue;
    // Copied: whoever reads a file may use the chunk's memory again before it has left.
    if (!(await write(socket, Buffer.concat([sizeField(chunk.length), chunk])))) return;
  }
  await write(socket, sizeField(0));
}

/**
 * Asks one command and closes the connection.
 * @param content what follows INSTREAM; it is not read to its end when the answer comes before
 * @throws ClamdFault; what `content` throws
 */
export async function askClamd(
  address: ClamdAddress,
  command: 'PING' | 'VERSION' | 'INSTREAM',
  { timeoutMs, content }: { readonly timeoutMs: number; readonly content?: AsyncIterable<Buffer> },
): Promise<string> {
  const socket = connect(address as TcpNetConnectOpts | IpcNetConnectOpts);
  const deadline = setTimeout(
    () => socket.destroy(new ClamdFault('too-slow', `No answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    const answer = readAnswer(socket);
    const sent = write(socket, Buffer.from(`z${command}\0`)).then(() => content && sendContent(socket, content));
    return await Promise.race([answer, sent.then(() => answer)]);
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}
