import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../../../certs/keys/file-key.js';
import { explanations } from '../../../../certs/verdict/html/explanations.js';
import { visible } from '../../../../certs/verdict/html/markup.js';
import { reportContentPolicy, reportStyle } from '../../../../certs/verdict/html/style.js';
import { writeReportPage } from '../../../../certs/verdict/html/write-report.js';
import type { SignatureReport, VerificationReport } from '../../../../certs/verdict/report.js';
import { verifyFile } from '../../../../certs/verdict/verify-file.js';
import type { VerifyOptions } from '../../../../certs/verdict/verify-options.js';
import { bufferSource } from '../../../../schemas/asice/file-source.js';
import { catalogue, type ProblemCode } from '../../../../schemas/problems/catalogue.js';
import { faultsOf, outlineOf } from '../../../support/html-outline.js';
import { vectorPath } from '../../../support/vectors.js';

const read = (name: string) => readFileSync(vectorPath('anchored', name));
const anchors = ['root.crt', 'ica.crt', 'tsa.crt'].flatMap((name) => readCertificates(read(`pki/${name}`)));
const at = new Date('2026-11-23T12:00:00Z');

function verify(name: string, options: Partial<VerifyOptions> = {}): Promise<VerificationReport> {
  return verifyFile(bufferSource(read(name)), { policy: 'full', anchors, at, evidence: true, ...options });
}

let passed: VerificationReport;
let signature: SignatureReport;
beforeAll(async () => {
  passed = await verify('lta.asice');
  signature = passed.signatures[0] as SignatureReport;
});

/** The text with all white space the same, as a reader sees it. */
const textOf = (page: string) => outlineOf(page).text.replace(/\s+/g, ' ');
const pageOf = (report: VerificationReport, name: string | null = 'van-ban.asice') => writeReportPage(report, name);

