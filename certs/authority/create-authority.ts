/**
 * The embedded certification authority of a pilot: a root that signs only its issuing authority, and that issuing authority.
 * Does not store keys or certificates, and issues nothing to agencies (issue-certificate.ts).
 * Source: RFC 5280 sections 4.2.1.3 (key usage) and 4.2.1.9 (basic constraints).
 */

import { buildCertificate, buildSelfSigned, type Issuer, type Validity } from './build-certificate.js';
import { createKeypair, type KeyKind } from './create-keypair.js';
import { addressExtensions, type IssuerAddresses } from './issue-certificate.js';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension } from './x509-library.js';

export interface Authority {
  readonly root: Issuer;
  readonly issuing: Issuer;
}

export interface AuthorityRequest {
  /** Whose authority it is, e.g. `UBND tỉnh Hậu Giang`; appears in both names. */
  readonly organization: string;
  readonly notBefore: Date;
  /** Default P-256, which is checked some ten times faster than P-384: every verification checks these two. */
  readonly keys?: { readonly root: KeyKind; readonly issuing: KeyKind };
  /** Where the root's list and certificate (DER) can be found; left out: nowhere. */
  readonly rootAddresses?: (root: Buffer) => IssuerAddresses;
}

const rootYears = 20;
const issuingYears = 10;

function years(notBefore: Date, count: number): Validity {
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + count);
  return { notBefore, notAfter };
}

/** Extensions of an authority; `below` is how many authorities may stand between it and a leaf. */
function authorityExtensions(below: number) {
  return [
    new BasicConstraintsExtension(true, below, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

async function createRoot(request: AuthorityRequest): Promise<Issuer> {
  const pair = await createKeypair(request.keys?.root ?? 'p-256');
  const draft = {
    subject: { commonName: `Công văn: gốc chứng thực của ${request.organization}`, organization: request.organization },
    publicKey: pair.publicKey,
    validity: years(request.notBefore, rootYears),
    extensions: authorityExtensions(1),
  };
  return { privateKey: pair.privateKey, certificate: await buildSelfSigned(draft, pair.privateKey) };
}

/** Makes the keys and certificates of a new root and its issuing authority, valid for 20 and 10 years. */
export async function createAuthority(request: AuthorityRequest): Promise<Authority> {
  const root = await createRoot(request);
  const pair = await createKeypair(request.keys?.issuing ?? 'p-256');
  const draft = {
    subject: {
      commonName: `Công văn: nơi cấp chứng thư của ${request.organization}`,
      organization: request.organization,
    },
    publicKey: pair.publicKey,
    validity: years(request.notBefore, issuingYears),
    extensions: [...authorityExtensions(0), ...addressExtensions(request.rootAddresses?.(root.certificate) ?? {})],
  };
  return { root, issuing: { privateKey: pair.privateKey, certificate: await buildCertificate(draft, root) } };
}
