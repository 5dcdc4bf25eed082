/**
 * Are the signatures inside attached PDFs right? Looked at when the files are stored and nothing is numbered yet, so that a refusal leaves
 * nothing behind. All files of a document share one small budget: a huge or twisted PDF is said to be not checked and goes its way.
 * What is found is kept with the document; it is how things stood on entry, by the trust of that day.
 * Source: Decision 28/2018/QĐ-TTg article 9 (integrity and authenticity before acceptance); Decree 30/2020/NĐ-CP article 5.
 */
import { WorkLimit } from '../../certs/pades/pdf/work-limit.js';
import type { FileReport, SignatureReport } from '../../certs/verdict/report.js';
import { verifyPdf } from '../../certs/verdict/verify-pdf.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { Agency } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { readTrust } from '../identity/trust.js';
import type { PdfCheck, PdfSignature } from './pdf-check.js';
import type { SubmitWarning } from './submission-input.js';
import { PdfSignatureCounter } from './upload/inspect-content.js';

export interface AttachedPdf {
  /** Of the file. */
  readonly name: string;
  open(): Promise<ByteSource>;
}

const maxCheckedBytes = 128 * 1024 * 1024;
const maxWaitMs = 5_000;
/** About half a second of work. */
const workLimits = {
  parsedBytes: 32 * 1024 * 1024,
  inflatedBytes: 32 * 1024 * 1024,
  digestedBytes: 1024 * 1024 * 1024,
  objects: 300_000,
};
const maxProblems = 10;

/** Texts come from files of strangers: bounded, and fit to be stored. */
const maxTextLength = 500;
const clean = (text: string) => text.slice(0, maxTextLength).replace(/[\p{Cc}\p{Cs}]/gu, '?');

const notChecked = (reason: string): PdfCheck => ({ signatures: [], notChecked: reason });

function summarize(report: SignatureReport): PdfSignature {
  const { id, signer, signedAt, provenAt, level, indication, subIndication, covers, problems } = report;
  return {
    id: clean(id),
    signer: signer === null ? null : clean(signer.subject),
    ...{ signedAt, provenAt, level, indication, subIndication, covers },
    problems: problems.slice(0, maxProblems).map(({ code, message }) => ({ code, message: clean(message) })),
  };
}

/** Why nothing can be said of a file, if that is so. */
function reasonOf({ signatures, problems }: FileReport): string | null {
  const [problem] = problems.filter(({ code }) => code === 'pdf_malformed' || code === 'pdf_too_complex');
  return signatures.length === 0 && problem !== undefined ? clean(problem.message) : null;
}

/** Most PDFs carry none, and need not be well built. */
async function mentionsSignatures(source: ByteSource): Promise<boolean> {
  const counter = new PdfSignatureCounter();
  for await (const chunk of source.stream()) counter.see(chunk);
  return counter.count > 0;
}

class PdfChecks {
  readonly #work = new WorkLimit(workLimits);
  readonly #until = Date.now() + maxWaitMs;

  constructor(private readonly ctx: GatewayContext) {}

  async check(pdf: AttachedPdf): Promise<PdfCheck> {
    try {
      return await this.#inTime(this.#judge(pdf));
    } catch (error) {
      // What is wrong with a file, or with us, must not hold the document up.
      this.ctx.log.warn({ error }, 'the signatures of an attached PDF could not be checked');
      return notChecked(isProblem(error) ? clean(error.detail) : 'The check failed');
    }
  }

  async #judge(pdf: AttachedPdf): Promise<PdfCheck> {
    const source = await pdf.open();
    if (source.size > maxCheckedBytes) return notChecked(`The file is larger than ${maxCheckedBytes} bytes`);
    if (!(await mentionsSignatures(source))) return { signatures: [], notChecked: null };
    const options = { policy: 'full', ...(await readTrust(this.ctx.database)), at: this.ctx.now() } as const;
    const report = await verifyPdf(source, options, this.#work);
    return { signatures: report.signatures.map(summarize), notChecked: reasonOf(report) };
  }

  /** The check goes on in vain when it is late; its budget ends it. */
  async #inTime(check: Promise<PdfCheck>): Promise<PdfCheck> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<PdfCheck>((resolve) => {
      timer = setTimeout(() => resolve(notChecked('The check took too long')), Math.max(0, this.#until - Date.now()));
    });
    check.catch(() => {});
    return Promise.race([check, late]).finally(() => clearTimeout(timer));
  }
}

const hasFailed = ({ indication }: PdfSignature) => indication === 'TOTAL-FAILED';

function describeFailure({ id, problems }: PdfSignature): string {
  return `Signature "${id}": ${problems.at(-1)?.message ?? 'not valid'}`;
}

/**
 * By name of the file; empty when the sender's policy is `off`.
 * @throws Problem `pdf_refused` when the sender's policy is `refuse` and a signature has failed
 */
export async function checkAttachedPdfs(
  ctx: GatewayContext,
  { pdfPolicy }: Agency,
  pdfs: readonly AttachedPdf[],
): Promise<ReadonlyMap<string, PdfCheck>> {
  const found = new Map<string, PdfCheck>();
  if (pdfPolicy === 'off') return found;
  const checks = new PdfChecks(ctx);
  for (const pdf of pdfs) {
    const check = await checks.check(pdf);
    found.set(pdf.name, check);
    const failed = check.signatures.find(hasFailed);
    if (pdfPolicy === 'refuse' && failed !== undefined)
      throw new Problem('pdf_refused', { detail: describeFailure(failed), field: pdf.name });
  }
  return found;
}

/** What the sender should look at: signatures that failed, and files that could not be judged. */
export function pdfWarnings(checks: ReadonlyMap<string, PdfCheck>): SubmitWarning[] {
  return [...checks].flatMap(([name, { signatures, notChecked: reason }]): SubmitWarning[] => [
    ...signatures
      .filter(hasFailed)
      .map((one) => ({ code: 'pdf_signature', field: name, detail: describeFailure(one) }) as const),
    ...(reason === null ? [] : [{ code: 'pdf_not_checked', field: name, detail: reason } as const]),
  ]);
}
