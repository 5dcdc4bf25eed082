/**
 * Values inside signature XML, read strictly: the one child of a name, base64 with one spelling, algorithm identifiers.
 * Source: XMLDSig 1.1 sections 4.1-4.5 (schema), 4.2 (base64).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { attributeOf, childrenNamed, elementsOf, textOf, type XmlElement } from '../../schemas/xml/xml-tree.js';

export const malformed = (detail: string) => new Problem('signature_malformed', { detail });

export const forbidden = (detail: string) => new Problem('reference_forbidden', { detail });

/** The one child of this name. @throws Problem `signature_malformed` */
export function only(parent: XmlElement, local: string, namespace: string): XmlElement {
  const found = childrenNamed(parent, local, namespace);
  if (found.length !== 1 || found[0] === undefined)
    throw malformed(`${parent.local} must have exactly one ${local}, it has ${found.length}`);
  return found[0];
}

export function algorithmOf(element: XmlElement): string {
  return attributeOf(element, 'Algorithm') ?? '';
}

/** Strict base64: what is signed must have one spelling only, white space aside. @throws Problem `signature_malformed` */
export function base64Of(element: XmlElement): Buffer {
  const text = textOf(element).replace(/[\t\n\r ]/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (elementsOf(element).length > 0 || bytes.toString('base64') !== text)
    throw malformed(`${element.local} is not base64`);
  return bytes;
}

/** Every element below (and including) `element`, in document order. */
export function descendants(element: XmlElement, found: XmlElement[] = []): XmlElement[] {
  found.push(element);
  for (const child of element.children) if (typeof child !== 'string') descendants(child, found);
  return found;
}
