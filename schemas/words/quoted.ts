/** Somebody else's words at the end of a sentence: the full stop they bring ends ours, too. */
export const quotedAtEnd = (words: string): string => (/[.!?…]$/u.test(words) ? `“${words}”` : `“${words}”.`);
