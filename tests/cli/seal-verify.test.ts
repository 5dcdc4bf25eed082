import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { sealFiles } from '../../cli/commands/seal.js';
import { type VerifyEnvironment, type VerifyOptions, verifyFiles } from '../../cli/commands/verify.js';
import { vectorPath } from '../support/vectors.js';
import { OpensslAuthority } from './offline-authority.js';

const metadata = {
  to: ['H30.01', 'H30.02'],
  type: 'QĐ',
  number: '123',
  notation: 'QĐ-STP',
  subject: 'Về việc kiểm tra gói ký số',
  promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
  signer: { competence: '', position: 'Giám đốc', fullName: 'Nguyễn Văn A' },
};

let folder = '';
let authority: OpensslAuthority;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-cli-'));
  mkdirSync(at('ca'));
  authority = new OpensslAuthority(at('ca'));
  for (const kind of ['RSA-2048', 'P-256'] as const) authority.issue(kind, kind);
  writeFileSync(at('Báo cáo số 1.txt'), 'Kính gửi: Sở Nội vụ\n');
  writeFileSync(at('dữ liệu.bin'), Buffer.alloc(300_000, 9));
  writeFileSync(at('envelope.json'), JSON.stringify(metadata));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terminal() {
  const said = { out: '', err: '' };
  const environment: VerifyEnvironment = {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
  };
  return { said, environment };
}

async function seal(
  kind: string,
  out: string,
  options: object = {},
): Promise<{ code: number; out: string; err: string }> {
  const { said, environment } = terminal();
  const keys = { key: authority.path(`${kind}.key`), cert: authority.path(`${kind}.pem`) };
  const files = [at('Báo cáo số 1.txt'), at('dữ liệu.bin')];
  const code = await sealFiles({ ...keys, files, out: at(out), ...options }, environment);
  return { code, ...said };
}

async function verify(options: VerifyOptions, trustStore?: VerifyEnvironment['trustStore']) {
  const { said, environment } = terminal();
  const code = await verifyFiles(options, { ...environment, ...(trustStore === undefined ? {} : { trustStore }) });
  return { code, ...said };
}

/** The reports of `--json`: one line each. */
async function reports(
  options: VerifyOptions,
): Promise<{ code: number; lines: (VerificationReport & { file: string })[] }> {
  const { code, out } = await verify({ ...options, json: true });
  return {
    code,
    lines: out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

const full = () => ({ trust: [authority.path('root.pem')], crl: [authority.path('root.crl')], offline: true });

async function reportOf(file: string): Promise<VerificationReport> {
  const [report] = (await reports({ files: [file], ...full() })).lines;
  if (report === undefined) throw new Error('no report');
  return report;
}

describe.each(['RSA-2048', 'P-256'])('congvan seal with a %s key', (kind) => {
  it('makes a container that is valid here, for xmlsec1 and for unzip', async () => {
    const name = `${kind}.asice`;
    expect(await seal(kind, name, { in: at('envelope.json'), json: true })).toMatchObject({ code: 0, err: '' });
    const { code, lines } = await reports({ files: [at(name)], ...full() });
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      file: at(name),
      format: 'asice',
      policy: 'full',
      indication: 'TOTAL-PASSED',
      subIndication: null,
    });
    expect(lines[0]?.signatures[0]).toMatchObject({
      level: 'B-B',
      signer: { agencyCode: 'H30.12' },
      covers: ['Báo cáo số 1.txt', 'dữ liệu.bin', 'envelope.edxml'],
      problems: [],
    });
    execFileSync('unzip', ['-t', at(name)]);
    const unpacked = at(`${kind}-unpacked`);
    execFileSync('unzip', ['-q', at(name), '-d', unpacked]);
    const signedProperties = 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties';
    const dataObjects = [
      '--enabled-key-data',
      'x509',
      '--trusted-pem',
      authority.path('root.pem'),
      '--id-attr:Id',
      signedProperties,
    ];
    // xmlsec1 resolves the relative references beside the signature file.
    copyFileSync(join(unpacked, 'META-INF/signatures0.xml'), join(unpacked, 'signatures0.xml'));
    const checked = spawnSync('xmlsec1', ['--verify', ...dataObjects, 'signatures0.xml'], {
      cwd: unpacked,
      encoding: 'utf8',
    });
    expect(checked.stderr + checked.stdout).toContain('OK');
    expect(checked.status).toBe(0);
  });
});

