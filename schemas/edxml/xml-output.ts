/** Builds the indented XML of a message, every element under the prefix that readers insist on. */
import { escapeAttribute, escapeText } from '../xml/escape-xml.js';
import type { Layout } from './layouts.js';
import {
  type EdxmlMessage,
  type Extensible,
  edxmlNamespace,
  edxmlPrefix,
  type KeptAttribute,
  type MessagePart,
} from './message.js';
import { presentList } from './optional-properties.js';
import { markedExtras } from './unknown-elements.js';

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
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

  /** An element around what `body` writes and what is unknown in it. `own`: our attributes, as written. */
  block(name: string, body: () => void, { extras, attributes }: Extensible = {}, own = ''): void {
    this.#line(`<${edxmlPrefix}:${name}${own}${writeAttributes(attributes)}>`);
    this.#depth += 1;
    body();
    for (const one of markedExtras(extras ?? [])) this.#line(one);
    this.#depth -= 1;
    this.#line(`</${edxmlPrefix}:${name}>`);
  }

  /** The leaves of a record, then what `more` writes, then its unknown elements; nothing for undefined. */
  record<T extends object>(name: string, layout: Layout<T>, value: T | undefined, more?: (value: T) => void): void {
    if (value === undefined) return;
    const body = () => {
      const properties = new Map<string, unknown>(Object.entries(value));
      for (const { property, element, form } of layout.leaves) {
        const leaf = properties.get(property);
        this.leaf(element, leaf === undefined ? undefined : form.format(leaf));
      }
      more?.(value);
    };
    this.block(name, body, value);
  }

  /** Repeated leaves inside a list element; nothing for an empty list. */
  texts(listName: string, name: string, values: readonly string[] | undefined): void {
    if (values === undefined || values.length === 0) return;
    this.block(listName, () => {
      for (const value of values) this.leaf(name, value);
    });
  }

  toString(): string {
    return this.#lines.join('\n');
  }

  #line(text: string): void {
    this.#lines.push(`${'  '.repeat(this.#depth)}${text}`);
  }
}

/** Each namespace under a prefix of its own, so that none collides with those around. */
function writeAttributes(attributes: readonly KeptAttribute[] = []): string {
  return attributes
    .map(({ namespace, local, value }, index) => {
      const written = `${local}="${escapeAttribute(value)}"`;
      if (namespace === '') return ` ${written}`;
      if (namespace === xmlNamespace) return ` xml:${written}`;
      return ` xmlns:a${index}="${escapeAttribute(namespace)}" a${index}:${written}`;
    })
    .join('');
}

/** A whole edXML file; what may still be put between its envelope and the unknown elements of the root. */
export interface WrittenEnvelope {
  /** From the XML declaration to the end of `edXMLEnvelope`. */
  readonly start: string;
  /** From there to the end of the root. */
  readonly end: string;
}

type Parts = Pick<EdxmlMessage, 'extras' | 'attributes'>;

/** What is unknown in one part of a message. */
export function unknownIn({ extras, attributes }: Parts, part: MessagePart): Extensible {
  return { ...presentList('extras', extras?.[part]), ...presentList('attributes', attributes?.[part]) };
}

/**
 * A whole edXML file around the content of its envelope: the default namespace on the root, the literal prefix below.
 * @param write writes the children of `edXMLEnvelope`
 */
export function writeEnvelope(write: (output: XmlOutput) => void, parts: Parts = {}): WrittenEnvelope {
  const output = new XmlOutput(1);
  const prefix = ` xmlns:${edxmlPrefix}="${edxmlNamespace}"`;
  output.block('edXMLEnvelope', () => write(output), unknownIn(parts, 'envelope'), prefix);
  const root = unknownIn(parts, 'root');
  const behind = markedExtras(root.extras ?? []).map((one) => `  ${one}\n`);
  return {
    start: `${declaration}\n<edXML xmlns="${edxmlNamespace}"${writeAttributes(root.attributes)}>\n${output}\n`,
    end: `${behind.join('')}</edXML>\n`,
  };
}
