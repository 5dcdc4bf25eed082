/**
 * A CMS SignedData taken apart: content, certificates, revocation data, signers. BER is brought into DER form first.
 * Verifies nothing (check-cms.ts); attribute certificates and other exotic choices are passed over.
 * Source: RFC 5652 sections 3, 5.1, 5.2, 10.2.1 and 10.2.2; RFC 5940 section 2.1 (OCSP answers).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { berToDer } from '../asn1/ber-to-der.js';
import { contextTag, DerError, type DerNode, DerReader, fewChildrenOf, onlyElement, tags } from '../asn1/der.js';
import { readCount, readOid } from '../asn1/der-values.js';
import { contentTypes, ocspResponseFormat } from './identifiers.js';
import { readSignerInfo, type SignerInfo } from './signer-info.js';

export interface SignedData {
  readonly contentType: string;
  /** The object identifier of the content type with its header. */
  readonly contentTypeDer: Buffer;
  /** The encapsulated content; null when it lies elsewhere (detached signature). */
  readonly content: Buffer | null;
  /** X.509 certificates, DER. */
  readonly certificates: readonly Buffer[];
  /** CertificateList and OCSPResponse, DER. */
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  /** All of CertificateSet and RevocationInfoChoices as they stand: what archive timestamps count. */
  readonly certificateChoices: readonly Buffer[];
  readonly revocationChoices: readonly Buffer[];
  readonly signers: readonly SignerInfo[];
}

export interface ReadOptions {
  /** Zero octets may follow: PDF reserves more room than the signature fills. Default false. */
  readonly zeroPadded?: boolean;
}

const maxCmsBytes = 10 * 1024 * 1024;
const maxCertificates = 1000;
const maxRevocationChoices = 1000;
const maxSigners = 100;
const maxDigestAlgorithms = 100;
const maxVersion = 5;

function withoutPadding(bytes: Buffer): Buffer {
  const { whole } = new DerReader(bytes).take(tags.sequence);
  if (bytes.subarray(whole.length).some((octet) => octet !== 0)) throw new DerError('unexpected bytes after the end');
  return whole;
}

function contentOf(info: DerNode): DerNode {
  const reader = new DerReader(info.content);
  const type = readOid(reader.take(tags.oid));
  if (type !== contentTypes.signedData) throw new DerError(`content of type ${type} is no signed data`);
  const content = reader.take(contextTag(0));
  reader.finish();
  return onlyElement(content.content, tags.sequence);
}

function readEncapsulated(node: DerNode): Pick<SignedData, 'contentType' | 'contentTypeDer' | 'content'> {
  const reader = new DerReader(node.content);
  const type = reader.take(tags.oid);
  const field = reader.takeIf(contextTag(0));
  reader.finish();
  const content = field === undefined ? null : onlyElement(field.content, tags.octetString).content;
  return { contentType: readOid(type), contentTypeDer: type.whole, content };
}

/** The OCSPResponse in an OtherRevocationInfoFormat, if it is one. */
function ocspResponseIn(other: DerNode): Buffer[] {
  const reader = new DerReader(other.content);
  const format = readOid(reader.take(tags.oid));
  const info = reader.take();
  reader.finish();
  return format === ocspResponseFormat ? [info.whole] : [];
}

function readSigners(set: DerNode): SignerInfo[] {
  return fewChildrenOf(set, maxSigners).map(readSignerInfo);
}

function parse(info: DerNode): SignedData {
  const reader = new DerReader(contentOf(info).content);
  if (readCount(reader.take(tags.integer)) > maxVersion) throw new DerError('unknown version');
  fewChildrenOf(reader.take(tags.set), maxDigestAlgorithms); // a hint for streaming readers, not signed
  const encapsulated = readEncapsulated(reader.take(tags.sequence));
  const certificates = reader.takeIf(contextTag(0));
  const revocations = reader.takeIf(contextTag(1));
  const signers = reader.take(tags.set);
  reader.finish();
  const certificateChoices = certificates === undefined ? [] : fewChildrenOf(certificates, maxCertificates);
  const revocationChoices = revocations === undefined ? [] : fewChildrenOf(revocations, maxRevocationChoices);
  const isX509 = ({ tag }: DerNode) => tag === tags.sequence;
  return {
    ...encapsulated,
    certificates: certificateChoices.filter(isX509).map(({ whole }) => whole),
    crls: revocationChoices.filter(isX509).map(({ whole }) => whole),
    ocsps: revocationChoices.filter(({ tag }) => tag === contextTag(1)).flatMap(ocspResponseIn),
    certificateChoices: certificateChoices.map(({ whole }) => whole),
    revocationChoices: revocationChoices.map(({ whole }) => whole),
    signers: readSigners(signers),
  };
}

const parseDer = (bytes: Buffer, zeroPadded: boolean) =>
  parse(onlyElement(zeroPadded ? withoutPadding(bytes) : bytes, tags.sequence));

/** Nearly everybody writes DER: it is read as it stands, and brought into form only when that fails. */
function parseAny(bytes: Buffer, zeroPadded: boolean): SignedData {
  try {
    return parseDer(bytes, zeroPadded);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const der = berToDer(bytes, { zeroPadded });
    if (der === bytes) throw error;
    return parseDer(der, false);
  }
}

/**
 * Reads a ContentInfo that holds SignedData, in DER or BER: at most 10 MB, 100 signers, 1,000 certificates.
 * @throws Problem `cms_malformed`
 */
export function readSignedData(cms: Buffer, options: ReadOptions = {}): SignedData {
  if (cms.length > maxCmsBytes) throw new Problem('cms_malformed', { detail: 'The signature is larger than 10 MB' });
  try {
    return parseAny(cms, options.zeroPadded ?? false);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new Problem('cms_malformed', { detail: `The CMS structure cannot be read: ${error.message}`, cause: error });
  }
}
