/**
 * Certificates for those who sign: agencies (seals) and the gateway itself (receipts, checkpoints, timestamps, revocation answers, mails).
 * Does not make keys (create-keypair.ts), authorities (create-authority.ts) or store anything.
 * Source: RFC 5280 section 4.2; ETSI EN 319 412-3 section 4.2 (organisation names, organizationIdentifier);
 *   RFC 8550 sections 3 and 4.4.4 (mail addresses, emailProtection); RFC 3161 section 2.3 (timestamps); RFC 6960 section 4.2.2.2 (delegated responder).
 */
import type { KeyObject } from 'node:crypto';
import { nullElement } from '../asn1/write-der.js';
import { buildCertificate, type Issuer, type Subject, type Validity } from './build-certificate.js';
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  CertificatePolicyExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
} from './x509-library.js';

/** Where others find what an issuer publishes; stands in the certificates it issues. */
export interface IssuerAddresses {
  /** Its revocation list. */
  readonly crlUrl?: string;
  /** Its answers about revocation (OCSP). */
  readonly ocspUrl?: string;
  /** Its own certificate. */
  readonly issuerUrl?: string;
}

export interface LeafRequest extends IssuerAddresses {
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  /** Object identifier of the policy the certificate is issued under. */
  readonly policy?: string;
}

/** Whose seal it is. */
export interface SealOwner {
  readonly agencyCode: string;
  readonly agencyName: string;
}

export interface SealRequest extends LeafRequest, SealOwner {}

export interface GatewayKeyRequest extends LeafRequest {
  /** Who runs the gateway. */
  readonly organization: string;
}

const purposes = {
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
} as const;
const ocspNoCheck = '1.3.6.1.5.5.7.48.1.5';

/** Extensions that name the addresses (sections 4.2.1.13 and 4.2.2.1). */
export function addressExtensions({ crlUrl, ocspUrl, issuerUrl }: IssuerAddresses): Extension[] {
  const extensions: Extension[] = [];
  if (crlUrl !== undefined) extensions.push(new CRLDistributionPointsExtension([crlUrl]));
  if (ocspUrl === undefined && issuerUrl === undefined) return extensions;
  const access = {
    ...(ocspUrl === undefined ? {} : { ocsp: ocspUrl }),
    ...(issuerUrl === undefined ? {} : { caIssuers: issuerUrl }),
  };
  return [...extensions, new AuthorityInfoAccessExtension(access)];
}

const sealing = KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation;

function leafExtensions(request: LeafRequest, keyUsage: KeyUsageFlags = sealing): Extension[] {
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(keyUsage, true),
  ];
  if (request.policy !== undefined) extensions.push(new CertificatePolicyExtension([request.policy]));
  return [...extensions, ...addressExtensions(request)];
}

/** Whom a seal names: common name and organisation are the agency's name, organizationIdentifier its code. */
export const sealSubject = ({ agencyCode, agencyName }: SealOwner): Subject => ({
  commonName: agencyName,
  organization: agencyName,
  agencyCode,
});

/** The seal of an agency. Returns DER. */
export function issueSeal(issuer: Issuer, request: SealRequest): Promise<Buffer> {
  return buildCertificate({ ...request, subject: sealSubject(request), extensions: leafExtensions(request) }, issuer);
}

export interface PersonalRequest extends LeafRequest {
  readonly personName: string;
  readonly agencyName: string;
}

/**
 * The signing certificate of a person: common name is his, organisation the agency's. It carries no organizationIdentifier, so that nobody
 * takes it for a seal. Returns DER.
 */
export function issuePersonalCertificate(issuer: Issuer, request: PersonalRequest): Promise<Buffer> {
  const subject = { commonName: request.personName, organization: request.agencyName };
  return buildCertificate({ ...request, subject, extensions: leafExtensions(request) }, issuer);
}

/** The gateway's own certificate for receipts; it names no agency. Returns DER. */
export function issueReceiptCertificate(issuer: Issuer, request: GatewayKeyRequest): Promise<Buffer> {
  const subject = { commonName: `Công văn: biên nhận của ${request.organization}`, organization: request.organization };
  return buildCertificate({ ...request, subject, extensions: leafExtensions(request) }, issuer);
}

export interface CheckpointRequest extends LeafRequest {
  readonly organization: string;
  /** Name of the log as it stands in its checkpoints; becomes the common name. */
  readonly logName: string;
}

/** The certificate of the key that signs checkpoints of the log. Returns DER. */
export function issueCheckpointCertificate(issuer: Issuer, request: CheckpointRequest): Promise<Buffer> {
  const subject = { commonName: request.logName, organization: request.organization };
  return buildCertificate({ ...request, subject, extensions: leafExtensions(request) }, issuer);
}

/** The certificate of the timestamp authority's key; good for nothing else. Returns DER. */
export function issueTimestampCertificate(issuer: Issuer, request: GatewayKeyRequest): Promise<Buffer> {
  const { organization } = request;
  const subject = { commonName: `Công văn: dấu thời gian của ${organization}`, organization };
  const purpose = new ExtendedKeyUsageExtension([purposes.timeStamping], true);
  const extensions = [...leafExtensions(request, KeyUsageFlags.digitalSignature), purpose];
  return buildCertificate({ ...request, subject, extensions }, issuer);
}

/** The certificate of the key that answers for `issuer` whether certificates are revoked; its own state is not asked for. Returns DER. */
export function issueOcspCertificate(issuer: Issuer, request: GatewayKeyRequest): Promise<Buffer> {
  const { organization } = request;
  const subject = { commonName: `Công văn: trạng thái chứng thư của ${organization}`, organization };
  const extensions = [
    ...leafExtensions(request, KeyUsageFlags.digitalSignature),
    new ExtendedKeyUsageExtension([purposes.ocspSigning]),
    new Extension(ocspNoCheck, false, new Uint8Array(nullElement)),
  ];
  return buildCertificate({ ...request, subject, extensions }, issuer);
}

export interface MailKeyRequest extends GatewayKeyRequest {
  /** The address mails come from. */
  readonly mailAddress: string;
}

/** The certificate of the key that signs the gateway's mails; names the address they come from. Returns DER. */
export function issueMailCertificate(issuer: Issuer, request: MailKeyRequest): Promise<Buffer> {
  const { organization, mailAddress } = request;
  const subject = { commonName: `Công văn: thư điện tử của ${organization}`, organization };
  const extensions = [
    ...leafExtensions(request),
    new ExtendedKeyUsageExtension([purposes.emailProtection]),
    new SubjectAlternativeNameExtension([{ type: 'email', value: mailAddress }]),
  ];
  return buildCertificate({ ...request, subject, extensions }, issuer);
}
