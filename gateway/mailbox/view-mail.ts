/**
 * One mail with everything that is known of it, and the original of one that came in. For operators and auditors: who may ask is
 * decided by the caller, but for originals of documents, which are no operator's to read.
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { OpenBytes } from '../documents/open-document.js';
import { type Block, writeMailBody } from '../mail/mail-body.js';
import { type ListedMailIn, type ListedMailOut, listedIn, listedOut } from './list-mails.js';
import {
  type MailAttempt,
  type MailInRow,
  selectAttempts,
  selectMailIn,
  selectMailOut,
  selectMailsAbout,
  selectRepliesTo,
  selectReplyBody,
} from './view-mail.store.js';

export type ViewedMailIn = ListedMailIn & MailInRow & { readonly replies: readonly ListedMailOut[] };

export interface ViewedMailOut extends ListedMailOut {
  /** What an answer says, without the links in it; null for a delivery. */
  readonly text: string | null;
  /** Of a delivery, oldest first. */
  readonly attempts: readonly MailAttempt[];
  /** What came in about a delivery: reports, answers. */
  readonly about: readonly ListedMailIn[];
}

type Asked = Pick<GatewayContext, 'database' | 'config'>;

const messageMediaType = 'message/rfc822';

/** @throws Problem `not_found` */
export async function viewMail(ctx: Asked, id: string): Promise<ViewedMailIn | ViewedMailOut> {
  const found = isUuid(id) ? ((await viewIn(ctx, id)) ?? (await viewOut(ctx, id))) : undefined;
  if (found === undefined) throw new Problem('not_found', { detail: 'There is no such mail' });
  return found;
}

async function viewIn(ctx: Asked, id: string): Promise<ViewedMailIn | undefined> {
  const row = await selectMailIn(ctx.database, id);
  if (row === undefined) return undefined;
  const replies = await selectRepliesTo(ctx.database, id);
  return { ...row, ...listedIn(row), replies: replies.map((reply) => listedOut(ctx, reply)) };
}

async function viewOut(ctx: Asked, id: string): Promise<ViewedMailOut | undefined> {
  const row = await selectMailOut(ctx.database, id);
  if (row === undefined) return undefined;
  const listed = listedOut(ctx, row);
  if (row.kind === 'reply')
    return { ...listed, text: textOf(await selectReplyBody(ctx.database, id)), attempts: [], about: [] };
  const about = await selectMailsAbout(ctx.database, id);
  return { ...listed, text: null, attempts: await selectAttempts(ctx.database, id), about: about.map(listedIn) };
}

/** Links are left out: some are keys, with which whoever reads them could act for the agency. */
const textOf = (blocks: readonly Block[]): string => writeMailBody(blocks.filter(({ kind }) => kind !== 'link')).text;

/**
 * The original of a mail that came in, octet for octet.
 * @param readsDocuments whether the reader may see what agencies send
 * @throws Problem `not_found`; `missing_scope` for a mail that became a document; `original_removed`; `storage_damaged`
 */
export async function openOriginal(
  { database, blobs }: Pick<GatewayContext, 'database' | 'blobs'>,
  id: string,
  readsDocuments: boolean,
): Promise<OpenBytes> {
  const mail = isUuid(id) ? await selectMailIn(database, id) : undefined;
  if (mail === undefined) throw new Problem('not_found', { detail: 'There is no such incoming mail' });
  if (isDocument(mail) && !readsDocuments)
    throw new Problem('missing_scope', {
      detail: 'This mail became a document of an agency, which auditors and the agencies concerned read',
      field: 'audit:read',
    });
  if (mail.originalRemovedAt !== null)
    throw new Problem('original_removed', { detail: `Removed at ${mail.originalRemovedAt}` });
  const { sha256 } = mail;
  return { source: await blobs.open(sha256), sha256, name: `${id}.eml`, mediaType: messageMediaType };
}

/** What waits in quarantine must be read to be judged; what was sent is the agencies' own. */
const isDocument = ({ kind, state }: MailInRow) => kind === 'document' && state === 'done';
