/** ASiC containers of other engines, signatures alone. */
import type { VectorCase } from '../cases.js';
import { drain, type Suite, source, verdict } from '../suite.js';

const isXadesContainer = (vector: VectorCase) => /\.(asice|bdoc)$/.test(vector.file);

export const asic: Suite = {
  name: 'asic',
  question: 'policy core on ASiC-E containers with XAdES: intact ones pass, whatever is known of their trust',
  includes: isXadesContainer,
  expected: (vector) => (vector.expect === 'indeterminate' ? ['valid', 'indeterminate'] : [vector.expect]),
  judge: (vector) =>
    vector.expect === 'parse' ? drain(source(vector)) : verdict(vector, 'core', { anchors: [], crls: [] }),
};
