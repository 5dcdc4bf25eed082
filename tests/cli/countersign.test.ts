/** A second agency signs what a container holds: both signatures judged by us and, each by itself, by xmlsec1. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { runCongvan } from '../support/run-congvan.js';
import { OpensslAuthority } from './offline-authority.js';

let folder: string;
let authority: OpensslAuthority;
const at = (name: string) => join(folder, name);

const signWith = (key: string) => ['--key', authority.path(`${key}.key`), '--cert', authority.path(`${key}.pem`)];
const countersign = (file: string, key: string, out: string) =>
  runCongvan(['countersign', at(file), ...signWith(key), '--out', at(out)]);

async function verify(file: string) {
  const trust = ['--trust', authority.path('root.pem'), '--crl', authority.path('root.crl'), '--offline'];
  const { exitCode, json } = await runCongvan(['verify', at(file), '--json', ...trust]);
  return { exitCode, report: json<VerificationReport>() };
}

/** What xmlsec1 says of one signature file; references are resolved beside it, where the data lies. */
function xmlsecVerifies(opened: string, signature: string): string {
  const properties = 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties';
  const words = ['--verify', '--trusted-pem', authority.path('root.pem'), '--id-attr:Id', properties];
  const shell = ['-c', 'xmlsec1 "$@" 2>&1', 'xmlsec1', ...words, `META-INF/${signature}`];
  return execFileSync('sh', shell, { cwd: opened, encoding: 'utf8' });
}

function opened(file: string): string {
  const place = at(`${file}.d`);
  mkdirSync(place);
  execFileSync('unzip', ['-q', at(file), '-d', place]);
  return place;
}

const entryOf = (file: string, name: string) => execFileSync('unzip', ['-p', at(file), name]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-countersign-'));
  mkdirSync(at('ca'));
  authority = new OpensslAuthority(at('ca'));
  authority.issue('first', 'RSA-2048');
  authority.issue('second', 'P-256');
  authority.issue('third', 'P-256');
  writeFileSync(at('Tờ trình.txt'), 'Kính gửi: Ủy ban nhân dân tỉnh\n');
  const sealed = await runCongvan(['seal', at('Tờ trình.txt'), ...signWith('first'), '--out', at('one.asice')]);
  expect(sealed.exitCode, sealed.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('congvan countersign', () => {
  it('adds signatures that are valid here and for xmlsec1, and changes nothing that was there', async () => {
    const done = await countersign('one.asice', 'second', 'two.asice');
    expect(done.exitCode, done.stderr).toBe(0);
    expect((await countersign('two.asice', 'third', 'three.asice')).exitCode).toBe(0);
    const { exitCode, report } = await verify('three.asice');
    expect([exitCode, report.indication, report.problems]).toEqual([0, 'TOTAL-PASSED', []]);
    expect(report.signatures.map(({ algorithm, covers }) => [algorithm, covers])).toEqual([
      ['RSA-SHA256', ['Tờ trình.txt']],
      ['ECDSA-SHA256', ['Tờ trình.txt']],
      ['ECDSA-SHA256', ['Tờ trình.txt']],
    ]);
    for (const name of ['META-INF/signatures0.xml', 'META-INF/manifest.xml'])
      expect(entryOf('three.asice', name)).toEqual(entryOf('one.asice', name));
    const place = opened('three.asice');
    for (const signature of ['signatures0.xml', 'signatures1.xml', 'signatures2.xml'])
      expect(xmlsecVerifies(place, signature), signature).toMatch(/^(OK|Verification status: OK)$/m);
  });

  it('lets the worst signature decide: the first agency’s stays what it is when the second one’s certificate is revoked', async () => {
    authority.issue('leaver', 'P-256');
    expect((await countersign('one.asice', 'leaver', 'left.asice')).exitCode).toBe(0);
    expect((await verify('left.asice')).exitCode).toBe(0);
    authority.revoke('leaver');
    const { exitCode, report } = await verify('left.asice');
    expect(exitCode).not.toBe(0);
    expect(report.signatures.map(({ indication }) => indication === 'TOTAL-PASSED')).toEqual([true, false]);
  });

  it('signs nothing that is broken, or is no container of this kind, and leaves nothing behind', async () => {
    const script = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as a, zipfile.ZipFile(sys.argv[2], 'w') as b:
    for i in a.infolist(): b.writestr(i, b'changed' if i.filename.endswith('.txt') else a.read(i))`;
    execFileSync('python3', ['-c', script, at('one.asice'), at('changed.asice')]);
    writeFileSync(at('note.txt'), 'just text');
    const before = readdirSync(folder).sort();
    const changed = await countersign('changed.asice', 'second', 'out.asice');
    expect(changed).toMatchObject({ exitCode: 65, stdout: '', stderr: expect.stringContaining('digest_mismatch') });
    expect(await countersign('note.txt', 'second', 'out.asice')).toMatchObject({
      exitCode: 65,
      stderr: expect.stringContaining('file_unknown'),
    });
    expect((await countersign('missing.asice', 'second', 'out.asice')).exitCode).toBe(64);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});
