/**
 * Walks the elements of an edXML message by local name, in any order and under any prefix, and remembers what was asked for:
 * what nobody asked for is an unknown element. Says exactly where something is wrong.
 */
import type { ProblemCode } from '../problems/catalogue.js';
import { Problem } from '../problems/problem.js';
import { elementsOf, textOf, type XmlElement } from '../xml/xml-tree.js';
import type { Layout, LeafField } from './layouts.js';
import type { LeafForm } from './leaf-forms.js';
import { edxmlNamespace } from './message.js';
import { serializeElement } from './unknown-elements.js';

/** Told about every oddity that was tolerated; the text names the place. */
export type Warn = (text: string) => void;

const quotedCharacters = 60;
/** Most recipients, files or references in one message. */
const maxListed = 5_000;

export class ElementCursor {
  readonly #element: XmlElement;
  readonly #warn: Warn;
  readonly #path: string;
  readonly #asked = new Set<string>();
  readonly #skipped = new Set<string>();

  constructor(element: XmlElement, path: string, warn: Warn) {
    this.#element = element;
    this.#path = path;
    this.#warn = warn;
  }

  /** Child elements of this name. */
  children(name: string): ElementCursor[] {
    const found = this.#named(name);
    return found.map((element, index) => {
      const position = found.length > 1 ? `[${index + 1}]` : '';
      return new ElementCursor(element, `${this.#path}/${name}${position}`, this.#warn);
    });
  }

  /** @throws Problem `edxml_value` when there are several */
  child(name: string): ElementCursor | undefined {
    const [first, second] = this.children(name);
    if (second !== undefined) throw second.fault('edxml_value', `${name} may stand here only once`);
    return first;
  }

  /** @throws Problem `edxml_missing`, `edxml_value` */
  requiredChild(name: string): ElementCursor {
    const child = this.child(name);
    if (child === undefined) throw this.missing(name);
    return child;
  }

  /**
   * What `read` makes of each child of this name, nothing left out but undefined.
   * @throws Problem `edxml_value` when the list is absurdly long
   */
  list<T>(name: string, read: (child: ElementCursor) => T | undefined): T[] {
    const children = this.children(name);
    const excess = children[maxListed];
    if (excess !== undefined) throw excess.fault('edxml_value', `more than ${maxListed} of these`);
    return children.map(read).filter((one) => one !== undefined);
  }

  /** The texts of repeated leaves, empty ones left out. */
  texts(name: string): string[] {
    return this.list(name, (child) => child.text() || undefined);
  }

  /** Elements of this name, in whatever namespace, are neither read nor kept as unknown. */
  skip(name: string): void {
    this.#skipped.add(name);
  }

  /** Text of this element: NFC, trimmed; '' when empty. @throws Problem `edxml_value` when it holds elements */
  text(): string {
    if (elementsOf(this.#element).length > 0) throw this.fault('edxml_value', 'must hold text, not elements');
    return textOf(this.#element).normalize('NFC').trim();
  }

  /** Text of a child; undefined when it is missing or empty. */
  leaf(name: string): string | undefined {
    return this.child(name)?.text() || undefined;
  }

  /** A child's value in the given form. @throws Problem `edxml_value` */
  value<T>(name: string, form: LeafForm<T>, lenient = false): T | undefined {
    const child = this.child(name);
    const text = child?.text() ?? '';
    const value = text === '' ? undefined : form.parse(text);
    if (child === undefined || text === '' || value !== undefined) return value;
    const complaint = `"${text.slice(0, quotedCharacters)}" is not ${form.expected}`;
    if (!lenient) throw child.fault('edxml_value', complaint);
    child.warn(`${complaint}; ignored`);
    return undefined;
  }

  /** @throws Problem `edxml_missing`, `edxml_value` */
  requiredValue<T>(name: string, form: LeafForm<T>): T {
    const value = this.value(name, form);
    if (value === undefined) throw this.missing(name);
    return value;
  }

  /**
   * A record: its leaves, what the caller read of it (`more`), unknown elements; undefined when all that is nothing.
   * @throws Problem `edxml_missing`, `edxml_value`
   */
  record<T>(layout: Layout<T>, more: Partial<T> = {}): T | undefined {
    if (this.#isEmpty()) return undefined;
    const leaves = layout.leaves.flatMap((leaf) => this.#entry(leaf));
    const record = { ...Object.fromEntries(leaves), ...more, ...this.extras() };
    return Object.keys(record).length === 0 ? undefined : (record as T);
  }

  /** As `record`, for a record that must be there. @throws Problem `edxml_missing`, `edxml_value` */
  requiredRecord<T>(layout: Layout<T>, more: Partial<T> = {}): T {
    const record = this.record(layout, more);
    if (record === undefined) throw this.fault('edxml_missing', 'is empty');
    return record;
  }

  /** Unknown child elements: those nobody asked for, as self-contained XML; `{}` when there are none. */
  extras(): { extras?: readonly string[] } {
    const isKnown = (child: XmlElement) => isOurs(child) && this.#asked.has(child.local);
    const unknown = elementsOf(this.#element).filter((child) => !isKnown(child) && !this.#skipped.has(child.local));
    return unknown.length === 0 ? {} : { extras: unknown.map(serializeElement) };
  }

  /** A problem at this element: path in `field`, line in `detail`. */
  fault(code: ProblemCode, detail: string): Problem {
    return new Problem(code, { detail: `Line ${this.#element.line}, ${this.#path}: ${detail}`, field: this.#path });
  }

  warn(text: string): void {
    this.#warn(`Line ${this.#element.line}, ${this.#path}: ${text}`);
  }

  #entry(leaf: LeafField): [string, unknown][] {
    const value =
      leaf.rule === 'required'
        ? this.requiredValue(leaf.element, leaf.form)
        : this.value(leaf.element, leaf.form, leaf.rule === 'lenient');
    return value === undefined ? [] : [[leaf.property, value]];
  }

  #isEmpty(): boolean {
    return (
      textOf(this.#element).trim() === '' && elementsOf(this.#element).every((child) => child.attributes.length === 0)
    );
  }

  #named(name: string): XmlElement[] {
    this.#asked.add(name);
    return elementsOf(this.#element).filter((child) => child.local === name && isOurs(child));
  }

  /** The problem that a child is not there. */
  missing(name: string): Problem {
    const path = `${this.#path}/${name}`;
    return new Problem('edxml_missing', {
      detail: `Line ${this.#element.line}: ${path} is missing or empty`,
      field: path,
    });
  }
}

/** Some senders lose the namespace on the way; another namespace makes it somebody else's element. */
function isOurs(element: XmlElement): boolean {
  return element.namespace === edxmlNamespace || element.namespace === '';
}
