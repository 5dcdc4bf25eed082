/**
 * Takes the enveloped signature of an edXML file apart, and accepts one shape only: in edXMLHeader, one reference over the whole document
 * but for the signature itself, one certificate. So what is computed afterwards is two canonical forms and one signature, whatever the
 * file says.
 * Computes nothing (check-edxml.ts).
 * Source: XMLDSig 1.1 sections 4.5 and 6.6.4; facts on edXML as written.
 */
import { childNamed, childrenNamed, textOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { descendants, forbidden, malformed, only } from '../xades/xml-values.js';
import { dsNamespace } from './profile.js';
import { type CoreSignature, readCore } from './read-core.js';

export interface EnvelopedSignature extends CoreSignature {
  /** DER, as carried. */
  readonly certificate: Buffer;
}

/** The signature element, or undefined when the file carries none. @throws Problem `signature_malformed` */
export function findSignature(root: XmlElement): XmlElement | undefined {
  const envelope = childNamed(root, 'edXMLEnvelope');
  const header = envelope && childNamed(envelope, 'edXMLHeader');
  const [signature] = header === undefined ? [] : childrenNamed(header, 'Signature');
  const everywhere = descendants(root).filter(({ local }) => local === 'Signature').length;
  if (everywhere === 0) return undefined;
  if (everywhere !== 1 || signature === undefined) throw malformed('The file must carry one Signature, in edXMLHeader');
  if (signature.namespace !== dsNamespace)
    throw malformed('Signature is not in the XML signature namespace: a library on the way rewrote it');
  return signature;
}

/** @throws Problem `signature_malformed`, `reference_forbidden`, `algorithm_unsupported` */
export function readEnveloped(signature: XmlElement): EnvelopedSignature {
  const core = readCore(signature);
  const [reference, ...more] = core.references;
  if (reference === undefined || more.length > 0) throw malformed('The signature must have exactly one reference');
  if (reference.id !== null || !reference.isEnveloped)
    throw forbidden('The signature must refer to the whole document, but for itself');
  const data = only(only(signature, 'KeyInfo', dsNamespace), 'X509Data', dsNamespace);
  return { ...core, certificate: Buffer.from(textOf(only(data, 'X509Certificate', dsNamespace)), 'base64') };
}
