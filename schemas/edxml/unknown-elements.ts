/**
 * Elements this product does not know: turned into self-contained XML that can be written back anywhere.
 * Comments, processing instructions and the choice of empty-element tags are not kept.
 * Source: Namespaces in XML 1.0, sections 2 and 6.
 */
import { escapeAttribute, escapeText } from '../xml/escape-xml.js';
import type { XmlElement } from '../xml/xml-tree.js';
import { edxmlNamespace, ownNamespace } from './message.js';

type Scope = ReadonlyMap<string, string>;

/** Bound to its namespace in every document; never declared. */
const builtinScope: Scope = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);

/**
 * Stands before unknown elements when the first of them is in the regulation's namespace or in none: a schema (XML Schema 1.0) cannot
 * tell such an element from its own optional ones unless something else stands between.
 */
const keptMarker = `<cv:Kept xmlns:cv="${ownNamespace}"></cv:Kept>`;

export function isKeptMarker({ local, namespace }: XmlElement): boolean {
  return local === 'Kept' && namespace === ownNamespace;
}

/** Unknown elements as they are written, one after the other. */
export function markedExtras(extras: readonly string[]): readonly string[] {
  const [first] = extras;
  if (first === undefined) return [];
  const [, prefix, declarations = ''] =
    /^<(?:([^\s:/>]+):)?[^\s/>]+((?:\s+xmlns(?::[^\s=]+)?="[^"]*")*)/.exec(first) ?? [];
  const declared =
    [...declarations.matchAll(/xmlns(?::([^\s=]+))?="([^"]*)"/g)].find(([, name]) => name === prefix)?.[2] ?? '';
  return declared === '' || declared === edxmlNamespace ? [keptMarker, ...extras] : extras;
}

/** The element with every namespace it uses declared on it or below. */
export function serializeElement(element: XmlElement): string {
  return serialize(element, builtinScope);
}

function serialize(element: XmlElement, scope: Scope): string {
  const used = [element, ...element.attributes.filter(({ prefix }) => prefix !== '')];
  const missing = new Map(
    used
      .filter(({ prefix, namespace }) => scope.get(prefix) !== namespace)
      .map((node) => [node.prefix, node.namespace]),
  );
  const declarations = [...missing].map(
    ([prefix, namespace]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeAttribute(namespace)}"`,
  );
  const values = element.attributes.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`);
  const inner = new Map([...scope, ...missing]);
  const content = element.children.map((child) =>
    typeof child === 'string' ? escapeText(child) : serialize(child, inner),
  );
  return `<${element.name}${declarations.join('')}${values.join('')}>${content.join('')}</${element.name}>`;
}
