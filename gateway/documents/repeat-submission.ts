/**
 * A request under an Idempotency-Key that was answered before. It gets the same answer whatever has changed since: agencies that closed,
 * documents that moved on. So it is recognised before anything else is looked at.
 * What was begun under the key and never sealed is not a repeat: reserveDocument takes it over.
 * Source: interface design, `Idempotency-Key`.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Metadata } from '../../schemas/directory/metadata.js';
import { Problem } from '../../schemas/problems/problem.js';
import { matchAgencies } from '../agencies/resolve-agency.js';
import type { GatewayContext } from '../context.js';
import type { Principal } from '../identity/access.js';
import { type AnsweredRow, selectAnswered } from './sent-before.store.js';
import type { Submission } from './submission.js';
import type { SubmitOptions } from './submission-input.js';
import { readAnswer, type SubmitAnswer } from './submit-answer.js';
import { bodyDigest } from './upload/compute-body-digest.js';
import { interruptible } from './upload/receive-file.js';

/** The answer to a request that came in one piece; undefined when there was none. */
export async function findAnswer(
  ctx: GatewayContext,
  principal: Principal,
  idempotencyKey: string | undefined,
  isSame: (row: AnsweredRow) => boolean,
): Promise<SubmitAnswer | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const row = (await selectAnswered(ctx.database, principal.agencies, idempotencyKey)).find(isSame);
  return row && readAnswer(ctx, row.id);
}

/** A submission that only compares its files with those of the answered request; undefined when there was none. */
export async function findRepeat(
  ctx: GatewayContext,
  principal: Principal,
  metadata: Metadata,
  options: SubmitOptions,
): Promise<Submission | undefined> {
  if (options.idempotencyKey === undefined) return undefined;
  const agency = await speakerOf(ctx, principal, metadata.from);
  const [row] = await selectAnswered(ctx.database, agency, options.idempotencyKey);
  return row && new RepeatedSubmission(ctx, row, { metadata, change: options.change });
}

/** The agency in whose name the request speaks, active or not; none when that cannot be told or is not the caller's to say. */
async function speakerOf(
  ctx: GatewayContext,
  { agencies }: Principal,
  from: string | null,
): Promise<readonly string[]> {
  if (from === null) return agencies.length === 1 ? agencies : [];
  const code = agencies.includes(from) ? from : (await matchAgencies(ctx.database, [from], '')).get(from)?.agency.code;
  return agencies.filter((agency) => agency === code);
}

class RepeatedSubmission implements Submission {
  readonly #files: { name: string; sha256: Buffer }[] = [];

  constructor(
    private readonly ctx: GatewayContext,
    private readonly answered: AnsweredRow,
    private readonly said: Parameters<typeof bodyDigest>[0],
  ) {}

  async addFile(name: string, stream: Readable): Promise<void> {
    const { maxFiles, maxFileBytes } = this.ctx.config;
    if (this.#files.length >= maxFiles) throw conflict();
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of interruptible(stream, name)) {
      size += chunk.length;
      if (size > maxFileBytes) throw conflict();
      hash.update(chunk);
    }
    this.#files.push({ name: name.normalize('NFC'), sha256: hash.digest() });
  }

  /** @throws Problem `idempotency_conflict` when metadata or files are others */
  async complete(): Promise<SubmitAnswer> {
    if (!bodyDigest(this.said, this.#files).equals(this.answered.bodySha256)) throw conflict();
    return readAnswer(this.ctx, this.answered.id);
  }

  async abort(): Promise<void> {}
}

function conflict(): Problem {
  return new Problem('idempotency_conflict', { field: 'Idempotency-Key' });
}
