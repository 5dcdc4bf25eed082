/** How counts that end at `mostCounted` are said: nobody is told a number that is not true. Pure. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { mostCounted } from '../documents/lists/list-filter.js';

/** Beside a name: `14`, `999+`. */
export const briefCount = (count: number): string => (count < mostCounted ? String(count) : `${mostCounted - 1}+`);

/** In a sentence: `14`, `hơn 999`. */
export const countInWords = (count: number): Bilingual =>
  count < mostCounted ? say(String(count), String(count)) : say(`hơn ${mostCounted - 1}`, `over ${mostCounted - 1}`);
