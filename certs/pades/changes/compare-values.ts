/** Whether two PDF values are the same, and which objects a value refers to. References are compared as such, not followed. */
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

function areSameDictionaries(one: PdfDictionary, other: PdfDictionary): boolean {
  return one.size === other.size && [...one].every(([key, value]) => isSameValue(value, other.get(key)));
}

/** Stream data is not compared. Absence and null are the same. */
export function isSameValue(one: PdfValue | undefined, other: PdfValue | undefined): boolean {
  if (one instanceof PdfReference)
    return other instanceof PdfReference && one.number === other.number && one.generation === other.generation;
  if (one instanceof PdfString) return other instanceof PdfString && one.bytes.equals(other.bytes);
  if (one instanceof PdfStream)
    return other instanceof PdfStream && areSameDictionaries(one.dictionary, other.dictionary);
  if (isDictionary(one)) return isDictionary(other) && areSameDictionaries(one, other);
  if (isArray(one))
    return isArray(other) && one.length === other.length && one.every((item, index) => isSameValue(item, other[index]));
  return (one ?? null) === (other ?? null);
}

/** Every reference inside a value, at any depth. */
export function* referencesIn(value: PdfValue | undefined): Generator<PdfReference> {
  if (value instanceof PdfReference) yield value;
  else if (isArray(value)) for (const item of value) yield* referencesIn(item);
  else for (const item of dictionaryOf(value)?.values() ?? []) yield* referencesIn(item);
}
