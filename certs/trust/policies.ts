/**
 * Whether a path keeps to certificate policies where an authority demands it (requireExplicitPolicy).
 * The caller accepts any policy. Policy mappings are not followed: a path that needs one and demands a policy is refused.
 * Source: RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14 and 6.1.
 */

import { childrenOf, contextTag, DerError, DerReader, onlyElement, someChildrenOf, tags } from '../asn1/der.js';
import { readCount, readOid } from '../asn1/der-values.js';
import type { CertificateView } from './certificate.js';
import { extensionIds } from './extensions.js';

const anyPolicy = '2.5.29.32.0';

/** Policies of one certificate; null when it names none. */
function policiesOf(certificate: CertificateView): Set<string> | null {
  const extension = certificate.extensions.get(extensionIds.certificatePolicies);
  if (extension === undefined) return null;
  const entries = someChildrenOf(onlyElement(extension.value, tags.sequence));
  const policies = new Set(entries.map((entry) => readOid(new DerReader(entry.content).take(tags.oid))));
  if (policies.size !== entries.length) throw new DerError('a policy appears twice');
  return policies;
}

/** requireExplicitPolicy, or Infinity. */
function explicitAfter(certificate: CertificateView): number {
  const extension = certificate.extensions.get(extensionIds.policyConstraints);
  if (extension === undefined) return Number.POSITIVE_INFINITY;
  const fields = someChildrenOf(onlyElement(extension.value, tags.sequence));
  const required = fields.find((field) => field.tag === contextTag(0, false));
  return required === undefined ? Number.POSITIVE_INFINITY : readCount({ ...required, tag: tags.integer });
}

/** inhibitAnyPolicy, or Infinity. */
function anyEndsAfter(certificate: CertificateView): number {
  const extension = certificate.extensions.get(extensionIds.inhibitAnyPolicy);
  return extension === undefined ? Number.POSITIVE_INFINITY : readCount(onlyElement(extension.value, tags.integer));
}

function mapsPolicies(certificate: CertificateView): boolean {
  const extension = certificate.extensions.get(extensionIds.policyMappings);
  if (extension === undefined) return false;
  const pairs = someChildrenOf(onlyElement(extension.value, tags.sequence));
  const named = pairs.flatMap((pair) => childrenOf(pair).map(readOid));
  if (named.includes(anyPolicy)) throw new DerError('a policy is mapped to or from any policy');
  return true;
}

/** Policies still valid after one more certificate; `any` stands for all. */
function narrow(valid: ReadonlySet<string> | 'any', own: Set<string> | null, anyCounts: boolean): Set<string> | 'any' {
  if (own === null) return new Set();
  const concrete = new Set([...own].filter((policy) => policy !== anyPolicy));
  if (own.has(anyPolicy) && anyCounts) return valid === 'any' ? 'any' : new Set(valid);
  return valid === 'any' ? concrete : new Set([...concrete].filter((policy) => valid.has(policy)));
}

interface PolicyState {
  valid: ReadonlySet<string> | 'any';
  explicit: number;
  anyLeft: number;
  mapped: boolean;
}

function step(state: PolicyState, certificate: CertificateView, last: boolean): PolicyState {
  const anyCounts = state.anyLeft > 0 || (certificate.selfIssued && !last);
  const spent = certificate.selfIssued && !last ? 0 : 1;
  return {
    valid: narrow(state.valid, policiesOf(certificate), anyCounts),
    explicit: Math.max(0, state.explicit),
    anyLeft: Math.min(Math.max(0, state.anyLeft - spent), anyEndsAfter(certificate)),
    mapped: state.mapped || (!last && mapsPolicies(certificate)),
  };
}

function explicitNext(state: PolicyState, certificate: CertificateView, last: boolean): number {
  const spent = certificate.selfIssued && !last ? 0 : 1;
  const required = explicitAfter(certificate);
  return Math.min(Math.max(0, state.explicit - spent), last && required > 0 ? Number.POSITIVE_INFINITY : required);
}

const isBroken = (state: PolicyState) => state.mapped || (state.valid !== 'any' && state.valid.size === 0);

/** True when every demand for an explicit policy is met. `path` starts below the anchor. @throws DerError */
export function policiesKept(path: readonly CertificateView[]): boolean {
  const unlimited = Number.POSITIVE_INFINITY;
  let state: PolicyState = { valid: 'any', explicit: unlimited, anyLeft: unlimited, mapped: false };
  for (const [index, certificate] of path.entries()) {
    const last = index === path.length - 1;
    state = step(state, certificate, last);
    if (state.explicit === 0 && isBroken(state)) return false;
    state = { ...state, explicit: explicitNext(state, certificate, last) };
  }
  return state.explicit > 0 || !isBroken(state);
}
