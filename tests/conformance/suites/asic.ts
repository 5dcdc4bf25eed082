/** ASiC containers and a few PDFs of other engines, signatures alone. */
import type { VectorCase } from '../cases.js';
import { drain, read, type Suite, source, verdict } from '../suite.js';

const isPdf = ({ file }: VectorCase) => file.endsWith('.pdf');
const isJudged = (vector: VectorCase) => isPdf(vector) || /\.(asice|bdoc)$/.test(vector.file);

export const asic: Suite = {
  name: 'asic',
  question: 'policy core on ASiC-E containers with XAdES, and PDFs: intact ones pass, whatever is known of their trust',
  includes: isJudged,
  expected: (vector) => (vector.expect === 'indeterminate' ? ['valid', 'indeterminate'] : [vector.expect]),
  judge: async (vector) => {
    if (vector.expect === 'parse' && !isPdf(vector)) return drain(source(vector));
    const outcome = await verdict(vector, 'core', { anchors: [], crls: [] });
    return vector.expect === 'parse' ? read(outcome.why) : outcome;
  },
};
