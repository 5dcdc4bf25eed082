/**
 * A timestamp authority on loopback, with the revocation lists behind it, that can be taken away: nobody listens, or somebody listens and
 * never answers. Counts what it is asked.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../../certs/authority/create-authority.js';
import { createKeypair } from '../../certs/authority/create-keypair.js';
import { issueTimestampCertificate } from '../../certs/authority/issue-certificate.js';
import { issueCrl } from '../../certs/authority/issue-crl.js';
import { answerTimestampRequest } from '../../certs/authority/issue-timestamp.js';
import { fileSigner } from '../../certs/keys/file-key.js';

export type Mode = 'serving' | 'refusing' | 'silent';

const dayMs = 86_400_000;
const policy = '2.25.1';
const host = '127.0.0.1';
const organization = 'Cơ quan cấp dấu thời gian thử nghiệm';

type Answers = Readonly<Record<string, (body: Buffer) => Promise<Buffer>>>;

/** @param url under which its lists are found */
async function openAuthority(url: string): Promise<{ root: Buffer; answers: Answers }> {
  const now = Date.now();
  const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) };
  const rootAddresses = () => ({ crlUrl: `${url}/root.crl` });
  const { root, issuing } = await createAuthority({ organization, notBefore: validity.notBefore, rootAddresses });
  const { publicKey, privateKey } = await createKeypair('p-256');
  const request = { organization, publicKey, validity, crlUrl: `${url}/issuing.crl` };
  const certificate = await issueTimestampCertificate(issuing, request);
  const signer = fileSigner(privateKey, certificate, [issuing.certificate]);
  const list = { number: 1, thisUpdate: validity.notBefore, nextUpdate: validity.notAfter, revoked: [] };
  const lists = await Promise.all([issueCrl(root, list), issueCrl(issuing, list)]);
  return {
    root: root.certificate,
    answers: {
      '/root.crl': async () => lists[0],
      '/issuing.crl': async () => lists[1],
      '/tsa': (body) => answerTimestampRequest(body, { signer, policy, now: new Date(), serial: randomBytes(16) }),
    },
  };
}

export class TimestampServer {
  /** Times of requests for timestamps, in milliseconds since 1970. */
  readonly askedAt: number[] = [];
  #mode: Mode = 'refusing';
  #server: Server | undefined;
  #port = 0;
  #answers: Answers = {};
  /** Certificate of the root above it, DER. */
  root: Buffer = Buffer.alloc(0);

  static async open(): Promise<TimestampServer> {
    const server = new TimestampServer();
    await server.become('serving');
    const { root, answers } = await openAuthority(`http://${host}:${server.#port}`);
    server.root = root;
    server.#answers = answers;
    return server;
  }

  get url(): string {
    return `http://${host}:${this.#port}/tsa`;
  }

  /** What hangs is cut off, as when a server is started anew. */
  async become(mode: Mode): Promise<void> {
    this.#mode = mode;
    this.#server?.closeAllConnections();
    if (mode === 'refusing') await this.#stopListening();
    else if (this.#server === undefined) await this.#listen();
  }

  async #listen(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(this.#port, host, resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #stopListening(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/tsa') this.askedAt.push(Date.now());
    if (this.#mode === 'silent') return;
    const body = Buffer.concat(await request.toArray());
    const answer = await this.#answers[request.url ?? '']?.(body);
    if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(answer);
  }
}
