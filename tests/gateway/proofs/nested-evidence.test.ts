/** A proof file brings what its receipts are judged by, though they carry nothing but the certificate that sealed them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openProofRoom, type ProofRoom } from '../../support/proof-room.js';
import { entriesOf } from '../../support/rewrite-container.js';

let room: ProofRoom;
let folder: string;
let answers: [string, Buffer][];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-answers-'));
  room = await openProofRoom({ level: 'B-LT', revocation: 'answers' });
  answers = [...(await entriesOf(room.proof))].filter(([name]) => /^trust\/.*\.ocsp$/.test(name));
});
afterAll(async () => {
  await room.close();
  rmSync(folder, { recursive: true, force: true });
});

const receiptsIn = async (proof: Buffer) => {
  const options = { policy: 'full', anchors: room.gateway.authority.anchors } as const;
  const { nested = [] } = await verifyFile(bufferSource(proof), options);
  return nested
    .filter(({ name }) => name.startsWith('statuses/'))
    .map(({ report: { indication, subIndication } }) => [indication, subIndication]);
};

describe('where revocation is known by answers alone', () => {
  it('the receipts of a proof are judged without network', async () => {
    expect(await receiptsIn(room.proof)).toEqual([
      ['TOTAL-PASSED', null],
      ['TOTAL-PASSED', null],
    ]);
  });

  it('by an answer in the proof, which openssl reads', () => {
    expect(answers).toHaveLength(1);
    writeFileSync(join(folder, 'answer'), answers[0]?.[1] ?? '');
    const words = ['ocsp', '-respin', join(folder, 'answer'), '-noverify', '-resp_text'];
    expect(execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })).toContain('Cert Status: good');
  });

  it('and cannot be decided without it', async () => {
    const without = await room.reseal(Object.fromEntries(answers.map(([name]) => [name, null])));
    expect(await receiptsIn(without)).toEqual([
      ['INDETERMINATE', 'TRY_LATER'],
      ['INDETERMINATE', 'TRY_LATER'],
    ]);
  });
});
