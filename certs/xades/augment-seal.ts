/**
 * Adds to a signature, outside what is signed, what keeps it provable: a timestamp over its value (B-T), certificates and revocation
 * data (B-LT), an archive timestamp over everything (B-LTA). Works on the text, so that not one signed octet changes, in files of any
 * writer; the caller checks the result like any other file.
 * Obtains nothing: tokens and revocation data are given.
 * Source: ETSI EN 319 132-1 V1.2.1 sections 5.3 (SignatureTimeStamp), 5.4 (CertificateValues, RevocationValues), 5.5.2
 * (ArchiveTimeStamp), 6.3 (levels).
 */

import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import { canonicalElement } from '../../schemas/xml/canonical-form.js';
import { parseSignatureXml } from '../../schemas/xml/parse-xml.js';
import type { XmlElement } from '../../schemas/xml/xml-tree.js';
import { type DataObjects, digestParts } from '../signature/data-objects.js';
import { exclusiveC14n, namespaces } from './identifiers.js';
import { archiveParts } from './read-evidence.js';
import { readSignature, signaturesOf } from './read-signature.js';
import { only } from './xml-values.js';

/** `timestamp` covers the signature value, `archive` everything added before it; the others help to validate later. */
export interface EvidenceItem {
  readonly kind: 'timestamp' | 'archive' | 'certificate' | 'crl' | 'ocsp';
  /** A timestamp token, certificate, revocation list or OCSP response. */
  readonly der: Buffer;
}

const { ds, xades, xades141 } = namespaces;

/** The one signature of a signature file: augmenting several at once would leave open which one is meant. */
function theSignature(xml: Buffer): XmlElement {
  const [signature, ...others] = signaturesOf(parseSignatureXml(xml));
  if (signature === undefined || others.length > 0)
    throw new Problem('signature_unsupported', { detail: 'Only files with one signature can be augmented' });
  return signature;
}

/** The octets a signature timestamp covers: SignatureValue in exclusive canonical form. @throws Problem `xml_*`, `signature_*` */
export function signatureValueOctets(xml: Buffer): Buffer {
  return canonicalElement(only(theSignature(xml), 'SignatureValue', ds), 'exclusive');
}

/** The digest a new archive timestamp must cover, as the file stands; null when a data object is not at hand. */
export async function archiveImprint(
  xml: Buffer,
  objects: DataObjects,
  algorithm: DigestAlgorithm,
): Promise<Buffer | null> {
  return digestParts(archiveParts(readSignature(theSignature(xml)).context), objects, algorithm);
}

const base64 = (der: Buffer) => der.toString('base64');
const c14nMethod = `<ds:CanonicalizationMethod xmlns:ds="${ds}" Algorithm="${exclusiveC14n}"></ds:CanonicalizationMethod>`;
const encapsulated = (token: Buffer) =>
  `<xades:EncapsulatedTimeStamp xmlns:xades="${xades}">${base64(token)}</xades:EncapsulatedTimeStamp>`;

const timestamp = (namespace: string, name: string, token: Buffer) =>
  `<t:${name} xmlns:t="${namespace}">${c14nMethod}${encapsulated(token)}</t:${name}>`;

function list(name: string, item: string, values: readonly Buffer[]): string {
  const items = values.map((der) => `<xades:${item}>${base64(der)}</xades:${item}>`);
  return items.length === 0 ? '' : `<xades:${name}>${items.join('')}</xades:${name}>`;
}

/** CertificateValues and RevocationValues of items that stand together. */
function validationData(items: readonly EvidenceItem[]): string {
  const of = (kind: EvidenceItem['kind']) => items.filter((item) => item.kind === kind).map(({ der }) => der);
  const revocation =
    list('CRLValues', 'EncapsulatedCRLValue', of('crl')) + list('OCSPValues', 'EncapsulatedOCSPValue', of('ocsp'));
  return [
    list('CertificateValues', 'EncapsulatedX509Certificate', of('certificate')),
    revocation === '' ? '' : `<xades:RevocationValues>${revocation}</xades:RevocationValues>`,
  ]
    .map((values) => values.replace(/^<xades:\w+/, (start) => `${start} xmlns:xades="${xades}"`))
    .join('');
}

const isTimestamp = ({ kind }: EvidenceItem) => kind === 'timestamp' || kind === 'archive';

/** Only one CertificateValues and RevocationValues may stand by itself; what a renewal adds is about timestamps (section 5.5.1). */
function laterData(items: readonly EvidenceItem[]): string {
  const data = validationData(items);
  return data === ''
    ? ''
    : `<xades141:TimeStampValidationData xmlns:xades141="${xades141}">${data}</xades141:TimeStampValidationData>`;
}

const stamp = ({ kind, der }: EvidenceItem) =>
  kind === 'archive' ? timestamp(xades141, 'ArchiveTimeStamp', der) : timestamp(xades, 'SignatureTimeStamp', der);

/** The unsigned properties for the items, in their order; validation data between two timestamps makes one group. */
function propertiesFor(items: readonly EvidenceItem[]): string {
  const properties: string[] = [];
  let group: EvidenceItem[] = [];
  let isFirst = true;
  const closeGroup = () => {
    if (group.length > 0) properties.push(isFirst ? validationData(group) : laterData(group));
    isFirst = isFirst && group.length === 0;
    group = [];
  };
  for (const item of items) {
    if (isTimestamp(item)) {
      closeGroup();
      properties.push(stamp(item));
    } else group.push(item);
  }
  closeGroup();
  return properties.join('');
}

/**
 * The signature file with everything obtained for it, in that order. Without items the file comes back as it is.
 * @throws Problem `signature_malformed` when there is no place for it
 */
export function augmentSeal(xml: Buffer, items: readonly EvidenceItem[]): Buffer {
  return insert(xml, propertiesFor(items));
}

const prefixed = (local: string) => `(?:[\\w.-]+:)?${local}`;
const endOfProperties = new RegExp(`</${prefixed('UnsignedSignatureProperties')}\\s*>`);
const endOfSigned = new RegExp(`</${prefixed('SignedProperties')}\\s*>`);

/** Behind the last unsigned property, or behind SignedProperties as the first one. */
function insert(xml: Buffer, properties: string): Buffer {
  if (properties === '') return xml;
  const text = xml.toString('utf8');
  const unsigned = endOfProperties.exec(text);
  if (unsigned !== null) return splice(text, unsigned.index, properties);
  const signed = endOfSigned.exec(text);
  if (signed === null) throw new Problem('signature_malformed', { detail: 'There are no SignedProperties' });
  const wrapped = `<xades:UnsignedProperties xmlns:xades="${xades}"><xades:UnsignedSignatureProperties>${properties}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>`;
  return splice(text, signed.index + signed[0].length, wrapped);
}

const splice = (text: string, at: number, piece: string) => Buffer.from(text.slice(0, at) + piece + text.slice(at));
