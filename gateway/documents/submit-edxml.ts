/**
 * Takes an `.edxml` interchange file as existing systems send it, and does what it says: a new document, a recall, an
 * update, a replacement, or a status about a received document.
 * Its own signature is not what counts here: the gateway seals on behalf of the token's agency (scope `seal`).
 * Source: QCVN 102:2016/BTTTT, Bussiness and status messages.
 */
import { createHash, type Hash } from 'node:crypto';
import { metadataFromEnvelope } from '../../schemas/edxml/envelope.js';
import type { Business, EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { type Interchange, readInterchange } from '../../schemas/edxml/read-interchange.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { findAffected, findChange, reasonOf } from './affected-document.js';
import { declareStatus, type StatusAnswer } from './declare-status.js';
import { loggingSecrets } from './log-secrets.js';
import { findAnswer } from './repeat-submission.js';
import { type RecallAnswer, recallDocument } from './request-changes.js';
import { selectReceivedId } from './statuses.store.js';
import { readSubmission, type SubmitOptions } from './submission-input.js';
import { beginWithInput } from './submit.js';
import type { SubmitAnswer } from './submit-answer.js';

export type EdxmlOutcome =
  | { readonly kind: 'submitted'; readonly answer: SubmitAnswer; readonly remarks: readonly string[] }
  | { readonly kind: 'recalled'; readonly answer: RecallAnswer }
  | { readonly kind: 'status'; readonly answer: StatusAnswer };

/**
 * Reads the file and acts on it.
 * @param folder where attachments are kept while they pass; default: the system's folder for temporary files
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
  return loggingSecrets(ctx, principal, digest, async () => {
    const interchange = await readInterchange(hashed(bytes, hash), { maxBytes: ctx.config.maxEdxmlBytes });
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
  if (message.kind === 'status') return { kind: 'status', answer: await actOnStatus(ctx, principal, message) };
  if (message.business?.type === 1)
    return { kind: 'recalled', answer: await actOnRecall(ctx, principal, message.business) };
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
  const metadata = metadataFromEnvelope(message, (text) => remarks.push(text));
  const change = await findChange(ctx, principal, message.business);
  const input = await readSubmission(ctx, principal, metadata, { ...options, change });
  const submission = await beginWithInput(ctx, principal, { ...input, original: message });
  try {
    for (const file of interchange.files) await submission.addFile(file.name, file.stream());
    return { kind: 'submitted', answer: await submission.complete(), remarks };
  } finally {
    await submission.abort();
  }
}

async function actOnRecall(ctx: GatewayContext, principal: Principal, business: Business): Promise<RecallAnswer> {
  const affected = await findAffected(ctx, principal, business);
  return recallDocument(ctx, principal, affected.id, { reason: reasonOf(business), staff: business.staff });
}

async function actOnStatus(ctx: GatewayContext, principal: Principal, status: EdxmlStatus): Promise<StatusAnswer> {
  const { documentId } = status.responseFor;
  if (documentId === undefined)
    throw new Problem('edxml_missing', { detail: 'The document is not named', field: 'ResponseFor/DocumentId' });
  const received = await selectReceivedId(ctx.database, documentId, principal.agencies);
  if (received === undefined) {
    throw new Problem('not_found', {
      detail: `You received no document ${documentId.slice(0, 120)}`,
      field: 'ResponseFor/DocumentId',
    });
  }
  const { statusCode: code, description: reason, staff } = status;
  return declareStatus(ctx, principal, received.document, { code, reason, staff, agency: received.agency });
}
