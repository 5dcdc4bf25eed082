/** ASiC containers and a few PDFs of other engines, signatures alone. */
import type { Expectation, VectorCase } from '../cases.js';
import { drain, read, type Suite, source, verdict } from '../suite.js';

const isPdf = ({ file }: VectorCase) => file.endsWith('.pdf');
const isJudged = (vector: VectorCase) => isPdf(vector) || /\.(asice|bdoc|asics)$/.test(vector.file);

/** Trust is not asked for; and a file that gets a failed verdict is refused as well as one that gets none. */
const agreeing: Partial<Record<Expectation, readonly Expectation[]>> = {
  indeterminate: ['valid', 'indeterminate'],
  reject: ['reject', 'invalid'],
};

export const asic: Suite = {
  name: 'asic',
  question: 'policy core on ASiC-E and ASiC-S containers, and PDFs: intact ones pass, whatever is known of their trust',
  includes: isJudged,
  expected: ({ expect }) => agreeing[expect] ?? [expect],
  judge: async (vector) => {
    if (vector.expect === 'parse' && !isPdf(vector)) return drain(source(vector));
    const outcome = await verdict(vector, 'core', { anchors: [], crls: [] });
    return vector.expect === 'parse' ? read(outcome.why) : outcome;
  },
};
