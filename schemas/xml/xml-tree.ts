/**
 * An XML document as plain, immutable objects: what the rest of the product sees instead of a library's nodes.
 * Does not parse (parse-xml.ts). Comments and processing instructions are not part of the tree.
 * Source: XML Namespaces 1.0.
 */

export interface XmlAttribute {
  /** As written, with prefix. */
  readonly name: string;
  readonly local: string;
  readonly prefix: string;
  /** Empty for attributes without prefix. */
  readonly namespace: string;
  readonly value: string;
}

export interface XmlElement {
  /** As written, with prefix. */
  readonly name: string;
  readonly local: string;
  readonly prefix: string;
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | string)[];
  /** Line of the start tag, from 1. */
  readonly line: number;
}

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string');
}

/** All text below the element, in document order. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The first child element with this local name, in this namespace when one is given. */
export function childNamed(element: XmlElement, local: string, namespace?: string): XmlElement | undefined {
  return childrenNamed(element, local, namespace)[0];
}

/** All child elements with this local name, in this namespace when one is given. */
export function childrenNamed(element: XmlElement, local: string, namespace?: string): XmlElement[] {
  return elementsOf(element).filter(
    (child) => child.local === local && (namespace === undefined || child.namespace === namespace),
  );
}

/** The value of an attribute without namespace, or undefined. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((attribute) => attribute.local === local && attribute.namespace === '')?.value;
}
