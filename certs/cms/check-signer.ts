/**
 * Checks one signer of a CMS SignedData: its attributes, the digest of the content, its certificate, the signature value.
 * Trust, revocation and the carried timestamps belong to certs/verdict; what is wrong comes as findings, never as an exception.
 * Source: RFC 5652 sections 5.4, 5.6 and 11; RFC 5035 (signing certificate); RFC 6211 (algorithm protection);
 * ETSI EN 319 102-1 V1.3.1 sections 5.2.2, 5.2.3, 5.2.7.
 */
import type { KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DerError, onlyElement, tags } from '../asn1/der.js';
import { type AlgorithmIdentifier, digestIdentifiers, signatureMethodOf } from '../signature/algorithm-identifiers.js';
import { publicKeyOf } from '../signature/certificate-key.js';
import { checkStrength } from '../signature/check-strength.js';
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import {
  isRightSignature,
  isWeakDigest,
  type SignatureDigest,
  type SignatureMethod,
} from '../signature/signature-method.js';
import { readAttributes } from './attributes.js';
import { type CarriedEvidence, evidenceFor } from './carried-evidence.js';
import { timestampsOf } from './carried-timestamps.js';
import { findSigners } from './find-signer.js';
import { attributeTypes, contentTypes } from './identifiers.js';
import type { CmsContent } from './signed-content.js';
import type { SignedData } from './signed-data.js';
import { noClaims, readClaims, type SignerClaims } from './signer-claims.js';
import type { SignerInfo } from './signer-info.js';

export interface SignerCheckOptions {
  /** Whether the signer must have signed a reference to its certificate (CAdES and PAdES baseline). */
  readonly requireSigningCertificate: boolean;
  /** Names of what the content is, for the report. */
  readonly covers: readonly string[];
  /** Certificates from elsewhere that may be the signer's, DER. */
  readonly certificates: readonly Buffer[];
}

/** Several certificates may bear one identifier; no honest signature carries more than a few. */
const maxCandidates = 8;

const malformed = (message: string) => signatureFinding('signature_malformed', message);

/** NULL and nothing mean the same, and so do defaults of RSASSA-PSS left out or spelt out. @throws DerError */
function isSameAlgorithm(one: AlgorithmIdentifier, other: AlgorithmIdentifier): boolean {
  const parametersOf = ({ parameters }: AlgorithmIdentifier) => parameters?.toString('hex').replace(/^0500$/, '') ?? '';
  if (one.oid !== other.oid) return false;
  if (parametersOf(one) === parametersOf(other)) return true;
  const [method, otherMethod] = [signatureMethodOf(one), signatureMethodOf(other)];
  return method !== undefined && isDeepStrictEqual(method, otherMethod);
}

/** @throws DerError */
function areProtected(signer: SignerInfo, { protectedAlgorithms }: SignerClaims): boolean {
  if (protectedAlgorithms === null) return true;
  const { digest, signature } = protectedAlgorithms;
  const isSignatureSame = signature === null || isSameAlgorithm(signature, signer.signatureAlgorithm);
  return isSignatureSame && isSameAlgorithm(digest, signer.digestAlgorithm);
}

function checkAttributes(signedData: SignedData, signer: SignerInfo, claims: SignerClaims): SignatureFinding[] {
  if (signer.signedAttributes === null) {
    return signedData.contentType === contentTypes.data
      ? []
      : [malformed(`Content of type ${signedData.contentType} must be signed with attributes`)];
  }
  const findings: SignatureFinding[] = [];
  if (claims.contentType !== signedData.contentType)
    findings.push(malformed('The signed content type is not that of the content'));
  if (claims.messageDigest === null) findings.push(malformed('The signed attributes hold no message digest'));
  if (!areProtected(signer, claims)) findings.push(malformed('The algorithms are not those that were signed'));
  return findings;
}

