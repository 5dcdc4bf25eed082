/**
 * An uploaded file judged: the way in that the API and the page share, so that its limits count for both together. The file lies among
 * the drafts while it is judged and is removed before anything is answered.
 */
import { createWriteStream } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../certs/verdict/verify-options.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import type { GatewayContext } from '../context.js';
import { readTrust } from '../identity/trust.js';
import { limitAtOnce } from './limit-at-once.js';
import { receiveFile, refuseDeclaredSize } from './one-file.js';

export interface VerificationWish<Seen> extends Pick<VerifyOptions, 'policy'> {
  /** As `VerifyOptions`. */
  readonly evidence: boolean;
  /** What else is to be read of the file before it is removed. */
  look(source: ByteSource, report: VerificationReport): Promise<Seen>;
}

export interface Verification<Seen> {
  readonly report: VerificationReport;
  /** As its bringer calls the file; null when he does not. */
  readonly name: string | null;
  /** Fields of the form that came before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly seen: Seen;
}

async function judge(ctx: GatewayContext, source: ByteSource, options: VerifyOptions): Promise<VerificationReport> {
  return ctx.online === null
    ? verifyFile(source, options)
    : verifyOnline(source, options, ctx.online.forOneVerification());
}

/** Judges uploads, a few at a time. One of them for the whole service. */
export class UploadVerifier {
  readonly #whileThereIsRoom: ReturnType<typeof limitAtOnce>;

  constructor(readonly ctx: GatewayContext) {
    const { verificationsAtOnce } = ctx.config;
    this.#whileThereIsRoom = limitAtOnce({
      inAll: verificationsAtOnce,
      perClient: Math.ceil(verificationsAtOnce / 2),
    });
  }

  /**
   * Judges the file of a request; nothing of it is kept.
   * @throws Problem `rate_limited`, `file_unknown`, and as `receiveFile`
   */
  verify<Seen>(request: FastifyRequest, wish: VerificationWish<Seen>): Promise<Verification<Seen>> {
    refuseDeclaredSize(request, this.ctx.config.maxVerificationBytes);
    return this.#whileThereIsRoom(request.ip, () => this.#verify(request, wish));
  }

  async #verify<Seen>(request: FastifyRequest, wish: VerificationWish<Seen>): Promise<Verification<Seen>> {
    const { ctx } = this;
    const path = await ctx.blobs.draftPath();
    try {
      const into = createWriteStream(path, { mode: 0o600 });
      const { name, fields } = await receiveFile(request, ctx.config.maxVerificationBytes, into);
      const source = await openFileSource(path);
      try {
        const { policy, evidence } = wish;
        const trust = await readTrust(ctx.database);
        const report = await judge(ctx, source, { policy, evidence, ...trust, at: ctx.now() });
        return { report, name, fields, seen: await wish.look(source, report) };
      } finally {
        await source.close();
      }
    } finally {
      await ctx.blobs.discard(path);
    }
  }
}
