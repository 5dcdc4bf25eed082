/**
 * Takes a document as metadata first and files after: checks, then streams each file once into the growing container.
 * Knows no transport; the HTTP routes, the mailbox and the command line call it. Numbers, seals and commits
 * through complete-submission.ts.
 * Source: architecture, "A document's way", step 1.
 */

import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { scanBytes } from '../../schemas/asice/byte-source.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { checkMetadata } from '../../schemas/directory/metadata.js';
import { writeEdxmlDocument } from '../../schemas/edxml/write-document.js';
import { Problem } from '../../schemas/problems/problem.js';
import { validateXml } from '../../schemas/xml/validate-xml.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { refuseInfected, type ScannedFile } from '../scanning/refuse-infected.js';
import { type AttachedPdf, checkAttachedPdfs, pdfWarnings } from './attached-pdfs.js';
import { envelopeOf } from './build-envelope.js';
import { completeSubmission, type MadeContainer } from './complete-submission.js';
import type { SealedFile } from './documents.store.js';
import { loggingSecrets } from './log-secrets.js';
import type { PdfCheck } from './pdf-check.js';
import { requireQuota } from './quota.js';
import { findRepeat } from './repeat-submission.js';
import type { Reservation } from './reserve-document.js';
import type { Submission } from './submission.js';
import { readSubmission, type SubmissionInput, type SubmitOptions } from './submission-input.js';
import type { SubmitAnswer } from './submit-answer.js';
import { bodyDigest } from './upload/compute-body-digest.js';
import { type ReceivedFile, receiveFile } from './upload/receive-file.js';

/**
 * Begins the submission of a document by an agency whose seal this gateway holds.
 * @param rawMetadata a parsed JSON value from outside
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`, `secret_refused`, `unknown_agency`,
 *   `agency_closed`, `no_recipient`, `storage_full`
 */
export async function beginSubmission(
  ctx: GatewayContext,
  principal: Principal,
  rawMetadata: unknown,
  options: SubmitOptions,
): Promise<Submission> {
  requireScope(principal, 'documents:submit');
  requireScope(principal, 'seal');
  const metadata = await loggingSecrets(ctx, principal, rawMetadata, async () => checkMetadata(rawMetadata));
  return (
    (await findRepeat(ctx, principal, metadata, options)) ??
    beginWithInput(ctx, principal, await readSubmission(ctx, principal, metadata, options))
  );
}

/** Begins with what an entrance has read already. */
export async function beginWithInput(
  ctx: GatewayContext,
  principal: Principal,
  input: SubmissionInput,
): Promise<Submission> {
  const writer = await ContainerWriter.create(await ctx.blobs.draftPath());
  return new GrowingSubmission(ctx, principal, input, writer);
}

class GrowingSubmission implements Submission {
  readonly #files: ReceivedFile[] = [];

  constructor(
    private readonly ctx: GatewayContext,
    private readonly principal: Principal,
    private readonly input: SubmissionInput,
    private readonly writer: ContainerWriter,
  ) {}

  async addFile(name: string, stream: Readable): Promise<void> {
    const { maxFiles, maxFileBytes } = this.ctx.config;
    if (this.#files.length >= maxFiles) {
      stream.destroy();
      await this.abort();
      throw new Problem('invalid_request', { detail: `A document has at most ${maxFiles} files`, field: 'file' });
    }
    const file = await loggingSecrets(this.ctx, this.principal, name, () =>
      receiveFile(this.writer, stream, { name, maxBytes: maxFileBytes }),
    );
    if (file.secretMark !== undefined) {
      await this.abort();
      return loggingSecrets(this.ctx, this.principal, file.sha256, async () => {
        throw new Problem('secret_refused', { detail: 'A file carries the stamp of a state secret', field: 'file' });
      });
    }
    this.#files.push(file);
  }

  async complete(): Promise<SubmitAnswer> {
    try {
      if (this.#files.length === 0) {
        throw new Problem('invalid_request', { detail: 'A document has at least one file', field: 'file' });
      }
      const { metadata, options } = this.input;
      await refuseInfected(this.ctx, this.#scannedFiles());
      const digest = bodyDigest({ metadata, change: options.change }, this.#files);
      const checks = await checkAttachedPdfs(this.ctx, this.input.sender, this.#signedPdfs());
      await requireQuota(this.ctx, this.input.sender, this.#bytes());
      return await completeSubmission(this.ctx, this.input, digest, (numbered, at) => this.#seal(numbered, at, checks));
    } finally {
      await this.abort();
    }
  }

  async abort(): Promise<void> {
    await this.writer.abort();
    // After a commit the draft has moved to its place, and there is nothing to remove.
    await this.ctx.blobs.discard(this.writer.path);
  }

  #bytes(): number {
    return this.#files.reduce((sum, { size }) => sum + size, 0);
  }

  #scannedFiles(): ScannedFile[] {
    return this.#files.map((file) => ({
      name: file.name,
      open: async () => scanBytes(await this.writer.readBack(file)),
    }));
  }

  #signedPdfs(): AttachedPdf[] {
    const signed = this.#files.filter(({ pdfSignatures }) => pdfSignatures > 0);
    return signed.map((file) => ({ name: file.name, open: () => this.writer.readBack(file) }));
  }

  async #seal(numbered: Reservation, sealedAt: Date, checks: ReadonlyMap<string, PdfCheck>): Promise<MadeContainer> {
    const signer = await this.ctx.keys.sealSigner(this.input.sender.code);
    const envelope = writeEdxmlDocument(envelopeOf(this.input, numbered, this.#files, sealedAt));
    validateXml(envelope, 'edxml');
    const sealed = await sealContainer(this.writer, { envelope, signer, signingTime: sealedAt });
    return {
      draftPath: this.writer.path,
      sha256: sealed.sha256.toString('hex'),
      size: sealed.size,
      files: this.#files.map((file, index) => sealedFile(file, index, checks)),
      sealedWith: createHash('sha256').update(signer.certificate).digest('hex'),
      isSealedHere: true,
      warnings: pdfWarnings(checks),
    };
  }
}

function sealedFile(file: ReceivedFile, index: number, checks: ReadonlyMap<string, PdfCheck>): SealedFile {
  const { name, mediaType, size, offset } = file;
  const pdfCheck = checks.get(name) ?? null;
  return { n: index + 1, name, mediaType, size, offset, sha256: file.sha256.toString('hex'), pdfCheck };
}
