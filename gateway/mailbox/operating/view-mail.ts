/**
 * One mail with everything that is known of it, and the original of one that came in. For operators and auditors: who may ask is
 * decided by the caller, but for originals: those of documents are no operator's to read, others may hold links that act for an agency.
 */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import type { OpenBytes } from '../../documents/open-document.js';
import type { Principal } from '../../identity/access.js';
import { writeMailBody } from '../../mail/mail-body.js';
import {
  isDelivery,
  type ListedMailIn,
  type ListedMailOut,
  listedIn,
  listedOut,
  type MailReader,
} from './list-mails.js';
import type { MailOut } from './list-mails.store.js';
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
  /** What an answer says, without the links in it; null for a delivery, and where its subject is. */
  readonly text: string | null;
  /** Of a delivery, oldest first. */
  readonly attempts: readonly MailAttempt[];
  /** What came in about a delivery: reports, answers. */
  readonly about: readonly ListedMailIn[];
}

type Asked = Pick<GatewayContext, 'database' | 'config'>;

const messageMediaType = 'message/rfc822';
const dayMs = 86_400_000;

/** What documents say is left out for who does not read them. @throws Problem `not_found` */
export async function viewMail(ctx: Asked, id: string, { auditor }: MailReader): Promise<ViewedMailIn | ViewedMailOut> {
  const found = isUuid(id) ? ((await viewIn(ctx, id, auditor)) ?? (await viewOut(ctx, id, auditor))) : undefined;
  if (found === undefined) throw new Problem('not_found', { detail: 'There is no such mail' });
  return found;
}

async function viewIn(ctx: Asked, id: string, reads: boolean): Promise<ViewedMailIn | undefined> {
  const row = await selectMailIn(ctx.database, id, reads);
  if (row === undefined) return undefined;
  const replies = await selectRepliesTo(ctx.database, id, reads);
  return { ...row, ...listedIn(row), replies: replies.map((reply) => listedOut(ctx, reply)) };
}

async function viewOut(ctx: Asked, id: string, reads: boolean): Promise<ViewedMailOut | undefined> {
  const row = await selectMailOut(ctx.database, id, reads);
  if (row === undefined) return undefined;
  const listed = listedOut(ctx, row);
  if (!isDelivery(row)) return { ...listed, text: await textOf(ctx, row), attempts: [], about: [] };
  const about = await selectMailsAbout(ctx.database, id, reads);
  return { ...listed, text: null, attempts: await selectAttempts(ctx.database, id), about: about.map(listedIn) };
}

/** Links are left out: some are keys, with which whoever reads them could act for the agency. */
async function textOf({ database }: Asked, { id, subject }: MailOut): Promise<string | null> {
  if (subject === null) return null;
  const blocks = await selectReplyBody(database, id);
  return writeMailBody(blocks.filter(({ kind }) => kind !== 'link')).text;
}

/** Who wants to read an original. */
export type OriginalReader = Pick<Principal, 'auditor' | 'operator'>;

/**
 * The original of a mail that came in, octet for octet.
 * @throws Problem `not_found`; `missing_scope` for a mail that became a document, or one whose links may still act; `original_removed`;
 *   `storage_damaged`
 */
export async function openOriginal(
  { database, blobs, config, now }: Pick<GatewayContext, 'database' | 'blobs' | 'config' | 'now'>,
  id: string,
  reader: OriginalReader,
): Promise<OpenBytes> {
  const mail = isUuid(id) ? await selectMailIn(database, id, true) : undefined;
  if (mail === undefined) throw new Problem('not_found', { detail: 'There is no such incoming mail' });
  const linksUntil = new Date(Date.parse(mail.takenAt) + config.mailLinkDays * dayMs);
  requireReader(mail, reader, linksUntil > now());
  if (mail.originalRemovedAt !== null)
    throw new Problem('original_removed', { detail: `Removed at ${mail.originalRemovedAt}` });
  const { sha256 } = mail;
  return { source: await blobs.open(sha256), sha256, name: `${id}.eml`, mediaType: messageMediaType };
}

/** @throws Problem `missing_scope` */
function requireReader(mail: MailInRow, { auditor, operator }: OriginalReader, mayHoldLinks: boolean): void {
  if (isDocument(mail) && !auditor)
    throw new Problem('missing_scope', {
      detail: 'This mail became a document of an agency, which auditors and the agencies concerned read',
      field: 'audit:read',
    });
  // Answers and bounces quote our mail with the links in it: whoever reads them could answer for the agency.
  if (!isDocument(mail) && !operator && mayHoldLinks)
    throw new Problem('missing_scope', {
      detail: 'Links quoted in this mail may still answer for an agency: until they have ended only operators read it',
      field: 'admin',
    });
}

/** What waits in quarantine must be read to be judged; what was sent is the agencies' own. */
const isDocument = ({ kind, state }: MailInRow) => kind === 'document' && state === 'done';
