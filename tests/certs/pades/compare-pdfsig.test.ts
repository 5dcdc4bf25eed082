/**
 * Every signed PDF of the vectors, read by us and by poppler: is what was signed intact? Trust, strength of algorithms and later changes,
 * which poppler judges otherwise or not at all, are left out.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { readCases } from '../../conformance/cases.js';
import { askPdfsig } from '../../support/pdfsig.js';
import { vectorsFolder } from '../../support/vectors.js';

/** What poppler accepts and we do not, and why; the other engine behind the vectors refuses both. */
const stricter: Readonly<Record<string, string>> = {
  'dss/dss-818/Signature-P-IT_ADO-1-HASH_FAILURE-ECDSA-.pdf PrimeSign Signature1':
    'the algorithm identifier carries parameters that RFC 5758 forbids',
  'dss/siwa.pdf Signature1': 'the file cannot be read without mending it',
};

const notIntegrity = new Set(['pdf_changed', 'algorithm_weak']);

/** Fields whose signed bytes are intact for us. */
async function intactForUs(path: string): Promise<string[]> {
  const { signatures } = await verifyFile(bufferSource(readFileSync(path)), { policy: 'core', anchors: [] });
  return signatures.filter(({ problems }) => problems.every(({ code }) => notIntegrity.has(code))).map(({ id }) => id);
}

const cases = readCases(vectorsFolder, 'pades');

describe('a signed PDF of others', () => {
  it.each(cases)('$file: the same signatures are intact for us as for poppler', async ({ file, path }) => {
    const judged = askPdfsig(path).filter((signature) => signature.judged);
    const theirs = judged.filter(({ field, valid }) => valid && !(`${file} ${field}` in stricter));
    const fields = new Set(judged.map(({ field }) => field));
    const ours = (await intactForUs(path)).filter((field) => fields.has(field));
    expect(ours).toEqual(theirs.map(({ field }) => field));
  });

  it('is judged by poppler often enough for that to mean something, and where we are stricter it still says valid', () => {
    const said = cases.flatMap(({ file, path }) =>
      askPdfsig(path).map(({ field, valid, judged }) => ({ name: `${file} ${field}`, valid, judged })),
    );
    expect(said.filter(({ valid }) => valid).length).toBeGreaterThan(30);
    expect(said.filter(({ valid, judged }) => judged && !valid).length).toBeGreaterThan(5);
    for (const name of Object.keys(stricter)) expect(said).toContainEqual({ name, valid: true, judged: true });
  });
});
