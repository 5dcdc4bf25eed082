/** XML well-formedness. */
import { readFileSync } from 'node:fs';
import { parseXml } from '../../../schemas/xml/parse-xml.js';
import type { VectorCase } from '../cases.js';
import { read, type Suite } from '../suite.js';

/** In UTF-16 the letters lie two bytes apart. */
const hasDoctype = (vector: VectorCase) =>
  readFileSync(vector.path, 'latin1').replaceAll('\0', '').includes('<!DOCTYPE');

export const xml: Suite = {
  name: 'xml',
  question: 'parseXml: well-formed accepted; what is not, and every DOCTYPE, refused',
  expected: (vector) => [hasDoctype(vector) ? 'reject' : vector.expect],
  judge: (vector) => {
    parseXml(readFileSync(vector.path));
    return vector.expect === 'valid' ? { said: 'valid', why: '' } : read('');
  },
};
