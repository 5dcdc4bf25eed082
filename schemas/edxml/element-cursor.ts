/**
 * Walks the elements of an edXML message by local name, in any order and under any prefix, and remembers what was asked for:
 * what nobody asked for is an unknown element. Says exactly where something is wrong.
 */
import type { ProblemCode } from '../problems/catalogue.js';
import { Problem } from '../problems/problem.js';
import { elementsOf, textOf, type XmlAttribute, type XmlElement } from '../xml/xml-tree.js';
import type { Layout, LeafField } from './layouts.js';
import type { LeafForm } from './leaf-forms.js';
import { type Extensible, edxmlNamespace } from './message.js';
import { presentList } from './optional-properties.js';
import { isKeptMarker, serializeElement } from './unknown-elements.js';

/** Told about every oddity that was tolerated; the text names the place. */
export type Warn = (text: string) => void;

const quotedCharacters = 60;
const schemaInstanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';
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

  /** As `list`, inside the list element `listName`; whatever else that holds is dropped with a warning. */
  listed<T>(listName: string, name: string, read: (child: ElementCursor) => T | undefined): T[] {
    const around = this.child(listName);
    const values = around?.list(name, read) ?? [];
    around?.dropUnknown();
    return values;
  }

  /** The texts of repeated leaves in a list element, empty ones left out. */
  texts(listName: string, name: string): string[] {
    return this.listed(listName, name, (child) => child.text() || undefined);
  }

  /** Elements and attributes of this name, in whatever namespace, are neither read nor kept as unknown. */
  skip(name: string): void {
    this.#skipped.add(name);
  }

  /** Text of this element: NFC, trimmed; '' when empty. @throws Problem `edxml_value` when it holds elements */
  text(): string {
    if (elementsOf(this.#element).length > 0) throw this.fault('edxml_value', 'must hold text, not elements');
    this.dropUnknown();
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
    const record = { ...Object.fromEntries(leaves), ...more, ...this.unknown() };
    return Object.keys(record).length === 0 ? undefined : (record as T);
  }

  /** As `record`, for a record that must be there. @throws Problem `edxml_missing`, `edxml_value` */
  requiredRecord<T>(layout: Layout<T>, more: Partial<T> = {}): T {
    const record = this.record(layout, more);
    if (record === undefined) throw this.fault('edxml_missing', 'is empty');
    return record;
  }

  /** What nobody asked for: child elements as self-contained XML, and attributes; `{}` when there is nothing. */
  unknown(): Extensible {
    return {
      ...presentList('extras', this.#unknownElements().map(serializeElement)),
      ...presentList(
        'attributes',
        this.#unknownAttributes().map(({ namespace, local, value }) => ({ namespace, local, value })),
      ),
    };
  }

  /** For elements whose meaning has no room for more: what nobody asked for is named in a warning. */
  dropUnknown(): void {
    for (const { name } of [...this.#unknownElements(), ...this.#unknownAttributes()])
      this.warn(`${name.slice(0, quotedCharacters)} is not known here and was left out`);
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

  #unknownElements(): XmlElement[] {
    const isKnown = (child: XmlElement) => isOurs(child) && this.#asked.has(child.local);
    return elementsOf(this.#element).filter(
      (child) => !isKnown(child) && !this.#skipped.has(child.local) && !isKeptMarker(child),
    );
  }

  /** Those that tell a schema processor where to look are not content. */
  #unknownAttributes(): XmlAttribute[] {
    return this.#element.attributes.filter(
      ({ namespace, local }) => namespace !== schemaInstanceNamespace && !this.#skipped.has(local),
    );
  }

  #isEmpty(): boolean {
    return (
      textOf(this.#element).trim() === '' &&
      [this.#element, ...elementsOf(this.#element)].every(({ attributes }) => attributes.length === 0)
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
