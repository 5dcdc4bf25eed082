/**
 * What an OCSP answer says: who answered, when, and the state of each certificate named, read strictly from DER.
 * Reads both forms signatures carry: OCSPResponse and the BasicOCSPResponse inside it.
 * Does not decide whether the answer may be believed or used (ocsp-source.ts, revocation.ts).
 * Source: RFC 6960 sections 4.2.1 and 4.4.
 */
import { Problem } from '../../schemas/problems/problem.js';
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
import { readCount, readIntegerBytes, readOid, readTime } from '../asn1/der-values.js';
import { enumerated, octets, oid, sequence, tagged } from '../asn1/write-der.js';
import { digestIdentifiers, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import type { SignatureDigest } from '../signature/signature-method.js';
import { type Extensions, hasUnknownCritical, readExtensions } from './extensions.js';
import { type DistinguishedName, readName } from './name.js';
import { type CertificateStatus, readReasonCode } from './revocation-status.js';
import { type SignedObject, takeSigned } from './signed-object.js';

/** Which certificate an answer is about. */
export interface OcspCertId {
  /** Null for a digest we do not compute. */
  readonly digest: SignatureDigest | null;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** Content octets, hex, as in `CertificateView`. */
  readonly serial: string;
}

export interface OcspSingleAnswer {
  readonly certId: OcspCertId;
  readonly status: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  /** The responder knows of certificates that expired since then. */
  readonly archiveCutoff: Date | null;
  /** A critical extension that is not understood: the answer must not be used. */
  readonly unknownCritical: boolean;
}

export type OcspResponder = { readonly name: DistinguishedName } | { /** SHA-1. */ readonly keyHash: Buffer };

export interface OcspView extends SignedObject {
  /** As it was given. */
  readonly der: Buffer;
  readonly responder: OcspResponder;
  readonly producedAt: Date;
  readonly answers: readonly OcspSingleAnswer[];
  /** Value of the nonce extension, as it came. */
  readonly nonce: Buffer | null;
  /** Certificates sent along, DER, unread. */
  readonly certificates: readonly Buffer[];
  /** As in `OcspSingleAnswer`, for the whole answer. */
  readonly unknownCritical: boolean;
}

const ocspIds = {
  basicResponse: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
  archiveCutoff: '1.3.6.1.5.5.7.48.1.6',
} as const;

const maxOcspBytes = 1024 * 1024;
const maxAnswers = 1000;
const maxCertificates = 16;
const generalizedTime = 0x18;
const understoodOfResponse = new Set<string>([ocspIds.nonce]);
const understoodOfAnswer = new Set<string>([ocspIds.archiveCutoff]);

const refusals: Readonly<Record<number, string>> = {
  1: 'it found the request malformed',
  2: 'it has an internal error',
  3: 'try later',
  5: 'it wants a signed request',
  6: 'it does not serve us',
};

const readMoment = (node: DerNode) => readTime(node.tag === generalizedTime ? node : { ...node, tag: 0 });

/** What an explicit `[number]` wraps, or undefined when it is not next. */
function takeWrapped(reader: DerReader, number: number, tag?: number): DerNode | undefined {
  const field = reader.takeIf(contextTag(number));
  return field && onlyElement(field.content, tag);
}

function readCertId(node: DerNode): OcspCertId {
  const reader = new DerReader(node.content);
  const { oid } = readAlgorithmIdentifier(reader.take(tags.sequence));
  const certId = {
    digest: digestIdentifiers[oid] ?? null,
    issuerNameHash: reader.take(tags.octetString).content,
    issuerKeyHash: reader.take(tags.octetString).content,
    serial: readIntegerBytes(reader.take(tags.integer)).toString('hex'),
  };
  reader.finish();
  return certId;
}

function readRevocation(node: DerNode): CertificateStatus {
  const reader = new DerReader(node.content);
  const revokedAt = readMoment(reader.take());
  const reason = takeWrapped(reader, 0, tags.enumerated);
  reader.finish();
  return { revokedAt, reason: reason === undefined ? 0 : readReasonCode(reason) };
}

function readStatus(node: DerNode): CertificateStatus {
  if (node.tag === contextTag(1)) return readRevocation(node);
  if (node.content.length > 0) throw new DerError('a status that should be empty is not');
  if (node.tag === contextTag(0, false)) return 'good';
  if (node.tag === contextTag(2, false)) return 'unknown';
  throw new DerError('a status of no known kind');
}

function readOptionalExtensions(reader: DerReader): Extensions {
  const list = takeWrapped(reader, 1, tags.sequence);
  return list === undefined ? new Map() : readExtensions(list);
}

function readAnswer(node: DerNode): OcspSingleAnswer {
  const reader = new DerReader(node.content);
  const certId = readCertId(reader.take(tags.sequence));
  const status = readStatus(reader.take());
  const thisUpdate = readMoment(reader.take());
  const next = takeWrapped(reader, 0);
  const extensions = readOptionalExtensions(reader);
  reader.finish();
  const cutoff = extensions.get(ocspIds.archiveCutoff);
  return {
    certId,
    status,
    thisUpdate,
    nextUpdate: next === undefined ? null : readMoment(next),
    archiveCutoff: cutoff === undefined ? null : readMoment(onlyElement(cutoff.value)),
    unknownCritical: hasUnknownCritical(extensions, understoodOfAnswer),
  };
}

function readResponder(node: DerNode): OcspResponder {
  if (node.tag === contextTag(1)) return { name: readName(onlyElement(node.content, tags.sequence)) };
  if (node.tag === contextTag(2)) return { keyHash: onlyElement(node.content, tags.octetString).content };
  throw new DerError('a responder of no known kind');
}

function readBody(body: DerNode) {
  const reader = new DerReader(body.content);
  const version = takeWrapped(reader, 0, tags.integer);
  if (version !== undefined && readCount(version) !== 0) throw new DerError('unknown version');
  const responder = readResponder(reader.take());
  const producedAt = readMoment(reader.take());
  const answers = someChildrenOf(reader.take(tags.sequence));
  const extensions = readOptionalExtensions(reader);
  reader.finish();
  if (answers.length > maxAnswers) throw new DerError('too many answers');
  return {
    responder,
    producedAt,
    answers: answers.map(readAnswer),
    nonce: extensions.get(ocspIds.nonce)?.value ?? null,
    unknownCritical: hasUnknownCritical(extensions, understoodOfResponse),
  };
}

function readCertificates(list: DerNode | undefined): Buffer[] {
  const certificates = list === undefined ? [] : childrenOf(list).map(({ whole }) => whole);
  if (certificates.length > maxCertificates) throw new DerError('too many certificates');
  return certificates;
}

/** The BasicOCSPResponse inside an OCSPResponse; the element itself when it is one already. */
function basicResponse(outer: DerNode): DerNode {
  const reader = new DerReader(outer.content);
  const status = reader.takeIf(tags.enumerated);
  if (status === undefined) return outer;
  const code = status.content.length === 1 ? (status.content[0] ?? 0) : -1;
  if (code !== 0) throw new DerError(`the responder gives no answer: ${refusals[code] ?? `status ${code}`}`);
  const fields = new DerReader(takeWrapped(reader, 0, tags.sequence)?.content ?? Buffer.alloc(0));
  reader.finish();
  if (readOid(fields.take(tags.oid)) !== ocspIds.basicResponse) throw new DerError('an answer of an unknown kind');
  const response = fields.take(tags.octetString).content;
  fields.finish();
  return onlyElement(response, tags.sequence);
}

/** Whether the element is an OCSPResponse, which begins with its status; a BasicOCSPResponse begins with what is signed. */
const hasStatus = (outer: DerNode) => new DerReader(outer.content).takeIf(tags.enumerated) !== undefined;

/** A successful OCSPResponse around a BasicOCSPResponse; the other form is given back as it is. @throws DerError */
export function asOcspResponse(der: Buffer): Buffer {
  if (hasStatus(onlyElement(der, tags.sequence))) return der;
  return sequence(enumerated(0), tagged(0, sequence(oid(ocspIds.basicResponse), octets(der))));
}

function parse(der: Buffer): OcspView {
  const reader = new DerReader(basicResponse(onlyElement(der, tags.sequence)).content);
  const { body, signed } = takeSigned(reader);
  const certificates = readCertificates(takeWrapped(reader, 0, tags.sequence));
  reader.finish();
  return { der, ...signed, ...readBody(body), certificates };
}

/**
 * Reads one OCSPResponse or BasicOCSPResponse in DER, at most 1 MB, 1,000 answers, 16 certificates.
 * @throws Problem `ocsp_malformed`, also for an OCSPResponse without an answer
 */
export function readOcsp(der: Buffer): OcspView {
  if (der.length > maxOcspBytes)
    throw new Problem('ocsp_malformed', { detail: 'The OCSP answer is larger than 1 MB.' });
  try {
    return parse(der);
  } catch (cause) {
    const detail = cause instanceof DerError ? `The OCSP answer cannot be read: ${cause.message}.` : undefined;
    throw new Problem('ocsp_malformed', { cause, ...(detail === undefined ? {} : { detail }) });
  }
}
