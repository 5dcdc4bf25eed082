/** The beginning of a text that may be too long to keep. */

/** At most `length` UTF-16 units, and never half of a character: databases and JSON take no lone surrogate. */
export const cutText = (text: string, length: number): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
