/** What the signature benchmarks work on: an authority in memory, a seal of each kind, a small envelope, two digests. */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import { createAuthority } from '../certs/authority/create-authority.js';
import { createKeypair, type KeyKind } from '../certs/authority/create-keypair.js';
import { issueSeal } from '../certs/authority/issue-certificate.js';
import { fileSigner } from '../certs/keys/file-key.js';
import type { Signer } from '../certs/keys/signer.js';
import type { SealedObject } from '../certs/xades/build-seal.js';
import { checkMetadata } from '../schemas/directory/metadata.js';
import { buildEnvelope } from '../schemas/edxml/envelope.js';
import { writeEdxmlDocument } from '../schemas/edxml/write-document.js';

const dayMs = 86_400_000;

export interface BenchSeal {
  readonly signer: Signer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** DER. */
  readonly root: Buffer;
}

export async function makeSeal(kind: KeyKind): Promise<BenchSeal> {
  const now = Date.now();
  const { root, issuing } = await createAuthority({ organization: 'Bench', notBefore: new Date(now - 2 * dayMs) });
  const { privateKey, publicKey } = await createKeypair(kind);
  const certificate = await issueSeal(issuing, {
    agencyCode: 'H30.03',
    agencyName: 'Sở Thông tin và Truyền thông',
    publicKey,
    validity: { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) },
  });
  return {
    signer: fileSigner(privateKey, certificate, [issuing.certificate, root.certificate]),
    privateKey,
    publicKey,
    root: root.certificate,
  };
}

const fileNames = ['Công văn số 1.pdf', 'Phụ lục.pdf'];

/** The envelope of a công văn with two files. */
export function smallEnvelope(sentAt: Date): Buffer {
  const metadata = checkMetadata({
    to: ['H30.05', 'H30.15'],
    type: 'CV',
    number: '12',
    notation: 'STTTT-VP',
    subject: 'Về việc gửi, nhận văn bản điện tử giữa các cơ quan nhà nước',
    promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
    signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
  });
  return writeEdxmlDocument(
    buildEnvelope({
      metadata: { ...metadata, number: '12' },
      from: { organId: 'H30.03' },
      to: metadata.to.map((organId) => ({ organId })),
      files: fileNames.map((name) => ({ name, mediaType: 'application/pdf' })),
      sentAt,
    }),
  );
}

/** Two files whose digests are given, as after an upload. */
export const givenDigests = (): SealedObject[] =>
  fileNames.map((name) => ({
    name,
    mediaType: 'application/pdf',
    sha256: createHash('sha256').update(randomBytes(64)).digest(),
  }));
