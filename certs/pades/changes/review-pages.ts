/**
 * What later revisions may do to the pages of a document: show the widgets of permitted signatures, and annotations where the signers permit
 * them. Everything else of a page must stay.
 * Source: ISO 32000-2:2020 sections 7.7.3.3 (page objects), 12.5 (annotations), 12.8.2.2 (DocMDP).
 */
import { isArray, isDictionary, type PdfDictionary, PdfReference, type PdfValue } from '../pdf/pdf-values.js';
import { referencesIn } from './compare-values.js';
import { matchLists } from './match-lists.js';
import type { Referrers } from './referrers.js';
import type { Review } from './review.js';

/** Remarks of people. Links, files, sounds, films and forms are none, and a redaction takes something away. */
const markup: ReadonlySet<PdfValue> = new Set(
  'Text FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup'.split(
    ' ',
  ),
);
const actionKeys = ['A', 'AA', 'PA', 'Dest', 'FS'];

const isMarkup = (value: PdfValue): value is PdfDictionary =>
  isDictionary(value) && markup.has(value.get('Subtype') ?? null) && !actionKeys.some((key) => value.has(key));

class PageReview {
  constructor(
    private readonly review: Review,
    private readonly referrers: Referrers,
  ) {}

  async replaced(number: number): Promise<void> {
    const [old, current] = [await this.review.before.load(number), await this.review.after.load(number)];
    if (isPage(old) && isPage(current)) {
      this.review.clearSingle(number);
      await this.review.compare(old, current, 'A page', {
        Annots: (before, after) => this.#annotations(before, after),
      });
    } else if (isArray(old) && isArray(current) && (await this.#isAnnotationList(number))) {
      this.review.cleared.add(number);
      await this.#compareLists(old, current);
    } else if (isMarkup(old) && isMarkup(current) && this.review.permissions.annotate) {
      this.review.clearSingle(number);
      await this.review.claim([...current.values()]);
      this.review.allow('An annotation was changed');
    }
  }

  /** Whether pages refer to it as their annotations, and nothing refers to it as anything else. */
  async #isAnnotationList(number: number): Promise<boolean> {
    const holders = [...(this.referrers.get(number) ?? [])];
    for (const holder of holders) {
      const page = await this.review.after.load(holder);
      const annotations = isPage(page) ? page.get('Annots') : undefined;
      if (!isPage(page) || !(annotations instanceof PdfReference) || annotations.number !== number) return false;
      const others = [...page].flatMap(([key, value]) => (key === 'Annots' ? [] : [...referencesIn(value)]));
      if (others.some((reference) => reference.number === number)) return false;
      this.review.examined.add(holder);
    }
    return holders.length > 0;
  }

  async #annotations(before: PdfValue | undefined, after: PdfValue | undefined): Promise<void> {
    const [old, current] = await this.review.enter(before, after);
    await this.#compareLists(isArray(old) ? old : [], isArray(current) ? current : []);
  }

  async #compareLists(before: readonly PdfValue[], after: readonly PdfValue[]): Promise<void> {
    const { added, removed } = matchLists(before, after);
    for (const item of removed) await this.#removed(item);
    for (const item of added) await this.#added(item);
  }

  async #removed(item: PdfValue): Promise<void> {
    const annotation = await this.review.before.resolve(item);
    if (!this.review.permissions.annotate || !isMarkup(annotation))
      return this.review.forbid('An annotation was removed from a page');
    if (item instanceof PdfReference && this.review.kinds.get(item.number) === 'removed')
      this.review.cleared.add(item.number);
    this.review.allow('An annotation was removed');
  }

  async #added(item: PdfValue): Promise<void> {
    const number = item instanceof PdfReference ? item.number : -1;
    const annotation = await this.review.after.resolve(item);
    // The widget of a field: the form has judged it, and cleared it when it may be there.
    if (isDictionary(annotation) && annotation.get('Subtype') === 'Widget' && this.review.kinds.get(number) === 'added')
      return;
    if (!this.review.permissions.annotate || !isMarkup(annotation))
      return this.review.forbid('An annotation was added to a page');
    if (this.review.kinds.get(number) === 'added') this.review.clearSingle(number);
    for (const [key, value] of annotation) if (key !== 'P' && key !== 'Popup') await this.review.claim([value]);
    this.review.allow('An annotation was added');
  }
}

const isPage = (value: PdfValue): value is PdfDictionary => isDictionary(value) && value.get('Type') === 'Page';

/** Goes through every replaced object that nobody has cleared yet. @throws Problem `pdf_malformed`, `pdf_encrypted` */
export async function reviewPages(review: Review, referrers: Referrers): Promise<void> {
  const pages = new PageReview(review, referrers);
  for (const [number, kind] of review.kinds)
    if (kind === 'replaced' && !review.cleared.has(number)) await pages.replaced(number);
}
