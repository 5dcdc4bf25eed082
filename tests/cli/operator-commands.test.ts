/** The commands an operator uses, on a gateway of their own with the embedded database. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedServer, stopEmbeddedServer } from '../../gateway/database/embedded-server.js';
import { openRecipient } from '../support/openssl-recipient.js';
import { runCongvan } from '../support/run-congvan.js';

let folder: string;
let env: NodeJS.ProcessEnv;
const congvan = (...words: string[]) => runCongvan(words, env);
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-operator-'));
  chmodSync(folder, 0o711);
  env = { CONGVAN_DATA: at('data'), CONGVAN_DEMO: '0', CONGVAN_LOG_LEVEL: 'error', CONGVAN_WEBHOOK_ALLOW: '127.0.0.1' };
  // The server stays up between the commands, which saves each of them a start.
  await startEmbeddedServer(at('data'));
}, 60_000);
afterAll(async () => {
  await stopEmbeddedServer(at('data'));
  rmSync(folder, { recursive: true, force: true });
});

describe('agency and group', () => {
  it('add one, with its seal, and list it by words without diacritics', async () => {
    const added = await congvan('agency', 'add', 'H99', '--name', 'Sở Xây dựng', '--with-seal', '--json');
    expect(added.exitCode).toBe(0);
    expect(added.json()).toMatchObject({
      code: 'H99',
      name: 'Sở Xây dựng',
      seal: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const found = await congvan('agency', 'list', 'xay', 'dung', '--json');
    expect(found.json<{ code: string }[]>().map(({ code }) => code)).toEqual(['H99']);
    expect((await congvan('agency', 'list')).stdout).toContain('Sở Xây dựng');
  });

  it('merge an agency into another', async () => {
    for (const code of ['H98.1', 'H98.2']) await congvan('agency', 'add', code, '--name', `Phòng ${code}`);
    const merged = await congvan('agency', 'merge', 'H98.1', '--into', 'H98.2', '--last-day', '2025-06-30');
    expect(merged).toMatchObject({ exitCode: 0, stdout: 'H98.1 → H98.2\n' });
    const listed = (await congvan('agency', 'list', 'H98.1', '--all', '--json')).json<{ successor: string }[]>();
    expect(listed).toMatchObject([{ code: 'H98.1', validTo: '2025-06-30', successor: 'H98.2' }]);
    const unknown = await congvan('agency', 'merge', 'H98.9', '--into', 'H98.2', '--last-day', '2025-06-30');
    expect(unknown.stderr).toContain('not_found');
  });

  it('refuse a second agency with the code, saying why, with exit code 1', async () => {
    const again = await congvan('agency', 'add', 'H99', '--name', 'Khác');
    expect(again).toMatchObject({ exitCode: 1, stdout: '' });
    expect(again.stderr).toContain('already_exists');
    expect(again.stderr).toContain('Đã tồn tại');
  });

  it('import a CSV file whole or not at all, and export what import takes', async () => {
    writeFileSync(
      at('good.csv'),
      'code,name,parent,email,channel\nH99.1,Phòng Một,H99,,local\nH99.2,Phòng Hai,H99,,local\n',
    );
    expect((await congvan('agency', 'import', at('good.csv'))).stdout).toBe('2\n');
    writeFileSync(
      at('bad.csv'),
      'code,name,parent,email,channel\nH99.3,Phòng Ba,H99,,local\nH99.4,Phòng Bốn,NOPE,,local\n',
    );
    const bad = await congvan('agency', 'import', at('bad.csv'));
    expect(bad.exitCode).toBe(65);
    expect(bad.stderr).toMatch(/parent|NOPE/);
    const exported = await congvan('agency', 'export', '--out', at('all.csv'));
    expect(exported.exitCode).toBe(0);
    expect(readFileSync(at('all.csv'), 'utf8')).toContain('Phòng Hai');
    expect(readFileSync(at('all.csv'), 'utf8')).not.toContain('Phòng Ba');
    expect((await congvan('agency', 'import', at('all.csv'))).exitCode).toBe(0);
  });

  it('make a group, and write it anew only when told so', async () => {
    expect((await congvan('group', 'add', 'phong', 'H99.1', 'H99.2', '--title', 'Các phòng')).stdout).toBe(
      'phong: 2\n',
    );
    expect((await congvan('group', 'add', 'phong', 'H99.1')).exitCode).toBe(1);
    expect((await congvan('group', 'add', 'phong', 'H99.1', '--replace')).exitCode).toBe(0);
    expect((await congvan('group', 'list', '--json')).json()).toMatchObject([{ name: 'phong', members: ['H99.1'] }]);
  });
});

describe('user and token', () => {
  it('add a person and list people', async () => {
    const added = await congvan(
      'user',
      'add',
      '--name',
      'Lê Văn An',
      '--email',
      'an@sxd.haugiang.gov.vn',
      '--role',
      'clerk',
      '--agency',
      'H99',
    );
    expect(added.exitCode, added.stderr).toBe(0);
    expect((await congvan('user', 'list', '--json')).json()).toMatchObject([
      { name: 'Lê Văn An', role: 'clerk', agency: 'H99' },
    ]);
  });

  it('print a new token alone, list tokens without it, and revoke by the token itself', async () => {
    const { stdout } = await congvan('token', 'create', '--agency', 'H99', '--name', 'phần mềm');
    expect(stdout).toMatch(/^cv_[A-Za-z0-9_-]{43}\n$/);
    const listed = await congvan('token', 'list', '--json');
    expect(listed.json()).toMatchObject([{ name: 'phần mềm', agencies: ['H99'], revoked_at: null }]);
    expect(listed.stdout).not.toContain(stdout.trim());
    expect((await congvan('token', 'revoke', stdout.trim())).exitCode).toBe(0);
    expect((await congvan('token', 'list', '--json')).json()).toMatchObject([{ revoked_at: expect.any(String) }]);
  });

  it('refuse a token for nobody, an unknown scope and an unknown agency', async () => {
    expect(await congvan('token', 'create')).toMatchObject({ exitCode: 64, stdout: '' });
    expect(await congvan('token', 'create', '--scope', 'everything')).toMatchObject({ exitCode: 65, stdout: '' });
    const unknown = await congvan('token', 'create', '--agency', 'H98');
    expect(unknown).toMatchObject({ stdout: '' });
    expect(unknown.stderr).toContain('unknown_agency');
    expect(unknown.exitCode).not.toBe(0);
  });
});

describe('cert', () => {
  const seals = async () =>
    (await congvan('cert', 'list', '--agency', 'H99', '--json')).json<
      { fingerprint: string; kind: string; revokedAt: string | null }[]
    >();

  it('issue a seal of another kind, export it as PEM and as PKCS#12 that openssl opens', async () => {
    const fingerprint = (await congvan('cert', 'issue', '--agency', 'H99', '--key-kind', 'p-256')).stdout.trim();
    expect((await congvan('cert', 'export', fingerprint.slice(0, 12), '--out', at('seal.pem'))).exitCode).toBe(0);
    const subject = execFileSync('openssl', [
      'x509',
      '-in',
      at('seal.pem'),
      '-noout',
      '-subject',
      '-nameopt',
      'utf8',
    ]).toString();
    expect(subject).toContain('H99');
    writeFileSync(at('pass'), 'bí mật\n');
    const p12 = await congvan('cert', 'export', fingerprint, '--out', at('seal.p12'), '--passphrase-file', at('pass'));
    expect(p12.exitCode, p12.stderr).toBe(0);
    execFileSync('openssl', ['pkcs12', '-in', at('seal.p12'), '-passin', 'pass:bí mật', '-noout'], { stdio: 'pipe' });
  });

  it('import what another authority issued only when that authority is trusted', async () => {
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', cwd: folder });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '30',
      '-subj',
      '/CN=CA thu',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    );
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'leaf.key',
      '-out',
      'leaf.csr',
      '-subj',
      '/CN=Phong Mot/serialNumber=H99.1',
    );
    writeFileSync(at('ext'), 'keyUsage=critical,digitalSignature,nonRepudiation\n');
    openssl(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-days',
      '20',
      '-out',
      'leaf.pem',
      '-extfile',
      'ext',
    );
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'leaf.key',
      '-in',
      'leaf.pem',
      '-out',
      'leaf.p12',
      '-passout',
      'pass:bí mật',
    );
    const words = ['cert', 'import', at('leaf.p12'), '--agency', 'H99.1', '--passphrase-file', at('pass')] as const;
    expect((await congvan(...words)).exitCode).not.toBe(0);
    const trusted = await congvan('cert', 'trust', at('ca.pem'));
    expect(trusted.exitCode, trusted.stderr).toBe(0);
    const imported = await congvan(...words);
    expect(imported.exitCode, imported.stderr).toBe(0);
    expect(imported.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    const anchor = trusted.stdout.trim();
    expect((await congvan('cert', 'distrust', anchor, '--reason', 'hết thỏa thuận')).exitCode).toBe(0);
    const history = (await congvan('cert', 'trust', '--history', '--json')).json<Record<string, unknown>[]>();
    expect(history.slice(0, 2)).toMatchObject([
      { version: 3, fingerprint: anchor, trusted: false, reason: 'hết thỏa thuận' },
      { version: 2, fingerprint: anchor, trusted: true, reason: null },
    ]);
    expect((await congvan('cert', 'trust', '--history')).stdout).toContain('hết thỏa thuận');
    expect((await congvan('cert', 'trust')).exitCode).not.toBe(0);
  });

  it('give people certificates of their own, renew, and list what ends soon', async () => {
    const person = ['cert', 'issue', '--agency', 'H99.1', '--person', 'Nguyễn Văn A', '--key-kind', 'p-256'] as const;
    const issued = (await congvan(...person)).stdout.trim();
    const renewed = await congvan('cert', 'renew', issued.slice(0, 12));
    expect(renewed.exitCode, renewed.stderr).toBe(0);
    const rows = (await congvan('cert', 'list', '--agency', 'H99.1', '--json')).json<Record<string, unknown>[]>();
    const personal = rows.filter(({ kind }) => kind === 'personal').map(({ fingerprint }) => fingerprint);
    expect(personal).toEqual([renewed.stdout.trim(), issued]);
    expect((await congvan('cert', 'list', '--agency', 'H99.1')).stdout).toContain('Nguyễn Văn A');
    const ending = async (...days: string[]) =>
      (await congvan('cert', 'list', '--agency', 'H99.1', '--expiring', ...days, '--json')).json<unknown[]>();
    // The imported seal lasts twenty days.
    expect(await ending()).toMatchObject([{ kind: 'seal', issuer: null }]);
    expect(await ending('7')).toEqual([]);
    expect((await congvan('cert', 'list', '--expiring', 'soon')).exitCode).not.toBe(0);
  });

  it('register a certificate for encrypted mails, of an agency that is to get them', async () => {
    const reader = openRecipient();
    writeFileSync(at('reader.crt'), reader.pem);
    reader.remove();
    const words = ['agency', 'add', 'H97.1', '--name', 'Phòng Mật', '--mail-protection', 'encrypted'];
    expect((await congvan(...words, '--json')).json()).toMatchObject({ mailProtection: 'encrypted' });
    const register = ['cert', 'register', at('reader.crt'), '--agency', 'H97.1', '--encryption'];
    expect((await congvan(...register, '--personal')).exitCode).toBe(64);
    const registered = await congvan(...register);
    expect(registered.exitCode, registered.stderr).toBe(0);
    const listed = (await congvan('cert', 'list', '--agency', 'H97.1', '--json')).json<Record<string, unknown>[]>();
    expect(listed).toMatchObject([{ kind: 'encryption', holder: 'agency', agency: 'H97.1' }]);
  });

  it('revoke by the beginning of a fingerprint', async () => {
    const [newest] = await seals();
    expect(
      (await congvan('cert', 'revoke', newest?.fingerprint.slice(0, 16) ?? '', '--reason', 'keyCompromise')).exitCode,
    ).toBe(0);
    expect((await seals()).find(({ fingerprint }) => fingerprint === newest?.fingerprint)?.revokedAt).not.toBeNull();
    expect((await congvan('cert', 'revoke', 'ffffffffffffffff')).exitCode).toBe(1);
  });

  it('rotate the passphrase: keys and webhook secrets open with the new one', async () => {
    const secret = (await congvan('webhook', 'set', '--agency', 'H99.1', '--url', 'http://127.0.0.1:9/in')).stdout;
    expect(secret).toMatch(/^whsec_/);
    const before = readFileSync(at('data/key-passphrase'), 'utf8');
    expect((await congvan('cert', 'rotate-passphrase')).exitCode).toBe(0);
    expect(readFileSync(at('data/key-passphrase'), 'utf8')).not.toBe(before);
    expect((await congvan('webhook', 'rotate', '--agency', 'H99.1')).stdout).toMatch(/^whsec_/);
    expect((await congvan('cert', 'issue', '--agency', 'H99')).exitCode).toBe(0);
    const key = readdirSync(at('data/keys')).find((name) => name.endsWith('.pem')) ?? '';
    const pass = readFileSync(at('data/key-passphrase'), 'utf8').trim();
    execFileSync('openssl', ['pkey', '-in', at(`data/keys/${key}`), '-passin', `pass:${pass}`, '-noout'], {
      stdio: 'pipe',
    });
  });
});

describe('a webhook', () => {
  it('set as the page for integrators says makes its agency reachable by it; removed, the agency reads here again', async () => {
    const channelOf = async () =>
      (await congvan('agency', 'list', '--json'))
        .json<{ code: string; channel: string }[]>()
        .find(({ code }) => code === 'H99.1')?.channel;
    expect(
      (await congvan('webhook', 'set', '--agency', 'H99.1', '--url', 'https://qlvb.example/congvan')).exitCode,
    ).toBe(0);
    expect(await channelOf()).toBe('webhook');
    expect((await congvan('webhook', 'remove', '--agency', 'H99.1')).exitCode).toBe(0);
    expect(await channelOf()).toBe('local');
    expect((await congvan('webhook', 'remove', '--agency', 'H99.1')).exitCode).not.toBe(0);
  });
});

describe('pause, backup and restore', () => {
  it('pause and resume a channel, and refuse one that does not exist', async () => {
    expect((await congvan('pause', 'webhook', '--reason', 'bảo trì')).exitCode).toBe(0);
    expect((await congvan('resume', 'webhook')).exitCode).toBe(0);
    expect((await congvan('pause', 'pigeon')).exitCode).not.toBe(0);
  });

  it('back up into an empty folder only, and restore elsewhere', async () => {
    const done = await congvan('backup', at('backup'), '--json');
    expect(done.exitCode, done.stderr).toBe(0);
    expect(done.json()).toMatchObject({ damaged: [] });
    expect((await congvan('backup', at('backup'))).exitCode).toBe(65);
    const elsewhere = { ...env, CONGVAN_DATA: at('elsewhere'), CONGVAN_KEY_PASSPHRASE_FILE: at('data/key-passphrase') };
    const restored = await runCongvan(['restore', at('backup'), '--json'], elsewhere);
    expect(restored.exitCode, restored.stderr).toBe(0);
    const agencies = (await runCongvan(['agency', 'list', '--json'], elsewhere)).json<{ code: string }[]>();
    expect(agencies.map(({ code }) => code)).toContain('H99.2');
    expect((await runCongvan(['cert', 'issue', '--agency', 'H99'], elsewhere)).exitCode).toBe(0);
    expect((await runCongvan(['restore', at('backup')], elsewhere)).exitCode).not.toBe(0);
  });
});

describe('every command', () => {
  it('prints one JSON document with --json, wherever it stands among the words', async () => {
    writeFileSync(at('more.csv'), 'code,name\nH99.5,Phòng Năm\nH99.6,Phòng Sáu\n');
    const fingerprint = (await congvan('cert', 'issue', '--agency', 'H99', '--json')).json<{ fingerprint: string }>()
      .fingerprint;
    const { id } = (await congvan('token', 'create', '--agency', 'H99', '--json')).json<{ id: string }>();
    const person = ['--name', 'Lê Thị B', '--email', 'b@sxd.haugiang.gov.vn', '--role', 'auditor'];
    const webhook = ['--agency', 'H99.2', '--url', 'http://127.0.0.1:9/in'];
    const cases: [string[], object][] = [
      [['recount'], { wrong: 0 }],
      [['agency', 'import', at('more.csv')], { imported: 2 }],
      [['agency', 'export', '--out', at('e.csv')], { out: at('e.csv'), agencies: expect.any(Number) }],
      [['agency', 'export'], expect.arrayContaining([expect.objectContaining({ code: 'H99.5' })])],
      [
        ['agency', 'merge', 'H99.5', 'H99.6', '--into', 'H99.1', '--last-day', '2020-12-31'],
        { merged: ['H99.5', 'H99.6'], into: 'H99.1', lastDay: '2020-12-31' },
      ],
      [['group', 'add', 'hai', 'H99.1', 'H99.2'], { name: 'hai', members: ['H99.1', 'H99.2'] }],
      [['user', 'add', ...person], { id: expect.any(String) }],
      [['cert', 'export', fingerprint, '--out', at('x.pem')], { fingerprint, out: at('x.pem'), withKey: false }],
      [['cert', 'trust', at('ca.pem')], { fingerprints: [expect.any(String)] }],
      [['cert', 'revoke', fingerprint], { fingerprint, reason: 'unspecified' }],
      [['cert', 'rotate-passphrase'], { changed: true }],
      [['token', 'revoke', id], { revoked: id }],
      [['pause', 'webhook'], { channel: 'webhook', paused: true }],
      [['resume', 'webhook'], { channel: 'webhook', paused: false }],
      [['webhook', 'set', ...webhook], { agency: 'H99.2', secret: expect.stringMatching(/^whsec_/) }],
      [['webhook', 'set', ...webhook], { agency: 'H99.2', secret: null }],
      [['webhook', 'rotate', '--agency', 'H99.2'], { secret: expect.stringMatching(/^whsec_/) }],
      [['migrate'], { applied: [] }],
    ];
    for (const [index, [words, expected]] of cases.entries()) {
      const place = index % 2 === 0 ? words.length : 0;
      const { exitCode, stdout, stderr } = await congvan(...words.toSpliced(place, 0, '--json'));
      expect(exitCode, `${words.join(' ')}: ${stderr}`).toBe(0);
      expect({ words, said: JSON.parse(stdout) }).toMatchObject({ words, said: expected });
    }
    expect((await congvan('cert', 'list', '--help')).stdout).toContain('--json');
  });
});

describe('doctor', () => {
  it('finds everything well on a gateway of its own, in words and as JSON', async () => {
    const found = await congvan('doctor', '--json');
    expect(found.exitCode, found.stdout).toBe(0);
    expect(found.json<{ findings: { level: string }[] }>().findings.map(({ level }) => level)).not.toContain('problem');
    expect((await congvan('doctor')).stdout).toMatch(/✔ database: .* \/ the database answers/);
  });

  it('ends with 1 and says what to do when the passphrase is not that of the keys', async () => {
    writeFileSync(at('other-pass'), 'not this one\n');
    const found = await runCongvan(['doctor'], { ...env, CONGVAN_KEY_PASSPHRASE_FILE: at('other-pass') });
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain('✘ keys');
    expect(found.stdout).toContain('→');
  });
});

describe('wrong use', () => {
  it('names every wrong setting at once and ends with 78', async () => {
    const wrong = await runCongvan(['agency', 'list'], { ...env, CONGVAN_PORT: 'eight', CONGVAN_MAX_FILES: '-1' });
    expect(wrong.exitCode).toBe(78);
    expect(wrong.stderr).toContain('CONGVAN_PORT');
    expect(wrong.stderr).toContain('CONGVAN_MAX_FILES');
  });

  it('ends with 64 for an unknown command or option, and with 0 for help', async () => {
    expect((await congvan('frobnicate')).exitCode).toBe(64);
    expect((await congvan('agency', 'add', 'H97')).exitCode).toBe(64);
    expect(await congvan('--help')).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await congvan('agency', 'import', at('missing.csv'))).exitCode).toBe(64);
  });

  it('says that the database is away, with 69', async () => {
    const away = await runCongvan(['agency', 'list'], { ...env, DATABASE_URL: 'postgresql://x@127.0.0.1:9/x' });
    expect(away.exitCode).toBe(69);
  });
});
