/**
 * The one XML parser of the product: untrusted bytes into a plain tree, or a typed problem that says where and why.
 * Refuses every DOCTYPE, hence every entity; never reads a file or the network; bounded in bytes, depth and nodes.
 * Source: XML 1.0, Namespaces in XML 1.0; Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0.
 */
import {
  XmlElement as LibraryElement,
  ParseOption,
  XmlC14NMode,
  XmlCData,
  XmlDocument,
  type XmlNode,
  XmlParseError,
  XmlText,
} from 'libxml2-wasm';
import { Problem } from '../problems/problem.js';
import { exclusiveForm } from './exclusive-form.js';
import type { XmlAttribute, XmlElement } from './xml-tree.js';

export interface XmlLimits {
  readonly maxBytes: number;
  /** Levels of nested elements; the library itself stops at 256. */
  readonly maxDepth: number;
  /** Elements, attributes and texts together. */
  readonly maxNodes: number;
}

export const defaultXmlLimits: XmlLimits = { maxBytes: 10 * 1024 * 1024, maxDepth: 100, maxNodes: 200_000 };

export type C14nMethod = 'c14n10' | 'c14n11' | 'exclusive';

export interface C14nOptions {
  readonly withComments?: boolean;
  /** Exclusive form only: PrefixList of InclusiveNamespaces; `#default` for the default namespace. */
  readonly inclusivePrefixes?: readonly string[];
}

/** A parsed document whose subtrees can be canonicalised; valid only inside the `use` function of `withXml`. */
export interface OpenXml {
  readonly root: XmlElement;
  /** The canonical octets of an element of this document and everything below it. */
  canonicalize(element: XmlElement, method: C14nMethod, options?: C14nOptions): Buffer;
}

const parseOptions =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

const c14nModes = {
  c14n10: XmlC14NMode.XML_C14N_1_0,
  c14n11: XmlC14NMode.XML_C14N_1_1,
  exclusive: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
} as const;

/**
 * @throws Problem `xml_too_large`, `xml_doctype`, `xml_too_deep`, `xml_malformed` (with the line)
 */
export function parseXml(bytes: Uint8Array, limits: XmlLimits = defaultXmlLimits): XmlElement {
  return withXml(bytes, limits, ({ root }) => root);
}

/** Parses, lets `use` work on the document, and frees it whatever happens. @throws Problem as `parseXml` */
export function withXml<T>(bytes: Uint8Array, limits: XmlLimits, use: (document: OpenXml) => T): T {
  const document = open(bytes, limits);
  try {
    if (document.dtd !== null) throw new Problem('xml_doctype');
    return use(view(document, limits));
  } finally {
    document.dispose();
  }
}

function open(bytes: Uint8Array, limits: XmlLimits): XmlDocument {
  if (bytes.length > limits.maxBytes) {
    throw new Problem('xml_too_large', { detail: `${bytes.length} bytes; ${limits.maxBytes} are allowed` });
  }
  refuseDoctype(bytes);
  try {
    return XmlDocument.fromBuffer(bytes, { option: parseOptions });
  } catch (error) {
    throw asProblem(error, bytes);
  }
}

/**
 * A declaration the parser would act upon is refused before it sees it. In UTF-16 the letters are two bytes apart; in other
 * encodings the check after parsing decides. Only a prologue can hold one, so only the part before the first element counts.
 */
function refuseDoctype(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64 * 1024))
    .toString('latin1')
    .replaceAll('\0', '');
  const prologue = /^(?:[^<]|<\?(?:[^?]|\?(?!>))*\?>|<!--(?:[^-]|-(?!->))*-->)*/.exec(start)?.[0].length ?? 0;
  if (/^<!doctype/i.test(start.slice(prologue, prologue + 9))) throw new Problem('xml_doctype');
}

