/** Builds the indented XML of a message, every element under the prefix that readers insist on. */
import { escapeAttribute, escapeText } from '../xml/escape-xml.js';
import type { Layout } from './layouts.js';
import { edxmlNamespace, edxmlPrefix } from './message.js';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

export class XmlOutput {
  readonly #lines: string[] = [];
  #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** `<edXML:name>text</edXML:name>`, nothing for undefined. @throws Problem `invalid_request` for characters XML forbids */
  leaf(name: string, text: string | undefined): void {
    if (text === undefined || text === '') return;
    this.#line(`<${edxmlPrefix}:${name}>${escapeText(text)}</${edxmlPrefix}:${name}>`);
  }

  /** An element around what `body` writes. `attributes`: names and values. */
  block(name: string, body: () => void, attributes: readonly (readonly [string, string])[] = []): void {
    const values = attributes.map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('');
    this.#line(`<${edxmlPrefix}:${name}${values}>`);
    this.#depth += 1;
    body();
    this.#depth -= 1;
    this.#line(`</${edxmlPrefix}:${name}>`);
  }

  /** The leaves of a record, then what `more` writes, then its unknown elements; nothing for undefined. */
  record<T extends object>(name: string, layout: Layout<T>, value: T | undefined, more?: (value: T) => void): void {
    if (value === undefined) return;
    this.block(name, () => {
      const properties = new Map<string, unknown>(Object.entries(value));
      for (const { property, element, form } of layout.leaves) {
        const leaf = properties.get(property);
        this.leaf(element, leaf === undefined ? undefined : form.format(leaf));
      }
      more?.(value);
      this.extras((value as { extras?: readonly string[] }).extras);
    });
  }

  /** Repeated leaves inside a list element; nothing for an empty list. */
  texts(listName: string, name: string, values: readonly string[] | undefined): void {
    if (values === undefined || values.length === 0) return;
    this.block(listName, () => {
      for (const value of values) this.leaf(name, value);
    });
  }

  /** Unknown elements as they were read. */
  extras(xml: readonly string[] | undefined): void {
    for (const one of xml ?? []) this.#line(one);
  }

  toString(): string {
    return this.#lines.join('\n');
  }

  #line(text: string): void {
    this.#lines.push(`${'  '.repeat(this.#depth)}${text}`);
  }
}

/**
 * A whole edXML file around the content of its envelope: the default namespace on the root, the literal prefix below.
 * @param write writes the children of `edXMLEnvelope`
 */
export function writeEnvelope(write: (output: XmlOutput) => void): Buffer {
  const output = new XmlOutput(1);
  output.block('edXMLEnvelope', () => write(output), [[`xmlns:${edxmlPrefix}`, edxmlNamespace]]);
  return Buffer.from(`${declaration}\n<edXML xmlns="${edxmlNamespace}">\n${output}\n</edXML>\n`);
}
