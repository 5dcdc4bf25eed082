import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { faultsOf } from '../support/html-outline.js';
import { openssl } from '../support/openssl.js';
import { runCongvan } from '../support/run-congvan.js';
import { vectorPath } from '../support/vectors.js';

const root = mkdtempSync(join(tmpdir(), 'congvan-reports-'));
let folder = root;
afterAll(() => rmSync(root, { recursive: true, force: true }));

const vector = (name: string) => vectorPath('anchored', name);
const trust = ['root.crt', 'ica.crt', 'tsa.crt'].flatMap((name) => ['--trust', vector(`pki/${name}`)]);
const verify = (...words: string[]) =>
  runCongvan(['verify', ...words, ...trust, '--at', '2026-11-23T12:00:00Z', '--offline']);
const at = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
});

describe('congvan verify --html', () => {
  it('writes the report of one file where it is told', async () => {
    const { exitCode, stdout } = await verify(vector('lta.asice'), '--html', at('phiếu.html'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('HỢP LỆ / VALID');
    expect(stdout).toContain('judged for: 23/11/2026 19:00:00 (+07); gốc tin cậy đưa vào / anchors given: 3');
    expect(text('phiếu.html')).toContain('<title>Công văn: lta.asice</title>');
    expect(faultsOf(text('phiếu.html'))).toBe('');
  });

  it('writes one report each into a folder when there are several files, and nothing for what it does not know', async () => {
    writeFileSync(at('note.txt'), 'just text');
    const files = [vector('lta.asice'), vector('tampered-data.asice'), at('note.txt')];
    const { exitCode } = await verify(...files, '--html', at('reports'));
    expect(exitCode).toBe(65);
    expect(readdirSync(at('reports')).sort()).toEqual(['lta.asice.html', 'tampered-data.asice.html']);
    expect(text('reports/tampered-data.asice.html')).toContain('Không hợp lệ');
  });

  it('takes a folder for one file too', async () => {
    mkdirSync(at('reports'));
    await verify(vector('lta.asice'), '--html', at('reports'));
    await verify(vector('b-b.asice'), '--html', `${at('new')}/`);
    expect([readdirSync(at('reports')), readdirSync(at('new'))]).toEqual([['lta.asice.html'], ['b-b.asice.html']]);
  });

  it('overwrites nothing, neither a report nor a document that was meant to be verified', async () => {
    copyFileSync(vector('b-b.asice'), at('document.asice'));
    const { exitCode, stdout, stderr } = await verify(vector('lta.asice'), '--html', at('document.asice'));
    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain('exists already');
    expect(readFileSync(at('document.asice')).equals(readFileSync(vector('b-b.asice')))).toBe(true);
  });

  it('does not mix up two files of one name', async () => {
    copyFileSync(vector('b-b.asice'), at('lta.asice'));
    const { exitCode, stderr } = await verify(vector('lta.asice'), at('lta.asice'), '--html', at('reports'));
    expect(exitCode).toBe(64);
    expect(stderr).toContain('the same name');
  });

  it('says what is wrong when it cannot write', async () => {
    const { exitCode, stderr } = await verify(vector('lta.asice'), '--html', at('no such folder/x.html'));
    expect(exitCode).toBe(64);
    expect(stderr).toContain('ENOENT');
  });
});

describe('congvan verify --evidence', () => {
  it('writes what the verdict relied upon as files that openssl reads, with an index', async () => {
    const { exitCode, json } = await verify(vector('lta.asice'), '--evidence', at('evidence'), '--json');
    expect(exitCode).toBe(0);
    const report = json<VerificationReport>();
    expect(report).not.toHaveProperty('evidence');
    expect(report.judged?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const [head, ...rows] = text('evidence/index.tsv').trimEnd().split('\n');
    expect(head).toBe('file\tkind\tsha256\ttime\tabout');
    const files = rows.map((row) => row.split('\t'));
    expect(readdirSync(at('evidence')).sort()).toEqual([...files.map(([name]) => name), 'index.tsv'].sort());
    for (const [name = '', , sha256 = ''] of files)
      expect(openssl(['dgst', '-sha256', '-r', at(`evidence/${name}`)]).text).toContain(sha256);
    expect(openssl(['ocsp', '-respin', at('evidence/ocsp-1.ors'), '-noverify', '-resp_text']).text).toContain('good');
  });

  it('keeps the evidence of several files apart', async () => {
    await verify(vector('lta.asice'), vector('pades.pdf'), '--evidence', at('evidence'));
    expect(readdirSync(at('evidence')).sort()).toEqual(['lta.asice', 'pades.pdf']);
    expect(readdirSync(at('evidence/pades.pdf'))).toContain('certificate-1.cer');
  });

  it('does not mix with what lies in the folder', async () => {
    writeFileSync(at('other'), '');
    const { exitCode, stderr } = await verify(vector('lta.asice'), '--evidence', folder);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('not empty');
  });
});