function asProblem(error: unknown, bytes: Uint8Array): unknown {
  if (!(error instanceof XmlParseError)) return error;
  const first = error.details[0];
  const message = first?.message.trim() ?? error.message;
  if (message.startsWith('Excessive depth')) return new Problem('xml_too_deep');
  const stray = strayText(bytes);
  if (stray !== undefined) {
    return new Problem('xml_malformed', { detail: `Line 1: text "${stray}" before the XML declaration` });
  }
  return new Problem('xml_malformed', { detail: first === undefined ? message : `Line ${first.line}: ${message}` });
}

/** Text that stands before `<?xml`, or undefined. */
function strayText(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('utf8');
  const found = /^\uFEFF?([^<]*\S[^<]*)<\?xml/.exec(start)?.[1];
  return found?.trim().slice(0, 40);
}

function view(document: XmlDocument, limits: XmlLimits): OpenXml {
  const nodes = new Map<XmlElement, LibraryElement>();
  const builder = new TreeBuilder(limits, nodes);
  const root = builder.build(document.root, 1);
  return {
    root,
    canonicalize(element, method, options = {}) {
      const node = nodes.get(element);
      if (node === undefined) throw new Error('the element belongs to another document');
      const needsNoLibrary = method === 'exclusive' && builder.isComplete && !options.inclusivePrefixes?.length;
      if (needsNoLibrary) return Buffer.from(exclusiveForm(element));
      const text = node.canonicalizeToString({
        mode: c14nModes[method],
        withComments: options.withComments ?? false,
        ...(options.inclusivePrefixes === undefined
          ? {}
          : { inclusiveNamespacePrefixes: [...options.inclusivePrefixes] }),
      });
      return Buffer.from(text);
    },
  };
}

/** Processing instructions know no next node in this library: then XPath lists the children. */
function childNodesOf(node: LibraryElement): XmlNode[] {
  const nodes: XmlNode[] = [];
  let child = node.firstChild as Sibling | null | undefined;
  while (child) {
    nodes.push(child);
    child = child.next;
  }
  return child === undefined ? node.find('node()') : nodes;
}

type Sibling = XmlNode & { readonly next: Sibling | null | undefined };

class TreeBuilder {
  /** False when the document holds nodes that the tree does not: comments, processing instructions. */
  isComplete = true;
  #count = 0;

  constructor(
    private readonly limits: XmlLimits,
    private readonly nodes: Map<XmlElement, LibraryElement>,
  ) {}

  build(node: LibraryElement, depth: number): XmlElement {
    if (depth > this.limits.maxDepth)
      throw new Problem('xml_too_deep', { detail: `Line ${node.line}: more than ${this.limits.maxDepth} levels` });
    const attributes = node.attrs.map(readAttribute);
    this.#countNodes(1 + attributes.length);
    const element: XmlElement = {
      ...readName(node.name, node.prefix, node.namespaceUri),
      attributes,
      children: this.#children(node, depth),
      line: node.line,
    };
    this.nodes.set(element, node);
    return element;
  }

  #children(node: LibraryElement, depth: number): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    let text = '';
    for (const child of childNodesOf(node)) {
      if (child instanceof LibraryElement) {
        if (text !== '') children.push(text);
        text = '';
        children.push(this.build(child, depth + 1));
      } else if (child instanceof XmlText || child instanceof XmlCData) {
        text += child.content;
        this.#countNodes(1);
      } else this.isComplete = false;
    }
    if (text !== '') children.push(text);
    return children;
  }

  #countNodes(more: number): void {
    this.#count += more;
    if (this.#count > this.limits.maxNodes) {
      throw new Problem('xml_too_large', {
        detail: `More than ${this.limits.maxNodes} elements, attributes and texts`,
      });
    }
  }
}

const readName = (local: string, prefix: string, namespace: string) => ({
  name: prefix === '' ? local : `${prefix}:${local}`,
  local,
  prefix,
  namespace,
});

const readAttribute = (attribute: {
  name: string;
  prefix: string;
  namespaceUri: string;
  value: string;
}): XmlAttribute => ({
  ...readName(attribute.name, attribute.prefix, attribute.namespaceUri),
  value: attribute.value,
});
