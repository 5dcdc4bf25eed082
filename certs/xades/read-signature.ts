/**
 * Takes one ds:Signature apart, strictly: one SignedInfo, one value, references of allowed kinds only, SignedProperties that
 * belong to this very signature. Anything ambiguous is refused, so that nobody can wrap one signature in another.
 * Computes no digests of container entries and verifies nothing (check-signature.ts).
 * Source: XMLDSig 1.1 sections 4 and 5; ETSI EN 319 132-1 section 4.3 (QualifyingProperties), 4.4 (SignedProperties).
 */
import { createHash } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import type { OpenXml } from '../../schemas/xml/parse-xml.js';
import {
  attributeOf,
  childNamed,
  childrenNamed,
  elementsOf,
  textOf,
  type XmlElement,
} from '../../schemas/xml/xml-tree.js';
import { entryOfUri } from './entry-uri.js';
import { canonicalForms, type DigestMethod, digestMethods, namespaces, signedPropertiesType } from './identifiers.js';

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
  readonly hasTimestamp: boolean;
}

const { ds, xades, exclusive } = namespaces;
const maxReferences = 10_000;

const malformed = (detail: string) => new Problem('signature_malformed', { detail });

/** The one child of this name. */
function only(parent: XmlElement, local: string, namespace: string): XmlElement {
  const found = childrenNamed(parent, local, namespace);
  if (found.length !== 1 || found[0] === undefined)
    throw malformed(`${parent.local} must have exactly one ${local}, it has ${found.length}`);
  return found[0];
}

function algorithmOf(element: XmlElement): string {
  return attributeOf(element, 'Algorithm') ?? '';
}

/** Strict base64: what is signed must have one spelling only, white space aside. */
function base64Of(element: XmlElement): Buffer {
  const text = textOf(element).replace(/[\t\n\r ]/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (elementsOf(element).length > 0 || bytes.toString('base64') !== text)
    throw malformed(`${element.local} is not base64`);
  return bytes;
}

/** Every element below (and including) `element`. */
function* descendants(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of elementsOf(element)) yield* descendants(child);
}

const idsOf = (element: XmlElement) =>
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
  return signatures;
}

class SignatureReader {
  readonly #entryReferences: EntryReference[] = [];
  readonly #brokenReferences: string[] = [];
  readonly #weakDigests = new Set<string>();
  readonly #signedElements = new Set<XmlElement>();

  constructor(
    private readonly document: OpenXml,
    private readonly signature: XmlElement,
  ) {}

  read(): SignatureParts {
    const info = only(this.signature, 'SignedInfo', ds);
    const value = only(this.signature, 'SignatureValue', ds);
    const method = only(info, 'SignatureMethod', ds);
    if (elementsOf(method).length > 0) throw malformed('SignatureMethod carries parameters');
    const references = childrenNamed(info, 'Reference', ds);
    if (references.length === 0 || references.length > maxReferences)
      throw malformed(`SignedInfo has ${references.length} references`);
    for (const reference of references) this.#readReference(reference);
    const properties = this.#signedProperties();
    return {
      id: attributeOf(this.signature, 'Id') ?? '',
      signedInfo: this.#canonical(info, only(info, 'CanonicalizationMethod', ds)),
      signatureMethod: algorithmOf(method),
      signatureValue: base64Of(value),
      certificates: this.#certificates(),
      entryReferences: this.#entryReferences,
      brokenReferences: this.#brokenReferences,
      weakDigests: [...this.#weakDigests],
      ...properties,
      hasTimestamp: [...descendants(this.signature)].some(({ local }) => local === 'SignatureTimeStamp'),
    };
  }

  #canonical(element: XmlElement, method: XmlElement): Buffer {
    const form = canonicalForms[algorithmOf(method)];
    if (form === undefined)
      throw new Problem('reference_forbidden', {
        detail: `The transform "${algorithmOf(method).slice(0, 100)}" is not allowed`,
      });
    const prefixList = childNamed(method, 'InclusiveNamespaces', exclusive);
    const prefixes =
      prefixList === undefined
        ? undefined
        : (attributeOf(prefixList, 'PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
    if (elementsOf(method).length > (prefixList === undefined ? 0 : 1))
      throw new Problem('reference_forbidden', { detail: 'A transform carries parameters' });
    return this.document.canonicalize(element, form.method, {
      withComments: form.withComments,
      ...(prefixes === undefined ? {} : { inclusivePrefixes: prefixes }),
    });
  }

  #readReference(reference: XmlElement): void {
    const uri = attributeOf(reference, 'URI');
    if (uri === undefined || uri === '')
      throw new Problem('reference_forbidden', { detail: 'A reference without a target is not allowed' });
    const algorithm = algorithmOf(only(reference, 'DigestMethod', ds));
    const method = digestMethods[algorithm];
    if (method === undefined)
      throw new Problem('algorithm_unsupported', {
        detail: `The digest algorithm "${algorithm.slice(0, 100)}" is not supported`,
      });
    if (method.weak) this.#weakDigests.add(method.algorithm);
    const expected = base64Of(only(reference, 'DigestValue', ds));
    if (uri.startsWith('#')) this.#compareInside(reference, uri, method, expected);
    else this.#entryReferences.push({ name: this.#entryName(reference, uri), method, expected });
  }

  #entryName(reference: XmlElement, uri: string): string {
    const name = entryOfUri(uri);
    if (name === null)
      throw new Problem('reference_forbidden', {
        detail: `The reference "${uri.slice(0, 100)}" does not name an entry of the container`,
      });
    if (this.#transforms(reference).length > 0)
      throw new Problem('reference_forbidden', {
        detail: `The reference to "${name.slice(0, 100)}" transforms the entry`,
      });
    return name;
  }

  #transforms(reference: XmlElement): XmlElement[] {
    const lists = childrenNamed(reference, 'Transforms', ds);
    if (lists.length > 1) throw malformed('A reference has two lists of transforms');
    return lists.flatMap((list) => elementsOf(list));
  }

