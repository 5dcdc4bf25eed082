/**
 * What a signature carries to be believed later, outside what it signs: timestamps, certificates, revocation lists and answers.
 * Reads and works out what each timestamp must cover; believes nothing (certs/verdict). Anything malformed here is left out: nobody signed
 * it, so it can only fail to help.
 * Source: ETSI EN 319 132-1 V1.2.1 sections 5.2.8 (content timestamps), 5.3 (signature timestamp), 5.4 (validation data),
 * 5.5 (archive timestamp).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { OpenXml } from '../../schemas/xml/parse-xml.js';
import { childNamed, childrenNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import type { TimestampKind } from '../signature/checked-signature.js';
import type { ImprintPart } from '../signature/data-objects.js';
import { canonicalOctets } from './canonical-octets.js';
import { namespaces } from './identifiers.js';
import { base64Of, descendants } from './xml-values.js';

interface ReadTimestamp {
  readonly kind: TimestampKind;
  readonly token: Buffer;
  /** What it must cover, in order. */
  readonly parts: readonly ImprintPart[];
}

export interface CarriedEvidence {
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  readonly timestamps: readonly ReadTimestamp[];
}

/** What timestamps may be about. */
interface SignatureContext {
  readonly signature: XmlElement;
  /** QualifyingProperties. */
  readonly properties: XmlElement;
  /** Octets (or names of entries) of each reference of SignedInfo, in order. */
  readonly referenced: readonly ImprintPart[];
}

const { ds, xades, xades141 } = namespaces;
/** Each timestamp costs a canonical form of much of the signature, and a signature to check. */
const maxTimestamps = 32;
const maxValues = 256;

const isXades = ({ namespace }: XmlElement) => namespace === xades || namespace === xades141;

/** The content of an element that nobody signed; undefined when it is no base64. */
function carried(element: XmlElement): Buffer[] {
  try {
    return [base64Of(element)];
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

function valuesBelow(elements: readonly XmlElement[], local: string): Buffer[] {
  const found = elements.flatMap((element) => [...descendants(element)]).filter((one) => one.local === local);
  return found.slice(0, maxValues).flatMap(carried);
}

/** Each kind of timestamp, and what it covers given the properties that stand before it. */
class TimestampReader {
  constructor(
    private readonly document: OpenXml,
    private readonly context: SignatureContext,
  ) {}

  read(): ReadTimestamp[] {
    const unsigned = unsignedOf(this.context.properties);
    const timestamps: ReadTimestamp[] = [];
    const add = (
      kind: TimestampKind,
      element: XmlElement,
      parts: (method: XmlElement | undefined) => ImprintPart[],
    ) => {
      if (timestamps.length < maxTimestamps) timestamps.push(...this.#readOne(kind, element, parts));
    };
    for (const element of contentTimestampsOf(this.context.properties))
      add('content', element, () => this.#dataObjects());
    for (const [index, element] of unsigned.entries()) {
      if (!isXades(element)) continue;
      const before = unsigned.slice(0, index);
      if (element.local === 'SignatureTimeStamp') add('signature', element, (method) => this.#value(method));
      if (element.local === 'SigAndRefsTimeStamp') add('validation', element, (m) => this.#valueAndRefs(m, before));
      if (element.local === 'ArchiveTimeStamp') add('archive', element, (method) => this.#everything(method, before));
    }
    return timestamps;
  }

  #readOne(
    kind: TimestampKind,
    element: XmlElement,
    partsOf: (method: XmlElement | undefined) => ImprintPart[],
  ): ReadTimestamp[] {
    const tokens = childrenNamed(element, 'EncapsulatedTimeStamp', xades).flatMap(carried);
    // An Include says what is covered in its own way; what is covered is then not what we work out here.
    if (childNamed(element, 'Include', xades) !== undefined) return tokens.map((token) => ({ kind, token, parts: [] }));
    try {
      const parts = partsOf(childNamed(element, 'CanonicalizationMethod', ds));
      return tokens.map((token) => ({ kind, token, parts }));
    } catch (error) {
      if (isProblem(error)) return tokens.map((token) => ({ kind, token, parts: [] }));
      throw error;
    }
  }

  #octets(element: XmlElement, method: XmlElement | undefined): Buffer {
    return canonicalOctets(this.document, element, method);
  }

  /** Every data object as referenced, SignedProperties left out: it holds the timestamp itself. */
  #dataObjects(): ImprintPart[] {
    return this.context.referenced.filter((part) => !Buffer.isBuffer(part));
  }

  #value(method: XmlElement | undefined): ImprintPart[] {
    return childrenNamed(this.context.signature, 'SignatureValue', ds).map((value) => this.#octets(value, method));
  }

  #valueAndRefs(method: XmlElement | undefined, before: readonly XmlElement[]): ImprintPart[] {
    const covered = /^(SignatureTimeStamp|(Complete|Attribute)(Certificate|Revocation)Refs(V2)?)$/;
    const refs = before.filter((element) => isXades(element) && covered.test(element.local));
    return [...this.#value(method), ...refs.map((element) => this.#octets(element, method))];
  }

  /** Section 5.5.2.2: references, SignedInfo, value, KeyInfo, the unsigned properties before, every other Object. */
  #everything(method: XmlElement | undefined, before: readonly XmlElement[]): ImprintPart[] {
    const { signature, referenced, properties } = this.context;
    const own = ['SignedInfo', 'SignatureValue', 'KeyInfo'].flatMap((local) => childrenNamed(signature, local, ds));
    const objects = childrenNamed(signature, 'Object', ds).filter((object) => !elementsOf(object).includes(properties));
    return [...referenced, ...[...own, ...before, ...objects].map((element) => this.#octets(element, method))];
  }
}

function unsignedOf(properties: XmlElement): XmlElement[] {
  const unsigned = childNamed(properties, 'UnsignedProperties', xades);
  const ofSignature = unsigned && childNamed(unsigned, 'UnsignedSignatureProperties', xades);
  return ofSignature === undefined ? [] : elementsOf(ofSignature);
}

function contentTimestampsOf(properties: XmlElement): XmlElement[] {
  const signed = childNamed(properties, 'SignedProperties', xades);
  const ofObjects = signed && childNamed(signed, 'SignedDataObjectProperties', xades);
  return ofObjects === undefined ? [] : childrenNamed(ofObjects, 'AllDataObjectsTimeStamp', xades);
}

/** Never throws for what is malformed. */
export function readEvidence(document: OpenXml, context: SignatureContext): CarriedEvidence {
  const unsigned = unsignedOf(context.properties).filter(isXades);
  return {
    certificates: valuesBelow(unsigned, 'EncapsulatedX509Certificate'),
    crls: valuesBelow(unsigned, 'EncapsulatedCRLValue'),
    ocsps: valuesBelow(unsigned, 'EncapsulatedOCSPValue'),
    timestamps: new TimestampReader(document, context).read(),
  };
}
