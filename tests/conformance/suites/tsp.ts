/** Timestamp tokens of public authorities. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkToken } from '../../../certs/timestamp/check-token.js';
import { readToken } from '../../../certs/timestamp/read-token.js';
import type { VectorCase } from '../cases.js';
import type { Outcome } from '../outcome.js';
import { read, type Suite } from '../suite.js';

const isToken = (vector: VectorCase) => /\.(tst|tsr)$/.test(vector.file);

/** Without the data a token is held against the imprint it names itself: its signature alone is asked for. */
async function check(token: Buffer, data: Buffer | null): Promise<Outcome> {
  const own = readToken(token).imprint.digest;
  const { genTime, findings } = await checkToken(token, async (algorithm) =>
    data === null ? own : createHash(algorithm).update(data).digest(),
  );
  const why = [genTime?.toISOString(), ...findings.map(({ code }) => code)].join(' ');
  return { said: findings.length === 0 ? 'valid' : 'invalid', why };
}

/** The one token whose data is at hand, and other data that it must not cover. */
async function checkWithData(vector: VectorCase, token: Buffer): Promise<Outcome> {
  const dataFile = (name: string) => readFileSync(join(dirname(vector.path), name));
  const wrong = await check(token, dataFile('data-Test124.txt'));
  return wrong.said === 'valid'
    ? { said: 'invalid', why: 'covers other data' }
    : check(token, dataFile('data-Test123.txt'));
}

export const tsp: Suite = {
  name: 'tsp',
  question:
    'checkToken: signature and imprint right (trust in the authority is not asked for); readToken where the token need only be read',
  includes: isToken,
  judge: (vector) => {
    const token = readFileSync(vector.path);
    if (vector.expect === 'parse') return read(readToken(token).genTime.toISOString());
    return vector.file.endsWith('d-trust.tsr') ? checkWithData(vector, token) : check(token, null);
  },
};
