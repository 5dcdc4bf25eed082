/**
 * What a canonicalization element (method or transform) means, if it is one of the canonical forms, and the octets it makes of an element.
 * Source: XMLDSig 1.1 sections 4.4.1 and 6.5; Exclusive XML Canonicalization 1.0 section 4 (InclusiveNamespaces).
 */
import { type C14nMethod, type C14nOptions, canonicalElement } from '../../schemas/xml/canonical-form.js';
import { attributeOf, childNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { type CanonicalForm, canonicalForms, namespaces } from './identifiers.js';
import { algorithmOf, forbidden } from './xml-values.js';

function inclusivePrefixes(method: XmlElement): string[] | undefined {
  const list = childNamed(method, 'InclusiveNamespaces', namespaces.exclusive);
  if (elementsOf(method).length > (list === undefined ? 0 : 1)) throw forbidden('A transform carries parameters');
  return list && (attributeOf(list, 'PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

/** One of the canonical forms, as a canonicalization element names it. */
export interface NamedForm {
  readonly method: C14nMethod;
  readonly options: C14nOptions;
}

/** @throws Problem `reference_forbidden` for anything but a canonical form */
export function readForm(element: XmlElement, forms: ReadonlyMap<string, CanonicalForm> = canonicalForms): NamedForm {
  const form = forms.get(algorithmOf(element));
  if (form === undefined) throw forbidden(`The transform "${algorithmOf(element).slice(0, 100)}" is not allowed`);
  const prefixes = inclusivePrefixes(element);
  const options = {
    withComments: form.withComments,
    ...(prefixes === undefined ? {} : { inclusivePrefixes: prefixes }),
  };
  return { method: form.method, options };
}

/** `method` undefined stands for the default, Canonical XML 1.0. @throws Problem `reference_forbidden` for any other transform */
export function canonicalOctets(element: XmlElement, method: XmlElement | undefined): Buffer {
  if (method === undefined) return canonicalElement(element, 'c14n10');
  const form = readForm(method);
  return canonicalElement(element, form.method, form.options);
}
