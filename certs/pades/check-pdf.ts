/**
 * Checks every signature of a PDF: structure, signed bytes, signature value; what it carries to be believed; what was changed after it.
 * Trust, time and what a change means for the verdict belong to certs/verdict. Hostile input gives findings, never an exception.
 * Source: ISO 32000-2:2020 section 12.8; ETSI EN 319 142-1 V1.2.1 (PAdES); ETSI EN 319 102-1 V1.3.1 section 5.2.
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { berToDer } from '../asn1/ber-to-der.js';
import { DerError } from '../asn1/der.js';
import { checkCms } from '../cms/check-cms.js';
import type { CmsContent } from '../cms/signed-content.js';
import { type CarriedTimestamp, type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import type { SignatureDigest } from '../signature/signature-method.js';
import { type ByteRange, digestRange } from './byte-range.js';
import { ChangeHistory } from './changes/changes-after.js';
import type { Change } from './changes/review.js';
import { PdfBytes } from './pdf/pdf-bytes.js';
import { PdfDocument } from './pdf/pdf-document.js';
import type { WorkLimit } from './pdf/work-limit.js';
import { readSecurityStore, type SecurityStore } from './read-security-store.js';
import { type PdfSignature, readSignatures, timestampSubFilter } from './read-signatures.js';
import { scanFile } from './scan-file.js';

/** What the signature dictionary says, and what became of the document. */
export interface PdfDetails {
  readonly subFilter: string | null;
  /** As claimed by the signer. */
  readonly name: string | null;
  readonly reason: string | null;
  readonly location: string | null;
  /** What may be changed afterwards: 1 nothing, 2 forms, 3 forms and annotations; null when the signer says nothing of it. */
  readonly permission: 1 | 2 | 3 | null;
  /** In the document since; null when that could not be looked at. */
  readonly changes: readonly Change[] | null;
}

export interface CheckedPdfSignature {
  readonly signature: CheckedSignature;
  /** Of a document timestamp: its token, over the bytes of `signature.covers`. Null for a signature. */
  readonly timestamp: CarriedTimestamp | null;
  readonly details: PdfDetails;
}

export interface CheckedPdf {
  /** In the order in which they were made. */
  readonly signatures: readonly CheckedPdfSignature[];
  /** Of the document as a whole. */
  readonly findings: readonly SignatureFinding[];
}

const baselineSubFilter = 'ETSI.CAdES.detached';
const cmsSubFilters: readonly (string | null)[] = [baselineSubFilter, 'adbe.pkcs7.detached', timestampSubFilter];
const weakSubFilters: readonly (string | null)[] = ['adbe.pkcs7.sha1', 'adbe.x509.rsa_sha1'];
/** Signatures without attributes are over the bytes themselves, which then must be held. */
const maxHeldBytes = 64 * 1024 * 1024;

function kindFinding(subFilter: string | null): SignatureFinding[] {
  if (cmsSubFilters.includes(subFilter)) return [];
  if (weakSubFilters.includes(subFilter))
    return [signatureFinding('algorithm_weak', `Signatures of kind ${subFilter} rely on SHA-1`)];
  const kind = subFilter === null ? 'that do not name their kind' : `of kind ${subFilter}`;
  return [signatureFinding('signature_unsupported', `Signatures ${kind} are not supported`)];
}

/** Room is reserved for a signature before it is made; the rest of it is zeros. */
function withoutPadding(contents: Buffer): Buffer {
  try {
    return berToDer(contents, { zeroPadded: true });
  } catch (error) {
    if (error instanceof DerError) return contents;
    throw error;
  }
}

/** Linearized files begin with a section that belongs to the revision of the next one. */
function revisionsOf({ sections }: PdfDocument): number {
  return sections.filter(({ offset, previous }) => previous === null || previous < offset).length;
}

async function nullIfTooComplex<T>(looked: Promise<T>): Promise<T | null> {
  try {
    return await looked;
  } catch (error) {
    if (isProblem(error, 'pdf_too_complex')) return null;
    throw error;
  }
}

class PdfCheck {
  readonly #history: ChangeHistory;
  /** Of signed bytes, by where they end and how they are digested: a timestamp is asked for by every signature before it. */
  readonly #digests = new Map<string, Promise<Buffer>>();

  constructor(
    private readonly document: PdfDocument,
    private readonly signatures: readonly PdfSignature[],
    private readonly store: SecurityStore,
  ) {
    this.#history = new ChangeHistory(document, signatures);
  }

  async check(signature: PdfSignature): Promise<CheckedPdfSignature> {
    const { subFilter, name, reason, location, rules } = signature;
    const changes = await nullIfTooComplex(this.#history.changesAfter(signature));
    return {
      signature: await this.#checked(signature),
      timestamp: this.#timestamp(signature),
      details: { subFilter, name, reason, location, permission: rules.permission, changes },
    };
  }

  /** What the signature is over, for people. */
  #coverage({ signed }: PdfSignature): string[] {
    if (signed === null) return [];
    const [newest, signedNewest] = [this.document.sections[0], signed.sections[0]];
    if (newest?.offset === signedNewest?.offset && !this.document.end.hasMore) return ['PDF'];
    return [`PDF revision ${revisionsOf(signed)} of ${revisionsOf(this.document)}`];
  }

