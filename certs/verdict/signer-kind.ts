/**
 * Does a certificate belong to a person or to an organisation? By what its subject names; null when it names neither for certain.
 * Source: ETSI EN 319 412-1 sections 5.1.3 and 5.1.4 (identifiers), 412-2 and 412-3 (natural and legal persons); the UID prefixes are
 * those of Vietnamese authorities (MST: tax code; CMND, CCCD, HC: identity card, citizen card, passport).
 */
import type { CertificateView } from '../trust/certificate.js';
import { attributeOf } from '../trust/name.js';

export type SignerKind = 'person' | 'organisation';

const surname = '2.5.4.4';
const serialNumber = '2.5.4.5';
const givenName = '2.5.4.42';
const organizationIdentifier = '2.5.4.97';
const userId = '0.9.2342.19200300.100.1.1';

const personNumber = /^(PNO|IDC|PAS|TIN|TAX)[A-Z]{2}-/;
const personId = /^(CMND|CCCD|HC)\b/i;
const organisationId = /^MST\b/i;

export function kindOfSigner({ subjectName }: CertificateView): SignerKind | null {
  const named = (type: string) => attributeOf(subjectName, type);
  const id = named(userId) ?? '';
  const hasPersonName = named(givenName) !== null || named(surname) !== null;
  if (hasPersonName || personNumber.test(named(serialNumber) ?? '') || personId.test(id)) return 'person';
  return named(organizationIdentifier) !== null || organisationId.test(id) ? 'organisation' : null;
}
