import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validatePath } from '../../../certs/trust/validate-path.js';
import { readCases } from '../../conformance/cases.js';
import { pathInputs } from '../../conformance/x509-inputs.js';

const folder = process.env.CONGVAN_VECTORS ?? join(import.meta.dirname, '../../../../shared/vectors');

/** Cases where we differ, each for a reason (docs/standards.md). */
const differs: Readonly<Record<string, string>> = {
  'pkits/certs/ValidDSASignaturesTest4EE.crt': 'DSA with SHA-1 is too weak',
  'pkits/certs/ValidDSAParameterInheritanceTest5EE.crt': 'DSA with inherited parameters is not supported',
};

describe.runIf(process.env.CI === 'true' || existsSync(folder))(
  'the shared path validation vectors (NIST PKITS, x509-limbo)',
  () => {
    const cases = existsSync(folder) ? readCases(folder, 'x509') : [];

    it('are there', () => expect(cases.length).toBeGreaterThan(100));

    it.each(cases.map((vector) => [vector.file, vector] as const))('%s', async (file, vector) => {
      const { leaf, material, options } = pathInputs(vector);
      const result = await validatePath(leaf, material, options);
      expect(result.ok).toBe((vector.expect === 'valid') !== file in differs);
    });
  },
);
