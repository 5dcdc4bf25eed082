/** Rows of `mail_links`: which token leads to which document, for whom and how long. The token itself is never kept. */
import type { Queryable } from '../database/database.js';

export interface MailLinkRow {
  readonly document: string;
  /** The recipient for whom it was made. */
  readonly agency: string;
  readonly delivery: string;
}

export interface NewMailLink extends MailLinkRow {
  /** Of the token, hex. */
  readonly tokenSha256: string;
  readonly expiresAt: Date;
}

export async function insertLink(db: Queryable, link: NewMailLink): Promise<void> {
  const { tokenSha256, document, agency, delivery, expiresAt } = link;
  await db.query(
    'insert into mail_links (token_sha256, document, agency, delivery, expires_at) values ($1, $2, $3, $4, $5)',
    [tokenSha256, document, agency, delivery, expiresAt],
  );
}

/** The link of this token, unless its time is over. */
export async function selectLink(db: Queryable, tokenSha256: string, now: Date): Promise<MailLinkRow | undefined> {
  const { rows } = await db.query<MailLinkRow>(
    'select document, agency, delivery from mail_links where token_sha256 = $1 and expires_at > $2',
    [tokenSha256, now],
  );
  return rows[0];
}

/** Returns how many there were. */
export async function deleteEndedLinks(db: Queryable, now: Date): Promise<number> {
  const { rowCount } = await db.query('delete from mail_links where expires_at <= $1', [now]);
  return rowCount ?? 0;
}
