/**
 * What a signature carries to be believed later, outside what it signs: timestamps, certificates, revocation lists and answers.
 * Reads and works out what each timestamp must cover; believes nothing (certs/verdict). Anything malformed here is left out: nobody signed
 * it, so it can only fail to help.
 * Source: ETSI EN 319 132-1 V1.2.1 sections 5.2.8 (content timestamps), 5.3 (signature timestamp), 5.4 (validation data),
 * 5.5 (archive timestamp).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { canonicalElement } from '../../schemas/xml/canonical-form.js';
import { childNamed, childrenNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import type { TimestampKind } from '../signature/checked-signature.js';
import type { ImprintPart } from '../signature/data-objects.js';
import { canonicalOctets } from './canonical-octets.js';
import { namespaces } from './identifiers.js';
import { base64Of, descendants } from './xml-values.js';

interface ReadTimestamp {
  readonly kind: TimestampKind;
  readonly token: Buffer;
  /** What it must cover, in order; empty when that cannot be told. */
  readonly parts: readonly ImprintPart[];
}

export interface CarriedEvidence {
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  readonly timestamps: readonly ReadTimestamp[];
}

/** What timestamps may be about. */
export interface SignatureContext {
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
  const found = elements.flatMap((element) => descendants(element)).filter((one) => one.local === local);
  return found.slice(0, maxValues).flatMap(carried);
}

type Octets = (element: XmlElement) => Buffer;

/** What a timestamp covers, given the unsigned properties that stand before it. */
type Coverage = (context: SignatureContext, octets: Octets, before: readonly XmlElement[]) => ImprintPart[];

/** Every data object as referenced; SignedProperties is left out, for it holds the timestamp itself. */
const dataObjects: Coverage = ({ referenced }) => referenced.filter((part) => !Buffer.isBuffer(part));

const signatureValue: Coverage = ({ signature }, octets) => childrenNamed(signature, 'SignatureValue', ds).map(octets);

const refs = /^(SignatureTimeStamp|(Complete|Attribute)(Certificate|Revocation)Refs(V2)?)$/;

const valueAndRefs: Coverage = (context, octets, before) => [
  ...signatureValue(context, octets, before),
  ...before.filter((element) => isXades(element) && refs.test(element.local)).map(octets),
];

/** Section 5.5.2.2: references, SignedInfo, value, KeyInfo, the unsigned properties before, every other Object. */
const everything: Coverage = ({ signature, referenced, properties }, octets, before) => {
  const own = ['SignedInfo', 'SignatureValue', 'KeyInfo'].flatMap((local) => childrenNamed(signature, local, ds));
  const objects = childrenNamed(signature, 'Object', ds).filter((object) => !elementsOf(object).includes(properties));
  return [...referenced, ...[...own, ...before, ...objects].map(octets)];
};

const kinds: ReadonlyMap<string, readonly [TimestampKind, Coverage]> = new Map([
  ['SignatureTimeStamp', ['signature', signatureValue]],
  ['SigAndRefsTimeStamp', ['validation', valueAndRefs]],
  ['ArchiveTimeStamp', ['archive', everything]],
]);

function readTimestamps(context: SignatureContext): ReadTimestamp[] {
  const unsigned = unsignedOf(context.properties);
  const ofContent = contentTimestampsOf(context.properties).flatMap((element) =>
    readTimestamp(element, 'content', (octets) => dataObjects(context, octets, [])),
  );
  const ofSignature = unsigned.flatMap((element, index) => {
    const [kind, coverage] = (isXades(element) && kinds.get(element.local)) || [];
    if (kind === undefined || coverage === undefined) return [];
    return readTimestamp(element, kind, (octets) => coverage(context, octets, unsigned.slice(0, index)));
  });
  return [...ofContent, ...ofSignature];
}

function readTimestamp(
  element: XmlElement,
  kind: TimestampKind,
  partsOf: (octets: Octets) => ImprintPart[],
): ReadTimestamp[] {
  const tokens = childrenNamed(element, 'EncapsulatedTimeStamp', xades).flatMap(carried);
  const method = childNamed(element, 'CanonicalizationMethod', ds);
  const parts = coveredOrNothing(element, () => partsOf((one) => canonicalOctets(one, method)));
  return tokens.map((token) => ({ kind, token, parts }));
}

/** Nothing when an Include says what is covered in its own way, or a form we do not know. */
function coveredOrNothing(element: XmlElement, partsOf: () => ImprintPart[]): ImprintPart[] {
  if (childNamed(element, 'Include', xades) !== undefined) return [];
  try {
    return partsOf();
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}

/** What an archive timestamp added now must cover, canonical forms being exclusive. */
export function archiveParts(context: SignatureContext): ImprintPart[] {
  return everything(context, (element) => canonicalElement(element, 'exclusive'), unsignedOf(context.properties));
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
export function readEvidence(context: SignatureContext): CarriedEvidence {
  const unsigned = unsignedOf(context.properties).filter(isXades);
  return {
    certificates: valuesBelow(unsigned, 'EncapsulatedX509Certificate'),
    crls: valuesBelow(unsigned, 'EncapsulatedCRLValue'),
    ocsps: valuesBelow(unsigned, 'EncapsulatedOCSPValue'),
    timestamps: readTimestamps(context).slice(0, maxTimestamps),
  };
}
