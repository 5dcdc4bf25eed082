/**
 * What the two ways of making a tree share: what is inside an element, and which namespaces are in force.
 * Reads nothing (build-tree.ts from the library's nodes, canonical-tree.ts from canonical text).
 */
import type { XmlAside, XmlAttribute, XmlElement, XmlScope } from './xml-tree.js';

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
export const noDeclarations: ReadonlyMap<string, string> = new Map();
export const noAttributes: readonly XmlAttribute[] = [];

/** Collects what is inside an element, both ways of looking at it. */
export class Content {
  readonly #children: (XmlElement | string)[] = [];
  #mixed: (XmlElement | XmlAside | string)[] | undefined;
  #text = '';

  add(child: XmlElement | string): void {
    this.#mixed?.push(child);
    if (typeof child === 'string') this.#text += child;
    else {
      this.#flush();
      this.#children.push(child);
    }
  }

  addAside(aside: XmlAside): void {
    this.#mixed ??= this.#text === '' ? [...this.#children] : [...this.#children, this.#text];
    this.#mixed.push(aside);
  }

  finish(): Pick<XmlElement, 'children' | 'mixed'> {
    this.#flush();
    return { children: this.#children, mixed: this.#mixed };
  }

  #flush(): void {
    if (this.#text !== '') this.#children.push(this.#text);
    this.#text = '';
  }
}

export function scopeInside(
  declarations: ReadonlyMap<string, string>,
  attributes: readonly XmlAttribute[],
  outer: XmlScope | undefined,
): XmlScope | undefined {
  const ofXml = attributes.filter(({ prefix }) => prefix === 'xml');
  if (declarations.size === 0 && ofXml.length === 0) return outer;
  return { declarations, attributes: ofXml, outer };
}

/** From the scope: far cheaper than the library's answer, which is a new string each time. */
export function namespaceOf(prefix: string, scope: XmlScope | undefined): string {
  if (prefix === 'xml') return xmlNamespace;
  for (let at = scope; at !== undefined; at = at.outer) {
    const namespace = at.declarations.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return '';
}
