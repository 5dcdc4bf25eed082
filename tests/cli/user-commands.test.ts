/** `congvan user …` from adding somebody to their password, as an operator types it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAccount } from '../../gateway/identity/credentials.store.js';
import { isPassword } from '../../gateway/identity/passwords.js';
import { runCongvan } from '../support/run-congvan.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';

let folder: string;
let fresh: FreshDatabase;
const email = 'phuoc.dh@congvan.example';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-user-'));
  fresh = await freshDatabase();
});
afterAll(async () => {
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => runCongvan(['user', ...args], { CONGVAN_DATA: folder, DATABASE_URL: fresh.url });
const opensWith = async (password: string) =>
  isPassword((await findAccount(fresh.database, email))?.hash ?? null, password);

describe('congvan user', () => {
  it('adds somebody who has no password until one is set; it is printed alone', async () => {
    const added = await run('add', '--name', 'Đỗ Hữu Phước', '--email', email, '--role', 'operator');
    expect(added.exitCode).toBe(0);
    expect(await opensWith('')).toBe(false);
    const { exitCode: code, stdout } = await run('password', email);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}\n$/);
    expect(await opensWith(stdout.trim())).toBe(true);
  });

  it('takes a password from a file, without the end of its line, and says none that is too short', async () => {
    const file = join(folder, 'password');
    await writeFile(file, 'mùa nước nổi năm ấy\n');
    const set = await run('password', email, '--file', file);
    expect([set.exitCode, set.stdout]).toEqual([0, '']);
    expect(await opensWith('mùa nước nổi năm ấy')).toBe(true);
    await writeFile(file, 'ngắn\n');
    const refused = await run('password', email, '--file', file);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('12');
    expect(await opensWith('mùa nước nổi năm ấy')).toBe(true);
  });

  it('gives passwords that count once, unless told to keep them', async () => {
    const isFirst = async () => (await findAccount(fresh.database, email))?.first_until !== null;
    await run('password', email);
    expect(await isFirst()).toBe(true);
    await run('password', email, '--keep');
    expect(await isFirst()).toBe(false);
  });

  it('closes an account and opens it again, changes what somebody is, and keeps the last operator', async () => {
    const last = await run('close', email);
    expect(last.exitCode).not.toBe(0);
    expect(last.stderr).toContain('cuối cùng');
    await run('add', '--name', 'Lê Thị Cúc', '--email', 'cuc.lt@congvan.example', '--role', 'operator');
    expect((await run('close', email.toUpperCase())).exitCode).toBe(0);
    expect(await findAccount(fresh.database, email)).toBeUndefined();
    expect((await run('close', email)).exitCode).not.toBe(0);
    expect((await run('reopen', email)).exitCode).toBe(0);
    expect((await run('change', email, '--name', 'Đỗ Phước', '--role', 'auditor')).exitCode).toBe(0);
    expect(await findAccount(fresh.database, email)).toMatchObject({ name: 'Đỗ Phước', role: 'auditor' });
    expect((await run('change', email, '--role', 'clerk')).exitCode).not.toBe(0);
    expect((await run('sign-out', email)).exitCode).toBe(0);
    const { rows } = await fresh.database.query<{ payload: Record<string, string> }>(
      "select payload from events where kind = 'user.changed' and payload ->> 'what' in ('account', 'place', 'name, place', 'sessions') order by id",
    );
    expect(rows.map(({ payload }) => payload['to'] ?? payload['role'])).toEqual(['closed', 'open', 'auditor', 'ended']);
    for (const { payload } of rows) expect(payload['actor']).toMatch(/^cli:/);
  });

  it('says that nobody has an address, and whether there was a second factor', async () => {
    for (const command of ['password', 'reset-second-factor', 'subject', 'close', 'reopen', 'sign-out', 'change'])
      expect((await run(command, 'khong-ai@congvan.example')).exitCode, command).not.toBe(0);
    expect((await run('reset-second-factor', email)).stdout).toContain('it was not on');
    expect((await run('subject', email, 'abc')).exitCode).toBe(0);
  });
});
