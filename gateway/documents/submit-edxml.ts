/**
 * Takes an `.edxml` interchange file as existing systems send it, and does what it says: a new document, a recall, an
 * update, a replacement, or a status about a received document.
 * Its own signature is not what counts here: the gateway seals on behalf of the agency it speaks for, which must be one of the
 * token's.
 * Source: QCVN 102:2016/BTTTT, Bussiness and status messages.
 */
import { refuseSecretEnvelope } from '../../schemas/edxml/envelope-secrecy.js';
import type { Business, EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { type Interchange, readInterchange } from '../../schemas/edxml/read-interchange.js';
import type { GatewayContext } from '../context.js';
import { type Principal, requireScope } from '../identity/access.js';
import { findAffected, reasonOf } from './affected-document.js';
import { requireWholeRecall } from './change-scope.js';
import { declareStatus, type StatusAnswer } from './declare-status.js';
import { loggingSecrets } from './log-secrets.js';
import { findReceived, readMessage, speakerOf } from './read-message.js';
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
  const interchange = await readInterchange(bytes, {
    maxBytes: ctx.config.maxEdxmlBytes,
    folder: ctx.blobs.draftsFolder,
  });
  try {
    const markup = interchange.markup.toString('base64');
    return await loggingSecrets(ctx, principal, markup, () => act(ctx, principal, interchange, options));
  } finally {
    await interchange.dispose();
  }
}

async function act(
  ctx: GatewayContext,
  principal: Principal,
  interchange: Interchange,
  options: Omit<SubmitOptions, 'change'>,
): Promise<EdxmlOutcome> {
  const { message } = interchange;
  refuseSecretEnvelope(message);
  if (message.kind === 'status') return { kind: 'status', answer: await actOnStatus(ctx, principal, message) };
  return message.business?.type === 1
    ? { kind: 'recalled', answer: await actOnRecall(ctx, principal, message, message.business) }
    : submitMessage(ctx, principal, interchange, message, options);
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
  return recallDocument(ctx, principal, affected.id, { reason: reasonOf(business), staff: business.staff });
}

async function actOnStatus(ctx: GatewayContext, principal: Principal, status: EdxmlStatus): Promise<StatusAnswer> {
  const agency = await speakerOf(ctx, principal, status.from);
  const received = await findReceived(ctx, agency, status);
  const { statusCode: code, description: reason, staff, extras } = status;
  return declareStatus(ctx, principal, received, { code, reason, staff, agency, extras });
}
