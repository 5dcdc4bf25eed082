/** Hostile and broken archives. */
import { drain, type Suite, source } from '../suite.js';

export const zip: Suite = {
  name: 'zip',
  question: 'openContainer and every entry: refused',
  judge: (vector) => drain(source(vector)),
};
