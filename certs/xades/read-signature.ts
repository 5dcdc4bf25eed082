/**
 * Takes one ds:Signature apart, strictly: one SignedInfo, one value, references of allowed kinds only, SignedProperties that
 * belong to this very signature. Anything ambiguous is refused, so that nobody can wrap one signature in another.
 * Computes no digests of container entries and verifies nothing (check-signature.ts).
 * Source: XMLDSig 1.1 sections 4 and 5; ETSI EN 319 132-1 section 4.3 (QualifyingProperties), 4.4 (SignedProperties).
 */
import { hash } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import {
  attributeOf,
  childNamed,
  childrenNamed,
  elementsOf,
  textOf,
  type XmlElement,
} from '../../schemas/xml/xml-tree.js';
import type { ImprintPart } from '../signature/data-objects.js';
import { canonicalOctets } from './canonical-octets.js';
import { entryOfUri } from './entry-uri.js';
import { type DigestMethod, digestMethods, namespaces, signedPropertiesType } from './identifiers.js';
import { type CarriedEvidence, readEvidence, type SignatureContext } from './read-evidence.js';
import { algorithmOf, base64Of, descendants, forbidden, malformed, only } from './xml-values.js';

/** A reference to a data entry of the container; its digest is still to be compared. */
export interface EntryReference {
  readonly name: string;
  readonly method: DigestMethod;
  readonly expected: Buffer;
}

export interface SignatureParts {
  readonly id: string;
  /** Canonical octets of SignedInfo: what was signed. */
  readonly signedInfo: Buffer;
  readonly signatureMethod: string;
  readonly signatureValue: Buffer;
  /** All certificates of KeyInfo, DER, in order. */
  readonly certificates: readonly Buffer[];
  readonly entryReferences: readonly EntryReference[];
  /** References inside the file that do not match: their URIs. */
  readonly brokenReferences: readonly string[];
  /** Digest methods in use that are too weak. */
  readonly weakDigests: readonly string[];
  readonly signingTime: Date | null;
  /** Digests of the signing certificate, as signed; the first one identifies it. */
  readonly signingCertificate: { readonly method: DigestMethod; readonly digest: Buffer } | null;
  readonly evidence: CarriedEvidence;
  /** Elements of the open document, for timestamps yet to be added. */
  readonly context: SignatureContext;
}

const { ds, xades } = namespaces;
const maxReferences = 10_000;
/** References inside the signature cost a canonical form each; real ones have one to SignedProperties and rarely one more. */
const maxInnerReferences = 16;
const maxSignatures = 64;

export const idsOf = (element: XmlElement) =>
  element.attributes.filter(({ local }) => local.toLowerCase() === 'id').map(({ value }) => value);

/** @throws Problem `signature_malformed` when two elements of the document share an Id */
export function checkUniqueIds(root: XmlElement): void {
  const seen = new Set<string>();
  for (const element of descendants(root)) {
    for (const id of idsOf(element)) {
      if (seen.has(id)) throw malformed(`The Id "${id.slice(0, 60)}" stands twice`);
      seen.add(id);
    }
  }
}

/** The signatures of a signature file. @throws Problem `signature_malformed` */
export function signaturesOf(root: XmlElement): XmlElement[] {
  if (root.local === 'Signature' && root.namespace === ds) return [root];
  const signatures = childrenNamed(root, 'Signature', ds);
  const isList = root.local === 'XAdESSignatures' && elementsOf(root).length === signatures.length;
  if (!isList || signatures.length === 0) throw malformed('The file is not a list of XML signatures');
  if (signatures.length > maxSignatures) throw malformed(`The file holds more than ${maxSignatures} signatures`);
  return signatures;
}

class SignatureReader {
  readonly #entryReferences: EntryReference[] = [];
  readonly #brokenReferences: string[] = [];
  readonly #weakDigests = new Set<string>();
  #innerReferences = 0;
  readonly #signedElements = new Set<XmlElement>();
  /** What each reference yields, in order: archive timestamps cover it again. */
  readonly #referenced: ImprintPart[] = [];
  readonly #targets: ReadonlyMap<string, XmlElement>;

  constructor(private readonly signature: XmlElement) {
    this.#targets = innerTargets(signature);
  }

  read(): SignatureParts {
    const info = only(this.signature, 'SignedInfo', ds);
    const value = only(this.signature, 'SignatureValue', ds);
    const method = only(info, 'SignatureMethod', ds);
    if (elementsOf(method).length > 0) throw malformed('SignatureMethod carries parameters');
    for (const reference of referencesOf(info)) this.#readReference(reference);
    const properties = this.#qualifyingProperties();
    const context = { signature: this.signature, properties, referenced: this.#referenced };
    return {
      id: attributeOf(this.signature, 'Id') ?? '',
      signedInfo: canonicalOctets(info, only(info, 'CanonicalizationMethod', ds)),
      signatureMethod: algorithmOf(method),
      signatureValue: base64Of(value),
      certificates: this.#certificates(),
      entryReferences: this.#entryReferences,
      brokenReferences: this.#brokenReferences,
      weakDigests: [...this.#weakDigests],
      ...this.#signedProperties(properties),
      evidence: readEvidence(context),
      context,
    };
  }

  #readReference(reference: XmlElement): void {
    const uri = attributeOf(reference, 'URI');
    if (uri === undefined || uri === '') throw forbidden('A reference without a target is not allowed');
    const algorithm = algorithmOf(only(reference, 'DigestMethod', ds));
    const method = digestMethods.get(algorithm);
    if (method === undefined)
      throw new Problem('algorithm_unsupported', {
        detail: `The digest algorithm "${algorithm.slice(0, 100)}" is not supported`,
      });
    if (method.weak) this.#weakDigests.add(method.algorithm);
    const expected = base64Of(only(reference, 'DigestValue', ds));
    if (uri.startsWith('#')) this.#compareInside(reference, uri, method, expected);
    else this.#addEntry(entryName(reference, uri), method, expected);
  }

  #addEntry(name: string, method: DigestMethod, expected: Buffer): void {
    this.#entryReferences.push({ name, method, expected });
    this.#referenced.push({ name });
  }

