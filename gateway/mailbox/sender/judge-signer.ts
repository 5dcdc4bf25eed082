/**
 * Which agency of this gateway signed a whole file (a mail, an edXML message), if its signature holds: the full verdict, trust and revocation
 * included, and a certificate registered here. A signature over a part says nothing of the rest.
 */
import { hash } from 'node:crypto';
import type { JudgedSignature } from '../../../certs/verdict/judged-signature.js';
import type { VerificationReport } from '../../../certs/verdict/report.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import { findCertificate } from '../../identity/certificates.store.js';
import { readTrust } from '../../identity/trust.js';

export interface KnownSigner {
  /** Code of the agency the certificate belongs to. */
  readonly agency: string;
  /** DER. */
  readonly certificate: Buffer;
  /** Of the certificate, hex. */
  readonly fingerprint: string;
  readonly isSeal: boolean;
  /** Claimed by the signer, ISO 8601 UTC. */
  readonly signedAt: string | null;
}

/** `fault`: why no signer is known, for people. */
export type JudgedSigner = { readonly signer: KnownSigner } | { readonly fault: string };

interface Judged {
  readonly report: VerificationReport;
  readonly signatures: readonly JudgedSignature[];
}

async function judge(ctx: GatewayContext, bytes: Buffer): Promise<Judged> {
  const signatures: JudgedSignature[] = [];
  const observe = (one: JudgedSignature) => void signatures.push(one);
  const options: VerifyOptions = {
    policy: 'full',
    ...(await readTrust(ctx.database)),
    at: ctx.now(),
    observe,
  };
  const source = bufferSource(bytes);
  const report =
    ctx.online === null
      ? await verifyFile(source, options)
      : await verifyOnline(source, options, ctx.online.forOneVerification());
  return { report, signatures };
}

const whyNot = ({ indication, signatures, problems }: VerificationReport) =>
  [...signatures.flatMap((one) => one.problems), ...problems][0]?.message ?? indication;

async function firstKnown(ctx: GatewayContext, { report, signatures }: Judged): Promise<JudgedSigner> {
  if (report.indication !== 'TOTAL-PASSED') return { fault: whyNot(report) };
  for (const { certificate, report: one } of signatures) {
    const isOverAll = report.files.every(({ name }) => one.covers.includes(name));
    if (certificate === null || !isOverAll) continue;
    const fingerprint = hash('sha256', certificate);
    const row = await findCertificate(ctx.database, fingerprint);
    if (row === undefined || row.revokedAt !== null || row.agency === null) continue;
    const isSeal = row.kind === 'seal';
    if (isSeal || row.kind === 'personal')
      return { signer: { agency: row.agency, certificate, fingerprint, isSeal, signedAt: one.signedAt } };
  }
  return { fault: 'the certificate belongs to no agency of this gateway' };
}

/**
 * The first signer of the whole file who is known here. What cannot be verified has none.
 * @param format what the caller reads the file as: verified as anything else, its signature would be over something else
 */
export async function judgeSigner(ctx: GatewayContext, bytes: Buffer, format: 'eml' | 'edxml'): Promise<JudgedSigner> {
  try {
    const judged = await judge(ctx, bytes);
    if (judged.report.format !== format) return { fault: `the file is no ${format}` };
    return await firstKnown(ctx, judged);
  } catch (error) {
    if (isProblem(error, 'file_unknown') || isProblem(error, 'mail_malformed')) return { fault: error.detail };
    throw error;
  }
}
