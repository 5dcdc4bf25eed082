/**
 * What RFC 5280 asks of those who issue certificates, where breaking it makes a certificate ambiguous or misleading.
 * Does not look at other certificates of the path (check-path.ts).
 * Source: RFC 5280 sections 4.1.2.2, 4.1.2.6, 4.2.1.1-4.2.1.3, 4.2.1.6, 4.2.1.9-4.2.1.11.
 */
import type { CertificateView } from './certificate.js';
import { extensionIds, keyUsageBits } from './extensions.js';
import { broken, type Finding } from './finding.js';
import { isHostName } from './name-matching.js';

const maxSerialOctets = 20;

type Rule = readonly [rule: string, isBroken: (certificate: CertificateView) => boolean];

const isAuthority = (certificate: CertificateView) => certificate.basicConstraints?.ca === true;

function serialTooLong({ serial }: CertificateView): boolean {
  return serial.replace(/^00/, '').length > 2 * maxSerialOctets;
}

function isUncritical(certificate: CertificateView, id: string): boolean {
  return certificate.extensions.get(id)?.critical === false;
}

function hasBadHost(certificate: CertificateView): boolean {
  return certificate.subjectAltNames.some((name) => name.kind === 'dns' && !isHostName(name.text.replace(/^\*\./, '')));
}

const rules: readonly Rule[] = [
  ['the serial number is longer than 20 octets', serialTooLong],
  ['an authority must have a name', (c) => isAuthority(c) && c.subjectName.keys.length === 0],
  [
    'it may sign certificates by its key usage but is no authority',
    (c) => c.keyUsage?.has(keyUsageBits.keyCertSign) === true && !isAuthority(c),
  ],
  ['name constraints belong to authorities', (c) => c.extensions.has(extensionIds.nameConstraints) && !isAuthority(c)],
  ['name constraints must be critical', (c) => isUncritical(c, extensionIds.nameConstraints)],
  ['policy constraints must be critical', (c) => isUncritical(c, extensionIds.policyConstraints)],
  [
    "the identifier of the issuer's key is missing",
    (c) => c.version === 3 && c.authorityKeyId === null && !c.selfIssued,
  ],
  ['the identifier of its own key is missing', (c) => isAuthority(c) && c.subjectKeyId === null],
  [
    'a root must mark its basic constraints critical',
    (c) => c.selfIssued && isUncritical(c, extensionIds.basicConstraints),
  ],
  ['a host name is malformed', hasBadHost],
];

/** The first rule the certificate breaks, or null. */
export function checkProfile(certificate: CertificateView): Finding | null {
  const rule = rules.find(([, isBroken]) => isBroken(certificate));
  return rule === undefined ? null : broken(certificate, rule[0]);
}
