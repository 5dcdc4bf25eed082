/**
 * Whether the certificate policies of a path satisfy the authorities on it: explicit policy, inhibited any-policy, mappings and where they
 * are forbidden. The caller accepts any policy, so that only the policies still valid at the last certificate matter: the graph of RFC 9618 is
 * kept as its lowest level, a set that cannot grow beyond what one certificate names.
 * Source: RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14 and 6.1; RFC 9618 (the graph in place of the tree).
 */
import { contextTag, DerError, type DerNode, DerReader, onlyElement, someChildrenOf, tags } from '../asn1/der.js';
import { readCount, readOid } from '../asn1/der-values.js';
import type { CertificateView } from './certificate.js';
import { extensionIds } from './extensions.js';

const anyPolicy = '2.5.29.32.0';
const never = Number.POSITIVE_INFINITY;

/** Policies of one certificate; none when it names none. */
function policiesOf(certificate: CertificateView): ReadonlySet<string> {
  const extension = certificate.extensions.get(extensionIds.certificatePolicies);
  if (extension === undefined) return new Set();
  const entries = someChildrenOf(onlyElement(extension.value, tags.sequence));
  const policies = new Set(entries.map((entry) => readOid(new DerReader(entry.content).take(tags.oid))));
  if (policies.size !== entries.length) throw new DerError('a policy appears twice');
  return policies;
}

interface PolicyConstraints {
  readonly explicitAfter: number;
  readonly mappingEndsAfter: number;
}

function policyConstraintsOf(certificate: CertificateView): PolicyConstraints {
  const extension = certificate.extensions.get(extensionIds.policyConstraints);
  if (extension === undefined) return { explicitAfter: never, mappingEndsAfter: never };
  const fields = someChildrenOf(onlyElement(extension.value, tags.sequence));
  const skip = (number: number) => {
    const field = fields.find((candidate) => candidate.tag === contextTag(number, false));
    return field === undefined ? never : readCount({ ...field, tag: tags.integer });
  };
  return { explicitAfter: skip(0), mappingEndsAfter: skip(1) };
}

function anyPolicyEndsAfter(certificate: CertificateView): number {
  const extension = certificate.extensions.get(extensionIds.inhibitAnyPolicy);
  return extension === undefined ? never : readCount(onlyElement(extension.value, tags.integer));
}

function readMapping(node: DerNode): [issuerPolicy: string, subjectPolicy: string] {
  const reader = new DerReader(node.content);
  const pair: [string, string] = [readOid(reader.take(tags.oid)), readOid(reader.take(tags.oid))];
  reader.finish();
  if (pair.includes(anyPolicy)) throw new DerError('a policy is mapped to or from any policy');
  return pair;
}

/** Which policies of those below stand for a policy of the issuer. */
function mappingsOf(certificate: CertificateView): ReadonlyMap<string, readonly string[]> {
  const extension = certificate.extensions.get(extensionIds.policyMappings);
  const pairs = extension === undefined ? [] : someChildrenOf(onlyElement(extension.value, tags.sequence));
  const mappings = new Map<string, string[]>();
  for (const [issuerPolicy, subjectPolicy] of pairs.map(readMapping)) {
    const subjects = mappings.get(issuerPolicy);
    if (subjects === undefined) mappings.set(issuerPolicy, [subjectPolicy]);
    else subjects.push(subjectPolicy);
  }
  return mappings;
}

/** Section 6.1.3 (d): the policies expected from above that this certificate keeps. */
function kept(expected: ReadonlySet<string>, own: ReadonlySet<string>, anyCounts: boolean): Set<string> {
  const valid = new Set([...own].filter((policy) => policy !== anyPolicy && matches(expected, policy)));
  if (own.has(anyPolicy) && anyCounts) for (const policy of expected) valid.add(policy);
  return valid;
}

const matches = (expected: ReadonlySet<string>, policy: string) => expected.has(policy) || expected.has(anyPolicy);

/** Section 6.1.4 (a), (b): what is expected from the certificate below. */
function expectedBelow(
  valid: ReadonlySet<string>,
  mappings: ReadonlyMap<string, readonly string[]>,
  mappingAllowed: boolean,
): Set<string> {
  const expected = new Set([...valid].filter((policy) => !mappings.has(policy)));
  if (!mappingAllowed) return expected;
  for (const [issuerPolicy, subjectPolicies] of mappings)
    if (matches(valid, issuerPolicy)) for (const policy of subjectPolicies) expected.add(policy);
  return expected;
}

interface PolicyState {
  /** Policies a certificate must name to keep one valid; holds any-policy while nothing is narrowed; empty when none is left. */
  readonly expected: ReadonlySet<string>;
  readonly explicitIn: number;
  readonly mappingLeft: number;
  readonly anyLeft: number;
}

function isBroken({ explicitIn, expected }: PolicyState): boolean {
  return explicitIn === 0 && expected.size === 0;
}

function checked(state: PolicyState, certificate: CertificateView, isLast: boolean): PolicyState {
  const anyCounts = state.anyLeft > 0 || (certificate.selfIssued && !isLast);
  return { ...state, expected: kept(state.expected, policiesOf(certificate), anyCounts) };
}

/** Section 6.1.4 (a), (b), (h), (i), (j). */
function preparedForNext(state: PolicyState, certificate: CertificateView): PolicyState {
  const spent = certificate.selfIssued ? 0 : 1;
  const left = (count: number) => Math.max(0, count - spent);
  const { explicitAfter, mappingEndsAfter } = policyConstraintsOf(certificate);
  return {
    expected: expectedBelow(state.expected, mappingsOf(certificate), state.mappingLeft > 0),
    explicitIn: Math.min(left(state.explicitIn), explicitAfter),
    mappingLeft: Math.min(left(state.mappingLeft), mappingEndsAfter),
    anyLeft: Math.min(left(state.anyLeft), anyPolicyEndsAfter(certificate)),
  };
}

/** Section 6.1.5 (a), (b). */
function wrappedUp(state: PolicyState, certificate: CertificateView): PolicyState {
  const demandsNow = policyConstraintsOf(certificate).explicitAfter === 0;
  return { ...state, explicitIn: demandsNow ? 0 : Math.max(0, state.explicitIn - 1) };
}

/** True when every demand for an explicit policy is met. `path` starts below the anchor. @throws DerError */
export function policiesKept(path: readonly CertificateView[]): boolean {
  let state: PolicyState = { expected: new Set([anyPolicy]), explicitIn: never, mappingLeft: never, anyLeft: never };
  for (const [index, certificate] of path.entries()) {
    const isLast = index === path.length - 1;
    state = checked(state, certificate, isLast);
    if (isBroken(state)) return false;
    state = isLast ? wrappedUp(state, certificate) : preparedForNext(state, certificate);
  }
  return !isBroken(state);
}
