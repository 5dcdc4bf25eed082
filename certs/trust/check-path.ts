/**
 * Whether a path whose signatures are right keeps the rules: validity, authorities, path length, names, policies, critical extensions.
 * Does not find paths (find-paths.ts) and does not ask about revocation (revocation.ts).
 * Source: RFC 5280 section 6.1; RFC 5937 (constraints of the anchor itself are obeyed).
 */
import type { CertificateView } from './certificate.js';
import { checkProfile } from './check-profile.js';
import { extensionIds, keyUsageBits } from './extensions.js';
import { broken, type Finding, finding } from './finding.js';
import { type NameConstraints, nameConstraintsOf, namesAllowed } from './name-constraints.js';
import { policiesKept } from './policies.js';

export interface PathRules {
  readonly at: Date;
  /** Object identifier of a purpose the leaf must be allowed for, when it names purposes at all. */
  readonly purpose?: string;
}

const understood = new Set<string>([
  extensionIds.keyUsage,
  extensionIds.subjectAltName,
  extensionIds.basicConstraints,
  extensionIds.nameConstraints,
  extensionIds.crlDistributionPoints,
  extensionIds.certificatePolicies,
  extensionIds.policyMappings,
  extensionIds.policyConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.inhibitAnyPolicy,
]);

function checkValidity(certificate: CertificateView, at: Date): Finding | null {
  const second = Math.floor(at.getTime() / 1000) * 1000;
  const { subject, notBefore, notAfter } = certificate;
  if (second < notBefore.getTime()) {
    return finding('certificate_expired', `${subject} is valid only from ${notBefore.toISOString()}.`);
  }
  if (second > notAfter.getTime()) {
    return finding('certificate_expired', `${subject} was valid until ${notAfter.toISOString()}.`);
  }
  return null;
}

function checkCritical(certificate: CertificateView): Finding | null {
  const unknown = [...certificate.extensions].find(([id, extension]) => extension.critical && !understood.has(id));
  return unknown === undefined ? null : broken(certificate, `the critical extension ${unknown[0]} is not understood`);
}

/** Whether a certificate may have issued others. An anchor of version 1 has nothing to say about itself. */
function checkAuthority(certificate: CertificateView, isAnchor: boolean): Finding | null {
  const old = isAnchor && certificate.version < 3;
  if (!old && certificate.basicConstraints?.ca !== true) return broken(certificate, 'it is no certification authority');
  if (certificate.keyUsage?.has(keyUsageBits.keyCertSign) === false) {
    return broken(certificate, 'its key usage does not allow signing certificates');
  }
  return null;
}

/** `path` starts with the anchor. Each authority limits how many others, self-issued ones apart, stand between it and the leaf. */
function checkPathLength(path: readonly CertificateView[]): Finding | null {
  let left = Number.POSITIVE_INFINITY;
  for (const [index, authority] of path.slice(0, -1).entries()) {
    if (index > 0 && !authority.selfIssued && left-- <= 0) return broken(authority, 'the path is longer than allowed');
    left = Math.min(left, authority.basicConstraints?.pathLength ?? Number.POSITIVE_INFINITY);
  }
  return null;
}

function checkNames(path: readonly CertificateView[]): Finding | null {
  const above: NameConstraints[] = [];
  for (const [index, certificate] of path.entries()) {
    const exempt = index === 0 || (certificate.selfIssued && index < path.length - 1);
    if (!exempt && !namesAllowed(certificate, above))
      return broken(certificate, 'its name is not allowed by an authority above');
    const own = nameConstraintsOf(certificate);
    if (own !== null) above.push(own);
  }
  return null;
}

function checkPurpose(leaf: CertificateView, purpose: string | undefined): Finding | null {
  const allowed = purpose === undefined || leaf.extendedKeyUsage === null || leaf.extendedKeyUsage.includes(purpose);
  return allowed ? null : broken(leaf, 'its extended key usage does not allow this purpose');
}

function checkEach(path: readonly CertificateView[], rules: PathRules): Finding | null {
  for (const [index, certificate] of path.entries()) {
    const found =
      checkCritical(certificate) ??
      checkProfile(certificate) ??
      (index < path.length - 1 ? checkAuthority(certificate, index === 0) : null) ??
      checkValidity(certificate, rules.at);
    if (found !== null) return found;
  }
  return null;
}

function checkPolicies(path: readonly CertificateView[]): Finding | null {
  const leaf = path.at(-1);
  return leaf === undefined || policiesKept(path.slice(1))
    ? null
    : broken(leaf, 'no certificate policy holds for the whole path');
}

/** The first rule broken by a path given from its anchor to its leaf, or null. @throws DerError for malformed extensions */
export function checkPath(path: readonly CertificateView[], rules: PathRules): Finding | null {
  const leaf = path.at(-1);
  return (
    checkEach(path, rules) ??
    checkPathLength(path) ??
    checkNames(path) ??
    checkPolicies(path) ??
    (leaf === undefined ? null : checkPurpose(leaf, rules.purpose))
  );
}
