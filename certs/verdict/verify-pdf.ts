/**
 * The verdict on a PDF: every signature and document timestamp, what each covers, and what was done to the document since.
 * A change the signers did not permit fails under policy `full`; under `core`, which asks for the signatures alone, it is remarked.
 * The file is judged by its structure as readers see it; how it looks is not compared.
 * Source: ISO 32000-2:2020 section 12.8; ETSI EN 319 142-1 V1.2.1; Decree 30/2020/NĐ-CP article 5 (the person signs before the organisation).
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { isProblem, type Problem } from '../../schemas/problems/problem.js';
import { type CheckedPdf, type CheckedPdfSignature, checkPdf, type PdfDetails } from '../pades/check-pdf.js';
import { WorkLimit } from '../pades/pdf/work-limit.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { readOrNull } from './describe-certificate.js';
import { digestFile } from './digest-file.js';
import { judgeDocumentTimestamp } from './judge-document-timestamp.js';
import { judgeSignature } from './judge-signature.js';
import { problemsOf, verdictOf, worstOf } from './merge-findings.js';
import type { FileReport, SignatureReport } from './report.js';
import { kindOfSigner } from './signer-kind.js';
import type { VerifyOptions } from './verify-options.js';

const fileName = 'PDF';

const remark = (code: SignatureFinding['code'], message: string): SignatureFinding => ({
  code,
  message,
  indication: null,
  subIndication: null,
});

const undecided = (code: SignatureFinding['code'], message: string): SignatureFinding => ({
  code,
  message,
  indication: 'INDETERMINATE',
  subIndication: 'CUSTOM',
});

/** What cannot be read as a PDF, and what nobody can be asked to look through. */
function findingOf({ code, detail }: Problem): SignatureFinding {
  return code === 'pdf_malformed' ? signatureFinding(code, detail) : undecided(code, detail);
}

function changeFindings({ signature, details }: CheckedPdfSignature, { policy }: VerifyOptions): SignatureFinding[] {
  const { changes } = details;
  const isFull = policy === 'full';
  if (changes === null) {
    const message = 'What was done to the document after this signature is too much to be looked at';
    return [isFull ? undecided('pdf_too_complex', message) : remark('pdf_too_complex', message)];
  }
  const isPart = signature.covers.some((name) => name !== fileName);
  if (isPart && changes.length === 0)
    return [remark('pdf_changed', 'A later revision follows this signature and changes nothing')];
  return changes.map(({ isAllowed, message }) => {
    const said = `After this signature${isAllowed ? ', as permitted' : ', not permitted'}: ${message}`;
    return isFull && !isAllowed ? signatureFinding('pdf_changed', said) : remark('pdf_changed', said);
  });
}

function describePdf({ subFilter, name, reason, location, permission, changes }: PdfDetails) {
  const told = changes?.map(({ isAllowed, message }) => ({ allowed: isAllowed, message })) ?? null;
  return { subFilter, name, reason, location, permission, changes: told };
}

async function judge(checked: CheckedPdfSignature, options: VerifyOptions): Promise<SignatureReport> {
  const { signature, timestamp, details } = checked;
  const findings = [...signature.findings, ...changeFindings(checked, options)];
  const report =
    timestamp === null
      ? await judgeSignature({ ...signature, findings }, options, signature.id)
      : await judgeDocumentTimestamp({ ...signature, findings }, timestamp, options);
  return { ...report, pdf: describePdf(details) };
}

/** Decree 30 article 5: the authorised person signs, then the organisation. */
function orderFindings({ signatures }: CheckedPdf): SignatureFinding[] {
  const kinds = signatures.map(({ signature: { certificate } }) => {
    const view = certificate === null ? null : readOrNull(certificate);
    return view && kindOfSigner(view);
  });
  const isReversed = kinds.includes('organisation') && kinds.lastIndexOf('person') > kinds.indexOf('organisation');
  return isReversed ? [remark('signature_order', 'A person signed after the organisation had signed')] : [];
}

/** Covered: signed as it is, or changed since only as the signers permit. */
function isCovered({ covers, pdf }: SignatureReport): boolean {
  return covers.length > 0 && pdf?.changes?.every(({ allowed }) => allowed) === true;
}

async function checkOrFinding(source: ByteSource, work: WorkLimit): Promise<CheckedPdf> {
  try {
    return await checkPdf(source, work);
  } catch (error) {
    if (!isProblem(error) || error.code === 'storage_damaged') throw error;
    return { signatures: [], findings: [findingOf(error)] };
  }
}

/**
 * Never throws for a broken PDF: the report says what is broken.
 * @param work what this may cost
 */
export async function verifyPdf(
  source: ByteSource,
  options: VerifyOptions,
  work = new WorkLimit(),
): Promise<FileReport> {
  const checked = await checkOrFinding(source, work);
  const signatures: SignatureReport[] = [];
  for (const signature of checked.signatures) signatures.push(await judge(signature, options));
  const isUnsigned = signatures.length === 0 && verdictOf(checked.findings).indication === 'TOTAL-PASSED';
  const missing = isUnsigned ? [signatureFinding('signature_missing', 'The PDF carries no signature')] : [];
  const findings = [...checked.findings, ...missing, ...orderFindings(checked)];
  return {
    format: 'pdf',
    policy: options.policy,
    ...worstOf([...signatures, verdictOf(findings)]),
    signatures,
    files: [{ name: fileName, ...(await digestFile(source)), covered: signatures.some(isCovered) }],
    problems: problemsOf(findings),
  };
}
