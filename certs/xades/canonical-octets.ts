/**
 * The octets a canonicalization element (method or transform) makes of an element, if it is one of the canonical forms.
 * Source: XMLDSig 1.1 sections 4.4.1 and 6.5; Exclusive XML Canonicalization 1.0 section 4 (InclusiveNamespaces).
 */
import { canonicalElement } from '../../schemas/xml/canonical-form.js';
import { attributeOf, childNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { canonicalForms, namespaces } from './identifiers.js';
import { algorithmOf, forbidden } from './xml-values.js';

function inclusivePrefixes(method: XmlElement): string[] | undefined {
  const list = childNamed(method, 'InclusiveNamespaces', namespaces.exclusive);
  if (elementsOf(method).length > (list === undefined ? 0 : 1)) throw forbidden('A transform carries parameters');
  return list && (attributeOf(list, 'PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

/** `method` undefined stands for the default, Canonical XML 1.0. @throws Problem `reference_forbidden` for any other transform */
export function canonicalOctets(element: XmlElement, method: XmlElement | undefined): Buffer {
  if (method === undefined) return canonicalElement(element, 'c14n10');
  const form = canonicalForms.get(algorithmOf(method));
  if (form === undefined) throw forbidden(`The transform "${algorithmOf(method).slice(0, 100)}" is not allowed`);
  const prefixes = inclusivePrefixes(method);
  return canonicalElement(element, form.method, {
    withComments: form.withComments,
    ...(prefixes === undefined ? {} : { inclusivePrefixes: prefixes }),
  });
}
