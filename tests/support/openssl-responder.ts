/** `openssl ocsp` as a running responder over HTTP: an OCSP server that owes nothing to our code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issuer } from '../../certs/authority/build-certificate.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { pemOf } from './pem.js';

export interface ResponderWish {
  readonly authority: Buffer;
  readonly responder: Issuer;
  readonly certificates: readonly Buffer[];
  readonly port: number;
}

const stamp = (time: Date) =>
  time
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(2);

export class OpensslResponder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'responder-'));
  readonly #revoked = new Map<string, Date>();
  #process: ChildProcess | undefined;

  constructor(private readonly wish: ResponderWish) {}

  get url(): string {
    return `http://127.0.0.1:${this.wish.port}/`;
  }

  /** Starts it and waits until it takes connections. */
  async start(): Promise<void> {
    this.#writeIndex();
    const { responder, authority, port } = this.wish;
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(this.#folder, name), content);
      return join(this.#folder, name);
    };
    const args = [
      ['ocsp', '-index', join(this.#folder, 'index.txt'), '-CA', file('ca.pem', pemOf(authority))],
      ['-rsigner', file('responder.pem', pemOf(responder.certificate))],
      ['-rkey', file('responder.key', responder.privateKey.export({ type: 'pkcs8', format: 'pem' }))],
      ['-port', String(port), '-nmin', '10'],
    ];
    this.#process = spawn('openssl', args.flat(), { stdio: ['ignore', 'pipe', 'pipe'] });
    const { stderr, stdout } = this.#process;
    await new Promise<void>((resolve, reject) => {
      const onText = (text: Buffer) => /waiting for/i.test(String(text)) && resolve();
      stderr?.on('data', onText);
      stdout?.on('data', onText);
      this.#process?.once('exit', () => reject(new Error('openssl ocsp ended')));
    });
  }

  /** Starts again with this certificate revoked: openssl reads its index once. */
  async revoke(certificate: Buffer, at: Date): Promise<void> {
    this.#revoked.set(readCertificate(certificate).serial, at);
    await this.#end();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }

  #writeIndex(): void {
    const rows = this.wish.certificates.map((der) => {
      const { serial, notAfter } = readCertificate(der);
      const revokedAt = this.#revoked.get(serial);
      const state =
        revokedAt === undefined
          ? ['V', stamp(notAfter), '']
          : ['R', stamp(notAfter), `${stamp(revokedAt)},keyCompromise`];
      return [...state, serial.toUpperCase(), 'unknown', `/CN=${serial}`].join('\t');
    });
    writeFileSync(join(this.#folder, 'index.txt'), `${rows.join('\n')}\n`);
  }
}
