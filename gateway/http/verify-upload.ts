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
import { SpoolRoom } from './spool-room.js';

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

/** So many files may be on their way for each that may be judged: sending takes longer than judging. */
const sentForEachJudged = 16;
/** One address has at most this part of the places for files on their way. */
const partOfOneClient = 4;

function spoolRoom({ verificationsAtOnce, maxVerificationBytes }: GatewayContext['config']): SpoolRoom {
  const files = verificationsAtOnce * sentForEachJudged;
  const bytes = 2 * verificationsAtOnce * maxVerificationBytes;
  return new SpoolRoom({ inAll: { files, bytes }, perClient: { files: files / partOfOneClient, bytes: bytes / 2 } });
}

/** Judges uploads, a few at a time. One of them for the whole service. */
export class UploadVerifier {
  readonly #room: SpoolRoom;
  readonly #whileThereIsRoom: ReturnType<typeof limitAtOnce>;

  constructor(readonly ctx: GatewayContext) {
    const { verificationsAtOnce } = ctx.config;
    this.#room = spoolRoom(ctx.config);
    this.#whileThereIsRoom = limitAtOnce({
      inAll: verificationsAtOnce,
      perClient: Math.ceil(verificationsAtOnce / 2),
    });
  }

  /**
   * Judges the file of a request; nothing of it is kept.
   * @throws Problem `rate_limited`, `file_unknown`, and as `receiveFile`
   */
  async verify<Seen>(request: FastifyRequest, wish: VerificationWish<Seen>): Promise<Verification<Seen>> {
    const { blobs, config } = this.ctx;
    refuseDeclaredSize(request, config.maxVerificationBytes);
    const spooled = this.#room.enter(request.ip);
    const path = await blobs.draftPath();
    try {
      const limits = { maxBytes: config.maxVerificationBytes, idleSeconds: config.uploadIdleSeconds };
      const open = () => createWriteStream(path, { mode: 0o600 });
      const said = await receiveFile(request, { ...limits, take: spooled.take }, open);
      return { ...said, ...(await this.#whileThereIsRoom(request.ip, () => this.#judge(path, wish))) };
    } finally {
      await blobs.discard(path);
      spooled.leave();
    }
  }

  async #judge<Seen>(path: string, wish: VerificationWish<Seen>): Promise<Pick<Verification<Seen>, 'report' | 'seen'>> {
    const { ctx } = this;
    const source = await openFileSource(path);
    try {
      const { policy, evidence } = wish;
      const trust = await readTrust(ctx.database);
      const report = await judge(ctx, source, { policy, evidence, ...trust, at: ctx.now() });
      return { report, seen: await wish.look(source, report) };
    } finally {
      await source.close();
    }
  }
}
