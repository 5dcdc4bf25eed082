/**
 * A verification report as one page to read, print and keep: A4, Vietnamese with English beside it, without script or outside resource;
 * the evidence is inside as downloads, so that a saved page is whole and opens offline. Pure: says nothing the report does not.
 * Everything in a report comes from a file somebody made: markup.ts shows it and obeys none of it.
 * Source: ETSI TS 119 102-2 V1.4.1 section 4 (what a validation report states); CSP Level 3 section 6.
 */

import { say } from '../../../schemas/words/bilingual.js';
import type { VerificationReport } from '../report.js';
import { inline } from './bilingual.js';
import { bytes, detail, details, digest, note, row, time } from './elements.js';
import { evidencePart, filesPart, nestedPart, signaturesPart } from './file-parts.js';
import { html, Markup, outside } from './markup.js';
import { trustOf } from './phrases.js';
import { reportContentPolicy, reportStyle } from './style.js';
import { summaryPart } from './summary-part.js';
import { formats, policies } from './words.js';

/** Which file this is about, and for which time. */
function subjectPart({ judged, format, at }: VerificationReport, name: string | null): Markup {
  return details([
    detail(say('Tên tệp', 'File name'), name === null ? inline(say('không được cho biết', 'not told')) : outside(name)),
    detail(say('Loại', 'Kind'), [inline(formats[format]), judged === undefined ? null : `, ${bytes(judged.size)}`]),
    judged === undefined ? null : detail(say('Mã băm SHA-256', 'SHA-256 digest'), digest(judged.sha256)),
    detail(say('Xét cho thời điểm', 'Judged for'), time(at)),
  ]);
}

const measurePart = ({ policy, trust }: VerificationReport): Markup =>
  details([
    detail(say('Chính sách', 'Policy'), inline(policies[policy])),
    detail(say('Tin cậy theo', 'Trust'), inline(trustOf(trust, policy))),
    detail(say('Từ ngữ', 'Terms'), 'ETSI EN 319 102-1'),
  ]);

const caution = note(
  say(
    'Phiếu này nói về đúng tệp có mã SHA-256 ở trên. Phiếu in hay phiếu chép lại không chứng minh điều gì: khi cần, hãy kiểm tra lại chính tệp.',
    'This report speaks of the file with the SHA-256 above. A printed or copied report proves nothing: where it matters, verify the file itself.',
  ),
);

const evidenceNote = note(
  say(
    'Mọi chứng thư, danh sách thu hồi, câu trả lời OCSP và dấu thời gian đã dựa vào; bấm để tải về từ chính trang này.',
    'Every certificate, revocation list, OCSP answer and timestamp relied upon; they are downloaded from this page itself.',
  ),
);

const technicalNote = note(
  say(
    'Chi tiết kỹ thuật (chữ nhỏ) bằng tiếng Anh. Ký tự ẩn được viết thành [U+…].',
    'Technical details (small) are in English. Hidden characters are written as [U+…].',
  ),
);

function body(report: VerificationReport, name: string | null): Markup {
  const { nested = [], evidence = [] } = report;
  const proof = nested.length === 0 ? null : row(say('Văn bản bên trong', 'Nested containers'), nested.map(nestedPart));
  return html`
<header><p class="product">Công văn</p><h1>Phiếu kết quả kiểm tra <span class="en" lang="en">Verification report</span></h1></header>
<main>${row(say('Kiểm tra', 'Verified'), subjectPart(report, name))}${summaryPart(report)}
${row(say('Từng chữ ký', 'Each signature'), [technicalNote, signaturesPart(report)], 'page')}
${row(say('Từng tệp', 'Each file'), filesPart(report))}${proof}
${row(say('Xét theo gì', 'Judged by'), [measurePart(report), caution])}
${row(say('Bằng chứng', 'Evidence'), [evidenceNote, evidencePart(evidence)])}</main>`;
}

/**
 * @param report with evidence, to be whole
 * @param name of the file as its bringer calls it; null when it is not known
 * @returns an HTML document, UTF-8
 */
export function writeReportPage(report: VerificationReport, name: string | null): string {
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${reportContentPolicy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>Công văn: ${name ?? 'phiếu kết quả kiểm tra'}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>${body(report, name)}
</body>
</html>
`.text;
}
