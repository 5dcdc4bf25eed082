/**
 * Certificates and revocation data that a signature carries for those who check it later, wherever it carries them.
 * None of it is believed yet; an attribute that cannot be read could only have helped, and is passed over.
 * Source: RFC 5652 section 5.1, ETSI EN 319 122-1 annex A.1.1.2 (certificate-values) and A.1.2.2 (revocation-values),
 * ISO 32000-1 section 12.8.3.3.2 (adbe-revocationInfoArchival).
 */
import { contextTag, DerError, type DerNode, DerReader, fewChildrenOf, onlyElement, tags } from '../asn1/der.js';
import { valuesOf } from './attributes.js';
import { attributeTypes } from './identifiers.js';
import type { SignedData } from './signed-data.js';
import type { SignerInfo } from './signer-info.js';

export interface CarriedEvidence {
  /** X.509, DER. */
  readonly certificates: readonly Buffer[];
  /** CertificateList, DER. */
  readonly crls: readonly Buffer[];
  /** BasicOCSPResponse or OCSPResponse, DER. */
  readonly ocsps: readonly Buffer[];
}

const maxItems = 1000;
const nothing: CarriedEvidence = { certificates: [], crls: [], ocsps: [] };

const itemsOf = (list: DerNode) => fewChildrenOf(list, maxItems).map(({ whole }) => whole);

/** `[number] EXPLICIT SEQUENCE OF` something, or nothing. */
function takeList(reader: DerReader, number: number): Buffer[] {
  const field = reader.takeIf(contextTag(number));
  return field === undefined ? [] : itemsOf(onlyElement(field.content, tags.sequence));
}

/** RevocationValues and RevocationInfoArchival are alike: lists under [0], OCSP answers under [1], others under [2]. */
function readRevocationValues(value: DerNode): CarriedEvidence {
  const reader = new DerReader(value.content);
  return { ...nothing, crls: takeList(reader, 0), ocsps: takeList(reader, 1) };
}

const readCertificateValues = (value: DerNode): CarriedEvidence => ({ ...nothing, certificates: itemsOf(value) });

function readOrPassOver(values: readonly DerNode[], read: (value: DerNode) => CarriedEvidence): CarriedEvidence[] {
  return values.map((value) => {
    try {
      return read(value);
    } catch (error) {
      if (error instanceof DerError) return nothing;
      throw error;
    }
  });
}

/** Everything carried by the SignedData and by this signer's attributes; what stands in both, once. */
export function evidenceFor(signedData: SignedData, signer: SignerInfo): CarriedEvidence {
  const { certificateValues, revocationValues, adobeRevocationInfo } = attributeTypes;
  const signed = signer.signedAttributes ?? [];
  const inAttributes: CarriedEvidence[] = [
    ...readOrPassOver(valuesOf(signer.unsignedAttributes, certificateValues), readCertificateValues),
    ...readOrPassOver(valuesOf(signer.unsignedAttributes, revocationValues), readRevocationValues),
    ...readOrPassOver(valuesOf(signed, adobeRevocationInfo), readRevocationValues),
  ];
  if (inAttributes.length === 0) return signedData;
  const all = [signedData, ...inAttributes];
  return {
    certificates: distinct(all.flatMap(({ certificates }) => certificates)),
    crls: distinct(all.flatMap(({ crls }) => crls)),
    ocsps: distinct(all.flatMap(({ ocsps }) => ocsps)),
  };
}

function distinct(ders: readonly Buffer[]): Buffer[] {
  return [...new Map(ders.map((der) => [der.toString('latin1'), der])).values()];
}
