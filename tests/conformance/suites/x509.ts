/** Certification path validation: NIST PKITS and x509-limbo. */
import { validatePath } from '../../../certs/trust/validate-path.js';
import type { Suite } from '../suite.js';
import { pathInputs } from '../x509-inputs.js';

export const x509: Suite = {
  name: 'x509',
  question: 'validatePath',
  judge: async (vector) => {
    const { leaf, material, options } = pathInputs(vector);
    const result = await validatePath(leaf, material, options);
    return result.ok
      ? { said: 'valid', why: '' }
      : { said: 'invalid', why: `${result.problem.code}: ${result.problem.message}` };
  },
};
