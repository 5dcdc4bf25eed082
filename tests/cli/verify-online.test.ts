import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OnlineAuthority, openOnlineAuthority } from '../support/online-authority.js';
import { pemOf } from '../support/pem.js';
import { runCongvan } from '../support/run-congvan.js';
import { sealedText } from '../support/sealed-text.js';

let online: OnlineAuthority;
let folder: string;
let words: string[];
let env: Record<string, string>;

beforeAll(async () => {
  online = await openOnlineAuthority();
  folder = mkdtempSync(join(tmpdir(), 'verify-online-'));
  writeFileSync(join(folder, 'root.pem'), pemOf(online.authority.root.certificate));
  writeFileSync(join(folder, 'a.asice'), await sealedText(online.signer, 'văn bản'));
  words = ['verify', join(folder, 'a.asice'), '--trust', join(folder, 'root.pem'), '--json'];
  env = { CONGVAN_DATA: join(folder, 'data'), CONGVAN_FETCH_ALLOW: '127.0.0.1' };
});
afterAll(async () => {
  await online.close();
  rmSync(folder, { recursive: true });
});

describe('congvan verify', () => {
  it('asks the addresses the certificates name, and passes', async () => {
    const { exitCode, stdout } = await runCongvan(words, env);
    expect(JSON.parse(stdout)).toMatchObject({ indication: 'TOTAL-PASSED', problems: [] });
    expect(exitCode).toBe(0);
  });

  it.each([
    ['with --offline', ['--offline'], {}],
    ['when fetching is switched off', [], { CONGVAN_REVOCATION_FETCH: '0' }],
    ['in private networks that are not allowed', [], { CONGVAN_FETCH_ALLOW: '' }],
  ])('asks nobody %s, and cannot decide', async (_, more, changes) => {
    const before = online.web.asked.length;
    const { exitCode } = await runCongvan([...words, ...more], { ...env, ...changes });
    expect(exitCode).toBe(2);
    expect(online.web.asked).toHaveLength(before);
  });
});
