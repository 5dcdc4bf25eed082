/**
 * A sealed container whose seal grows over the years: timestamps of authorities with clocks of their own, lists, archive timestamps. What
 * stands in the file at any time can be taken out and judged.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Validity } from '../../certs/authority/build-certificate.js';
import { createKeypair } from '../../certs/authority/create-keypair.js';
import { issueTimestampCertificate } from '../../certs/authority/issue-certificate.js';
import { answerTimestampRequest } from '../../certs/authority/issue-timestamp.js';
import { fileSigner } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import { containerObjects } from '../../certs/signature/data-objects.js';
import { encodeTimestampRequest, type TimestampRequest } from '../../certs/timestamp/request.js';
import { readTimestampResponse } from '../../certs/timestamp/response.js';
import {
  archiveImprint,
  augmentSeal,
  type EvidenceItem,
  signatureValueOctets,
} from '../../certs/xades/augment-seal.js';
import { sealContainer, signatureName } from '../../certs/xades/seal-container.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../schemas/asice/memory-container.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { entriesOf, rewriteContainer } from './rewrite-container.js';
import { listOf, type TestAuthority } from './test-authority.js';

/** A timestamp token over a digest, of that time. */
export type Stamp = (sha256: Buffer, now: Date) => Promise<Buffer>;

/** A timestamp authority below `authority`, with a certificate valid that long. */
export async function timestampAuthority({ issuing }: TestAuthority, validity: Validity): Promise<Stamp> {
  const { privateKey, publicKey } = await createKeypair('p-256');
  const certificate = await issueTimestampCertificate(issuing, { organization: 'Thử nghiệm', publicKey, validity });
  const signer = fileSigner(privateKey, certificate, [issuing.certificate]);
  return async (imprint, now) => {
    const request: TimestampRequest = { imprint, algorithm: 'sha256', nonce: randomBytes(8), certReq: true };
    const authority = { signer, policy: '2.25.1', now, serial: randomBytes(16) };
    const answer = await answerTimestampRequest(encodeTimestampRequest(request), authority);
    return readTimestampResponse(answer, request).bytes;
  };
}

/** What an archive would add then: the issuing certificate and both lists of an authority. */
export async function validationData({ root, issuing }: TestAuthority, at: Date): Promise<EvidenceItem[]> {
  const lists = [await listOf(root, [], at), await listOf(issuing, [], at)];
  const certificate: EvidenceItem = { kind: 'certificate', der: issuing.certificate };
  return [certificate, ...lists.map(({ der }): EvidenceItem => ({ kind: 'crl', der }))];
}

export class StampedContainer {
  readonly #items: EvidenceItem[] = [];

  private constructor(
    private readonly sealed: Buffer,
    private readonly xml: Buffer,
  ) {}

  static async seal(signer: Signer, signingTime: Date, files: Readonly<Record<string, Buffer | string>>) {
    const container = new MemoryContainer();
    for (const [name, content] of Object.entries(files)) await container.addBytes(name, null, Buffer.from(content));
    const { signature } = await sealContainer(container, { envelope: null, signer, signingTime });
    return new StampedContainer(container.bytes(), signature);
  }

  async stamp(stamp: Stamp, now: Date): Promise<this> {
    const imprint = createHash('sha256').update(signatureValueOctets(this.xml)).digest();
    return this.add({ kind: 'timestamp', der: await stamp(imprint, now) });
  }

  /** @throws when nothing can be archived */
  async archive(stamp: Stamp, now: Date): Promise<this> {
    const container = await openContainer(bufferSource(this.sealed));
    const imprint = await archiveImprint(augmentSeal(this.xml, this.#items), containerObjects(container), 'sha256');
    if (imprint === null) throw new Error('a sealed file is not at hand');
    return this.add({ kind: 'archive', der: await stamp(imprint, now) });
  }

  add(...items: EvidenceItem[]): this {
    this.#items.push(...items);
    return this;
  }

  /** As it stands now. */
  bytes(): Promise<Buffer> {
    return rewriteContainer(this.sealed, { [signatureName]: augmentSeal(this.xml, this.#items) });
  }

  /** As it stands now, with one of its files changed by somebody who cannot seal. */
  async forged(name: string, content: Buffer | null): Promise<Buffer> {
    const bytes = await this.bytes();
    if (!(await entriesOf(bytes)).has(name)) throw new Error(`there is no ${name}`);
    return rewriteContainer(bytes, { [name]: content });
  }
}