/** Attributes of a signature, passed off as content that was signed without any. */
function looksLikeAttributes(content: Buffer): boolean {
  if (content[0] !== tags.set) return false;
  try {
    const types = readAttributes(onlyElement(content, tags.set)).map(({ type }) => type);
    return types.includes(attributeTypes.contentType) && types.includes(attributeTypes.messageDigest);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

class SignerCheck {
  readonly #findings: SignatureFinding[] = [];
  readonly #digest: SignatureDigest | undefined;
  readonly #method: SignatureMethod | undefined;
  readonly #evidence: CarriedEvidence;
  #isValueRight = false;

  /** @throws DerError */
  constructor(
    private readonly signedData: SignedData,
    private readonly signer: SignerInfo,
    private readonly content: CmsContent | null,
    private readonly options: SignerCheckOptions,
    private readonly claims: SignerClaims,
  ) {
    this.#digest = digestIdentifiers[signer.digestAlgorithm.oid];
    this.#method = signatureMethodOf(signer.signatureAlgorithm, this.#digest);
    this.#evidence = evidenceFor(signedData, signer);
  }

  async report(id: string): Promise<CheckedSignature> {
    this.#findings.push(...checkAttributes(this.signedData, this.signer, this.claims));
    const isDigestRight = await this.#checkDigest();
    const signed = await this.#signedBytes();
    const certificate = this.#checkSigner(signed);
    this.#checkAlgorithm();
    const coversContent = isDigestRight ?? this.#isValueRight;
    const digestOfContent = async (algorithm: Parameters<CmsContent['digest']>[0]) =>
      this.content === null ? null : this.content.digest(algorithm);
    return {
      id,
      certificate,
      otherCertificates: this.#evidence.certificates.filter((der) => der !== certificate),
      crls: this.#evidence.crls,
      ocsps: this.#evidence.ocsps,
      timestamps: timestampsOf(this.signedData, this.signer, digestOfContent),
      signingTime: this.claims.signingTime,
      algorithm: this.#method?.name ?? null,
      covers: coversContent ? this.options.covers : [],
      findings: this.#findings,
    };
  }

  #find(code: SignatureFinding['code'], message: string): void {
    this.#findings.push(signatureFinding(code, message));
  }

  /** Whether the signed digest is that of the content; undefined without attributes: then the signature value says so. */
  async #checkDigest(): Promise<boolean | undefined> {
    if (this.content === null) return false;
    if (this.signer.signedAttributes === null) return undefined;
    const actual = this.#digest === undefined ? null : await this.content.digest(this.#digest);
    if (actual === null)
      this.#find('algorithm_unsupported', `The digest algorithm ${this.#digestName} is not supported`);
    else if (this.claims.messageDigest !== null && actual.equals(this.claims.messageDigest)) return true;
    else this.#find('digest_mismatch', 'The content was changed after signing');
    return false;
  }

  get #digestName(): string {
    return this.#digest ?? this.signer.digestAlgorithm.oid;
  }

  /** What the signature value is over; undefined when that cannot be had. */
  async #signedBytes(): Promise<Buffer | undefined> {
    if (this.signer.signedAttributesDer !== null) return this.signer.signedAttributesDer;
    const content = await this.content?.read?.();
    if (content === undefined) {
      if (this.content !== null)
        this.#find('signature_unsupported', 'A signature without attributes needs the content itself');
      return undefined;
    }
    if (looksLikeAttributes(content)) this.#findings.push(malformed('The content is the attributes of a signature'));
    return content;
  }

  /** The signing certificate, when it is certain which one that is. */
  #checkSigner(signed: Buffer | undefined): Buffer | null {
    const certificates = [...this.#evidence.certificates, ...this.options.certificates];
    const { certificateReferences } = this.claims;
    const { proven, named } = findSigners(certificates, this.signer.identifier, certificateReferences);
    const candidates = (proven.length > 0 ? proven : named).slice(0, maxCandidates);
    if (candidates.length === 0) this.#find('signing_certificate_mismatch', "The signer's certificate is not there");
    else if (proven.length === 0)
      this.#find('signing_certificate_mismatch', 'The certificate is not the one the signer has signed to be its own');
    if (certificateReferences.length === 0 && this.options.requireSigningCertificate)
      this.#find('signing_certificate_mismatch', 'The signer has not signed which certificate is its own');
    const chosen = this.#checkValue(candidates, signed);
    return proven.length > 0 ? chosen : null;
  }

  /** The candidate whose key made the signature, else the first. */
  #checkValue(candidates: readonly Buffer[], signed: Buffer | undefined): Buffer | null {
    const method = this.#method;
    if (method === undefined || signed === undefined) return candidates[0] ?? null;
    const isRight = (key: KeyObject | undefined) =>
      key !== undefined && isRightSignature(method, signed, key, this.signer.signature, 'der');
    const chosen = candidates.find((certificate) => isRight(publicKeyOf(certificate)));
    const [first] = candidates;
    this.#isValueRight = chosen !== undefined;
    if (chosen !== undefined) this.#checkKey(publicKeyOf(chosen), method);
    else if (first !== undefined && publicKeyOf(first) === undefined)
      this.#find('certificate_malformed', 'The signing certificate cannot be read');
    else if (first !== undefined) this.#find('signature_wrong', 'The signature value does not match what is signed');
    return chosen ?? first ?? null;
  }

  /** DSA is named too weak as an algorithm; its key adds nothing to that. */
  #checkKey(key: KeyObject | undefined, method: SignatureMethod): void {
    if (key !== undefined && method.keyType !== 'dsa') this.#findings.push(...checkStrength(key));
  }

  #checkAlgorithm(): void {
    const { oid } = this.signer.signatureAlgorithm;
    if (this.#method === undefined)
      this.#find('algorithm_unsupported', `The signature algorithm ${oid} is not supported`);
    const weak = this.#method?.weak ? [this.#method.name] : [];
    const digest = this.#digest;
    if (digest !== undefined && digest !== this.#method?.digest && isWeakDigest(digest))
      weak.push(digest.toUpperCase());
    for (const name of weak) this.#find('algorithm_weak', `${name} is too weak to prove anything today`);
  }
}

/** @param content null when there is none: the caller has said so */
export async function checkSigner(
  signedData: SignedData,
  signer: SignerInfo,
  content: CmsContent | null,
  options: SignerCheckOptions & { readonly id: string },
): Promise<CheckedSignature> {
  try {
    const claims = signer.signedAttributes === null ? noClaims : readClaims(signer.signedAttributes);
    return await new SignerCheck(signedData, signer, content, options, claims).report(options.id);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return unreadableSignature(options.id, malformed(`The signer's part cannot be read: ${error.message}`));
  }
}
