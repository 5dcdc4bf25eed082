/** What is inside the file: the files with their digests, containers nested in a proof, and the evidence to take along. */

import { say } from '../../../schemas/words/bilingual.js';
import { evidenceFiles } from '../evidence-files.js';
import type { FileReport, NestedReport, ReportEvidence } from '../report.js';
import { inline } from './bilingual.js';
import { bytes, digest, mark, problems, time } from './elements.js';
import { sentenceOf } from './explain.js';
import { html, type Markup, outside, type Part, verbatim } from './markup.js';
import { provenTime, signaturePart } from './signature-part.js';
import { covered, evidenceKinds, uncovered } from './words.js';

type File = FileReport['files'][number];

const fileRow = (file: File): Markup => html`
<tr><td>${outside(file.name)}<br/>${digest(file.sha256)}</td><td class="size">${bytes(file.size)}</td>
<td class="${file.covered ? 'valid' : 'invalid'}">${inline(file.covered ? covered : uncovered)}</td></tr>`;

/** Each file with its size and SHA-256, and whether a signature covers it. */
export function filesPart({ files }: FileReport): Markup {
  if (files.length === 0) return inline(say('không đọc được tệp nào', 'no file could be read'));
  return html`<table class="list"><thead><tr><th scope="col">${inline(say('Tệp, SHA-256', 'File, SHA-256'))}</th>
<th scope="col">${inline(say('Cỡ', 'Size'))}</th><th scope="col">${inline(say('Chữ ký', 'Signature'))}</th></tr></thead>
<tbody>${files.map(fileRow)}</tbody></table>`;
}

export const signaturesPart = ({ signatures, policy }: FileReport): Part =>
  signatures.length === 0
    ? inline(say('không có chữ ký nào', 'there is no signature'))
    : signatures.map((signature, index) => signaturePart(signature, index + 1, policy));

const aroundIt = say('Theo dấu ký bao ngoài', 'By the seal around it');

/** A container inside a proof file, judged by itself. */
export const nestedPart = ({ name, existedAt, report }: NestedReport): Markup => html`
<div class="nested"><h3>${outside(name)}</h3>
<p>${mark(report.indication, report.policy)}</p><p>${inline(sentenceOf(report))}</p>
${existedAt === null ? null : html`<p>${inline(aroundIt)}: ${provenTime(existedAt)}</p>`}
${problems(report.problems)}${signaturesPart(report)}${filesPart(report)}</div>`;

/** Files inside the page itself, so that it stays whole when it is saved. */
export function evidencePart(evidence: readonly ReportEvidence[]): Markup {
  if (evidence.length === 0) return inline(say('không có', 'none'));
  const rows = evidenceFiles(evidence).map(
    ({ name, mediaType, evidence: { kind, about, time: made, sha256, der } }) => html`
<tr><td><a download="${name}" href="data:${mediaType};base64,${verbatim(der)}">${name}</a></td>
<td>${inline(evidenceKinds[kind])}<br/>${outside(about)}<br/>${made === null ? null : time(made)}
<span class="technical">SHA-256 ${digest(sha256)}</span></td></tr>`,
  );
  return html`<table class="list"><tbody>${rows}</tbody></table>`;
}
