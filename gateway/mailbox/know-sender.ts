/**
 * Who is behind a mail: by an S/MIME signature of a certificate this gateway knows, and what the trusted receiving server found about the
 * address. The address in From proves nothing by itself. Decides nothing about what the sender may do (handle-*.ts).
 * Source: RFC 8551 (S/MIME), RFC 8601 (Authentication-Results).
 */
import { hash } from 'node:crypto';
import type { JudgedSignature } from '../../certs/verdict/judged-signature.js';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../certs/verdict/verify-options.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { authenticationResults, judgeSenderAddress } from '../../schemas/mail/authentication-results.js';
import type { SortedMail } from '../../schemas/mail/sorted-mail.js';
import type { Message } from '../../schemas/mime/message.js';
import { decodeBody } from '../../schemas/mime/transfer-encoding.js';
import { selectActiveByAddress } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { findCertificate } from '../identity/certificates.store.js';
import { readTrust } from '../identity/trust.js';
import type { KnownSender, SenderSignature } from './incoming-mail.js';

const signedTypes = new Set(['multipart/signed', 'application/pkcs7-mime', 'application/x-pkcs7-mime']);

/** Whether the mail as a whole is signed; a signature somewhere inside speaks for a part only. */
const isSigned = ({ entity }: Message) => signedTypes.has(entity.contentType.value);

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

/** The outermost signature as it stands in the mail: whoever sends the same again sends the same octets. */
function signatureDigest({ entity, parts }: Message): string {
  const part = parts.findLast(({ type }) => /pkcs7-signature$/.test(type));
  return hash('sha256', part?.content() ?? decodeBody(entity));
}

type SignedBy = Pick<KnownSender, 'signature' | 'signatureFault'>;

const notBelieved = (why: string): SignedBy => ({ signature: null, signatureFault: why });

/** The first of the signatures whose certificate belongs to an agency here, if the whole mail holds. */
async function signedBy(ctx: GatewayContext, bytes: Buffer, message: Message): Promise<SignedBy> {
  if (!isSigned(message)) return { signature: null, signatureFault: null };
  const { report, signatures } = await judge(ctx, bytes);
  if (report.indication !== 'TOTAL-PASSED') return notBelieved(whyNot(report));
  for (const { certificate, report: one } of signatures) {
    const known = certificate === null ? undefined : await senderOf(ctx, certificate);
    if (known === undefined) continue;
    const sha256 = signatureDigest(message);
    return { signature: { ...known, sha256, signedAt: one.signedAt } satisfies SenderSignature, signatureFault: null };
  }
  return notBelieved('the certificate belongs to no agency of this gateway');
}

const whyNot = ({ indication, signatures, problems }: VerificationReport) =>
  [...signatures.flatMap((one) => one.problems), ...problems][0]?.message ?? indication;

async function senderOf(ctx: GatewayContext, certificate: Buffer) {
  const row = await findCertificate(ctx.database, hash('sha256', certificate));
  const isOfAgency = row !== undefined && (row.kind === 'seal' || row.kind === 'personal') && row.revokedAt === null;
  return isOfAgency && row.agency !== null ? { agency: row.agency, fingerprint: row.fingerprint } : undefined;
}

export async function knowSender(
  ctx: GatewayContext,
  bytes: Buffer,
  message: Message,
  { sender }: SortedMail,
): Promise<KnownSender> {
  const results = authenticationResults(message, ctx.config.mailTrustedServers);
  const active = sender === null ? [] : await selectActiveByAddress(ctx.database, sender, vietnamDay(ctx.now()));
  return {
    ...(await signedBy(ctx, bytes, message)),
    claims: active,
    results: sender === null ? { dmarc: false, aligned: false } : judgeSenderAddress(results, sender),
  };
}
