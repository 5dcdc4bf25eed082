/** A certification authority in memory, one per test process, and seals issued by it. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import type { Issuer } from '../../certs/authority/build-certificate.js';
import { type Authority, createAuthority } from '../../certs/authority/create-authority.js';
import { createKeypair, type KeyKind } from '../../certs/authority/create-keypair.js';
import { issueSeal as issueSealCertificate } from '../../certs/authority/issue-certificate.js';
import { issueCrl, type Revocation } from '../../certs/authority/issue-crl.js';
import { fileSigner } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';

const dayMs = 24 * 3600 * 1000;

export interface SealWish {
  readonly agencyCode?: string;
  readonly name?: string;
  /** Default `p-256`, which is made in a millisecond; `rsa-2048` is what agencies really use. */
  readonly keyType?: KeyKind;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface TestSeal {
  readonly signer: Signer;
  readonly privateKey: KeyObject;
  readonly certificate: Buffer;
  /** Issuing authority and root, nearest first. */
  readonly chain: Buffer[];
  /** The root. */
  readonly anchors: Buffer[];
  /** The issuing authority's list, with nothing revoked. */
  readonly crl: Buffer;
  /** Lists of the issuing authority and the root: what full validation needs. */
  readonly crls: Buffer[];
  /** The issuing authority's list with this seal on it. */
  revoke(at?: Date, reason?: Revocation['reason']): Promise<Buffer>;
}

export interface TestAuthority extends Authority {
  readonly anchors: Buffer[];
  issueSeal(wish?: SealWish): Promise<TestSeal>;
  /** A new list of the issuing authority. */
  crl(revoked: readonly Revocation[]): Promise<Buffer>;
}

let listNumber = 0;

/** A new revocation list of an authority, a day old at `at`. */
export async function listOf(issuer: Issuer, revoked: readonly Revocation[], at = new Date()) {
  const list = {
    number: ++listNumber,
    thisUpdate: new Date(at.getTime() - dayMs),
    nextUpdate: new Date(at.getTime() + 30 * dayMs),
  };
  return { ...list, der: await issueCrl(issuer, { ...list, revoked }) };
}

/** A fresh authority, valid for ten years from then on. */
export async function newTestAuthority(
  organization = 'Tỉnh Thử Nghiệm',
  notBefore = new Date(Date.now() - 365 * dayMs),
): Promise<TestAuthority> {
  const { root, issuing } = await createAuthority({ organization, notBefore });
  const derOf = async (issuer: Issuer, revoked: readonly Revocation[]) => (await listOf(issuer, revoked)).der;
  const rootCrl = await derOf(root, []);
  const emptyCrl = await derOf(issuing, []);
  const issueSeal = async (wish: SealWish = {}): Promise<TestSeal> => {
    const pair = await createKeypair(wish.keyType ?? 'p-256');
    const certificate = await issueSealCertificate(issuing, {
      agencyCode: wish.agencyCode ?? 'H30.01',
      agencyName: wish.name ?? 'Sở Nội vụ tỉnh Hậu Giang',
      publicKey: pair.publicKey,
      validity: {
        notBefore: wish.notBefore ?? new Date(Date.now() - 30 * dayMs),
        notAfter: wish.notAfter ?? new Date(Date.now() + 365 * dayMs),
      },
    });
    const chain = [issuing.certificate, root.certificate];
    return {
      signer: fileSigner(pair.privateKey, certificate, chain),
      privateKey: pair.privateKey,
      certificate,
      chain,
      anchors: [root.certificate],
      crl: emptyCrl,
      crls: [emptyCrl, rootCrl],
      revoke: (at = new Date(), reason = 'keyCompromise') =>
        derOf(issuing, [{ serial: new X509Certificate(certificate).serialNumber, revokedAt: at, reason }]),
    };
  };
  return { root, issuing, anchors: [root.certificate], issueSeal, crl: (revoked) => derOf(issuing, revoked) };
}

let shared: Promise<TestAuthority> | undefined;

/** The authority shared by the tests of one process. */
export function testAuthority(): Promise<TestAuthority> {
  shared ??= newTestAuthority();
  return shared;
}
