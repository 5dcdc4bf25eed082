/**
 * Whether a certificate is one to sign documents with, by what its issuer wrote into it. Whether the issuer is trusted: judge-trust.ts.
 * Source: RFC 5280 sections 4.2.1.3 and 4.2.1.12; ETSI EN 319 412-2 V2.3.1 section 4.3.2 (key usage types A, B and F commit the signer to
 * content, C and D do not); ETSI EN 319 102-1 V1.3.1 section 5.2.6 (chain constraints).
 */
import type { CheckedSignature } from '../signature/checked-signature.js';
import type { SignatureFinding } from '../signature/signature-finding.js';
import type { CertificateView } from '../trust/certificate.js';
import { keyUsageBits } from '../trust/extensions.js';
import { readOrNull } from './describe-certificate.js';

/** id-kp-clientAuth: the key answers challenges that others choose. */
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

const unsuited = (message: string): SignatureFinding => ({
  code: 'certificate_purpose',
  message,
  indication: 'INDETERMINATE',
  subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
});

/** The least that is asked of any signature, timestamps included. */
export function checkSigningUsage({ keyUsage }: CertificateView): SignatureFinding[] {
  const maySign =
    keyUsage === null || keyUsage.has(keyUsageBits.digitalSignature) || keyUsage.has(keyUsageBits.nonRepudiation);
  return maySign ? [] : [unsuited('The certificate is not meant for signing')];
}

/**
 * A certificate for logging in signs whatever a server sends: that a document's digest was among it commits nobody to the document.
 * Only certificates that say so themselves are meant; many issuers never set nonRepudiation. Signatures outside the ETSI baseline (mails,
 * plain CMS) are made with such certificates everywhere and claim no commitment.
 */
export function checkCommitment({ certificate, profile }: CheckedSignature): SignatureFinding[] {
  const view = certificate === null || profile !== undefined ? null : readOrNull(certificate);
  if (!view?.keyUsage || view.keyUsage.has(keyUsageBits.nonRepudiation)) return [];
  if (view.extendedKeyUsage?.includes(clientAuthentication) !== true) return [];
  return [unsuited('The certificate is one for logging in: its key usage does not include signing documents')];
}
