/** Rows of `webhooks`: secrets only encrypted. */
import type { Queryable } from '../database/database.js';

export interface WebhookRow {
  agency: string;
  url: string;
  payload: 'container' | 'notice';
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_secret_until: string | null;
}

export async function selectWebhook(db: Queryable, agency: string): Promise<WebhookRow | undefined> {
  const { rows } = await db.query<WebhookRow>(
    'select agency, url, payload, secret, previous_secret, previous_secret_until from webhooks where agency = $1',
    [agency],
    'webhook-of-agency',
  );
  return rows[0];
}

/** Codes of the agencies that have a webhook. */
export async function selectWebhookAgencies(db: Queryable): Promise<Set<string>> {
  const { rows } = await db.query<{ agency: string }>('select agency from webhooks');
  return new Set(rows.map(({ agency }) => agency));
}

/** False when there was none. */
export async function deleteWebhook(tx: Queryable, agency: string): Promise<boolean> {
  const { rowCount } = await tx.query('delete from webhooks where agency = $1', [agency]);
  return rowCount === 1;
}

/** Every webhook, locked until the end of the transaction. */
export async function lockWebhooks(tx: Queryable): Promise<WebhookRow[]> {
  const { rows } = await tx.query<WebhookRow>(
    'select agency, url, payload, secret, previous_secret, previous_secret_until from webhooks order by agency for update',
  );
  return rows;
}

/** Writes address and payload; an agency that has a webhook keeps its secrets. */
export async function upsertWebhook(
  tx: Queryable,
  row: Pick<WebhookRow, 'agency' | 'url' | 'payload' | 'secret'>,
): Promise<void> {
  await tx.query(
    `insert into webhooks (agency, url, payload, secret) values ($1, $2, $3, $4)
     on conflict (agency) do update set url = excluded.url, payload = excluded.payload, updated_at = now()`,
    [row.agency, row.url, row.payload, row.secret],
  );
}

/** Puts a new secret in front; the one before stays good until `previousUntil`. */
export async function rotateSecret(
  tx: Queryable,
  agency: string,
  secret: Buffer,
  previousUntil: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update webhooks set previous_secret = secret, previous_secret_until = $3, secret = $2, updated_at = now() where agency = $1`,
    [agency, secret, previousUntil],
  );
  return rowCount === 1;
}

/** Replaces both secrets by the same ones in other encryption. */
export async function rewriteSecrets(
  tx: Queryable,
  agency: string,
  secret: Buffer,
  previous: Buffer | null,
): Promise<void> {
  await tx.query('update webhooks set secret = $2, previous_secret = $3 where agency = $1', [agency, secret, previous]);
}
