/**
 * What later revisions may do to a document as a whole: add validation data, bring metadata up to date, name extensions. The form and the
 * pages have files of their own; everything else of catalog and trailer must stay.
 * Source: ISO 32000-2:2020 sections 7.5.5 (trailer), 7.7.2 (catalog), 7.12 (extensions), 12.8.4.3 (DSS), 14.3 (metadata);
 * ETSI EN 319 142-1 V1.2.1 section 5.4 (DSS, VRI).
 */
import type { PdfDocument } from '../pdf/pdf-document.js';
import { dictionaryOf, isArray, isDictionary, PdfReference, PdfString, type PdfValue } from '../pdf/pdf-values.js';
import { isSameValue, referencesIn } from './compare-values.js';
import type { Review, Rule, Rules } from './review.js';
import { reviewForm } from './review-form.js';

const nothing = new Map<string, PdfValue>();
const maxEvidenceObjects = 5000;

function isPlainData(value: PdfValue | undefined): boolean {
  if (isDictionary(value)) return [...value.values()].every(isPlainData);
  if (isArray(value)) return value.every(isPlainData);
  return !(value instanceof PdfReference);
}

/** Only the date of change and the program that made it: a title is shown to people. */
const infoRule =
  (review: Review): Rule =>
  async (before, after) => {
    const [old, current] = await review.enter(before, after);
    const mayChange: Rule = (value, valueNow) => {
      const isText = valueNow === undefined || valueNow instanceof PdfString;
      if (!isText && !isSameValue(value, valueNow)) review.forbid('The document information was changed');
    };
    await review.compare(dictionaryOf(old) ?? nothing, dictionaryOf(current) ?? nothing, 'The document information', {
      ModDate: mayChange,
      Producer: mayChange,
    });
  };

const metadataRule =
  (review: Review): Rule =>
  async (before, after) => {
    const [, current] = await review.enter(before, after);
    const isChanged = after instanceof PdfReference && review.kinds.has(after.number);
    if (!isChanged && isSameValue(before, after)) return;
    if (!review.isBareStream(current, ['Metadata'])) {
      review.forbid('The metadata of the document were replaced by something else');
      return;
    }
    await review.claim(current.dictionary.get('Length'));
    review.allow('The metadata of the document were updated');
  };

/** A dictionary of names and numbers. */
const plainDataRule =
  (review: Review, name: string): Rule =>
  async (before, after) => {
    const [old, current] = await review.enter(before, after);
    if (!isSameValue(old, current) && !isPlainData(current)) review.forbid(`${name} of the document was changed`);
  };

/** Certificates, revocation lists and answers, and the lists that order them. */
function isEvidence(review: Review, value: PdfValue): boolean {
  if (isArray(value) || typeof value === 'number' || value instanceof PdfString) return true;
  if (review.isBareStream(value, ['DSS', 'VRI', 'Cert', 'CRL', 'OCSP'])) return true;
  const keys = /^(Type|VRI|Certs?|CRLs?|OCSPs?|TU|TS|[0-9A-Fa-f]{40})$/;
  return isDictionary(value) && [...value.keys()].every((key) => keys.test(key));
}

/** Numbers of the objects that make up the security store. */
async function evidenceObjects(
  review: Review,
  document: PdfDocument,
  store: PdfValue | undefined,
): Promise<Set<number>> {
  const found = new Set<number>();
  const open = [...referencesIn(store)];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    if (found.has(reference.number) || found.size >= maxEvidenceObjects) continue;
    const value = await document.resolve(reference);
    if (!isEvidence(review, value)) continue;
    found.add(reference.number);
    open.push(...referencesIn(value));
  }
  return found;
}

/** Clears what the store holds now or held; says whether anything of it changed. */
function clearEvidence(review: Review, old: ReadonlySet<number>, now: ReadonlySet<number>): boolean {
  for (const number of [...old, ...now]) {
    const kind = review.kinds.get(number);
    if (kind === undefined) review.examined.add(number);
    else if (kind === 'added' || old.has(number)) review.cleared.add(number);
  }
  return [...now].some((number) => review.kinds.has(number));
}

/** Nothing in the store can be seen; whatever is done to it changes only how well signatures can be judged. */
const storeRule =
  (review: Review): Rule =>
  async (before, after) => {
    const [, current] = await review.enter(before, after);
    if (current !== null && !isEvidence(review, current))
      review.forbid('The validation data (DSS) hold something else');
    const old = await evidenceObjects(review, review.before, before);
    const now = await evidenceObjects(review, review.after, after);
    const isChanged = clearEvidence(review, old, now) || !isSameValue(before, after);
    if (isChanged) review.allow('Validation data (DSS) were added');
  };

const catalogRules = (review: Review): Rules => ({
  AcroForm: (before, after) => reviewForm(review, before, after),
  DSS: storeRule(review),
  Extensions: plainDataRule(review, 'The list of extensions'),
  Metadata: metadataRule(review),
  Version: plainDataRule(review, 'The version'),
});

/**
 * The trailer's other entries tell how the cross-reference is written, or mean nothing to readers.
 * @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex`
 */
export async function reviewCatalog(review: Review): Promise<void> {
  const [before, after] = [review.before.trailer, review.after.trailer];
  if (!isSameValue(before.get('Encrypt'), after.get('Encrypt'))) review.forbid('The encryption was changed');
  await infoRule(review)(before.get('Info'), after.get('Info'));
  const [old, current] = await review.enter(before.get('Root'), after.get('Root'));
  if (isDictionary(old) && isDictionary(current))
    await review.compare(old, current, 'The document', catalogRules(review));
  else review.forbid('The catalog was removed');
}
