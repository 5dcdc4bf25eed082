/**
 * Takes an `.edxml` interchange file as existing systems send it, and does what it says: a new document, a recall, an
 * update, a replacement, a status about a received document, or 13 about a sent one.
 * Its own signature is not what counts here: the gateway seals on behalf of the agency it speaks for, which must be one of the
 * token's.
 * Source: QCVN 102:2016/BTTTT, Bussiness and status messages.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Business, EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { type Interchange, readInterchange } from '../../schemas/edxml/read-interchange.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { findAffected, findSent, reasonOf } from './affected-document.js';
import { requireWholeRecall } from './change-scope.js';
import { declareStatus, type StatusAnswer } from './declare-status.js';
import { loggingSecrets } from './log-secrets.js';
import { findReceived, namedBy, readMessage, speakerOf } from './read-message.js';
import { findAnswer } from './repeat-submission.js';
import { type RecallAnswer, recallDocument } from './request-changes.js';
import type { SubmitOptions } from './submission-input.js';
import { beginWithInput } from './submit.js';
import type { SubmitAnswer } from './submit-answer.js';

export type EdxmlOutcome =
  | { readonly kind: 'submitted'; readonly answer: SubmitAnswer; readonly remarks: readonly string[] }
  | { readonly kind: 'recalled'; readonly answer: RecallAnswer }
  | { readonly kind: 'status'; readonly answer: StatusAnswer };

/**
 * Reads the file and acts on it. Attachments lie among the drafts while they pass, so that a crash leaves nothing for long.
 * @throws Problem as `readInterchange`, `beginSubmission`, `recallDocument`, `declareStatus`
 */
export async function submitEdxml(
  ctx: GatewayContext,
  principal: Principal,
  bytes: AsyncIterable<Uint8Array>,
  options: Omit<SubmitOptions, 'change'>,
): Promise<EdxmlOutcome> {
  const hash = createHash('sha256');
  const digest = () => hash.copy().digest();
  const limits = { maxBytes: ctx.config.maxEdxmlBytes, folder: ctx.blobs.draftsFolder };
  return loggingSecrets(ctx, principal, digest, async () => {
    const interchange = await readInterchange(hashed(bytes, hash), limits);
    try {
      return await act(ctx, principal, interchange, { ...options, received: digest().toString('hex') });
    } finally {
      await interchange.dispose();
    }
  });
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

async function act(
  ctx: GatewayContext,
  principal: Principal,
  interchange: Interchange,
  options: Omit<SubmitOptions, 'change'>,
): Promise<EdxmlOutcome> {
  const { message } = interchange;
  if (message.kind === 'status') return actOnStatus(ctx, principal, message);
  if (message.business?.type === 1)
    return { kind: 'recalled', answer: await actOnRecall(ctx, principal, message, message.business) };
  return submitMessage(ctx, principal, interchange, message, options);
}

async function submitMessage(
  ctx: GatewayContext,
  principal: Principal,
  interchange: Interchange,
  message: EdxmlMessage,
  options: Omit<SubmitOptions, 'change'>,
): Promise<EdxmlOutcome> {
  requireScope(principal, 'documents:submit');
  requireScope(principal, 'seal');
  const remarks = [...interchange.warnings];
  const answer = await findAnswer(
    ctx,
    principal,
    options.idempotencyKey,
    ({ received }) => received === options.received,
  );
  if (answer !== undefined) return { kind: 'submitted', answer, remarks };
  const input = await readMessage(ctx, principal, message, options, (text) => remarks.push(text));
  const submission = await beginWithInput(ctx, principal, input);
  try {
    for (const file of interchange.files) await submission.addFile(file.name, file.stream());
    return { kind: 'submitted', answer: await submission.complete(), remarks };
  } finally {
    await submission.abort();
  }
}

async function actOnRecall(
  ctx: GatewayContext,
  principal: Principal,
  message: EdxmlMessage,
  business: Business,
): Promise<RecallAnswer> {
  const sender = await speakerOf(ctx, principal, message.from);
  const affected = await findAffected(ctx, principal, sender, business, message.responseFor);
  await requireWholeRecall(ctx, message, business, affected.id);
  return recallDocument(ctx, principal, affected.id, { reason: reasonOf(business.reason), staff: business.staff });
}

/** 13 is the sender's, about what it sent; every other status is a recipient's, about what it received. */
async function actOnStatus(ctx: GatewayContext, principal: Principal, status: EdxmlStatus): Promise<EdxmlOutcome> {
  const agency = await speakerOf(ctx, principal, status.from);
  const { statusCode: code, description: reason, staff, extras } = status;
  if (code === '13') {
    const sent = await findSent(ctx, principal, agency, namedBy(status), 'ResponseFor/DocumentId');
    const wish = { reason: reasonOf(reason), staff };
    return { kind: 'recalled', answer: await recallDocument(ctx, principal, sent.id, wish) };
  }
  const received = await findReceived(ctx, agency, status);
  return {
    kind: 'status',
    answer: await declareStatus(ctx, principal, received, { code, reason, staff, agency, extras }),
  };
}