  /** A reference may point only at something inside this signature, never at its own SignedInfo. */
  #compareInside(reference: XmlElement, uri: string, method: DigestMethod, expected: Buffer): void {
    const target = this.#targets.get(uri.slice(1));
    if (target === undefined)
      throw new Problem('reference_missing', {
        detail: `The signature refers to "${uri.slice(0, 100)}", which is not part of it`,
      });
    const [transform, ...more] = transformsOf(reference);
    if (more.length > 0) throw forbidden('Several transforms in a row are not allowed');
    this.#innerReferences += 1;
    if (this.#innerReferences > maxInnerReferences) throw forbidden('The signature refers to its own parts too often');
    const octets = canonicalOctets(target, transform);
    this.#referenced.push(octets);
    if (hash(method.algorithm, octets, 'buffer').equals(expected)) this.#signedElements.add(target);
    else this.#brokenReferences.push(uri);
    const isProperties = target.local === 'SignedProperties' && target.namespace === xades;
    if ((attributeOf(reference, 'Type') === signedPropertiesType) !== isProperties)
      throw malformed('A reference is of another type than its target');
  }

  #certificates(): Buffer[] {
    const infos = childrenNamed(this.signature, 'KeyInfo', ds);
    if (infos.length > 1) throw malformed('Signature has two KeyInfo');
    return infos
      .flatMap((info) => childrenNamed(info, 'X509Data', ds))
      .flatMap((data) => childrenNamed(data, 'X509Certificate', ds))
      .map(base64Of);
  }

  #qualifyingProperties(): XmlElement {
    const qualifying = childrenNamed(this.signature, 'Object', ds).flatMap((object) =>
      childrenNamed(object, 'QualifyingProperties', xades),
    );
    const [properties] = qualifying;
    if (qualifying.length !== 1 || properties === undefined)
      throw malformed('The signature must have exactly one QualifyingProperties');
    const id = attributeOf(this.signature, 'Id');
    if (id === undefined || attributeOf(properties, 'Target') !== `#${id}`)
      throw malformed('QualifyingProperties belongs to another signature');
    return properties;
  }

  #signedProperties(properties: XmlElement): Pick<SignatureParts, 'signingTime' | 'signingCertificate'> {
    const signed = only(properties, 'SignedProperties', xades);
    const isReferenced =
      this.#signedElements.has(signed) || this.#brokenReferences.includes(`#${attributeOf(signed, 'Id')}`);
    if (!isReferenced) throw malformed('SignedProperties is not signed');
    const own = childNamed(signed, 'SignedSignatureProperties', xades);
    return { signingTime: signingTimeOf(own), signingCertificate: signingCertificateOf(own) };
  }
}

/** Where a reference may point, by Id: into KeyInfo and Object of the signature. */
function innerTargets(signature: XmlElement): Map<string, XmlElement> {
  const allowed = [...childrenNamed(signature, 'KeyInfo', ds), ...childrenNamed(signature, 'Object', ds)];
  const targets = new Map<string, XmlElement>();
  for (const part of allowed)
    for (const element of descendants(part)) {
      const id = attributeOf(element, 'Id');
      if (id !== undefined && !targets.has(id)) targets.set(id, element);
    }
  return targets;
}

function referencesOf(info: XmlElement): XmlElement[] {
  const references = childrenNamed(info, 'Reference', ds);
  if (references.length === 0 || references.length > maxReferences)
    throw malformed(`SignedInfo has ${references.length} references`);
  return references;
}

function transformsOf(reference: XmlElement): XmlElement[] {
  const lists = childrenNamed(reference, 'Transforms', ds);
  if (lists.length > 1) throw malformed('A reference has two lists of transforms');
  return lists.flatMap((list) => elementsOf(list));
}

function entryName(reference: XmlElement, uri: string): string {
  const name = entryOfUri(uri);
  if (name === null) throw forbidden(`The reference "${uri.slice(0, 100)}" does not name an entry of the container`);
  if (transformsOf(reference).length > 0)
    throw forbidden(`The reference to "${name.slice(0, 100)}" transforms the entry`);
  return name;
}

function signingTimeOf(properties: XmlElement | undefined): Date | null {
  const element = properties && childNamed(properties, 'SigningTime', xades);
  const time = new Date(element === undefined ? Number.NaN : textOf(element).trim());
  return Number.isNaN(time.getTime()) ? null : time;
}

function signingCertificateOf(properties: XmlElement | undefined): SignatureParts['signingCertificate'] {
  const list =
    properties &&
    (childNamed(properties, 'SigningCertificateV2', xades) ?? childNamed(properties, 'SigningCertificate', xades));
  const digest = list && childNamed(list, 'Cert', xades);
  const pair = digest && childNamed(digest, 'CertDigest', xades);
  if (pair === undefined) return null;
  const method = digestMethods.get(algorithmOf(only(pair, 'DigestMethod', ds)));
  return method === undefined ? null : { method, digest: base64Of(only(pair, 'DigestValue', ds)) };
}

/**
 * @throws Problem `signature_malformed`, `reference_forbidden`, `reference_missing`, `algorithm_unsupported`
 */
export function readSignature(signature: XmlElement): SignatureParts {
  return new SignatureReader(signature).read();
}
