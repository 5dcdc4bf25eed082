/**
 * Whether mails may be encrypted with the key of a certificate, by what it says of itself. Whether it is trusted: certs/trust.
 * Source: RFC 8550 sections 4.4.2 (key usage) and 4.4.4 (extended key usage); RFC 5280 section 4.2.1.3.
 */
import { takesContentKeys } from '../cms/recipient-info.js';
import type { CertificateView } from '../trust/certificate.js';
import { keyUsageBits } from '../trust/extensions.js';

const emailProtection = '1.3.6.1.5.5.7.3.4';
const anyExtendedKeyUsage = '2.5.29.37.0';

/** What is wrong with it, in words; null when it is fit. */
export function encryptionFault({ publicKey, keyUsage, extendedKeyUsage }: CertificateView): string | null {
  if (!takesContentKeys(publicKey)) return 'Its key cannot be encrypted to: RSA, P-256, P-384 and P-521 can';
  const needed = publicKey.asymmetricKeyType === 'rsa' ? 'keyEncipherment' : 'keyAgreement';
  if (keyUsage !== null && !keyUsage.has(keyUsageBits[needed])) return `Its key usage lacks ${needed}`;
  const isForMail = (purpose: string) => purpose === emailProtection || purpose === anyExtendedKeyUsage;
  if (extendedKeyUsage !== null && !extendedKeyUsage.some(isForMail)) return 'It is not for e-mail';
  return null;
}
