/**
 * An XML document as plain, immutable objects: what the rest of the product sees instead of a library's nodes.
 * Does not parse (parse-xml.ts).
 * Source: XML 1.0; Namespaces in XML 1.0.
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

/** Part of a document that means nothing to its readers, and something to a canonical form. */
export type XmlAside =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'instruction'; readonly target: string; readonly text: string };

/** What an element with namespace declarations or `xml:` attributes puts in force below it. */
export interface XmlScope {
  /** By prefix; '' for the default namespace. */
  readonly declarations: ReadonlyMap<string, string>;
  /** Attributes such as `xml:lang`. */
  readonly attributes: readonly XmlAttribute[];
  readonly outer: XmlScope | undefined;
}

export interface XmlElement {
  /** As written, with prefix. */
  readonly name: string;
  readonly local: string;
  readonly prefix: string;
  readonly namespace: string;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  /** Namespaces declared on this element, by prefix. */
  readonly declarations: ReadonlyMap<string, string>;
  /** What is in force around it. */
  readonly outer: XmlScope | undefined;
  /** Elements, and the texts between them: whole, whatever comments stand inside. */
  readonly children: readonly (XmlElement | string)[];
  /** The children with comments and processing instructions in their places; undefined when there are none. */
  readonly mixed: readonly (XmlElement | XmlAside | string)[] | undefined;
  /** Line of the start tag, from 1; 0 where it was not kept. */
  readonly line: number;
}

export interface XmlTree {
  readonly root: XmlElement;
  /** What stands before and after the root element. */
  readonly before: readonly XmlAside[];
  readonly after: readonly XmlAside[];
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
