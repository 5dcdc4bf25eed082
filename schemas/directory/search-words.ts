/** What somebody typed to search for, as the words that all have to occur in what is found. Does not search. */
import { foldText } from './fold-text.js';

/** More says nothing that the first ones did not, and costs a search of each. */
const maxLength = 200;
const maxWords = 20;

/** @returns folded, none of them empty */
export const searchWords = (typed: string): string[] =>
  foldText(typed.slice(0, maxLength))
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, maxWords);
