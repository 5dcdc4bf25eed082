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
import { defaultXmlLimits, type OpenXml, withXml } from '../../schemas/xml/parse-xml.js';
import { childrenNamed, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { type DataObjects, digestParts, type ImprintPart } from '../signature/data-objects.js';
import { exclusiveC14n, namespaces } from './identifiers.js';
import { archiveParts } from './read-evidence.js';
import { readSignature, signaturesOf } from './read-signature.js';
import { only } from './xml-values.js';

/** DER. */
export interface ValidationData {
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
}

const { ds, xades, xades141 } = namespaces;

/** The one signature of a signature file: augmenting several at once would leave open which one is meant. */
function theSignature(document: OpenXml): XmlElement {
  const [signature, ...others] = signaturesOf(document.root);
  if (signature === undefined || others.length > 0)
    throw new Problem('signature_unsupported', { detail: 'Only files with one signature can be augmented' });
  return signature;
}

/** The octets a signature timestamp covers: SignatureValue in exclusive canonical form. @throws Problem `xml_*`, `signature_*` */
export function signatureValueOctets(xml: Buffer): Buffer {
  return withXml(xml, defaultXmlLimits, (document) =>
    document.canonicalize(only(theSignature(document), 'SignatureValue', ds), 'exclusive'),
  );
}

/** The digest a new archive timestamp must cover, as the file stands; null when a data object is not at hand. */
export async function archiveImprint(
  xml: Buffer,
  objects: DataObjects,
  algorithm: DigestAlgorithm,
): Promise<Buffer | null> {
  const parts: readonly ImprintPart[] = withXml(xml, defaultXmlLimits, (document) => {
    const signature = theSignature(document);
    return archiveParts(document, readSignature(document, signature).context);
  });
  return digestParts(parts, objects, algorithm);
}

const base64 = (der: Buffer) => der.toString('base64');
const c14nMethod = `<ds:CanonicalizationMethod xmlns:ds="${ds}" Algorithm="${exclusiveC14n}"></ds:CanonicalizationMethod>`;
const encapsulated = (token: Buffer) =>
  `<xades:EncapsulatedTimeStamp xmlns:xades="${xades}">${base64(token)}</xades:EncapsulatedTimeStamp>`;

function list(name: string, item: string, values: readonly Buffer[]): string {
  const items = values.map((der) => `<xades:${item}>${base64(der)}</xades:${item}>`);
  return items.length === 0 ? '' : `<xades:${name}>${items.join('')}</xades:${name}>`;
}

/** With the timestamp over the signature value. @throws Problem `signature_*`, `xml_*` */
export function addSignatureTimestamp(xml: Buffer, token: Buffer): Buffer {
  return insert(
    xml,
    `<xades:SignatureTimeStamp xmlns:xades="${xades}">${c14nMethod}${encapsulated(token)}</xades:SignatureTimeStamp>`,
  );
}

/** With what is needed to validate signer and timestamps later. Nothing to add leaves the file as it is. */
export function addValidationData(xml: Buffer, { certificates, crls, ocsps }: ValidationData): Buffer {
  const certificateValues = list('CertificateValues', 'EncapsulatedX509Certificate', certificates);
  const revocation =
    list('CRLValues', 'EncapsulatedCRLValue', crls) + list('OCSPValues', 'EncapsulatedOCSPValue', ocsps);
  const values = [
    certificateValues,
    revocation === '' ? '' : `<xades:RevocationValues>${revocation}</xades:RevocationValues>`,
  ];
  const declared = values.map((value) => value.replace(/^<xades:\w+/, (start) => `${start} xmlns:xades="${xades}"`));
  return insert(xml, declared.join(''));
}

/** With an archive timestamp over everything before it. */
export function addArchiveTimestamp(xml: Buffer, token: Buffer): Buffer {
  return insert(
    xml,
    `<xades141:ArchiveTimeStamp xmlns:xades141="${xades141}">${c14nMethod}${encapsulated(token)}</xades141:ArchiveTimeStamp>`,
  );
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