  /** A reference may point only at something inside this signature, never at its own SignedInfo. */
  #compareInside(reference: XmlElement, uri: string, method: DigestMethod, expected: Buffer): void {
    const target = this.#inside(uri.slice(1));
    const transforms = this.#transforms(reference);
    const [transform] = transforms;
    if (transforms.length > 1)
      throw new Problem('reference_forbidden', { detail: 'Several transforms in a row are not allowed' });
    const octets =
      transform === undefined ? this.document.canonicalize(target, 'c14n10') : this.#canonical(target, transform);
    if (createHash(method.algorithm).update(octets).digest().equals(expected)) this.#signedElements.add(target);
    else this.#brokenReferences.push(uri);
    const isProperties = target.local === 'SignedProperties' && target.namespace === xades;
    if ((attributeOf(reference, 'Type') === signedPropertiesType) !== isProperties)
      throw malformed('A reference is of another type than its target');
  }

  #inside(id: string): XmlElement {
    const allowed = [...childrenNamed(this.signature, 'KeyInfo', ds), ...childrenNamed(this.signature, 'Object', ds)];
    for (const part of allowed)
      for (const element of descendants(part)) if (attributeOf(element, 'Id') === id) return element;
    throw new Problem('reference_missing', {
      detail: `The signature refers to "#${id.slice(0, 100)}", which is not part of it`,
    });
  }

  #certificates(): Buffer[] {
    const infos = childrenNamed(this.signature, 'KeyInfo', ds);
    if (infos.length > 1) throw malformed('Signature has two KeyInfo');
    return infos
      .flatMap((info) => childrenNamed(info, 'X509Data', ds))
      .flatMap((data) => childrenNamed(data, 'X509Certificate', ds))
      .map(base64Of);
  }

  #signedProperties(): Pick<SignatureParts, 'signingTime' | 'signingCertificate'> {
    const qualifying = childrenNamed(this.signature, 'Object', ds).flatMap((object) =>
      childrenNamed(object, 'QualifyingProperties', xades),
    );
    const [properties] = qualifying;
    if (qualifying.length !== 1 || properties === undefined)
      throw malformed('The signature must have exactly one QualifyingProperties');
    const id = attributeOf(this.signature, 'Id');
    if (id === undefined || attributeOf(properties, 'Target') !== `#${id}`)
      throw malformed('QualifyingProperties belongs to another signature');
    const signed = only(properties, 'SignedProperties', xades);
    const isReferenced =
      this.#signedElements.has(signed) || this.#brokenReferences.includes(`#${attributeOf(signed, 'Id')}`);
    if (!isReferenced) throw malformed('SignedProperties is not signed');
    const own = childNamed(signed, 'SignedSignatureProperties', xades);
    return { signingTime: signingTimeOf(own), signingCertificate: signingCertificateOf(own) };
  }
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
  const method = digestMethods[algorithmOf(only(pair, 'DigestMethod', ds))];
  return method === undefined ? null : { method, digest: base64Of(only(pair, 'DigestValue', ds)) };
}

/**
 * @throws Problem `signature_malformed`, `reference_forbidden`, `reference_missing`, `algorithm_unsupported`
 */
export function readSignature(document: OpenXml, signature: XmlElement): SignatureParts {
  return new SignatureReader(document, signature).read();
}
