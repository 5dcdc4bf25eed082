/**
 * Which names an authority may certify, collected down a path and applied to every certificate below.
 * Source: RFC 5280 sections 4.2.1.10 and 6.1.3 (b), (c), 6.1.4 (g).
 */

import {
  childrenOf,
  contextTag,
  DerError,
  type DerNode,
  DerReader,
  onlyElement,
  someChildrenOf,
  tags,
} from '../asn1/der.js';
import type { CertificateView } from './certificate.js';
import { extensionIds } from './extensions.js';
import { type GeneralName, readGeneralName } from './general-name.js';
import { nameWithin } from './name-matching.js';

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

const emailAddress = '1.2.840.113549.1.9.1';
const maxComparisons = 20_000;

function readSubtree(node: DerNode): GeneralName {
  if (node.tag !== tags.sequence) throw new DerError('a subtree is not a sequence');
  const reader = new DerReader(node.content);
  const base = readGeneralName(reader.take());
  reader.finish(); // minimum other than 0 and maximum are not used with X.509 names
  return base;
}

/** A constraint is checked on its own even when no name of its kind follows. */
function requireWellFormed(base: GeneralName): GeneralName {
  if (base.kind === 'ip') nameWithin({ kind: 'ip', bytes: Buffer.alloc(base.bytes.length / 2) }, base);
  if (base.kind === 'dns') nameWithin({ kind: 'dns', text: 'a' }, base);
  return base;
}

function readSubtrees(node: DerNode | undefined): GeneralName[] {
  return node === undefined ? [] : someChildrenOf(node).map(readSubtree).map(requireWellFormed);
}

/** The constraints a certificate puts on those below it, or null. @throws DerError */
export function nameConstraintsOf(certificate: CertificateView): NameConstraints | null {
  const extension = certificate.extensions.get(extensionIds.nameConstraints);
  if (extension === undefined) return null;
  const fields = childrenOf(onlyElement(extension.value, tags.sequence));
  const field = (number: number) => readSubtrees(fields.find((candidate) => candidate.tag === contextTag(number)));
  return { permitted: field(0), excluded: field(1) };
}

/** Every name the certificate claims, the mail address in the subject included where no other is given. */
function claimedNames(certificate: CertificateView): GeneralName[] {
  const names: GeneralName[] = [...certificate.subjectAltNames];
  if (certificate.subjectName.keys.length > 0) names.push({ kind: 'directory', name: certificate.subjectName });
  if (names.some((name) => name.kind === 'email')) return names;
  const mails = certificate.subjectName.attributes.filter((attribute) => attribute.type === emailAddress);
  return [...names, ...mails.map(({ text }) => ({ kind: 'email' as const, text: text ?? '' }))];
}

function isAllowed(name: GeneralName, { permitted, excluded }: NameConstraints): boolean {
  if (excluded.some((base) => base.kind === name.kind && nameWithin(name, base))) return false;
  const ofKind = permitted.filter((base) => base.kind === name.kind);
  return ofKind.length === 0 || ofKind.some((base) => nameWithin(name, base));
}

/**
 * True when all names of the certificate are allowed by every set of constraints above it.
 * @throws DerError for malformed names and kinds of names that are constrained but not supported
 */
export function namesAllowed(certificate: CertificateView, above: readonly NameConstraints[]): boolean {
  if (above.length === 0) return true;
  const names = claimedNames(certificate);
  const bases = above.reduce((sum, set) => sum + set.permitted.length + set.excluded.length, 0);
  if (names.length * bases > maxComparisons) throw new DerError('too many names and constraints');
  return names.every((name) => above.every((constraints) => isAllowed(name, constraints)));
}
