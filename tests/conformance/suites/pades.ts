/** Signed PDFs of another engine, signatures alone. */
import { read, type Suite, verdict } from '../suite.js';

const longestMs = 3000;

export const pades: Suite = {
  name: 'pades',
  question:
    'policy core: intact signatures pass, whatever is known of their trust and later changes; every verdict within 3 s',
  judge: async (vector) => {
    const start = performance.now();
    const outcome = await verdict(vector, 'core', { anchors: [], crls: [] });
    if (performance.now() - start > longestMs) return { said: 'crash', why: 'took longer than 3 s' };
    // A file that is refused as a whole was read to its end without harm.
    return vector.expect === 'parse' ? read(outcome.why) : outcome;
  },
};
