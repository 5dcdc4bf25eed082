/**
 * The verdict on a mail (`.eml`): every S/MIME signature in it, and which parts they cover.
 * Encrypted parts are not opened, and signatures of other kinds (OpenPGP) are named, not judged. No signature covers the mail's own
 * header: that the sender it names is the signer is a remark. Containers it brings are judged, each by itself; the worst of everything is
 * the verdict, so that a signed mail lends no weight to a container that is wrong.
 * Source: RFC 8551 (S/MIME 4.0), RFC 8550 section 3; ETSI EN 319 102-1 V1.3.1 section 5.3.
 */
import { createHash } from 'node:crypto';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { addressesOf } from '../../schemas/mime/addresses.js';
import { malformed } from '../../schemas/mime/faults.js';
import { measurePieces } from '../../schemas/mime/measure-pieces.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { checkCms } from '../cms/check-cms.js';
import type { CmsContent } from '../cms/signed-content.js';
import type { CheckedSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type Mail, type MailPart, type MailSignature, readMail } from '../smime/read-mail.js';
import { certificateAddresses } from '../smime/sender.js';
import { readCertificate } from '../trust/certificate.js';
import { judgeSignature } from './judge-signature.js';
import { problemsOf, verdictOf, worstOf } from './merge-findings.js';
import type { FileReport, NestedReport, SignatureReport } from './report.js';
import { verifyContainer } from './verify-container.js';
import type { VerifyOptions } from './verify-options.js';

const maxMailBytes = 50 * 1024 * 1024;
const maxSignatures = 20;
const maxContainers = 20;

const archiveStart = 'PK\u0003\u0004';

/** By how ZIP archives begin; a name says nothing. */
function isArchive({ pieces }: MailPart): boolean {
  let start = '';
  for (const piece of pieces()) {
    start += piece.toString('latin1', 0, archiveStart.length);
    if (start.length >= archiveStart.length) break;
  }
  return start.startsWith(archiveStart);
}

export async function verifyMail(source: ByteSource, options: VerifyOptions): Promise<FileReport> {
  if (source.size > maxMailBytes)
    return failed(options, [signatureFinding('mail_malformed', `The mail is larger than ${maxMailBytes} bytes`)]);
  try {
    const mail = readMail(await source.read(0, source.size));
    if (mail.signatures.length > maxSignatures)
      return failed(options, [
        signatureFinding('mail_malformed', `The mail has more than ${maxSignatures} signatures`),
      ]);
    return await new MailVerification(mail, options).report();
  } catch (error) {
    if (!isProblem(error, 'mail_malformed')) throw error;
    return failed(options, [signatureFinding('mail_malformed', error.detail)]);
  }
}

function failed({ policy }: VerifyOptions, findings: readonly SignatureFinding[]): FileReport {
  return { format: 'eml', policy, ...verdictOf(findings), signatures: [], files: [], problems: problemsOf(findings) };
}

const contentOf = (bytes: Buffer): CmsContent => ({
  digest: async (algorithm) => createHash(algorithm).update(bytes).digest(),
  read: async () => bytes,
});

class MailVerification {
  constructor(
    private readonly mail: Mail,
    private readonly options: VerifyOptions,
  ) {}

  async report(): Promise<FileReport> {
    const signatures: SignatureReport[] = [];
    for (const signature of this.mail.signatures) signatures.push(...(await this.#judge(signature)));
    const covered = new Set(signatures.flatMap(({ covers }) => covers));
    const findings = this.#mailFindings(signatures, covered);
    const nested = await this.#containers();
    return {
      format: 'eml',
      policy: this.options.policy,
      ...worstOf([...signatures, verdictOf(findings), ...nested.map(({ report }) => report)]),
      signatures,
      files: this.mail.parts.map(({ name, pieces }) => ({
        name,
        ...measurePieces(pieces()),
        covered: covered.has(name),
      })),
      problems: problemsOf(findings),
      ...(nested.length === 0 ? {} : { nested }),
    };
  }

  /** Other archives are files like any other. @throws Problem `mail_malformed` for more than anybody sends */
  async #containers(): Promise<NestedReport[]> {
    const nested: NestedReport[] = [];
    for (const { name, content } of this.mail.parts.filter(isArchive)) {
      const report = await this.#judgeArchive(content());
      if (report !== null) nested.push({ name, existedAt: null, report });
      if (nested.length > maxContainers) throw malformed(`The mail brings more than ${maxContainers} containers`);
    }
    return nested;
  }

  async #judgeArchive(content: Buffer): Promise<FileReport | null> {
    try {
      return await verifyContainer(bufferSource(content), this.options);
    } catch (error) {
      if (isProblem(error, 'file_unknown')) return null;
      throw error;
    }
  }

  async #judge({ id, cms, content, covers }: MailSignature): Promise<SignatureReport[]> {
    const checked = await checkCms(cms, content === null ? null : contentOf(content), { id, covers });
    const reports: SignatureReport[] = [];
    for (const signature of checked) reports.push(await judgeSignature(this.#withSender(signature), this.options, id));
    return reports;
  }

  #withSender(signature: CheckedSignature): CheckedSignature {
    const remark = this.#senderRemark(signature.certificate);
    return { ...signature, profile: 'CMS', findings: [...signature.findings, ...remark] };
  }

  #senderRemark(certificate: Buffer | null): SignatureFinding[] {
    if (certificate === null) return [];
    const senders = addressesOf(this.mail.from ?? '');
    const own = addressesIn(certificate);
    if (own.some((address) => senders.includes(address))) return [];
    const message =
      own.length === 0
        ? 'The certificate names no mail address: nothing ties it to the sender'
        : `The certificate was issued to ${own.join(', ')}, not to the sender the mail names`;
    return [{ code: 'sender_mismatch', message, indication: null, subIndication: null }];
  }

  #mailFindings(signatures: readonly SignatureReport[], covered: ReadonlySet<string>): SignatureFinding[] {
    const unsupported = this.mail.unsupported.map((what) =>
      signatureFinding('signature_unsupported', `${what} is not judged`),
    );
    if (signatures.length === 0)
      return unsupported.length > 0
        ? unsupported
        : [signatureFinding('signature_missing', 'The mail carries no signature')];
    if (this.options.policy === 'core') return unsupported;
    const uncovered = this.mail.parts.filter(({ name }) => !covered.has(name));
    return [
      ...unsupported,
      ...uncovered.map(({ name }) => signatureFinding('not_covered', `No signature covers "${name}"`)),
    ];
  }
}

function addressesIn(certificate: Buffer): string[] {
  try {
    return certificateAddresses(readCertificate(certificate));
  } catch (error) {
    if (isProblem(error)) return [];
    throw error;
  }
}
