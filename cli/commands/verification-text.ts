/** How a verification report reads for people: Vietnamese first, English beside it. Says nothing the report does not. */
import type {
  FileReport,
  Indication,
  NestedReport,
  SignatureReport,
  TimestampReport,
  VerificationReport,
} from '../../certs/verdict/report.js';
import { printable } from '../../schemas/asice/entry-names.js';
import { catalogue } from '../../schemas/problems/catalogue.js';
import type { Problem } from '../../schemas/problems/problem.js';
import { vietnamTime } from '../../schemas/words/vietnam-time.js';

const verdicts: Readonly<Record<Indication, string>> = {
  'TOTAL-PASSED': '✔ HỢP LỆ / VALID',
  'TOTAL-FAILED': '✘ KHÔNG HỢP LỆ / INVALID',
  INDETERMINATE: '? CHƯA KẾT LUẬN ĐƯỢC / CANNOT BE DECIDED',
};

/** The report as lines of text, ending in a line break. */
export function describeReport(file: string, report: VerificationReport): string {
  return describeFile(file, report) + lines([`  ${describeTrust(report)}`]);
}

/** By what was judged. */
function describeTrust({ at, trust: { storeVersion, anchors }, policy }: VerificationReport): string {
  const time = `Xét cho thời điểm / judged for: ${vietnamTime(at)}`;
  if (policy === 'core') return time;
  const trust =
    storeVersion === null
      ? `gốc tin cậy đưa vào / anchors given: ${anchors}`
      : `kho tin cậy, phiên bản / trust store, version ${storeVersion}`;
  return `${time}; ${trust}`;
}

function describeFile(file: string, report: FileReport): string {
  const uncovered = report.files.filter((entry) => !entry.covered).map((entry) => printable(entry.name));
  return lines([
    `${file}: ${verdict(report)} [${report.format}, ${report.policy}]`,
    ...report.signatures.flatMap(describeSignature),
    ...report.files.map(
      (entry) => `  Tệp / file: ${printable(entry.name)} (${entry.size} byte) SHA-256 ${entry.sha256}`,
    ),
    ...uncovered.map((name) => `  ! Không được ký / not signed: ${name}`),
    ...describeProblems(report.problems, '  '),
    ...(report.nested ?? []).map((one) => indent(describeNested(file, one))),
  ]);
}

function describeNested(file: string, { name, existedAt, report }: NestedReport): string {
  const proven = `  Dấu ký bao ngoài chứng minh đã có trước / the seal around it proves that it existed before: ${when(existedAt)}`;
  return describeFile(`${file} › ${printable(name)}`, report) + (existedAt === null ? '' : lines([proven]));
}

/** The text for a file that is of no kind that can be verified. */
export function describeUnknownFile(file: string, problem: Problem): string {
  const { title, titleVi } = catalogue[problem.code];
  return lines([`${file}: ✘ ${titleVi} / ${title}`, `  ${printable(problem.detail, 1_000)}`]);
}

function describeSignature(signature: SignatureReport): string[] {
  const { signer } = signature;
  const agency = signer?.agencyCode ? ` [${printable(signer.agencyCode)}]` : '';
  return [
    `  Chữ ký / signature ${printable(signature.id)}: ${verdict(signature)}`,
    `    Người ký / signer: ${signer === null ? '—' : `${printable(signer.subject, 1_000)}${agency}, số / serial ${signer.serial}`}`,
    `    Thời điểm khai / claimed: ${when(signature.signedAt)}; đã chứng minh / proven: ${when(signature.provenAt)}`,
    `    ${signature.level}, ${signature.algorithm ?? '—'}; bao phủ / covers: ${signature.covers.map((name) => printable(name)).join(', ') || '—'}`,
    ...describePdf(signature),
    ...signature.timestamps.map(describeTimestamp),
    ...describeProblems(signature.problems, '    '),
  ];
}

/** What the signer of a PDF gave as reason and place. */
function describePdf({ pdf }: SignatureReport): string[] {
  if (pdf === undefined || (pdf.reason === null && pdf.location === null)) return [];
  const [reason, location] = [pdf.reason ?? '—', pdf.location ?? '—'].map((text) => printable(text, 1_000));
  return [`    Lý do / reason: ${reason}; nơi ký / location: ${location}`];
}

const timestampNames: Readonly<Record<TimestampReport['kind'], string>> = {
  content: 'nội dung / content',
  signature: 'chữ ký / signature',
  validation: 'dữ liệu kiểm tra / validation data',
  archive: 'lưu trữ / archive',
};

function describeTimestamp({ kind, time, authority, ...judged }: TimestampReport): string {
  const who = authority === null ? '—' : printable(authority.subject, 1_000);
  return `    Dấu thời gian / timestamp (${timestampNames[kind]}): ${when(time)}, ${who}: ${verdict(judged)}`;
}

const indent = (text: string) => text.trimEnd().replace(/^/gm, '  ');

function verdict({ indication, subIndication }: { indication: Indication; subIndication: string | null }): string {
  return subIndication === null ? verdicts[indication] : `${verdicts[indication]} (${subIndication})`;
}

function describeProblems(problems: VerificationReport['problems'], indent: string): string[] {
  return problems.map(
    ({ code, message }) =>
      `${indent}! ${catalogue[code].titleVi} / ${catalogue[code].title}: ${printable(message, 1_000)} (${code})`,
  );
}

const when = (iso: string | null) => (iso === null ? '—' : vietnamTime(iso));

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
