/**
 * The canonical octets of a document or of an element and everything below it: Canonical XML 1.0 and 1.1, Exclusive Canonical XML.
 * Written from the plain tree, in time linear in what is written: the library asks us about every node of the document for one of its
 * elements, and its inclusive forms look at every namespace in force, squared, for each element.
 * Node sets of other shapes (XPath) and joining `xml:base` above an element (1.1 section 2.4) do not exist here.
 * Source: Canonical XML 1.0 and 1.1 sections 2.2 to 2.4; Exclusive XML Canonicalization 1.0 section 3.
 */
import { Problem } from '../problems/problem.js';
import { escapeAttribute, escapeReturn, escapeText } from './escape-xml.js';
import type { XmlAside, XmlAttribute, XmlElement, XmlScope, XmlTree } from './xml-tree.js';

export type C14nMethod = 'c14n10' | 'c14n11' | 'exclusive';

export interface C14nOptions {
  readonly withComments?: boolean;
  /** Exclusive form only: PrefixList of InclusiveNamespaces; `#default` for the default namespace. */
  readonly inclusivePrefixes?: readonly string[];
  /** An element that is left out with everything below it, e.g. an enveloped signature. */
  readonly without?: XmlElement;
}

/** @throws Problem `reference_forbidden` for the 1.1 form of an element below an `xml:base` */
export function canonicalElement(element: XmlElement, method: C14nMethod, options: C14nOptions = {}): Buffer {
  const writer = new CanonicalWriter(method, options);
  writer.apex(element);
  return writer.octets();
}

/** The whole document, what stands before and after the root element included. */
export function canonicalDocument(tree: XmlTree, method: C14nMethod, options: C14nOptions = {}): Buffer {
  const writer = new CanonicalWriter(method, options);
  for (const aside of tree.before) writer.aside(aside, '', '\n');
  writer.apex(tree.root);
  for (const aside of tree.after) writer.aside(aside, '\n', '');
  return writer.octets();
}

/** Namespaces already written by the elements around, by prefix. */
class Written {
  constructor(
    private readonly fresh: ReadonlyMap<string, string>,
    private readonly above?: Written,
  ) {}

  get(prefix: string): string | undefined {
    for (let at: Written | undefined = this; at !== undefined; at = at.above) {
      const namespace = at.fresh.get(prefix);
      if (namespace !== undefined) return namespace;
    }
    return undefined;
  }
}

const nothingWritten = new Written(new Map([['', '']]));

class CanonicalWriter {
  #text = '';
  readonly #isExclusive: boolean;
  readonly #inclusivePrefixes: ReadonlySet<string>;

  constructor(
    private readonly method: C14nMethod,
    private readonly options: C14nOptions,
  ) {
    this.#isExclusive = method === 'exclusive';
    const prefixes = options.inclusivePrefixes ?? [];
    this.#inclusivePrefixes = new Set(prefixes.map((prefix) => (prefix === '#default' ? '' : prefix)));
  }

  octets(): Buffer {
    return Buffer.from(this.#text);
  }

  /** The uppermost element of what is written: whatever is in force around it must be said on it. */
  apex(element: XmlElement): void {
    const namespaces = new Map([...namespacesAround(element.outer), ...element.declarations]);
    this.#element(element, nothingWritten, namespaces, this.#inheritedAttributes(element));
  }

  aside(aside: XmlAside, before: string, behind: string): void {
    if (aside.kind === 'comment' && this.options.withComments !== true) return;
    const text = escapeReturn(aside.text);
    const gap = text === '' ? '' : ' ';
    const markup = aside.kind === 'comment' ? `<!--${text}-->` : `<?${aside.target}${gap}${text}?>`;
    this.#text += before + markup + behind;
  }

  #element(
    element: XmlElement,
    above: Written,
    inForce: ReadonlyMap<string, string>,
    inherited: readonly XmlAttribute[] = [],
  ): void {
    if (element === this.options.without) return;
    const fresh = this.#freshNamespaces(element, above, inForce);
    this.#text += `<${element.name}`;
    for (const prefix of inOrder([...fresh.keys()], byCodePoint)) {
      this.#text += ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(fresh.get(prefix) ?? '')}"`;
    }
    const attributes = inherited.length === 0 ? element.attributes : [...element.attributes, ...inherited];
    for (const { name, value } of inOrder(attributes, byNamespaceThenName)) {
      this.#text += ` ${name}="${escapeAttribute(value)}"`;
    }
    this.#text += '>';
    this.#content(element, fresh.size === 0 ? above : new Written(fresh, above));
    this.#text += `</${element.name}>`;
  }

  #content(element: XmlElement, written: Written): void {
    for (const child of element.mixed ?? element.children) {
      if (typeof child === 'string') this.#text += escapeText(child);
      else if ('kind' in child) this.aside(child, '', '');
      else this.#element(child, written, child.declarations);
    }
  }

  /** Namespaces to declare on this element: those the form asks for, unless the output above has said the same. */
  #freshNamespaces(
    element: XmlElement,
    above: Written,
    inForce: ReadonlyMap<string, string>,
  ): ReadonlyMap<string, string> {
    const fresh = new Map<string, string>();
    const say = (prefix: string, namespace: string) => {
      if (prefix !== 'xml' && above.get(prefix) !== namespace) fresh.set(prefix, namespace);
    };
    for (const [prefix, namespace] of inForce)
      if (!this.#isExclusive || this.#inclusivePrefixes.has(prefix)) say(prefix, namespace);
    if (!this.#isExclusive) return fresh;
    say(element.prefix, element.namespace);
    for (const { prefix, namespace } of element.attributes) if (prefix !== '') say(prefix, namespace);
    return fresh;
  }

  /** The inclusive forms copy `xml:` attributes down to the apex; 1.1 only those that mean something there. */
  #inheritedAttributes(element: XmlElement): XmlAttribute[] {
    if (this.#isExclusive) return [];
    const seen = new Set(element.attributes.filter(({ prefix }) => prefix === 'xml').map(({ local }) => local));
    const inherited: XmlAttribute[] = [];
    for (let scope = element.outer; scope !== undefined; scope = scope.outer) {
      for (const attribute of scope.attributes) {
        if (this.method === 'c14n11' && !isInheritable(attribute)) continue;
        if (!seen.has(attribute.local)) inherited.push(attribute);
        seen.add(attribute.local);
      }
    }
    return inherited;
  }
}

function isInheritable({ local }: XmlAttribute): boolean {
  if (local === 'base')
    throw new Problem('reference_forbidden', { detail: 'Canonical XML 1.1 below an xml:base is not supported' });
  return local === 'lang' || local === 'space';
}

/** Nearest first: what an inner scope declares hides the outer one. */
function namespacesAround(scope: XmlScope | undefined): Map<string, string> {
  const around = new Map<string, string>();
  for (let at = scope; at !== undefined; at = at.outer) {
    for (const [prefix, namespace] of at.declarations) if (!around.has(prefix)) around.set(prefix, namespace);
  }
  return around;
}

/** Most elements have none or one: nothing to sort, nothing to copy. */
const inOrder = <T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] =>
  items.length < 2 ? items : [...items].sort(compare);

const byNamespaceThenName = (a: XmlAttribute, b: XmlAttribute) =>
  byCodePoint(a.namespace, b.namespace) || byCodePoint(a.local, b.local);

const surrogate = /[\uD800-\uDFFF]/;

/** Canonical XML orders by code points, JavaScript by UTF-16 units: they differ beyond U+FFFF only. */
function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return surrogate.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}
