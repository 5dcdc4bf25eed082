/** Puts the XML signatures of a document before the product, with the key that a case says is the right one. */
import type { KeyObject } from 'node:crypto';
import { checkCore } from '../../certs/xmldsig/check-core.js';
import { readCore } from '../../certs/xmldsig/read-core.js';
import { type OpenXml, openXml } from '../../schemas/xml/parse-xml.js';
import { elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import type { Outcome } from './outcome.js';

const ds = 'http://www.w3.org/2000/09/xmldsig#';

function signaturesBelow(element: XmlElement): XmlElement[] {
  const own = element.local === 'Signature' && element.namespace === ds ? [element] : [];
  return [...own, ...elementsOf(element).flatMap(signaturesBelow)];
}

/** What is wrong; "too weak" is no fault here: the mathematics are asked for, and the verdict says the rest. */
function faultsOf(document: OpenXml, signature: XmlElement, key: KeyObject): string[] {
  const { findings } = checkCore(document, readCore(signature), key);
  return findings.flatMap(({ code }) => (code === 'algorithm_weak' ? [] : [code]));
}

/** `valid` when the document carries signatures and all hold. */
export function judgeSignatures(xml: Buffer, key: KeyObject): Outcome {
  const document = openXml(xml);
  const signatures = signaturesBelow(document.root);
  if (signatures.length === 0) return { said: 'invalid', why: 'no signature' };
  const faults = signatures.flatMap((signature) => faultsOf(document, signature, key));
  return faults.length === 0 ? { said: 'valid', why: '' } : { said: 'invalid', why: faults.join(' ') };
}
