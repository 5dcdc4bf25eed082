/**
 * Which mails came in and went out, page by page, newest first; searched with or without diacritics. For operators and auditors: who
 * may ask is decided by the caller; what a document says is shown to, and found by, those only who read documents. Single mails are in
 * view-mail.ts.
 */

import { validate as isUuid } from 'uuid';
import { searchWords } from '../../../schemas/directory/search-words.js';
import { Problem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { GatewayContext } from '../../context.js';
import type { Principal } from '../../identity/access.js';
import { mailNames, replyMessageId } from '../../mail/mail-names.js';
import { type MailFilter, type MailIn, type MailOut, selectMailsIn, selectMailsOut } from './list-mails.store.js';
import { resultWords } from './result-words.js';

export const mailDirections = ['in', 'out'] as const;
export type MailDirection = (typeof mailDirections)[number];

export interface MailQuery {
  readonly direction: MailDirection;
  readonly state?: string | undefined;
  readonly kind?: string | undefined;
  readonly result?: string | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 500; default 50. */
  readonly limit?: number | undefined;
}

interface Worded {
  /** `result` for people; null without one. */
  readonly words: Bilingual | null;
}
export interface ListedMailIn extends MailIn, Worded {
  readonly direction: 'in';
}
export interface ListedMailOut extends MailOut, Worded {
  readonly direction: 'out';
  /** With angle brackets; null while mails have no sender (CONGVAN_MAIL_FROM). */
  readonly messageId: string | null;
}
export type ListedMail = ListedMailIn | ListedMailOut;

export interface MailPage {
  readonly items: readonly ListedMail[];
  /** Cursor of the next page; null at the end. A page may be short, even empty, and still have a next one. */
  readonly next: string | null;
}

type Asked = Pick<GatewayContext, 'database' | 'config'>;

/** Who looks: auditors read documents, operators do not. */
export type MailReader = Pick<Principal, 'auditor'>;

const defaultLimit = 50;
const maxLimit = 500;
/** Rows a search looks at before it answers "more": bounds every page, however many mails there are. */
const searchWindow = 4_000;

/** @throws Problem `invalid_request` for a limit out of bounds, or a cursor this list never gave */
export async function listMails(ctx: Asked, query: MailQuery, { auditor }: MailReader): Promise<MailPage> {
  const limit = readLimit(query.limit);
  const filter: MailFilter = {
    state: query.state ?? null,
    kind: query.kind ?? null,
    result: query.result ?? null,
    words: searchWords(query.q ?? ''),
    after: readCursor(query.cursor),
    limit: limit + 1,
    window: searchWindow,
    readsDocuments: auditor,
  };
  if (query.direction === 'in') return pageOf(await selectMailsIn(ctx.database, filter), limit, listedIn);
  return pageOf(await selectMailsOut(ctx.database, filter), limit, (row) => listedOut(ctx, row));
}

function pageOf<Row extends { id: string }>(
  { rows, windowEnd }: { rows: readonly Row[]; windowEnd: string | null },
  limit: number,
  listed: (row: Row) => ListedMail,
): MailPage {
  const shown = rows.slice(0, limit);
  return { items: shown.map(listed), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : windowEnd };
}

export const listedIn = (row: MailIn): ListedMailIn => ({ direction: 'in', ...row, words: resultWords(row.result) });

export const listedOut = ({ config }: Pick<Asked, 'config'>, row: MailOut): ListedMailOut => ({
  direction: 'out',
  ...row,
  words: resultWords(row.result),
  messageId: messageIdOf(config, row),
});

/** Whether it is a delivery of the channel `email`; else it is one of the mails beside them. */
export const isDelivery = ({ kind }: Pick<MailOut, 'kind'>): boolean => kind === 'document' || kind === 'status';

function messageIdOf({ mailFrom, mailReturnDelimiter }: Asked['config'], row: MailOut): string | null {
  if (mailFrom === null) return null;
  const { id, document } = row;
  if (!isDelivery(row) || document === null) return replyMessageId(mailFrom, id);
  return mailNames({ mailFrom, mailReturnDelimiter }, id, document).messageId;
}

function readLimit(limit = defaultLimit): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new Problem('invalid_request', { detail: `limit is a whole number from 1 to ${maxLimit}`, field: 'limit' });
}

function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  if (isUuid(cursor)) return cursor;
  throw new Problem('invalid_request', { detail: 'The cursor is not one this list gave', field: 'cursor' });
}
