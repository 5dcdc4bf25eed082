/**
 * From the library's document to the plain tree, bounded in depth and nodes.
 * Linear in the document: the library gives a processing instruction no next node, so one step of XPath finds it.
 */
import {
  XmlElement as LibraryElement,
  XmlCData,
  XmlComment,
  type XmlDocument,
  type XmlNode,
  XmlText,
  XmlTreeNode,
  XmlXPath,
} from 'libxml2-wasm';
import { Problem } from '../problems/problem.js';
import { tooManyNodes, type XmlLimits } from './refuse-octets.js';
import { Content, namespaceOf, noAttributes, noDeclarations, scopeInside } from './tree-parts.js';
import type { XmlAside, XmlAttribute, XmlElement, XmlScope, XmlTree } from './xml-tree.js';

/** @throws Problem `xml_too_deep`, `xml_too_large` */
export function buildTree(document: XmlDocument, limits: XmlLimits): XmlTree {
  const builder = new TreeBuilder(limits);
  const { root } = document;
  return {
    before: builder.asides(root, before),
    root: builder.element(root, undefined, 1),
    after: builder.asides(root, after),
  };
}

/** One step to a sibling. */
type Step = (node: XmlNode) => XmlNode | null;

const nextSibling = XmlXPath.compile('following-sibling::node()[1]');
const previousSibling = XmlXPath.compile('preceding-sibling::node()[1]');
const nodeName = XmlXPath.compile('name()');

const after: Step = (node) => (node instanceof XmlTreeNode ? node.next : node.get(nextSibling));
const before: Step = (node) => (node instanceof XmlTreeNode ? node.prev : node.get(previousSibling));

class TreeBuilder {
  #count = 0;

  constructor(private readonly limits: XmlLimits) {}

  /** What stands beside the root element, in document order. */
  asides(root: XmlNode, step: Step): XmlAside[] {
    const found: XmlAside[] = [];
    for (let node = step(root); node !== null; node = step(node)) found.push(this.#aside(node));
    return step === before ? found.reverse() : found;
  }

  element(node: LibraryElement, outer: XmlScope | undefined, depth: number): XmlElement {
    if (depth > this.limits.maxDepth)
      throw new Problem('xml_too_deep', { detail: `Line ${node.line}: more than ${this.limits.maxDepth} levels` });
    const declarations = this.#declarations(node);
    const attributes = this.#attributes(node);
    this.#countNodes(1 + attributes.length + declarations.size);
    const inner = scopeInside(declarations, attributes, outer);
    const { children, mixed } = this.#content(node, inner, depth);
    const { name: local, prefix, line } = node;
    const name = qualified(prefix, local);
    const namespace = namespaceOf(prefix, inner);
    return { name, local, prefix, namespace, attributes, declarations, outer, children, mixed, line };
  }

  #content(node: LibraryElement, scope: XmlScope | undefined, depth: number): Pick<XmlElement, 'children' | 'mixed'> {
    const content = new Content();
    for (let child: XmlNode | null = node.firstChild; child !== null; child = after(child)) {
      if (child instanceof LibraryElement) content.add(this.element(child, scope, depth + 1));
      else if (child instanceof XmlText || child instanceof XmlCData) {
        this.#countNodes(1);
        content.add(child.content);
      } else content.addAside(this.#aside(child));
    }
    return content.finish();
  }

  #declarations(node: LibraryElement): ReadonlyMap<string, string> {
    const declared = Object.entries(node.nsDeclarations);
    return declared.length === 0 ? noDeclarations : new Map(declared);
  }

  #attributes(node: LibraryElement): readonly XmlAttribute[] {
    const { attrs } = node;
    if (attrs.length === 0) return noAttributes;
    return attrs.map(({ name: local, prefix, namespaceUri: namespace, value }) => {
      return { name: qualified(prefix, local), local, prefix, namespace, value };
    });
  }

  #aside(node: XmlNode): XmlAside {
    this.#countNodes(1);
    if (node instanceof XmlComment) return { kind: 'comment', text: node.content };
    return { kind: 'instruction', target: String(node.eval(nodeName)), text: node.content };
  }

  #countNodes(more: number): void {
    this.#count += more;
    if (this.#count > this.limits.maxNodes) throw tooManyNodes(this.limits.maxNodes);
  }
}

const qualified = (prefix: string, local: string) => (prefix === '' ? local : `${prefix}:${local}`);
