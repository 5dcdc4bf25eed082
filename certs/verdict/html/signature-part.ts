/** One signature with everything the report says of it: who, when, what it covers, its path, timestamps, and what became of a PDF. */

import { say } from '../../../schemas/words/bilingual.js';
import type { FileReport, PdfSignatureReport, ReportCertificate, SignatureReport, TimestampReport } from '../report.js';
import { inline, paragraph } from './bilingual.js';
import { detail, details, digest, mark, note, problems, time } from './elements.js';
import { explanations } from './explanations.js';
import { html, type Markup, outside, type Part } from './markup.js';
import { permissions, times, timestampKinds } from './words.js';

type Policy = FileReport['policy'];

const nothing = inline(say('không có', 'none'));

const orNothing = (text: string | null): Markup => (text === null || text === '' ? nothing : outside(text));

const certificate = (one: ReportCertificate): Markup => html`
<li>${outside(one.subject)}
<span class="technical">do / issued by: ${outside(one.issuer)}; số / serial: ${one.serial}</span>
<span class="technical">${time(one.notBefore)} – ${time(one.notAfter)}</span>
<span class="technical">SHA-256 ${digest(one.fingerprint)}</span></li>`;

function signer({ signer: who }: SignatureReport): Part {
  if (who === null) return inline(say('không xác định được', 'not identified'));
  return html`<ul>${certificate(who)}</ul>`;
}

function path({ path: certificates }: SignatureReport, policy: Policy): Markup {
  if (certificates.length > 0) return html`<ol>${certificates.map(certificate)}</ol>`;
  if (policy === 'core') return inline(say('không xét theo chính sách này', 'not asked for under this policy'));
  return inline(say('không có đường dẫn được tin cậy', 'no trusted path'));
}

export const claimedTime = (iso: string): Markup =>
  html`${inline(times.claimed)} ${time(iso)} ${note(times.claimedNote)}`;

export const provenTime = (iso: string): Markup => html`${inline(times.proven)} ${time(iso)} ${note(times.provenNote)}`;

const timestamp = (one: TimestampReport, policy: Policy): Markup => html`
<li>${inline(timestampKinds[one.kind])}: ${one.time === null ? nothing : time(one.time)} ${mark(one.indication, policy)}
<span class="technical">${one.subIndication} ${orNothing(one.authority?.subject ?? null)}</span>${problems(one.problems)}</li>`;

const timestamps = ({ timestamps: list }: SignatureReport, policy: Policy): Markup =>
  list.length === 0 ? nothing : html`<ul>${list.map((one) => timestamp(one, policy))}</ul>`;

const names = (list: readonly string[]): Markup =>
  list.length === 0 ? nothing : html`<ul>${list.map((name) => html`<li>${outside(name)}</li>`)}</ul>`;

const allowed = say('Được phép', 'Permitted');
const forbidden = say('Không được phép', 'Not permitted');

function changes({ changes: list }: PdfSignatureReport): Markup {
  if (list === null) return inline(say('quá nhiều để xem xét hết', 'too much to be looked at'));
  if (list.length === 0) return inline(say('không có thay đổi nào', 'nothing was changed'));
  return html`<ul>${list.map(
    (one) => html`<li>${inline(one.allowed ? allowed : forbidden)}
<span class="technical" lang="en">${outside(one.message)}</span></li>`,
  )}</ul>`;
}

function pdfDetails({ pdf }: SignatureReport): Part {
  if (pdf === undefined) return null;
  const permission =
    pdf.permission === null
      ? inline(say('không nói gì', 'nothing is said of it'))
      : inline(permissions[pdf.permission]);
  return [
    detail(say('Tên ghi trong PDF', 'Name in the PDF'), orNothing(pdf.name)),
    detail(say('Lý do ký', 'Reason'), orNothing(pdf.reason)),
    detail(say('Nơi ký', 'Location'), orNothing(pdf.location)),
    detail(say('Kiểu chữ ký', 'Kind of signature'), orNothing(pdf.subFilter)),
    detail(say('Sau khi ký', 'After signing'), permission),
    detail(say('Thay đổi sau khi ký', 'Changes after signing'), changes(pdf)),
  ];
}

/** Permitted changes of a PDF stand in their own row; "the PDF was changed" would frighten people for nothing. */
function worthSaying({ pdf, problems: list }: SignatureReport): SignatureReport['problems'] {
  const isHarmless = pdf?.changes?.every((one) => one.allowed) === true;
  return isHarmless ? list.filter(({ code }) => code !== 'pdf_changed') : list;
}

function reasons(signature: SignatureReport): Part {
  const { indication, subIndication } = signature;
  const list = worthSaying(signature);
  if (indication === 'TOTAL-PASSED') return list.length === 0 ? null : detail(say('Lưu ý', 'Remarks'), problems(list));
  const { meaning } = explanations[subIndication ?? indication];
  return detail(say('Vì sao', 'Why'), [paragraph(meaning), problems(list)]);
}

/** @param place its number in the file, from 1 */
export function signaturePart(signature: SignatureReport, place: number, policy: Policy): Markup {
  const { indication, subIndication, signedAt, provenAt } = signature;
  const rows: Part = [
    detail(say('Kết luận', 'Verdict'), [mark(indication, policy), html` <code>${indication} ${subIndication}</code>`]),
    reasons(signature),
    detail(say('Người ký', 'Signer'), signer(signature)),
    detail(say('Cho cơ quan', 'For agency'), orNothing(signature.signer?.agencyCode ?? null)),
    detail(say('Thời điểm ghi', 'Claimed time'), signedAt === null ? nothing : claimedTime(signedAt)),
    detail(say('Thời điểm chắc chắn', 'Proven time'), provenAt === null ? note(times.notProven) : provenTime(provenAt)),
    detail(say('Mức, thuật toán', 'Level, algorithm'), [signature.level, ', ', orNothing(signature.algorithm)]),
    detail(say('Bao trùm', 'Covers'), names(signature.covers)),
    pdfDetails(signature),
    detail(say('Dấu thời gian', 'Timestamps'), timestamps(signature, policy)),
    detail(say('Đường dẫn chứng thực', 'Certification path'), path(signature, policy)),
  ];
  return html`
<h3>${inline(say(`Chữ ký ${place}`, `Signature ${place}`))} <span class="technical">${outside(signature.id)}</span></h3>
${details(rows)}`;
}