  async #checked(signature: PdfSignature): Promise<CheckedSignature> {
    const { id, range, subFilter } = signature;
    const findings = [...signature.findings, ...kindFinding(subFilter)];
    if (range === null || !cmsSubFilters.includes(subFilter))
      return this.#withEvidence(signature, unreadableSignature(id, ...findings));
    const covers = this.#coverage(signature);
    if (subFilter === timestampSubFilter)
      return this.#withEvidence(signature, { ...unreadableSignature(id, ...findings), covers });
    const signers = await checkCms(signature.contents, this.#content(range), {
      id,
      zeroPadded: true,
      requireSigningCertificate: subFilter === baselineSubFilter,
      covers,
    });
    const [signer = unreadableSignature(id)] = signers;
    const count = signers.length === 1 ? [] : [notOneSigner];
    return this.#withEvidence(signature, { ...signer, findings: [...findings, ...count, ...signer.findings] });
  }

  #withEvidence(signature: PdfSignature, checked: CheckedSignature): CheckedSignature {
    const { certificates, crls, ocsps } = this.store;
    return {
      ...checked,
      ...(signature.subFilter === baselineSubFilter ? {} : { profile: 'CMS' as const }),
      otherCertificates: [...checked.otherCertificates, ...certificates],
      crls: [...checked.crls, ...crls],
      ocsps: [...checked.ocsps, ...ocsps],
      timestamps: [...checked.timestamps, ...this.#timestampsOver(signature)],
      signingTime: checked.signingTime ?? signature.signedAt,
    };
  }

  #content(range: ByteRange): CmsContent {
    const { bytes } = this.document;
    const content: CmsContent = { digest: (algorithm) => this.#digest(range, algorithm) };
    if (range.end > maxHeldBytes) return content;
    const read = async () =>
      Buffer.concat([
        await bytes.window(0, range.gapStart),
        await bytes.window(range.gapEnd, range.end - range.gapEnd),
      ]);
    return { ...content, read };
  }

  /** A document timestamp covers everything before it: signatures, earlier timestamps, validation data. */
  #timestamp({ subFilter, range, signed, contents }: PdfSignature): CarriedTimestamp | null {
    if (subFilter !== timestampSubFilter || range === null || signed === null) return null;
    const imprint: CarriedTimestamp['imprint'] = (algorithm) => nullIfTooComplex(this.#digest(range, algorithm));
    return { kind: 'archive', token: withoutPadding(contents), imprint };
  }

  #digest(range: ByteRange, algorithm: SignatureDigest): Promise<Buffer> {
    const key = `${range.gapStart} ${range.end} ${algorithm}`;
    const digest = this.#digests.get(key) ?? digestRange(this.document.bytes, range, algorithm);
    this.#digests.set(key, digest);
    return digest;
  }

  #timestampsOver({ range }: PdfSignature): CarriedTimestamp[] {
    const end = range?.end ?? Number.POSITIVE_INFINITY;
    return this.signatures.flatMap((other) => ((other.range?.end ?? 0) > end ? (this.#timestamp(other) ?? []) : []));
  }
}

const notOneSigner = signatureFinding('signature_malformed', 'A signature of a PDF has exactly one signer');

/** The file is one document to this reader, and may be another to readers that mend files. */
const ambiguous = (message: string): SignatureFinding => ({
  code: 'pdf_malformed',
  message: `${message}: readers that mend files may show something else`,
  indication: 'INDETERMINATE',
  subIndication: 'SIG_CONSTRAINTS_FAILURE',
});

const encrypted: SignatureFinding = {
  code: 'pdf_encrypted',
  message: 'The PDF is encrypted: its texts and compressed objects could not be looked at',
  indication: null,
  subIndication: null,
};

/**
 * Every signature and document timestamp of a PDF, in the order in which they were made.
 * @param work what this may cost; several files may share it
 * @throws Problem `pdf_malformed` when the file cannot be read as a PDF, `pdf_too_complex`
 */
export async function checkPdf(source: ByteSource, work: WorkLimit): Promise<CheckedPdf> {
  const document = await PdfDocument.open(PdfBytes.of(source, work));
  const scanned = await scanFile(document.bytes);
  const found = await readSignatures(document, scanned);
  const check = new PdfCheck(document, found, await readSecurityStore(document));
  const signatures: CheckedPdfSignature[] = [];
  for (const signature of found) signatures.push(await check.check(signature));
  const isSigned = signatures.length > 0;
  const findings = [
    ...(document.isEncrypted ? [encrypted] : []),
    ...(isSigned && scanned.headers.length > 0 ? [ambiguous('Another PDF stands inside in plain')] : []),
    ...(isSigned && document.end.hasMore ? [ambiguous('Something follows the end of the last revision')] : []),
  ];
  return { signatures, findings };
}
