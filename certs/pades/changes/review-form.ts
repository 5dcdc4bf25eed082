/**
 * What later revisions may do to the form of a document: add signatures, and fill fields in where the signers permit it. A signature field
 * may only be added together with a signature that holds: an empty one with an appearance is a picture on top of what was signed.
 * Source: ISO 32000-2:2020 sections 12.7.3 (interactive form), 12.7.4 (fields), 12.7.5.5 (signature fields), 12.8.2.2 (DocMDP);
 * "Breaking the Specification: PDF Certification", IEEE S&P 2021.
 */
import {
  dictionaryOf,
  isArray,
  isDictionary,
  type PdfDictionary,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../pdf/pdf-values.js';
import { textOf } from '../pdf/text-string.js';
import { timestampSubFilter } from '../read-signatures.js';
import { isSameValue, referencesIn } from './compare-values.js';
import { matchLists } from './match-lists.js';
import { isPlainPart, type Review, type Rule, type Rules } from './review.js';

const nothing: PdfDictionary = new Map();
const maxDepth = 32;
const quote = (name: string) => `"${name.slice(0, 100)}"`;

/** Keys a field, or the widget that shows it, may come with. */
const fieldKeys = new Set(
  'FT T TU TM Ff V Kids Parent Lock SV Type Subtype Rect P F AP AS MK BS Border H DA DR Q M NM StructParent FieldFlags'.split(
    ' ',
  ),
);

interface Inherited {
  readonly name: string;
  readonly type: PdfValue | undefined;
}

/** Remembers which widgets were added by permitted signatures, so that pages may show them. */
class FormReview {
  readonly #seen = new Set<number>();

  constructor(private readonly review: Review) {}

  async form(before: PdfValue | undefined, after: PdfValue | undefined): Promise<void> {
    const { review } = this;
    const [old, current] = await review.enter(before, after);
    if (current === null && old !== null) return review.forbid('The form was removed');
    await review.compare(dictionaryOf(old) ?? nothing, dictionaryOf(current) ?? nothing, 'The form', {
      Fields: (fields, fieldsNow) => this.#fields(fields, fieldsNow),
      SigFlags: (flags, flagsNow) => {
        const [wasSet, isSet] = [Number(flags ?? 0), Number(flagsNow ?? 0)];
        if ((wasSet & ~isSet) !== 0 || isSet > 3) review.forbid('The flags of the form were changed');
      },
      DA: (text, textNow) => {
        const isAdded = text === undefined && textNow instanceof PdfString;
        if (!isAdded && !isSameValue(text, textNow)) review.forbid('The form: DA was changed');
      },
      DR: (resources, resourcesNow) => this.#resources(resources, resourcesNow, 0),
    });
  }

  /** Resources may grow, never change. */
  async #resources(before: PdfValue | undefined, after: PdfValue | undefined, depth: number): Promise<void> {
    const [old, current] = await this.review.enter(before, after);
    if (old !== null && !isDictionary(old) && isSameValue(old, current)) return;
    if ((old !== null && !isDictionary(old)) || !isDictionary(current) || depth > 1)
      return this.review.forbid('The resources of the form were changed');
    for (const key of old?.keys() ?? []) {
      const [value, valueNow] = [old?.get(key), current.get(key)];
      if (isDictionary(await this.review.before.resolve(value)) && depth === 0)
        await this.#resources(value, valueNow, depth + 1);
      else if (!isSameValue(value, valueNow)) this.review.forbid('The resources of the form were changed');
    }
    for (const [key, value] of current) if (!old?.has(key)) await this.review.claim([value]);
  }

  async #fields(before: PdfValue | undefined, after: PdfValue | undefined): Promise<void> {
    const [old, current] = await this.review.enter(before, after);
    const { kept, added, removed } = matchLists(isArray(old) ? old : [], isArray(current) ? current : []);
    if (removed.length > 0) this.review.forbid('A form field was removed');
    for (const item of added) await this.#addedField(item);
    for (const item of kept)
      if (item instanceof PdfReference) await this.#keptField(item, { name: '', type: undefined }, 0);
  }

  async #keptField(reference: PdfReference, inherited: Inherited, depth: number): Promise<void> {
    if (depth > maxDepth || this.#seen.has(reference.number)) return;
    this.#seen.add(reference.number);
    const [old, current] = [await this.review.before.resolve(reference), await this.review.after.resolve(reference)];
    if (!isDictionary(old) || !isDictionary(current)) return;
    const own = inherit(old, inherited);
    const rules = this.#fieldRules(old, current, own);
    if (this.review.kinds.get(reference.number) === 'replaced') {
      this.review.clearSingle(reference.number);
      await this.review.compare(old, current, `The field ${quote(own.name)}`, rules);
    } else this.review.examined.add(reference.number);
    if (rules['AP'] !== undefined) await this.#redrawn(old, own.name);
    await this.#keptKids(old, current, own, depth);
  }

  async #keptKids(before: PdfDictionary, after: PdfDictionary, own: Inherited, depth: number): Promise<void> {
    const kids = await this.review.before.resolve(before.get('Kids'));
    if (kids === null) return;
    const sameKids = isSameValue(kids, await this.review.after.resolve(after.get('Kids')));
    if (!sameKids) return this.review.forbid(`The parts of the field ${quote(own.name)} were changed`);
    for (const kid of isArray(kids) ? kids : [])
      if (kid instanceof PdfReference) await this.#keptField(kid, own, depth + 1);
  }

  /** A field that is filled in may be drawn anew in the place of its old appearance. */
  async #redrawn(before: PdfDictionary, name: string): Promise<void> {
    const [appearance] = await this.review.enter(before.get('AP'), before.get('AP'));
    for (const { number } of referencesIn(appearance)) {
      const drawing = await this.review.after.load(number);
      const isForm = drawing instanceof PdfStream && drawing.dictionary.get('Subtype') === 'Form';
      if (this.review.kinds.get(number) !== 'replaced' || !isForm || !isPlainPart(drawing)) continue;
      this.review.cleared.add(number);
      await this.review.claim([...drawing.dictionary.values()]);
      this.review.allow(`The field ${quote(name)} was filled in`);
    }
  }

  #fieldRules(before: PdfDictionary, after: PdfDictionary, { name, type }: Inherited): Rules {
    const part: Rule = (_, value) => this.review.claim([value ?? null]);
    const isSignedNow = type === 'Sig' && !before.has('V') && after.has('V');
    if (isSignedNow) return { V: (_, value) => this.#signature(value, name, after), AP: part, M: part };
    const mayFill = type !== 'Sig' && this.review.permissions.fillIn && !this.review.permissions.isLocked(name);
    if (!mayFill) return {};
    const fill: Rule = (old, value) => {
      if (!isSameValue(old, value)) this.review.allow(`The field ${quote(name)} was filled in`);
      return part(old, value);
    };
    return { V: fill, RV: part, I: part, AP: part, AS: part, M: part };
  }

  /** A field that was not there before: a signature that holds, or nothing that may be added. */
  async #addedField(item: PdfValue): Promise<void> {
    const number = item instanceof PdfReference ? item.number : 0;
    const field = await this.review.after.resolve(item);
    const isNew = this.review.kinds.get(number) === 'added' && isDictionary(field);
    if (!isNew) return this.review.forbid('A form field was added');
    const name = textOf(field.get('T')) ?? '';
    const strange = [...field.keys()].find((key) => !fieldKeys.has(key));
    if (field.get('FT') !== 'Sig' || strange !== undefined || field.has('Parent'))
      return this.review.forbid(`The form field ${quote(name)} was added`);
    this.review.cleared.add(number);
    const widgets = await this.#addedWidgets(field);
    await this.#signature(field.get('V'), name, field, ...widgets);
    for (const [key, value] of field) if (!['V', 'P', 'Kids'].includes(key)) await this.review.claim([value]);
  }

  /** Clears the widgets of an added field, and gives them back. */
  async #addedWidgets(field: PdfDictionary): Promise<PdfDictionary[]> {
    const widgets: PdfDictionary[] = [];
    const kids = await this.review.after.resolve(field.get('Kids'));
    for (const kid of isArray(kids) ? kids : []) {
      const widget = await this.review.after.resolve(kid);
      const isWidget = isDictionary(widget) && widget.get('Subtype') === 'Widget' && !widget.has('V');
      if (!isWidget || [...widget.keys()].some((key) => !fieldKeys.has(key))) continue;
      if (kid instanceof PdfReference && this.review.kinds.get(kid.number) === 'added')
        this.review.cleared.add(kid.number);
      await this.review.claim([widget.get('AP') ?? null, widget.get('MK') ?? null]);
      widgets.push(widget);
    }
    return widgets;
  }

  /** A timestamp is to be had for the asking: it may be added always, and show nothing ever. */
  async #signature(value: PdfValue | undefined, name: string, ...widgets: readonly PdfDictionary[]): Promise<void> {
    const { review } = this;
    const dictionary = await review.after.resolve(value);
    const contents = dictionaryOf(dictionary)?.get('Contents');
    const start = contents instanceof PdfString ? contents.start : -1;
    const signature = review.laterSignatures.find(({ range }) => range?.gapStart === start);
    if (signature === undefined)
      return review.forbid(`The signature field ${quote(name)} was added without a signature that holds`);
    const isTimestamp = signature.subFilter === timestampSubFilter;
    const message = `${isTimestamp ? 'The document timestamp' : 'The signature'} ${quote(name)} was added`;
    if (isTimestamp && widgets.some(isVisible)) review.forbid(`${message}, and shows something`);
    else if (isTimestamp || review.permissions.sign) review.allow(message);
    else review.forbid(`${message}, though the document is certified to stay as it is`);
    if (value !== undefined) await review.claim([value]);
  }
}

/** Whether a widget has room to show anything. */
function isVisible(widget: PdfDictionary): boolean {
  const rectangle = widget.get('Rect');
  if (rectangle === undefined) return false;
  if (!isArray(rectangle) || rectangle.length !== 4) return true;
  const [left, bottom, right, top] = rectangle.map(Number);
  return left !== right && bottom !== top;
}

function inherit(field: PdfDictionary, { name, type }: Inherited): Inherited {
  const part = textOf(field.get('T'));
  return { name: part === null ? name : name === '' ? part : `${name}.${part}`, type: field.get('FT') ?? type };
}

/** @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
export function reviewForm(review: Review, before: PdfValue | undefined, after: PdfValue | undefined): Promise<void> {
  return new FormReview(review).form(before, after);
}
