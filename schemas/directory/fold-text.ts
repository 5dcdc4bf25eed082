/**
 * How Vietnamese text is compared without its diacritics: the one folding behind search, duplicate checks and lookups.
 * Does not rank or tokenise.
 * Source: Unicode Standard Annex 15 (decomposition); đ has no decomposition and is mapped by hand.
 */

/** Combining marks left over by canonical decomposition. */
const marks = /\p{M}+/gu;

/**
 * The text in lower case, without diacritics (`đ` → `d`), runs of white space as one space, trimmed.
 * @example foldText('  Uỷ ban   ĐẮK LẮK ') === 'uy ban dak lak'
 */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(marks, '').toLowerCase().replaceAll('đ', 'd').replace(/\s+/gu, ' ').trim();
}
