/** Holds and exports from a terminal, on a gateway of their own with the embedded database. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGateway } from '../../cli/wiring.js';
import { vietnamDay } from '../../gateway/agencies/agency.js';
import { loadConfig } from '../../gateway/config.js';
import { startEmbeddedServer, stopEmbeddedServer } from '../../gateway/database/embedded-server.js';
import { principalOf, roleScopes } from '../../gateway/identity/access.js';
import { metadataOf, submitDocument } from '../support/gateway-fixture.js';
import { runCongvan } from '../support/run-congvan.js';

let folder: string;
let env: NodeJS.ProcessEnv;
const congvan = (...words: string[]) => runCongvan(words, env);
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-holds-'));
  chmodSync(folder, 0o711);
  env = { CONGVAN_DATA: at('data'), CONGVAN_DEMO: '0', CONGVAN_LOG_LEVEL: 'error' };
  // The server stays up between the commands, which saves each of them a start.
  await startEmbeddedServer(at('data'));
  for (const code of ['H99', 'H98']) await congvan('agency', 'add', code, '--name', `Sở ${code}`, '--with-seal');
}, 60_000);
afterAll(async () => {
  await stopEmbeddedServer(at('data'));
  rmSync(folder, { recursive: true, force: true });
});

describe('hold and export', () => {
  const days = ['--from', '2016-05-01', '--to', '2016-05-31'];

  it('place a hold, which the same again is refused, list and lift it', async () => {
    const place = ['hold', 'place', '--agency', 'H99', ...days, '--reason', 'Thanh tra'];
    const placed = await congvan(...place);
    expect([placed.exitCode, placed.stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36}\n$/)]);
    const id = placed.stdout.trim();
    expect((await congvan(...place)).stderr).toContain('already_exists');
    expect((await congvan('hold', 'list', '--json')).json()).toMatchObject([
      { id, agency: 'H99', fromDay: '2016-05-01', placedBy: expect.stringMatching(/^cli:/), liftedAt: null },
    ]);
    expect((await congvan('hold', 'lift', id, '--reason', 'Xong')).exitCode).toBe(0);
    expect((await congvan('hold', 'lift', id, '--reason', 'Xong')).stderr).toContain('not_found');
    expect((await congvan('hold', 'list')).stdout).toContain('H99 2016-05-01..2016-05-31');
  });

  it.each([
    ['neither', []],
    ['both a document and an agency', ['--document', 'x', '--agency', 'H99', ...days]],
    ['an agency without its days', ['--agency', 'H99', '--from', '2016-05-01']],
  ])('of %s is a wrong call', async (_what, words) => {
    expect((await congvan('hold', 'place', ...words, '--reason', 'x')).exitCode).toBe(64);
  });

  it('write one ZIP of documents with their proofs, name the account in the event, and touch no file that is there', async () => {
    const gateway = await openGateway(loadConfig(env), { schema: 'keep' });
    const sent = await submitDocument(
      gateway.ctx,
      principalOf('user:test', roleScopes.clerk, ['H99']),
      metadataOf({ to: ['H98'] }),
    );
    const today = vietnamDay(new Date());
    const words = ['export', '--from', today, '--to', today, '--agency', 'H99', '--out', at('xuat.zip')];
    const written = await congvan(...words, '--json');
    expect([written.exitCode, written.stderr]).toEqual([0, '']);
    const { bytes } = written.json<{ bytes: number }>();
    expect(statSync(at('xuat.zip')).size).toBe(bytes);
    const names = execFileSync('unzip', ['-Z1', at('xuat.zip')], { encoding: 'utf8' });
    for (const name of ['container.asice', 'proof.asice']) expect(names).toContain(`documents/0001/${name}`);
    execFileSync('unzip', ['-tq', at('xuat.zip')]);
    expect(execFileSync('unzip', ['-p', at('xuat.zip'), 'index.csv'], { encoding: 'utf8' })).toContain(sent.id);
    const { rows } = await gateway.ctx.database.query<{ payload: object }>(
      `select payload from events where kind = 'audit.exported'`,
    );
    expect(rows).toMatchObject([{ payload: { agency: 'H99', documents: 1, actor: expect.stringMatching(/^cli:/) } }]);
    await gateway.close();
    writeFileSync(at('xuat.zip'), 'của ai đó');
    expect((await congvan(...words)).exitCode).not.toBe(0);
    expect(readFileSync(at('xuat.zip'), 'utf8')).toBe('của ai đó');
  });

  it('say that there is nothing to export, and leave no file', async () => {
    const none = await congvan('export', ...days, '--out', at('none.zip'));
    expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining('not_found')]);
    expect(readdirSync(folder)).not.toContain('none.zip');
  });
});
