/** What is published of the log, as somebody uses it who keeps it: openssl alone, and the formats of C2SP. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { stampCheckpoint } from '../../../gateway/proofs/stamp-checkpoint.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { pemOf } from '../../support/pem.js';

interface Published {
  size: number;
  note: string;
  at: string;
  timestamp: string | null;
}

let gateway: HttpFixture;
let openssl: OpensslFolder;

beforeAll(async () => {
  gateway = await openHttpFixture();
  openssl = openOpenssl();
  const sender = await gateway.token(['H30.03']);
  for (let count = 0; count < 3; count += 1) {
    await gateway.call('/api/v1/documents', sender, { method: 'POST', body: submissionForm() });
    await sequenceOnce(gateway.ctx);
    if (count === 1) await stampCheckpoint(gateway.ctx);
  }
});
afterAll(async () => {
  openssl.remove();
  await gateway.close();
});

const ask = async <T>(path: string) => (await (await gateway.call(path, null)).json()) as T;
const checkpoints = async (query = '') => (await ask<{ items: Published[] }>(`/api/v1/log/checkpoints${query}`)).items;

describe('the log, as it is published', () => {
  it('names the key that its checkpoints are signed with', async () => {
    const { origin, verifier, pem } = await ask<Record<string, string>>('/api/v1/log/key');
    const note = await (await gateway.call('/api/v1/log/checkpoint', null)).text();
    const [text = '', last = ''] = note.split('\n\n');
    const [, name, encoded = ''] = last.trim().split(' ');
    const signature = Buffer.from(encoded, 'base64');
    expect([origin, text.split('\n')[0]]).toEqual([name, name]);
    expect(verify(null, Buffer.from(`${text}\n`), createPublicKey(pem ?? ''), signature.subarray(4))).toBe(true);
    const [, verifierName, hash, key = ''] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(verifier ?? '') ?? [];
    const octets = Buffer.from(key, 'base64');
    expect(verifierName).toBe(name);
    expect(octets.subarray(0, 1)).toEqual(Buffer.of(1));
    const expected = createHash('sha256').update(`${name}\n`).update(octets).digest().subarray(0, 4);
    expect([hash, signature.subarray(0, 4)]).toEqual([expected.toString('hex'), expected]);
  });

  it('gives every checkpoint in order, in portions', async () => {
    const all = await checkpoints();
    expect(all.length).toBeGreaterThanOrEqual(3);
    expect(all.map(({ size }) => size)).toEqual(all.map(({ size }) => size).sort((one, other) => one - other));
    expect(all.at(-1)?.note).toBe(await (await gateway.call('/api/v1/log/checkpoint', null)).text());
    const [first, second] = all;
    expect(await checkpoints('?limit=1')).toEqual([first]);
    expect(await checkpoints(`?after=${first?.size}&limit=1`)).toEqual([second]);
    expect(await checkpoints(`?after=${all.at(-1)?.size}`)).toEqual([]);
  });

  it('brings timestamps that openssl verifies', async () => {
    const stamped = (await checkpoints()).filter(({ timestamp }) => timestamp !== null);
    expect(stamped).toHaveLength(1);
    const [{ note = '', timestamp = '' } = {}] = stamped;
    openssl.write('note.txt', note);
    openssl.write('other.txt', `${note} `);
    openssl.write('token.tst', Buffer.from(timestamp ?? '', 'base64'));
    openssl.write('root.pem', pemOf(gateway.authority.root.certificate));
    openssl.write('issuing.pem', pemOf(gateway.authority.issuing.certificate));
    const trust = ['-CAfile', 'root.pem', '-untrusted', 'issuing.pem'];
    const verifies = (data: string) =>
      openssl.accepts('ts', '-verify', '-data', data, '-in', 'token.tst', '-token_in', ...trust);
    expect(verifies('note.txt')).toBe(true);
    expect(verifies('other.txt')).toBe(false);
  });

  it.each(['?after=-1', '?after=x', '?limit=0', '?limit=1001'])('refuses %s', async (query) => {
    expect((await gateway.call(`/api/v1/log/checkpoints${query}`, null)).status).toBe(400);
  });
});