describe('the report page', () => {
  it('says of a good file that it is valid, who signed, for which agency, when for certain and when only by his word', () => {
    const text = textOf(pageOf(passed));
    for (const words of [
      'Hợp lệ Valid',
      'Chữ ký của Văn thư Signer RSA là thật và nội dung đã ký không bị sửa.',
      'The signature of Văn thư Signer RSA is genuine',
      'PNOVN-001',
      'Chắc chắn đã có trước It existed for certain before 23/11/2026 16:23:31 (+07) 2026-11-23T09:23:31Z',
      'Người ký ghi là The signer states 23/11/2026 16:23:31 (+07)',
      'Chỉ là lời khai của người ký',
      'B-LTA',
      '3 gốc tin cậy do người kiểm tra đưa vào 3 trust anchors given by hand',
      'Xét cho thời điểm Judged for 23/11/2026 19:00:00 (+07) 2026-11-23T12:00:00Z',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Không hợp lệ');
  });

  it('says of a changed file what is wrong with which file, and to refuse it', async () => {
    const text = textOf(pageOf(await verify('tampered-data.asice')));
    for (const words of [
      'Không hợp lệ Invalid',
      'Nội dung đã bị sửa sau khi ký.',
      'The content was changed after it was signed.',
      'Từ chối tiếp nhận',
      'Chữ ký mang tên The signature bears the name Văn thư Signer RSA',
      'The file "congvan.txt" was changed after signing',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('là thật');
  });

  it('says of a file without revocation data that it cannot be decided yet, and what to do', async () => {
    const text = textOf(pageOf(await verify('b-b.asice')));
    for (const words of ['Chưa kết luận được Cannot be decided', 'chưa biết chứng thư', 'Kiểm tra lại sau ít phút'])
      expect(text).toContain(words);
    expect(text).not.toContain('là thật');
    expect(text).toContain('Không có dấu thời gian được tin cậy');
  });

  it('calls nothing valid and nobody the signer where trust was not asked for', async () => {
    const text = textOf(pageOf(await verify('lta.asice', { policy: 'core' })));
    expect(text).not.toContain('Hợp lệ');
    expect(text).not.toContain('là thật');
    expect(text).toContain('người ký có đáng tin hay không thì chưa xét');
    expect(text).toContain('không dùng theo chính sách này');
  });

  it('says of a file without signature that it has none, not that it is badly built', async () => {
    const plain = Buffer.from('From: a@example.vn\r\nSubject: x\r\n\r\nKính gửi\r\n');
    const report = await verifyFile(bufferSource(plain), { policy: 'full', anchors });
    expect(report.subIndication).toBe('FORMAT_FAILURE');
    expect(textOf(pageOf(report))).toContain('Tệp này không có chữ ký số. This file carries no signature.');
  });

  it('tells changes of a PDF after signing, permitted and not', () => {
    const changes = [
      { allowed: true, message: 'The signature "B" was added' },
      { allowed: false, message: 'Object 7 was changed' },
    ];
    const details = { subFilter: 'ETSI.CAdES.detached', name: null, reason: 'Ban hành', location: null } as const;
    const pdf = { ...details, permission: 2, changes } as const;
    const report = {
      ...passed,
      indication: 'TOTAL-FAILED',
      subIndication: 'FORMAT_FAILURE',
      signatures: [{ ...signature, pdf }],
    } as const;
    const text = textOf(pageOf(report));
    for (const words of [
      'Tệp PDF đã bị sửa sau khi ký, ngoài những gì người ký cho phép.',
      'Được phép Permitted The signature "B" was added',
      'Không được phép Not permitted Object 7 was changed',
      'được điền biểu mẫu và ký thêm',
      'Ban hành',
    ])
      expect(text).toContain(words);
  });

  it('does not frighten with what a PDF’s signer permitted: it stands among the changes, not among the reasons', async () => {
    const report = await verify('pades.pdf');
    expect(report.signatures[0]?.problems.map(({ code }) => code)).toEqual(['pdf_changed']);
    const text = textOf(pageOf(report));
    expect(text).toContain('Được phép Permitted Validation data (DSS) were added');
    expect(text).not.toContain(catalogue.pdf_changed.titleVi);
  });

  it('points from the summary to remarks that change no verdict, and says when there are none', async () => {
    const text = textOf(pageOf(await verify('lta.asice', { anchors: anchors.slice(0, 2) })));
    expect(text).toContain('Không có lỗi. Lưu ý ghi dưới từng chữ ký: 2. There is no fault.');
    expect(textOf(pageOf(passed))).toContain('Không có gì đáng lưu ý. There is nothing to remark.');
  });

  it('names the version of the trust store, and judges what is nested in a proof', () => {
    const { at: _at, trust: _trust, evidence: _evidence, judged: _judged, ...inner } = passed;
    const trust = { storeVersion: 12, anchors: 2 };
    const text = textOf(
      pageOf({
        ...passed,
        trust,
        nested: [{ name: 'document.asice', existedAt: '2026-11-02T03:04:05.000Z', report: inner }],
      }),
    );
    expect(text).toContain('kho tin cậy của cổng, phiên bản 12');
    expect(text).toContain('Văn bản bên trong');
    expect(text).toContain('document.asice');
    expect(text).toMatch(/By the seal around it: *Chắc chắn đã có trước.*02\/11\/2026/);
  });

  it('holds every piece of evidence as a download that is the very bytes', () => {
    const links = outlineOf(pageOf(passed)).elements.filter(({ tag }) => tag === 'a');
    const evidence = passed.evidence ?? [];
    expect(evidence.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['certificate', 'ocsp', 'timestamp']) as unknown as string[],
    );
    expect(links).toHaveLength(evidence.length);
    expect(links.map(({ attributes }) => attributes['href']?.split(';base64,')[1])).toEqual(
      evidence.map(({ der }) => der),
    );
    expect(links.map(({ attributes }) => attributes['download'])).toContain('timestamp-1.tst');
  });
});

const hostile = '"><script>alert(1)</script><img src=x onerror=y>\u202Efdp.exe\u0000\u200b]]>&lt;\ud800';

/** The report with every text from outside replaced. */
function poisoned(text: string): VerificationReport {
  const certificate = {
    ...signature.path[0],
    subject: text,
    name: text,
    issuer: text,
    serial: text,
    fingerprint: text,
  };
  const one = { ...certificate, notBefore: passed.at, notAfter: passed.at };
  const problem = { code: 'digest_mismatch', message: text } as const;
  const details = { subFilter: text, name: text, reason: text, location: text, permission: null } as const;
  const bad: SignatureReport = {
    ...signature,
    id: text,
    signer: { ...one, agencyCode: text },
    level: text,
    algorithm: text,
    covers: [text],
    path: [one],
    problems: [problem],
    timestamps: signature.timestamps.map((stamp) => ({ ...stamp, authority: one, problems: [problem] })),
    pdf: { ...details, changes: [{ allowed: false, message: text }] },
  };
  const file = { name: text, size: 1, sha256: text, covered: false };
  const inner = { ...passed, signatures: [bad], files: [file], problems: [problem] };
  const evidence = (passed.evidence ?? []).map((piece) => ({ ...piece, about: text }));
  return { ...inner, evidence, nested: [{ name: text, existedAt: null, report: inner }] };
}

const shape = (page: string) => outlineOf(page).elements.map(({ tag, attributes }) => [tag, Object.keys(attributes)]);

describe('texts from outside', () => {
  it('are shown and obeyed nowhere: other parsers find the elements of a harmless report, and no other', () => {
    const page = pageOf(poisoned(hostile), hostile);
    expect(shape(page)).toEqual(shape(pageOf(poisoned('x'), 'x')));
    expect(faultsOf(page)).toBe('');
    const { elements, text } = outlineOf(page);
    expect(elements.map(({ tag }) => tag)).not.toContain('script');
    expect(
      elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => /^on|^src/.test(name)),
    ).toEqual([]);
    for (const { attributes } of elements) expect(attributes['href'] ?? 'data:').toMatch(/^data:/);
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).toContain('[U+202E]fdp.exe[U+0000][U+200B]');
    for (const hidden of ['\u202E', '\u0000', '\u200B']) expect(text).not.toContain(hidden);
  });

  it('whatever they are, leave the page well-formed and its elements as they were', () => {
    const expected = shape(pageOf(poisoned('x'), 'x'));
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    const run = (text: string) => {
      const page = pageOf(poisoned(text), text);
      expect(faultsOf(page)).toBe('');
      expect(shape(page)).toEqual(expected);
    };
    fc.assert(fc.property(anything, run), { numRuns: 25 });
  });

  it('are cut at a length nobody needs, and the rest is counted; piled marks are named', () => {
    expect(visible('a'.repeat(5_000))).toBe(`${'a'.repeat(2_000)}… [+3000]`);
    expect(visible(`e${'\u0301'.repeat(6)}`)).toBe(`e${'\u0301'.repeat(4)}[U+0301][U+0301]`);
    expect(visible('Ủy ban nhân dân huyện Châu Thành A'.normalize('NFD'))).toContain('Châu Thành A'.normalize('NFD'));
  });
});

describe('the page itself', () => {
  it('loads nothing and allows nothing but its own style, by its hash', () => {
    const page = pageOf(passed);
    const { elements } = outlineOf(page);
    expect(page).toContain(`<style>${reportStyle}</style>`);
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    expect(policy?.attributes['content']).toBe(reportContentPolicy);
    expect(reportContentPolicy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; /);
    expect(reportStyle).not.toMatch(/url\(|@import|[<&"']/);
    expect(elements.filter(({ tag }) => ['link', 'img', 'iframe', 'object', 'form'].includes(tag))).toEqual([]);
  });
});

const vietnamese = /[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]/i;

describe('both languages', () => {
  it.each(Object.entries(explanations))('explain %s and say what to do', (_outcome, { meaning, next }) => {
    for (const { vi, en } of [meaning, next]) {
      expect(vi).toMatch(vietnamese);
      expect(en).not.toMatch(vietnamese);
      expect(en).toMatch(/^[A-Z].+\.$/);
    }
  });

  it.each(Object.keys(explanations))('stand on the page of a signature that ends in %s', (outcome) => {
    const isSub = !['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE'].includes(outcome);
    if (!isSub) return;
    const subIndication = outcome as SignatureReport['subIndication'];
    const verdict = { indication: 'INDETERMINATE', subIndication } as const;
    const text = textOf(pageOf({ ...passed, ...verdict, signatures: [{ ...signature, ...verdict }] }));
    const { meaning, next } = explanations[outcome as keyof typeof explanations];
    for (const words of [meaning.vi, meaning.en, next.vi, next.en]) expect(text).toContain(words);
  });

  it('name every problem that a report can hold', () => {
    const codes = Object.keys(catalogue) as ProblemCode[];
    const problems = codes.map((code) => ({ code, message: 'x' }));
    const text = textOf(pageOf({ ...passed, problems }));
    for (const code of codes)
      expect(text, code).toContain(`${catalogue[code].titleVi} ${catalogue[code].title} x (${code})`);
  });
});
