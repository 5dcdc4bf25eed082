/** What most readers came for: the verdict in a frame, one sentence, what to do, and who, for whom, when, what and why in short. */

import { say } from '../../../schemas/words/bilingual.js';
import type { FileReport, SignatureReport, VerificationReport } from '../report.js';
import { inline, paragraph } from './bilingual.js';
import { classOf, icon, mark, note, problems, row, wordOf } from './elements.js';
import { explain, sentenceOf } from './explain.js';
import { explanations } from './explanations.js';
import { html, type Markup, outside, type Part } from './markup.js';
import { coverageOf, isNameKnown, isTimestampAlone } from './phrases.js';
import { claimedTime, provenTime } from './signature-part.js';
import { headings, signers, times, uncovered, unreadable } from './words.js';

function who(signature: SignatureReport, policy: FileReport['policy']): Markup {
  const { signer, indication } = signature;
  if (signer === null) return html`<li>${inline(signers.unknown)}</li>`;
  const said = isNameKnown(signature, policy) ? null : inline(signers.claimed);
  const kind = isTimestampAlone(signature) ? inline(signers.timeAlone) : null;
  return html`<li>${said} <strong>${outside(signer.name ?? signer.subject)}</strong> ${kind} ${mark(indication, policy)}</li>`;
}

function agencies({ signatures }: FileReport): Part {
  const codes = [...new Set(signatures.flatMap(({ signer }) => signer?.agencyCode ?? []))];
  if (codes.length === 0) return inline(say('Chứng thư không ghi mã cơ quan', 'The certificate names no agency'));
  return [
    html`<ul>${codes.map((code) => html`<li><strong>${outside(code)}</strong></li>`)}</ul>`,
    note(say('Mã định danh ghi trong chứng thư của người ký.', 'The code in the signer’s certificate.')),
  ];
}

/** What a timestamp alone says of time is no signer's claim. */
function when(signature: SignatureReport): Markup {
  const { signedAt, provenAt } = signature;
  if (signedAt === null && provenAt === null) return html`<li>${inline(times.none)}</li>`;
  const isClaimed = signedAt !== null && !isTimestampAlone(signature);
  return html`<li>${provenAt === null ? null : provenTime(provenAt)}${isClaimed ? claimedTime(signedAt) : null}</li>`;
}

function coverage(report: FileReport): Part {
  const { files, signatures, policy } = report;
  const open = files.filter(({ covered }) => !covered);
  const count = coverageOf(report);
  if (count === null) return inline(unreadable);
  const doubt = signatures.some(({ indication }) => indication === 'TOTAL-FAILED' && policy === 'full')
    ? note(say('Có chữ ký không hợp lệ: xem phần chi tiết.', 'A signature is not valid: see the details.'))
    : null;
  const list = html`<ul>${open.map(({ name }) => html`<li class="invalid">${inline(uncovered)}: ${outside(name)}</li>`)}</ul>`;
  return [html`<p>${inline(count)}</p>`, open.length === 0 ? null : list, doubt];
}

/** Of every signature that is not passed, in the words of a person; then what is wrong with the file as a whole. */
/** What is remarked on a signature without changing its verdict stands there, and is pointed to here. */
function nothingWrong({ signatures }: FileReport) {
  const remarks = signatures.flatMap((one) => one.problems).length;
  return remarks === 0
    ? say('Không có gì đáng lưu ý.', 'There is nothing to remark.')
    : say(
        `Không có lỗi. Lưu ý ghi dưới từng chữ ký: ${remarks}.`,
        `There is no fault. Remarks under the signatures: ${remarks}.`,
      );
}

function why(report: FileReport): Part {
  const outcomes = new Set(report.signatures.flatMap(({ subIndication }) => subIndication ?? []));
  const meanings = [...outcomes].map((one) => html`<li>${inline(explanations[one].meaning)} <code>${one}</code></li>`);
  const nested = (report.nested ?? []).filter((one) => one.report.indication !== 'TOTAL-PASSED');
  const inside = nested.map((one) => html`<li>${outside(one.name)}: ${inline(sentenceOf(one.report))}</li>`);
  const list = problems(report.problems);
  if (meanings.length + inside.length === 0 && list === null) return inline(nothingWrong(report));
  return [meanings.length + inside.length === 0 ? null : html`<ul>${meanings}${inside}</ul>`, list];
}

const frame = ({ indication, policy, subIndication }: FileReport): Markup => html`
<p class="frame ${classOf[indication]}">${icon(indication)}<span><strong>${wordOf(indication, policy).vi}</strong>
<span class="en" lang="en">${wordOf(indication, policy).en}</span></span></p>
<p class="technical"><code>${indication} ${subIndication}</code></p>`;

export function summaryPart(report: VerificationReport): Part {
  const { signatures, policy } = report;
  const nobody = signatures.length === 0 ? inline(signers.none) : null;
  return [
    row(headings.verdict, [frame(report), html`<div class="sentence">${paragraph(sentenceOf(report))}</div>`]),
    row(headings.next, paragraph(explain(report).next), 'heavy'),
    row(headings.who, [nobody, html`<ul>${signatures.map((one) => who(one, policy))}</ul>`]),
    row(headings.agency, agencies(report)),
    row(headings.when, html`<ul>${signatures.map(when)}</ul>`),
    row(headings.coverage, coverage(report)),
    row(headings.why, why(report)),
  ];
}
