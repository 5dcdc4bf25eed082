/**
 * Hands a confirmed draft in, the way the API's clients do: metadata first, then each file. That the draft is sent is written in the
 * transaction that commits its document, so a crash anywhere leaves either both or none; the repeat is the same request by its key.
 * Workers call it (workers/drafts.ts).
 */
import { catalogue } from '../../schemas/problems/catalogue.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { killPoint } from '../documents/kill-points.js';
import { beginChange } from '../documents/request-changes.js';
import type { Submission } from '../documents/submission.js';
import type { SubmitOptions } from '../documents/submission-input.js';
import { beginSubmission } from '../documents/submit.js';
import type { SubmitAnswer } from '../documents/submit-answer.js';
import { type Principal, principalOf, roleScopes } from '../identity/access.js';
import { returnToEditing } from './confirm-draft.js';
import { type Draft, type DraftFile, idempotencyKeyOf } from './draft.js';
import { selectFiles } from './draft-files.store.js';
import { asConfirmed, readDraft } from './draft-metadata.js';
import { selectDraft } from './drafts.store.js';
import { type ClaimedDraft, markSent, postponeDraft } from './sending-drafts.store.js';
import { openUpload, removeUpload } from './upload-bytes.js';

/** Before the next try, when something of ours is away. */
const retryMs = 30_000;

export type SendingEnd = 'sent' | 'returned' | 'postponed' | 'lost';

export async function sendDraft(ctx: GatewayContext, claimed: ClaimedDraft): Promise<SendingEnd> {
  killPoint('draft-claimed');
  const [draft, files] = await Promise.all([
    selectDraft(ctx.database, claimed.agency, claimed.id),
    selectFiles(ctx.database, claimed.id),
  ]);
  if (draft?.state !== 'sending') return 'lost';
  try {
    await submit(ctx, claimed, draft, files);
  } catch (error) {
    return giveBack(ctx, claimed, error);
  }
  for (const file of files) await removeUpload(ctx, { draft: draft.id, id: file.id });
  return 'sent';
}

function principalOfConfirmer({ confirmedBy, agency }: ClaimedDraft): Principal {
  if (confirmedBy === null || confirmedBy.agency !== agency)
    throw new Problem('missing_scope', { detail: 'Who confirmed the draft does not write for the agency any more' });
  return principalOf(confirmedBy.actor, roleScopes[confirmedBy.role], [agency]);
}

async function submit(
  ctx: GatewayContext,
  claimed: ClaimedDraft,
  draft: Draft,
  files: readonly DraftFile[],
): Promise<SubmitAnswer> {
  const submission = await begin(ctx, principalOfConfirmer(claimed), draft, {
    origin: 'web',
    idempotencyKey: idempotencyKeyOf(draft),
    alsoCommit: (tx, document) => requireOurs(ctx, tx, claimed, document),
  });
  try {
    for (const { id, name } of files) {
      const source = await openUpload(ctx, { draft: draft.id, id });
      await submission.addFile(name, source.stream()).finally(() => source.close());
    }
    return await submission.complete();
  } finally {
    await submission.abort();
  }
}

function begin(ctx: GatewayContext, principal: Principal, draft: Draft, options: SubmitOptions): Promise<Submission> {
  const { metadata } = readDraft(asConfirmed(draft), ctx.now());
  const { kind, source, fields } = draft;
  if (source === null || (kind !== 'update' && kind !== 'replace'))
    return beginSubmission(ctx, principal, metadata, options);
  return beginChange(ctx, principal, source, kind, metadata, { ...options, reason: fields.reason ?? '' });
}

async function requireOurs(
  ctx: GatewayContext,
  tx: Transaction,
  claimed: ClaimedDraft,
  document: string,
): Promise<void> {
  if (!(await markSent(tx, claimed, document, ctx.now())))
    throw new Problem('conflict', { detail: 'The draft was taken back, or is another worker’s' });
}

/** What may pass is tried again under the same key; what does not is the writer's to mend. */
async function giveBack(ctx: GatewayContext, claimed: ClaimedDraft, error: unknown): Promise<SendingEnd> {
  const fault = isProblem(error) ? error : new Problem('internal', { cause: error });
  const { code, detail, field } = fault;
  const { retry, status } = catalogue[code];
  ctx.log.warn({ draft: claimed.id, code, field, err: status >= 500 ? error : undefined }, 'a draft could not be sent');
  if (code === 'conflict') return 'lost';
  if (retry || status >= 500) {
    await postponeDraft(ctx.database, claimed, { code, detail }, new Date(ctx.now().getTime() + retryMs));
    return 'postponed';
  }
  return (await returnToEditing(ctx, claimed, { code, detail })) ? 'returned' : 'lost';
}
