/**
 * Takes the enveloped signature of an edXML file apart, and accepts one shape only: in edXMLHeader, over the whole document, by an
 * algorithm of the profile, nothing beside what the profile knows. So what is computed afterwards is two canonical forms and one
 * signature, whatever the file says.
 * Computes nothing (check-edxml.ts).
 * Source: XMLDSig 1.1 sections 4.2 to 4.5 and 6.6.4; facts on edXML as written.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { C14nMethod } from '../../schemas/xml/canonical-form.js';
import {
  attributeOf,
  childNamed,
  childrenNamed,
  elementsOf,
  textOf,
  type XmlElement,
} from '../../schemas/xml/xml-tree.js';
import type { SignatureDigest, SignatureMethod } from '../signature/signature-method.js';
import { algorithmOf, base64Of, descendants, forbidden, malformed, only } from '../xades/xml-values.js';
import { canonicalForms, defaultForm, digestMethods, dsNamespace, signatureMethods, written } from './profile.js';

export interface EnvelopedSignature {
  readonly id: string | undefined;
  readonly signedInfo: XmlElement;
  readonly signedInfoForm: C14nMethod;
  readonly documentForm: C14nMethod;
  readonly method: SignatureMethod;
  readonly digest: SignatureDigest;
  readonly digestValue: Buffer;
  readonly signatureValue: Buffer;
  /** DER, as carried. */
  readonly certificate: Buffer;
}

/** The signature element, or undefined when the file carries none. @throws Problem `signature_malformed` */
export function findSignature(root: XmlElement): XmlElement | undefined {
  const envelope = childNamed(root, 'edXMLEnvelope');
  const header = envelope && childNamed(envelope, 'edXMLHeader');
  const [signature] = header === undefined ? [] : childrenNamed(header, 'Signature');
  const everywhere = [...descendants(root)].filter(({ local }) => local === 'Signature').length;
  if (everywhere === 0) return undefined;
  if (everywhere !== 1 || signature === undefined) throw malformed('The file must carry one Signature, in edXMLHeader');
  if (signature.namespace !== dsNamespace)
    throw malformed('Signature is not in the XML signature namespace: a library on the way rewrote it');
  return signature;
}

/** @throws Problem `signature_malformed`, `reference_forbidden`, `algorithm_unsupported` */
export function readEnveloped(signature: XmlElement): EnvelopedSignature {
  const info = only(signature, 'SignedInfo', dsNamespace);
  const reference = only(info, 'Reference', dsNamespace);
  refuseMore(info, 3);
  if (attributeOf(reference, 'URI') !== '') throw forbidden('The signature must refer to the whole document');
  const data = only(only(signature, 'KeyInfo', dsNamespace), 'X509Data', dsNamespace);
  return {
    id: attributeOf(signature, 'Id'),
    signedInfo: info,
    signedInfoForm: known(canonicalForms, only(info, 'CanonicalizationMethod', dsNamespace), 'reference_forbidden'),
    documentForm: readTransforms(reference),
    method: known(signatureMethods, only(info, 'SignatureMethod', dsNamespace), 'algorithm_unsupported'),
    digest: known(digestMethods, only(reference, 'DigestMethod', dsNamespace), 'algorithm_unsupported'),
    digestValue: base64Of(only(reference, 'DigestValue', dsNamespace)),
    signatureValue: base64Of(only(signature, 'SignatureValue', dsNamespace)),
    certificate: Buffer.from(textOf(only(data, 'X509Certificate', dsNamespace)), 'base64'),
  };
}

/** The signature leaves itself out, then one canonical form or none. */
function readTransforms(reference: XmlElement): C14nMethod {
  const [enveloped, form, more] = elementsOf(only(reference, 'Transforms', dsNamespace));
  const isProfile = enveloped !== undefined && algorithmOf(enveloped) === written.envelopedSignature;
  if (!isProfile || more !== undefined)
    throw forbidden('Only the enveloped-signature transform and one canonical form are allowed');
  refuseMore(enveloped, 0);
  return form === undefined ? defaultForm : known(canonicalForms, form, 'reference_forbidden');
}

/** What the element's Algorithm means; it takes no parameters. */
function known<T>(
  table: ReadonlyMap<string, T>,
  element: XmlElement,
  code: 'reference_forbidden' | 'algorithm_unsupported',
): T {
  const meaning = table.get(algorithmOf(element));
  if (meaning === undefined)
    throw new Problem(code, { detail: `${element.local} "${algorithmOf(element).slice(0, 100)}" is not supported` });
  refuseMore(element, 0);
  return meaning;
}

function refuseMore(element: XmlElement, most: number): void {
  if (elementsOf(element).length > most) throw forbidden(`${element.local} holds elements that are not allowed`);
}
