/** Patterns for `like` that stand for what somebody typed: none of its characters means anything but itself. */

const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** For `column like all (…)`: each of the words occurs. */
export const containing = (words: readonly string[]): string[] => words.map((word) => `%${literally(word)}%`);

/** For `column like any (…)`: it begins with one of the texts, as whole words. */
export const beginningWith = (texts: readonly string[]): string[] => texts.map((text) => `${literally(text)} %`);
