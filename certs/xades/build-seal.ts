/**
 * Builds the signature file of a container: XAdES B-B over data objects given by digest.
 * Every signed part is written in its exclusive canonical form, so what is hashed is what stands in the file, and nothing needs
 * to be parsed to be signed. Does not read files and does not check what it made (check-signature.ts does).
 * Source: ETSI EN 319 132-1 V1.2.1 sections 5.2.1, 5.2.2, 5.2.4 (signing time, certificate, format), 6.3 (level B-B);
 * ETSI EN 319 162-1 annex A.5 (XAdESSignatures); Exclusive XML Canonicalization 1.0.
 */
import { createHash } from 'node:crypto';
import { escapeAttribute, escapeText } from '../../schemas/xml/escape-xml.js';
import type { Signer } from '../keys/signer.js';
import { entryUri } from './entry-uri.js';
import { exclusiveC14n, namespaces, sha256Method, signedPropertiesType, writtenMethods } from './identifiers.js';
import { encodeIssuerSerial } from './issuer-serial.js';

export interface SealedObject {
  /** Entry name in the container, NFC. */
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: Buffer;
}

export interface SealInput {
  readonly signer: Signer;
  /** What the signature covers, in the order it is listed; at least one. */
  readonly objects: readonly SealedObject[];
  readonly signingTime: Date;
}

/** What depends on the signer only, worked out once. */
interface SignerParts {
  readonly signatureMethod: string;
  readonly signingCertificate: string;
  readonly keyInfo: string;
}

const ds = `xmlns:ds="${namespaces.ds}"`;
const xades = `xmlns:xades="${namespaces.xades}"`;
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('base64');
const empty = (name: string, attributes: string) => `<${name} ${attributes}></${name}>`;

const partsOf = new WeakMap<Signer, SignerParts>();

function signerParts(signer: Signer): SignerParts {
  const known = partsOf.get(signer);
  if (known !== undefined) return known;
  const certificates = [signer.certificate, ...signer.chain].map(
    (der) => `<ds:X509Certificate>${der.toString('base64')}</ds:X509Certificate>`,
  );
  const parts = {
    signatureMethod: empty('ds:SignatureMethod', `Algorithm="${writtenMethods[signer.algorithm]}"`),
    signingCertificate: signingCertificate(signer.certificate),
    keyInfo: `<ds:KeyInfo><ds:X509Data>${certificates.join('')}</ds:X509Data></ds:KeyInfo>`,
  };
  partsOf.set(signer, parts);
  return parts;
}

/** SigningCertificateV2, EN 319 132-1 section 5.2.2. */
function signingCertificate(certificate: Buffer): string {
  const digest = `${empty('ds:DigestMethod', `${ds} Algorithm="${sha256Method}"`)}<ds:DigestValue ${ds}>${sha256(certificate)}</ds:DigestValue>`;
  const issuerSerial = encodeIssuerSerial(certificate).toString('base64');
  return `<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>${digest}</xades:CertDigest><xades:IssuerSerialV2>${issuerSerial}</xades:IssuerSerialV2></xades:Cert></xades:SigningCertificateV2>`;
}

/** UTC, whole seconds, as XAdES readers expect it. */
const instant = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;

function signedProperties(input: SealInput, parts: SignerParts): string {
  const formats = input.objects.map(
    ({ mediaType }, index) =>
      `<xades:DataObjectFormat ObjectReference="#S0-R${index}"><xades:MimeType>${escapeText(mediaType)}</xades:MimeType></xades:DataObjectFormat>`,
  );
  const signature = `<xades:SignedSignatureProperties><xades:SigningTime>${instant(input.signingTime)}</xades:SigningTime>${parts.signingCertificate}</xades:SignedSignatureProperties>`;
  const objects = `<xades:SignedDataObjectProperties>${formats.join('')}</xades:SignedDataObjectProperties>`;
  return `<xades:SignedProperties ${xades} Id="S0-SP">${signature}${objects}</xades:SignedProperties>`;
}

const digestPair = (digest: string) =>
  `${empty('ds:DigestMethod', `Algorithm="${sha256Method}"`)}<ds:DigestValue>${digest}</ds:DigestValue>`;

function signedInfo(input: SealInput, parts: SignerParts, properties: string): string {
  const objects = input.objects.map(
    ({ name, sha256: digest }, index) =>
      `<ds:Reference Id="S0-R${index}" URI="${escapeAttribute(entryUri(name))}">${digestPair(digest.toString('base64'))}</ds:Reference>`,
  );
  const transform = `<ds:Transforms>${empty('ds:Transform', `Algorithm="${exclusiveC14n}"`)}</ds:Transforms>`;
  const own = `<ds:Reference Type="${signedPropertiesType}" URI="#S0-SP">${transform}${digestPair(sha256(properties))}</ds:Reference>`;
  const method = empty('ds:CanonicalizationMethod', `Algorithm="${exclusiveC14n}"`);
  return `<ds:SignedInfo ${ds}>${method}${parts.signatureMethod}${objects.join('')}${own}</ds:SignedInfo>`;
}

/**
 * The bytes of `META-INF/signatures0.xml`.
 * @throws Problem `certificate_malformed`; `invalid_request` for a name XML cannot carry; what the signer throws
 */
export async function buildSeal(input: SealInput): Promise<Buffer> {
  const parts = signerParts(input.signer);
  const properties = signedProperties(input, parts);
  const info = signedInfo(input, parts, properties);
  const value = (await input.signer.sign(Buffer.from(info))).toString('base64');
  const qualifying = `<xades:QualifyingProperties ${xades} Target="#S0">${properties}</xades:QualifyingProperties>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<asic:XAdESSignatures xmlns:asic="${namespaces.asic}"><ds:Signature ${ds} Id="S0">${info}` +
      `<ds:SignatureValue Id="S0-SV">${value}</ds:SignatureValue>${parts.keyInfo}<ds:Object>${qualifying}</ds:Object></ds:Signature></asic:XAdESSignatures>`,
  );
}
