/**
 * What was done to a document after a signature, and whether the signers permitted it. Conservative: what is not known to be allowed is
 * forbidden, and so is what cannot be read.
 * Compares structure, not pictures; says nothing of the signature itself (check-pdf.ts).
 * Source: ISO 32000-2:2020 sections 7.5.6 (incremental updates), 12.8.2.2 (DocMDP); ETSI EN 319 142-1 V1.2.1 section 5.4;
 * "Shadow Attacks: Hiding and Replacing Content in Signed PDFs", NDSS 2021.
 */
import { isProblem } from '../../../schemas/problems/problem.js';
import type { PdfDocument } from '../pdf/pdf-document.js';
import { dictionaryOf, PdfStream, type PdfValue } from '../pdf/pdf-values.js';
import type { CrossReferenceSection } from '../pdf/read-cross-reference.js';
import type { PdfSignature } from '../read-signatures.js';
import { type ChangeKind, changedObjects } from './changed-objects.js';
import { referencesIn } from './compare-values.js';
import { permissionsAfter } from './permissions.js';
import { type Referrers, referrersOf, trailerNumber } from './referrers.js';
import { type Change, Review } from './review.js';
import { reviewCatalog } from './review-catalog.js';
import { reviewPages } from './review-pages.js';
import { areAccountedFor } from './revision-bytes.js';

const maxMessages = 10;
const verbs = { added: 'was added', replaced: 'was changed', removed: 'was removed' } as const;
const structural: ReadonlySet<PdfValue> = new Set(['Catalog', 'Pages', 'Page']);

const forbidden = (message: string): Change => ({ isAllowed: false, message });

/** Sections written after the signed revision; null when it is no part of the chain, or they do not stand behind it. */
function laterSections(before: PdfDocument, after: PdfDocument): readonly CrossReferenceSection[] | null {
  const count = after.sections.length - before.sections.length;
  const isSame = before.sections.every(({ offset }, index) => after.sections[count + index]?.offset === offset);
  const later = after.sections.slice(0, Math.max(0, count));
  return isSame && later.every(({ offset }) => offset >= before.bytes.size) ? later : null;
}

function describe(value: PdfValue): string {
  const dictionary = dictionaryOf(value);
  const type = dictionary?.get('Type') ?? dictionary?.get('Subtype') ?? dictionary?.get('S');
  if (typeof type === 'string') return ` (${type.slice(0, 40)})`;
  return value instanceof PdfStream ? ' (page content or other stream)' : '';
}

class FinalAccount {
  constructor(
    private readonly review: Review,
    private readonly referrers: Referrers,
  ) {}

  async close(): Promise<void> {
    for (const number of await this.#idleObjects()) this.review.cleared.add(number);
    for (const [number, kind] of this.review.kinds) {
      const value = await (kind === 'removed' ? this.review.before : this.review.after).load(number);
      if (this.review.cleared.has(number) && this.#isWellReferred(number, kind)) continue;
      this.review.forbid(`Object ${number}${describe(value)} ${verbs[kind]}`);
    }
  }

  #holders(number: number): number[] {
    return [...(this.referrers.get(number) ?? [])];
  }

  /** Added objects that nothing leads to, and that are nothing a reader would look for: leftovers of revisions in between. */
  async #idleObjects(): Promise<ReadonlySet<number>> {
    const idle = new Set<number>();
    for (const [number, kind] of this.review.kinds) {
      if (kind !== 'added' || this.review.cleared.has(number)) continue;
      if (await this.#mayIdle(number)) idle.add(number);
    }
    const held = [...idle].filter((number) => this.#holders(number).some((holder) => !idle.has(holder)));
    for (let number = held.pop(); number !== undefined; number = held.pop())
      if (idle.delete(number))
        for (const reference of referencesIn(await this.review.after.load(number))) held.push(reference.number);
    return idle;
  }

  async #mayIdle(number: number): Promise<boolean> {
    const type = dictionaryOf(await this.review.after.load(number))?.get('Type') ?? null;
    return !structural.has(type);
  }

  /**
   * What was added may be referred to only from what was changed and cleared: a reference that waited in the signed document would show it
   * elsewhere. What was replaced may not play a second part that nobody looked at.
   */
  #isWellReferred(number: number, kind: ChangeKind): boolean {
    const { cleared, examined, single } = this.review;
    if (kind === 'added')
      return this.#holders(number).every((holder) => cleared.has(holder) || holder === trailerNumber);
    if (kind === 'removed' || single.has(number)) return true;
    return this.#holders(number).every(
      (holder) => cleared.has(holder) || examined.has(holder) || holder === trailerNumber,
    );
  }
}

/** Forbidden ones first, at most ten of them. */
function inOrder(changes: readonly Change[]): Change[] {
  const refused = changes.filter(({ isAllowed }) => !isAllowed);
  const more = refused.length - maxMessages;
  const shown = refused.slice(0, maxMessages);
  const rest = more > 0 ? [forbidden(`${more} more parts of the document were changed`)] : [];
  return [...shown, ...rest, ...changes.filter(({ isAllowed }) => isAllowed)];
}

/** The later history of one document, told from each of its signatures. */
export class ChangeHistory {
  #referrers: Promise<Referrers> | undefined;

  constructor(
    private readonly current: PdfDocument,
    private readonly signatures: readonly PdfSignature[],
  ) {}

  /**
   * Empty when nothing of the document differs from what was signed.
   * @throws Problem `pdf_too_complex`: what was changed could not be looked at
   */
  async changesAfter(signature: PdfSignature): Promise<readonly Change[]> {
    if (signature.signed === null) return [];
    try {
      return inOrder(await this.#compare(signature.signed, signature));
    } catch (error) {
      if (!isProblem(error) || error.code === 'pdf_too_complex') throw error;
      return [forbidden(`What was done after the signature cannot be judged: ${error.detail}`)];
    }
  }

  async #compare(signed: PdfDocument, signature: PdfSignature): Promise<readonly Change[]> {
    const { current, signatures } = this;
    const later = laterSections(signed, current);
    if (later === null) return [forbidden('The signed revision is no part of the document as it is read now')];
    const end = signed.bytes.size;
    const { kinds, resurrected } = await changedObjects(signed, current, later);
    const laterSignatures = signatures.filter(({ signed: own, range }) => own !== null && (range?.end ?? 0) > end);
    const review = new Review(signed, current, kinds, permissionsAfter(signature, signatures), laterSignatures);
    for (const number of resurrected) review.forbid(`Object ${number} was taken from inside the signed bytes`);
    await reviewCatalog(review);
    await reviewPages(review, await this.#referrersOnce());
    await new FinalAccount(review, await this.#referrersOnce()).close();
    if (current.end.hasMore) review.forbid('Something follows the end of the last revision');
    if (!(await areAccountedFor(current, end, later)))
      review.forbid('Something stands between the objects of a later revision');
    return review.changes;
  }

  /** To every object that any revision after the first signature writes. */
  #referrersOnce(): Promise<Referrers> {
    const counts = this.signatures.flatMap(({ signed }) => (signed === null ? [] : [signed.sections.length]));
    const later = this.current.sections.slice(0, this.current.sections.length - Math.min(...counts));
    this.#referrers ??= referrersOf(this.current, new Set(later.flatMap(({ entries }) => [...entries.keys()])));
    return this.#referrers;
  }
}
