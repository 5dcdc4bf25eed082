/** What somebody of whom nothing is known wrote, as it may be repeated in a mail of ours. Pure. */
import { cutText } from '../../schemas/words/cut-text.js';

const longestQuote = 100;

/** The beginning of a text as words: what programs make links of is taken apart, so that nobody can have us send their link to somebody else. */
export const harmless = (text: string): string => cutText(text, longestQuote).replace(/[.:@/\\](?=\S)/g, ' ');
