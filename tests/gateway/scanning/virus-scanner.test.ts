import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../bench/peers/free-port.js';
import { checkScanner } from '../../../gateway/doctor/check-scanner.js';
import { openVirusScanner, type VirusScanner } from '../../../gateway/scanning/virus-scanner.js';
import { type Clamd, eicar, eicarName, openClamd } from '../../support/clamd.js';
import { zipped } from '../../support/zipped.js';

const mebibyte = 1024 ** 2;

function scannerAt(clamdUrl: string, { clamdMaxBytes = 100 * mebibyte, clamdSeconds = 20 } = {}): VirusScanner {
  const scanner = openVirusScanner({ clamdUrl, clamdMaxBytes, clamdSeconds });
  if (scanner === null) throw new Error('no scanner');
  return scanner;
}

async function* inPieces(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

let clamd: Clamd;
beforeAll(async () => {
  clamd = await openClamd();
}, 90_000);
afterAll(() => clamd.close());

describe('a file shown to a real clamd', () => {
  it.each(['tcpUrl', 'unixUrl'] as const)('is clean or infected, as its own client says, over %s', async (way) => {
    const scanner = scannerAt(clamd[way]);
    const folder = mkdtempSync(join(tmpdir(), 'congvan-scan-'));
    const files = [
      { bytes: Buffer.from('Kính gửi: Sở Nội vụ'), clean: true },
      { bytes: Buffer.alloc(900_000, 'a'), clean: true },
      { bytes: eicar, clean: false },
      { bytes: zipped('text/plain', { 'Công văn.txt': eicar }), clean: false },
    ];
    for (const { bytes, clean } of files) {
      const path = join(folder, 'file');
      writeFileSync(path, bytes);
      expect(clamd.judge(path)).toBe(clean ? 0 : 1);
      expect(await scanner.scan(inPieces(bytes))).toEqual(
        clean ? { kind: 'clean' } : { kind: 'infected', name: expect.stringContaining(eicarName) },
      );
    }
    expect(scanner.counts).toEqual({ clean: 2, infected: 2, unavailable: 0 });
    rmSync(folder, { recursive: true });
  });

  it('is clean when it is empty, and when its pieces are', async () => {
    const scanner = scannerAt(clamd.tcpUrl);
    expect(await scanner.scan(inPieces(Buffer.alloc(0)))).toEqual({ kind: 'clean' });
    const withGaps = async function* () {
      yield eicar.subarray(0, 10);
      yield Buffer.alloc(0);
      yield eicar.subarray(10);
    };
    expect(await scanner.scan(withGaps())).toMatchObject({ kind: 'infected' });
  });

  it('is held when it is over our limit, without being sent to its end', async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 1000;
        yield Buffer.alloc(1000);
      }
    };
    const scanner = scannerAt(clamd.tcpUrl, { clamdMaxBytes: 10_000 });
    expect(await scanner.scan(endless())).toMatchObject({ kind: 'unavailable', why: 'too-large' });
    expect(read).toBe(11_000);
  });

  it('is held when it is over the limit of clamd, whatever of its answer arrives', async () => {
    for (const url of [clamd.tcpUrl, clamd.unixUrl]) {
      const result = await scannerAt(url).scan(inPieces(Buffer.alloc(3 * mebibyte), 64_000));
      expect(result.kind).toBe('unavailable');
    }
  });

  it('is not called clean when reading it fails', async () => {
    const broken = async function* () {
      yield Buffer.from('x');
      throw new Error('the disk is gone');
    };
    await expect(scannerAt(clamd.tcpUrl).scan(broken())).rejects.toThrow('the disk is gone');
  });
});

/** Whoever listens there is no clamd. */
async function pretending(behave: (socket: Socket) => void, work: (url: string) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('a scanner that is not well', () => {
  const answers = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text));
  it.each([
    ['says something else', answers('HTTP/1.1 400 Bad Request\0'), 'odd-answer'],
    ['says OK of something else', answers('PONG OK\0'), 'odd-answer'],
    ['names what it found in a way that no name is', answers('stream: \u001b[2J FOUND\0'), 'odd-answer'],
    ['reports an error of its own', answers('stream: Can’t allocate memory ERROR\0'), 'odd-answer'],
    ['refuses the size', answers('INSTREAM size limit exceeded. ERROR\0'), 'too-large'],
    ['never stops talking', (socket: Socket) => void socket.write('x'.repeat(100_000)), 'odd-answer'],
    ['hangs up', (socket: Socket) => void socket.destroy(), 'unreachable'],
    ['hangs up in the middle of its answer', (socket: Socket) => void socket.end('stream: O'), 'unreachable'],
    ['never reads', (socket: Socket) => void socket.pause(), 'too-slow'],
    ['reads and never answers', (socket: Socket) => void socket.resume(), 'too-slow'],
  ])('finds nothing clean when it %s', async (_what, behave, why) => {
    await pretending(behave, async (url) => {
      const scanner = scannerAt(url, { clamdSeconds: 1 });
      const content = inPieces(Buffer.alloc(20 * mebibyte), 256 * 1024);
      expect(await scanner.scan(content)).toMatchObject({ kind: 'unavailable', why });
      expect(scanner.counts).toEqual({ clean: 0, infected: 0, unavailable: 1 });
    });
  });

  it('finds nothing clean when nobody listens', async () => {
    for (const url of [`tcp://127.0.0.1:${await freePort()}`, 'unix:///nowhere/clamd.socket'])
      expect(await scannerAt(url).scan(inPieces(eicar))).toMatchObject({ kind: 'unavailable', why: 'unreachable' });
  });
});

describe('the examination', () => {
  it('tells of a scanner that answers, of one that does not, and of none', async () => {
    const [fine, down, none] = await Promise.all([
      checkScanner({ scanner: scannerAt(clamd.unixUrl) }),
      checkScanner({ scanner: scannerAt('unix:///nowhere/clamd.socket') }),
      checkScanner({ scanner: null }),
    ]);
    expect(fine).toMatchObject({ level: 'ok', message: expect.stringMatching(/answers: ClamAV \d/) });
    expect(down).toMatchObject({ level: 'problem', whatToDo: expect.stringContaining('CONGVAN_CLAMD_URL') });
    expect(none).toMatchObject({ level: 'ok', message: 'no virus scanner is configured' });
  });
});