describe('congvan seal', () => {
  it('seals the files alone when no metadata is given, and reports the digest of what it wrote', async () => {
    const { code, out } = await seal('P-256', 'plain.asice', { json: true });
    expect(code).toBe(0);
    const bytes = readFileSync(at('plain.asice'));
    expect(JSON.parse(out)).toEqual({
      out: at('plain.asice'),
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const { lines } = await reports({ files: [at('plain.asice')], ...full() });
    expect(lines[0]?.files.map((file) => file.name)).toEqual(['Báo cáo số 1.txt', 'dữ liệu.bin']);
  });

  it('writes an envelope our schema accepts, from the agency of the certificate', async () => {
    await seal('P-256', 'with-envelope.asice', { in: at('envelope.json') });
    const envelope = execFileSync('unzip', ['-p', at('with-envelope.asice'), 'envelope.edxml']);
    const schema = join(process.cwd(), 'schemas/edxml/edxml.xsd');
    expect(spawnSync('xmllint', ['--noout', '--schema', schema, '-'], { input: envelope }).status).toBe(0);
    expect(envelope.toString()).toContain('H30.12,2016/05/19,123/QĐ-STP');
  });

  it('opens an encrypted key with the passphrase of a file', async () => {
    execFileSync('openssl', [
      'pkey',
      '-in',
      authority.path('P-256.key'),
      '-aes256',
      '-passout',
      'pass:bí mật',
      '-out',
      at('locked.key'),
    ]);
    writeFileSync(at('passphrase'), 'bí mật\n');
    writeFileSync(at('wrong'), 'sai\n');
    expect(
      (await seal('P-256', 'locked.asice', { key: at('locked.key'), passphraseFile: at('passphrase') })).code,
    ).toBe(0);
    expect(await seal('P-256', 'no.asice', { key: at('locked.key'), passphraseFile: at('wrong') })).toMatchObject({
      code: 65,
    });
  });

  it('seals a report of verify with any key', async () => {
    await seal('P-256', 'judged.asice');
    const reports = ['report.html', 'report.json'].map(at);
    const { code, out } = await verify({ files: [at('judged.asice')], ...full(), html: at('report.html'), json: true });
    expect(code).toBe(0);
    writeFileSync(at('report.json'), out);
    expect(await seal('RSA-2048', 'report.asice', { files: reports })).toMatchObject({ code: 0, err: '' });
    const sealed = await reportOf(at('report.asice'));
    expect([sealed.indication, sealed.files.map(({ name }) => name)]).toEqual([
      'TOTAL-PASSED',
      ['report.html', 'report.json'],
    ]);
  });

  it('says what is wrong, and leaves nothing behind', async () => {
    writeFileSync(at('secret.json'), JSON.stringify({ ...metadata, secrecy: 'Mật' }));
    writeFileSync(at('numberless.json'), JSON.stringify({ ...metadata, number: undefined }));
    writeFileSync(at('broken.json'), '{');
    mkdirSync(at('other'), { recursive: true });
    writeFileSync(at('other/BÁO CÁO SỐ 1.TXT'), 'khác');
    const before = readdirSync(folder);
    const cases: [object, number, string][] = [
      [{ key: authority.path('RSA-2048.key') }, 65, 'key_mismatch'],
      [{ cert: at('broken.json') }, 65, 'certificate_malformed'],
      [{ key: at('missing') }, 64, 'ENOENT'],
      [{ files: [] }, 64, 'FILE'],
      [{ files: [at('missing')] }, 64, 'ENOENT'],
      [{ files: [at('ca')] }, 64, 'EISDIR'],
      [{ files: [at('Báo cáo số 1.txt'), at('other/BÁO CÁO SỐ 1.TXT')] }, 65, 'zip_duplicate'],
      [{ in: at('secret.json') }, 65, 'secret_refused'],
      [{ in: at('numberless.json') }, 65, 'number'],
      [{ in: at('broken.json') }, 65, 'JSON'],
      [{ out: at('no such folder/x.asice') }, 64, 'ENOENT'],
    ];
    for (const [options, code, word] of cases) {
      const result = await seal('P-256', 'never.asice', options);
      expect(result, word).toMatchObject({ code, out: '' });
      expect(result.err).toContain(word);
    }
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(at('never.asice'))).toBe(false);
  });
});

describe('congvan verify', () => {
  it('cannot decide without a revocation list, without an anchor, or with a stale list', async () => {
    await seal('P-256', 'a.asice');
    const files = [at('a.asice')];
    expect((await verify({ files, trust: [authority.path('root.pem')], offline: true })).code).toBe(2);
    expect((await verify({ files, offline: true })).code).toBe(2);
    expect((await verify({ files, ...full(), at: new Date(Date.now() + 60 * 86_400_000).toISOString() })).code).toBe(2);
    expect((await verify({ files, policy: 'core', offline: true })).code).toBe(0);
  });

  it('takes anchors from a folder, and passes over what is no certificate there', async () => {
    await seal('P-256', 'a.asice');
    mkdirSync(at('anchors'), { recursive: true });
    copyFileSync(authority.path('root.pem'), at('anchors/any-name'));
    writeFileSync(at('anchors/README'), 'anchors of the province');
    expect((await verify({ files: [at('a.asice')], ...full(), trust: [at('anchors')] })).code).toBe(0);
  });

  it('asks the trust store beside it unless told to stay offline or given anchors', async () => {
    await seal('P-256', 'a.asice');
    let asked = 0;
    const store = async () => {
      asked += 1;
      const der = execFileSync('openssl', ['x509', '-in', authority.path('root.pem'), '-outform', 'DER']);
      const crl = execFileSync('openssl', ['crl', '-in', authority.path('root.crl'), '-outform', 'DER']);
      return { anchors: [der], intermediates: [], crls: [crl], version: 3 };
    };
    const judged = await verify({ files: [at('a.asice')] }, store);
    expect(judged.code).toBe(0);
    expect(judged.out).toContain('trust store, version 3');
    expect((await verify({ files: [at('a.asice')], offline: true }, store)).code).toBe(2);
    expect((await verify({ files: [at('a.asice')], ...full(), offline: false }, store)).code).toBe(0);
    expect(asked).toBe(1);
  });

  it('finds a changed file, an added file and a revoked certificate invalid', async () => {
    await seal('P-256', 'good.asice');
    const python = (script: string, out: string) =>
      execFileSync('python3', ['-c', `import sys, zipfile, shutil\n${script}`, at('good.asice'), at(out)]);
    python(
      `with zipfile.ZipFile(sys.argv[1]) as a, zipfile.ZipFile(sys.argv[2], 'w') as b:\n    for i in a.infolist(): b.writestr(i, b'changed' if i.filename.endswith('.txt') else a.read(i))`,
      'changed.asice',
    );
    python(
      `shutil.copy(sys.argv[1], sys.argv[2])\nwith zipfile.ZipFile(sys.argv[2], 'a') as z: z.writestr('thêm.txt', 'x')`,
      'added.asice',
    );
    const { code, lines } = await reports({
      files: [at('good.asice'), at('changed.asice'), at('added.asice')],
      ...full(),
    });
    expect(code).toBe(1);
    expect(lines.map((line) => line.indication)).toEqual(['TOTAL-PASSED', 'TOTAL-FAILED', 'TOTAL-FAILED']);
    expect(lines[1]?.signatures[0]?.problems.map((problem) => problem.code)).toContain('digest_mismatch');
    expect(lines[2]?.problems.map((problem) => problem.code)).toContain('not_covered');

    authority.issue('leaver', 'P-256');
    await seal('leaver', 'revoked.asice');
    expect((await verify({ files: [at('revoked.asice')], ...full() })).code).toBe(0);
    authority.revoke('leaver');
    const revoked = await reports({ files: [at('revoked.asice')], ...full() });
    expect(revoked.lines[0]?.signatures[0]?.problems.map((problem) => problem.code)).toContain('certificate_revoked');
    expect(revoked.lines[0]?.indication).not.toBe('TOTAL-PASSED');
    expect(revoked.code).not.toBe(0);
  });

  it('gives the worst exit code of several files, each with its own line', async () => {
    await seal('P-256', 'a.asice');
    writeFileSync(at('note.asice'), 'just text');
    const { code, lines } = await reports({ files: [at('a.asice'), at('note.asice')], ...full() });
    expect(code).toBe(65);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({
      file: at('note.asice'),
      format: null,
      indication: 'TOTAL-FAILED',
      problems: [{ code: 'file_unknown' }],
    });
    expect((await verify({ files: [at('a.asice'), at('missing')], ...full() })).code).toBe(64);
  });

  it('judges a file by its content, whatever it is called', async () => {
    await seal('P-256', 'a.asice');
    copyFileSync(at('a.asice'), at('holiday.jpg'));
    expect((await verify({ files: [at('holiday.jpg')], ...full() })).code).toBe(0);
  });

  it('tells people the same in Vietnamese and English, in Vietnam time, without control characters of the file', async () => {
    await seal('P-256', 'a.asice');
    const { out } = await verify({ files: [at('a.asice')], ...full() });
    expect(out).toContain('HỢP LỆ / VALID');
    expect(out).toContain('[H30.12]');
    expect(out).toMatch(/Thời điểm khai \/ claimed: .*\+07/);
    const undecided = await verify({ files: [at('a.asice')], offline: true });
    expect(undecided.out).toContain('CHƯA KẾT LUẬN ĐƯỢC / CANNOT BE DECIDED');
    writeFileSync(at('note.txt'), 'just text');
    expect((await verify({ files: [at('note.txt')], ...full() })).out).toContain('Không nhận ra loại tệp');
  });

  it.each([
    [{ files: [] }, 'FILE'],
    [{ files: ['x'], policy: 'lenient' }, '--policy'],
    [{ files: ['x'], at: 'yesterday' }, '--at'],
    [{ files: ['x'], trust: ['/nonexistent'] }, 'ENOENT'],
    [{ files: ['x'], crl: ['package.json'] }, 'revocation list'],
    [{ files: ['x'], trust: ['package.json'] }, 'certificate'],
  ])('answers 64 and says how to use it: %j', async (options, word) => {
    const { code, out, err } = await verify(options);
    expect(code).toBe(64);
    expect(out).toBe('');
    expect(err.toLowerCase()).toContain(word.toLowerCase());
  });

  it('agrees with the anchored vectors', async () => {
    const trust = ['root.crt', 'ica.crt', 'tsa.crt'].map((name) => vectorPath('anchored', `pki/${name}`));
    const crl = [vectorPath('anchored', 'pki/ica.crl.pem')];
    const judge = (file: string, more: object) =>
      verify({ files: [vectorPath('anchored', file)], trust, at: '2026-11-23T12:00:00Z', offline: true, ...more });
    expect((await judge('b-b.asice', { crl })).code).toBe(0);
    expect((await judge('b-b.asice', {})).code).toBe(2);
    for (const file of ['tampered-data.asice', 'tampered-dupzip.asice', 'tampered-extra.asice']) {
      expect((await judge(file, { crl })).code, file).toBe(1);
    }
  });
});
