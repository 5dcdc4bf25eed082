/**
 * The extensions of a certificate or revocation list: the raw table and the values that path validation needs.
 * Does not decide whether they are obeyed (check-path.ts, name-constraints.ts, policies.ts).
 * Source: RFC 5280 section 4.2.
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
import { readBoolean, readCount, readNamedBits, readOid } from '../asn1/der-values.js';
import { type GeneralName, readGeneralName } from './general-name.js';

export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  expiredCertsOnCrl: '2.5.29.60',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;

interface ExtensionValue {
  readonly critical: boolean;
  readonly value: Buffer;
}

export type Extensions = ReadonlyMap<string, ExtensionValue>;

const maxExtensions = 64;

/** One extension: its object identifier and what it says. @throws DerError */
export function readExtension(node: DerNode): [string, ExtensionValue] {
  const reader = new DerReader(node.content);
  const id = readOid(reader.take(tags.oid));
  const flag = reader.takeIf(tags.boolean);
  const critical = flag !== undefined && readBoolean(flag);
  const value = reader.take(tags.octetString).content;
  reader.finish();
  return [id, { critical, value }];
}

/** Reads a sequence of extensions; the same one twice is refused. @throws DerError */
export function readExtensions(node: DerNode): Extensions {
  const entries = someChildrenOf(node).map(readExtension);
  const table = new Map(entries);
  if (table.size !== entries.length) throw new DerError('an extension appears twice');
  if (table.size > maxExtensions) throw new DerError('too many extensions');
  return table;
}

/** True when a critical extension is not among those understood: what carries it must not be used (RFC 5280 sections 4.2 and 5.2). */
export function hasUnknownCritical(extensions: Extensions, understood: ReadonlySet<string>): boolean {
  return [...extensions].some(([id, extension]) => extension.critical && !understood.has(id));
}

function readValue<T>(extensions: Extensions, id: string, read: (value: DerNode) => T): T | null {
  const extension = extensions.get(id);
  return extension === undefined ? null : read(onlyElement(extension.value));
}

function expectTag(node: DerNode, tag: number): DerNode {
  if (node.tag !== tag) throw new DerError(`tag ${node.tag.toString(16)} where ${tag.toString(16)} belongs`);
  return node;
}

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | null;
}

export function basicConstraints(extensions: Extensions): BasicConstraints | null {
  return readValue(extensions, extensionIds.basicConstraints, (value) => {
    const reader = new DerReader(expectTag(value, tags.sequence).content);
    const flag = reader.takeIf(tags.boolean);
    const length = reader.takeIf(tags.integer);
    reader.finish();
    return { ca: flag !== undefined && readBoolean(flag), pathLength: length === undefined ? null : readCount(length) };
  });
}

/** Bit numbers of section 4.2.1.3. */
export const keyUsageBits = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export function keyUsage(extensions: Extensions): ReadonlySet<number> | null {
  return readValue(extensions, extensionIds.keyUsage, (value) => readNamedBits(expectTag(value, tags.bitString)));
}

export function extendedKeyUsage(extensions: Extensions): readonly string[] | null {
  return readValue(extensions, extensionIds.extendedKeyUsage, (value) =>
    someChildrenOf(expectTag(value, tags.sequence)).map(readOid),
  );
}

export function subjectAltNames(extensions: Extensions): readonly GeneralName[] {
  const names = readValue(extensions, extensionIds.subjectAltName, (value) =>
    someChildrenOf(expectTag(value, tags.sequence)).map(readGeneralName),
  );
  return names ?? [];
}

/** Key identifier of the certificate's own key, hex. */
export function subjectKeyId(extensions: Extensions): string | null {
  return readValue(extensions, extensionIds.subjectKeyIdentifier, (value) =>
    expectTag(value, tags.octetString).content.toString('hex'),
  );
}

/** Key identifier of the issuer's key, hex; null when the extension is missing or names the issuer otherwise. */
export function authorityKeyId(extensions: Extensions): string | null {
  return readValue(extensions, extensionIds.authorityKeyIdentifier, (value) => {
    const reader = new DerReader(expectTag(value, tags.sequence).content);
    return reader.takeIf(contextTag(0, false))?.content.toString('hex') ?? null;
  });
}

/** General names (DER, hex) of the places where the issuer's revocation lists lie; empty when none is named. */
export function crlDistributionPoints(extensions: Extensions): readonly string[] {
  const points = readValue(extensions, extensionIds.crlDistributionPoints, (value) =>
    someChildrenOf(expectTag(value, tags.sequence)).flatMap((point) => distributionPointNames(point)),
  );
  return points ?? [];
}

/** Full names inside a DistributionPoint or IssuingDistributionPoint: `[0] { [0] GeneralNames }`. */
export function distributionPointNames(point: DerNode): string[] {
  const name = childrenOf(point).find((field) => field.tag === contextTag(0));
  const full = name === undefined ? undefined : childrenOf(name).find((form) => form.tag === contextTag(0));
  return full === undefined ? [] : childrenOf(full).map((general) => general.whole.toString('hex'));
}
