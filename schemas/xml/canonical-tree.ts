/**
 * The plain tree of a signed document, read from its canonical text: there every construct has one form only (no CDATA, no entities beyond
 * the escapes, double quotes), so that reading it is a matter of finding the next mark: several times faster than asking the library about
 * node after node (build-tree.ts), and signatures are checked by the thousand. The one XML parser has written that text, or has found the
 * document well-formed and it is written like that already (plain-text.ts). Lines are lost; a document without canonical form carries no
 * signature.
 * Source: Canonical XML 1.0 sections 1.1, 1.3, 2.2, 2.3; Namespaces in XML 1.0.
 */
import { XmlC14NMode, type XmlDocument } from 'libxml2-wasm';
import { Problem } from '../problems/problem.js';
import { plainText } from './plain-text.js';
import { tooManyNodes, type XmlLimits } from './refuse-octets.js';
import { Content, namespaceOf, noAttributes, noDeclarations, scopeInside } from './tree-parts.js';
import type { XmlAside, XmlAttribute, XmlElement, XmlScope } from './xml-tree.js';

const escapes: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x9;': '\t',
  '&#xA;': '\n',
  '&#xD;': '\r',
};

const unescapeText = (text: string) =>
  text.includes('&') ? text.replace(/&[^;]+;/g, (entity) => escapes[entity] ?? entity) : text;

/**
 * The root element.
 * @param bytes of the document, as it was parsed
 * @throws Problem `xml_malformed` for a document without canonical form (a namespace that is no absolute URI), `xml_too_deep`, `xml_too_large`
 */
export function buildCanonicalTree(document: XmlDocument, bytes: Uint8Array, limits: XmlLimits): XmlElement {
  return new CanonicalReader(plainText(bytes) ?? canonicalText(document), limits).root();
}

function canonicalText(document: XmlDocument): string {
  try {
    return document.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_1_0, withComments: true });
  } catch (cause) {
    throw new Problem('xml_malformed', { detail: 'The document has no canonical form', cause });
  }
}

interface StartTag {
  readonly name: string;
  readonly declarations: ReadonlyMap<string, string>;
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

class CanonicalReader {
  #at = 0;
  #nodes = 0;

  constructor(
    private readonly text: string,
    private readonly limits: XmlLimits,
  ) {}

  root(): XmlElement {
    for (;;) {
      this.#at = this.text.indexOf('<', this.#at);
      const kind = this.text[this.#at + 1];
      if (kind !== '?' && kind !== '!') return this.#element(undefined, 1);
      this.#aside();
    }
  }

  /** The element that begins here. */
  #element(outer: XmlScope | undefined, depth: number): XmlElement {
    if (depth > this.limits.maxDepth)
      throw new Problem('xml_too_deep', { detail: `More than ${this.limits.maxDepth} levels` });
    const { name, declarations, attributes: written } = this.#startTag();
    this.#countNodes(1 + written.length + declarations.size);
    const inForce = declarations.size === 0 ? outer : { declarations, attributes: noAttributes, outer };
    const attributes = written.length === 0 ? noAttributes : written.map((one) => readAttribute(one, inForce));
    const { prefix, local } = splitName(name);
    const namespace = namespaceOf(prefix, inForce);
    const { children, mixed } = this.#content(scopeInside(declarations, attributes, outer), depth);
    return { name, local, prefix, namespace, attributes, declarations, outer, children, mixed, line: 0 };
  }

  /** In a canonical value `>` stands as it is: the tag ends at the `>` behind a closing quote. */
  #startTag(): StartTag {
    const { text } = this;
    const start = this.#at + 1;
    const close = text.indexOf('>', start);
    const space = text.indexOf(' ', start);
    if (space === -1 || space > close) {
      this.#at = close + 1;
      return { name: text.slice(start, close), declarations: noDeclarations, attributes: [] };
    }
    const declarations = new Map<string, string>();
    const attributes: [string, string][] = [];
    let next = space;
    while (text[next] === ' ') {
      const equals = text.indexOf('=', next);
      const quote = text.indexOf('"', equals + 2);
      const name = text.slice(next + 1, equals);
      const value = unescapeText(text.slice(equals + 2, quote));
      if (name === 'xmlns') declarations.set('', value);
      else if (name.startsWith('xmlns:')) declarations.set(name.slice('xmlns:'.length), value);
      else attributes.push([name, value]);
      next = quote + 1;
    }
    this.#at = next + 1;
    return { name: text.slice(start, space), declarations, attributes };
  }

  /** Up to and with the end tag. */
  #content(scope: XmlScope | undefined, depth: number): Pick<XmlElement, 'children' | 'mixed'> {
    const content = new Content();
    for (;;) {
      const mark = this.text.indexOf('<', this.#at);
      if (mark > this.#at) {
        this.#countNodes(1);
        content.add(unescapeText(this.text.slice(this.#at, mark)));
      }
      this.#at = mark;
      const kind = this.text[mark + 1];
      if (kind === '/') break;
      if (kind === '!' || kind === '?') content.addAside(this.#aside());
      else content.add(this.#element(scope, depth + 1));
    }
    this.#at = this.text.indexOf('>', this.#at) + 1;
    return content.finish();
  }

  /** The comment or processing instruction that begins here; nothing in it is escaped. */
  #aside(): XmlAside {
    this.#countNodes(1);
    const start = this.#at;
    const isComment = this.text[start + 1] === '!';
    const end = this.text.indexOf(isComment ? '-->' : '?>', start);
    this.#at = end + (isComment ? 3 : 2);
    if (isComment) return { kind: 'comment', text: this.text.slice(start + '<!--'.length, end) };
    const [, target = '', text = ''] = /^(\S+)\s?([\s\S]*)$/.exec(this.text.slice(start + '<?'.length, end)) ?? [];
    return { kind: 'instruction', target, text };
  }

  #countNodes(more: number): void {
    this.#nodes += more;
    if (this.#nodes > this.limits.maxNodes) throw tooManyNodes(this.limits.maxNodes);
  }
}

function splitName(name: string): { prefix: string; local: string } {
  const colon = name.indexOf(':');
  return colon === -1 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function readAttribute([name, value]: readonly [string, string], scope: XmlScope | undefined): XmlAttribute {
  const { prefix, local } = splitName(name);
  return { name, local, prefix, namespace: prefix === '' ? '' : namespaceOf(prefix, scope), value };
}
