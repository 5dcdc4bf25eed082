/**
 * A review of what changed between a signed revision and now: keeps account of which changed objects have been looked at and found
 * harmless, and of what is to be said. What nobody clears is forbidden.
 * Knows how values are compared, not what they mean (review-catalog.ts, review-form.ts, review-pages.ts).
 */
import type { PdfDocument } from '../pdf/pdf-document.js';
import { dictionaryOf, type PdfDictionary, PdfReference, PdfStream, type PdfValue } from '../pdf/pdf-values.js';
import type { PdfSignature } from '../read-signatures.js';
import type { ChangeKind } from './changed-objects.js';
import { isSameValue, referencesIn } from './compare-values.js';
import type { Permissions } from './permissions.js';

export interface Change {
  readonly isAllowed: boolean;
  readonly message: string;
}

/** What a key of a dictionary may become. */
export type Rule = (before: PdfValue | undefined, after: PdfValue | undefined) => Promise<void> | void;
export type Rules = Readonly<Record<string, Rule>>;

/** Parts that would do or show more than what they were added for. */
const neverAdded: ReadonlySet<PdfValue> = new Set([
  'Catalog',
  'Pages',
  'Page',
  'Action',
  'Annot',
  'Filespec',
  'ObjStm',
]);
const neverKeys: readonly string[] = ['AA', 'OpenAction', 'JS'];
/** Streams whose data lies in another file, or is taken from another document. */
const foreignKeys: readonly string[] = ['F', 'Ref', 'OPI'];

/** Form XObjects, fonts, pictures, and what describes a signature. */
export function isPlainPart(value: PdfValue): boolean {
  const dictionary = dictionaryOf(value);
  if (dictionary === undefined) return true;
  const refused = value instanceof PdfStream ? [...neverKeys, ...foreignKeys] : neverKeys;
  return !neverAdded.has(dictionary.get('Type') ?? null) && !refused.some((key) => dictionary.has(key));
}

export class Review {
  /** Changed objects found harmless. */
  readonly cleared = new Set<number>();
  /** Of those, objects that play one part only, wherever they are referred to: pages, fields, annotations. */
  readonly single = new Set<number>();
  /** Unchanged objects whose content was looked at on the way. */
  readonly examined = new Set<number>();
  readonly #changes = new Map<string, Change>();

  constructor(
    readonly before: PdfDocument,
    readonly after: PdfDocument,
    readonly kinds: ReadonlyMap<number, ChangeKind>,
    readonly permissions: Permissions,
    /** Signatures that hold and were made after the signed revision. */
    readonly laterSignatures: readonly PdfSignature[],
  ) {}

  get changes(): Change[] {
    return [...this.#changes.values()];
  }

  allow(message: string): void {
    this.#changes.set(message, { isAllowed: true, message });
  }

  forbid(message: string): void {
    this.#changes.set(message, { isAllowed: false, message });
  }

  /** Clears a page, field or annotation: many refer to it, and all mean the same. */
  clearSingle(number: number): void {
    this.cleared.add(number);
    this.single.add(number);
  }

  /** Both values with references followed; the object on the way is cleared when it took no other's place. */
  async enter(before: PdfValue | undefined, after: PdfValue | undefined): Promise<[PdfValue, PdfValue]> {
    const old = before instanceof PdfReference ? before.number : null;
    if (after instanceof PdfReference) {
      const kind = this.kinds.get(after.number);
      if (kind === 'added' || (kind === 'replaced' && old === after.number)) this.cleared.add(after.number);
      if (kind === undefined) this.examined.add(after.number);
    }
    if (old !== null && this.kinds.get(old) === 'removed') this.cleared.add(old);
    return [await this.before.resolve(before), await this.after.resolve(after)];
  }

  /** Keys with a rule follow it; the others must have stayed the same. */
  async compare(before: PdfDictionary, after: PdfDictionary, where: string, rules: Rules): Promise<void> {
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [old, current] = [before.get(key), after.get(key)];
      const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
      if (rule !== undefined) await rule(old, current);
      else if (!(await this.#isSame(old, current))) this.forbid(`${where}: ${key.slice(0, 60)} was changed`);
    }
  }

  /** The same value, or the same value in another place. */
  async #isSame(before: PdfValue | undefined, after: PdfValue | undefined): Promise<boolean> {
    if (isSameValue(before, after)) return true;
    const [old, current] = [await this.before.resolve(before), await this.after.resolve(after)];
    if (old instanceof PdfStream || !isSameValue(old, current)) return false;
    await this.enter(before, after);
    return true;
  }

  /** Clears the added objects that `value` leads to over added objects, as far as each is a harmless part. */
  async claim(value: PdfValue | undefined, isHarmless: (part: PdfValue) => boolean = isPlainPart): Promise<void> {
    const open = [...referencesIn(value)];
    for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
      const { number } = reference;
      if (this.kinds.get(number) !== 'added' || this.cleared.has(number)) continue;
      const part = await this.after.load(number);
      if (!isHarmless(part)) continue;
      this.cleared.add(number);
      open.push(...referencesIn(part));
    }
  }

  /** A stream that may only hold data: nothing in its dictionary but how it is packed. */
  isBareStream(value: PdfValue, types: readonly string[]): value is PdfStream {
    const packing = ['Length', 'Filter', 'DecodeParms', 'Type', 'Subtype'];
    if (!(value instanceof PdfStream)) return false;
    const type = value.dictionary.get('Type');
    const isOfType = type === undefined || (typeof type === 'string' && types.includes(type));
    return isOfType && [...value.dictionary.keys()].every((key) => packing.includes(key));
  }
}
