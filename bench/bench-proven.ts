/** Containers as they lie in an archive for years: sealed, timestamped, with certificates and revocation lists inside (B-LT). Each one is another. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createAuthority } from '../certs/authority/create-authority.js';
import { createKeypair } from '../certs/authority/create-keypair.js';
import { issueSeal, issueTimestampCertificate } from '../certs/authority/issue-certificate.js';
import { issueCrl } from '../certs/authority/issue-crl.js';
import { answerTimestampRequest } from '../certs/authority/issue-timestamp.js';
import { fileSigner } from '../certs/keys/file-key.js';
import type { Signer } from '../certs/keys/signer.js';
import { encodeTimestampRequest } from '../certs/timestamp/request.js';
import { readTimestampResponse } from '../certs/timestamp/response.js';
import { augmentSeal, type EvidenceItem, signatureValueOctets } from '../certs/xades/augment-seal.js';
import { sealContainer } from '../certs/xades/seal-container.js';
import { ContainerWriter } from '../schemas/asice/container-writer.js';
import { smallEnvelope } from './bench-seal.js';

const dayMs = 86_400_000;
const policy = '1.3.6.1.4.1.4146.2.3';
const organization = 'Bench';

interface ProvingRoom {
  readonly signer: Signer;
  readonly stamper: Signer;
  /** DER. */
  readonly root: Buffer;
  readonly lists: readonly Buffer[];
  readonly chain: readonly Buffer[];
}

async function openRoom(): Promise<ProvingRoom> {
  const now = Date.now();
  const validity = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) };
  const { root, issuing } = await createAuthority({ organization, notBefore: new Date(now - 2 * dayMs) });
  const chain = [issuing.certificate, root.certificate];
  const seal = await createKeypair('rsa-2048');
  const stamp = await createKeypair('rsa-2048');
  const owner = { agencyCode: 'H30.03', agencyName: 'Sở Thông tin và Truyền thông' };
  const sealCertificate = await issueSeal(issuing, { ...owner, publicKey: seal.publicKey, validity });
  const stampCertificate = await issueTimestampCertificate(issuing, {
    organization,
    publicKey: stamp.publicKey,
    validity,
  });
  const dates = { thisUpdate: new Date(now - 1_000), nextUpdate: new Date(now + 7 * dayMs) };
  const list = (issuer: typeof root) => issueCrl(issuer, { number: 1, ...dates, revoked: [] });
  return {
    signer: fileSigner(seal.privateKey, sealCertificate, chain),
    stamper: fileSigner(stamp.privateKey, stampCertificate, chain),
    root: root.certificate,
    lists: [await list(root), await list(issuing)],
    chain,
  };
}

/** The token an authority gives for a signature, as it would come over HTTP. */
async function stamp(room: ProvingRoom, signature: Buffer): Promise<Buffer> {
  const imprint = createHash('sha256').update(signatureValueOctets(signature)).digest();
  const request = { imprint, algorithm: 'sha256', nonce: randomBytes(16), certReq: true } as const;
  const authority = { signer: room.stamper, policy, now: new Date(), serial: randomBytes(16) };
  const response = await answerTimestampRequest(encodeTimestampRequest(request), authority);
  return readTimestampResponse(response, request).bytes;
}

async function proofOf(room: ProvingRoom, signature: Buffer): Promise<EvidenceItem[]> {
  return [
    { kind: 'timestamp', der: await stamp(room, signature) },
    ...room.chain.map((der) => ({ kind: 'certificate', der }) as const),
    ...room.lists.map((der) => ({ kind: 'crl', der }) as const),
  ];
}

export interface ProvenContainers {
  readonly paths: readonly string[];
  /** DER. */
  readonly root: Buffer;
}

/** So many of them in `folder`, each with two files of `fileBytes`. */
export async function makeProven(folder: string, count: number, fileBytes: number): Promise<ProvenContainers> {
  const room = await openRoom();
  const paths: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `${index}.asice`);
    const writer = await ContainerWriter.create(path);
    for (const name of ['a.pdf', 'b.pdf']) await writer.addBytes(name, 'application/pdf', randomBytes(fileBytes));
    await sealContainer(writer, {
      envelope: smallEnvelope(new Date()),
      signer: room.signer,
      signingTime: new Date(),
      augment: async (signature) => augmentSeal(signature, await proofOf(room, signature)),
    });
    paths.push(path);
  }
  return { paths, root: room.root };
}
