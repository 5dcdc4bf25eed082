/**
 * How an agency's own system is reached by webhook: address, what is posted, and the secret its signature is made with.
 * Does not post anything, nor look where the address leads (webhook-channel.ts checks that at every delivery).
 */
import { randomBytes } from 'node:crypto';
import { ensurePassphraseFile } from '../../certs/keys/passphrase-file.js';
import { openSecret, resealSecret, sealSecret } from '../../certs/keys/secret-box.js';
import { Problem } from '../../schemas/problems/problem.js';
import { keyPassphrasePath } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { followChannels } from '../deliveries/deliveries.store.js';
import { recordEvents } from '../evidence/events.store.js';
import { lockDirectory, updateChannel } from './agencies.store.js';
import { requireAgencies } from './resolve-agency.js';
import {
  deleteWebhook,
  lockWebhooks,
  rewriteSecrets,
  rotateSecret,
  selectWebhook,
  upsertWebhook,
  type WebhookRow,
} from './webhooks.store.js';

export interface WebhookDraft {
  /** Code or alias. */
  readonly agency: string;
  /** http:// or https://, without user, password and fragment. */
  readonly url: string;
  /** The container itself, or a notice with a link to it; the container when left out. */
  readonly payload?: 'container' | 'notice';
}

export interface Webhook {
  readonly agency: string;
  readonly url: string;
  readonly payload: 'container' | 'notice';
  /** Secrets a receiver may check with, the newest first: sign with the first, or with each. */
  readonly secrets: readonly string[];
}

const longestUrl = 2_000;

/**
 * Sets an agency's webhook, by which it is reached from then on, what waits for it included. A new one gets a secret, to be
 * told to the agency's system; a known one keeps its secrets.
 * @returns the secret when it is new, else null
 * @throws Problem `invalid_request` for an address that cannot be posted to; `unknown_agency`
 */
export async function setWebhook(ctx: GatewayContext, draft: WebhookDraft, actor: string): Promise<string | null> {
  const url = readUrl(draft.url);
  const payload = draft.payload ?? 'container';
  const passphrase = await passphraseOf(ctx);
  return ctx.database.transaction(async (tx) => {
    await lockDirectory(tx);
    const [agency = ''] = await requireAgencies(tx, [draft.agency]);
    const known = await selectWebhook(tx, agency);
    const secret = newSecret();
    await upsertWebhook(tx, { agency, url, payload, secret: sealText(passphrase, secret) });
    await reachBy(ctx, tx, agency, 'webhook');
    await recordChange(tx, agency, { channel: 'webhook', url: new URL(url).origin, payload, actor });
    return known === undefined ? secret : null;
  });
}

/**
 * Takes an agency's webhook away with its secrets: it reads its inbox here again, what waits for it included.
 * @throws Problem `unknown_agency`; `not_found` when the agency has no webhook
 */
export async function removeWebhook(ctx: GatewayContext, codeOrAlias: string, actor: string): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    await lockDirectory(tx);
    const [agency = ''] = await requireAgencies(tx, [codeOrAlias]);
    if (!(await deleteWebhook(tx, agency))) throw noWebhook(agency);
    await reachBy(ctx, tx, agency, 'local');
    await recordChange(tx, agency, { channel: 'local', removed: true, actor });
  });
}

async function reachBy(
  ctx: GatewayContext,
  tx: Transaction,
  agency: string,
  channel: 'local' | 'webhook',
): Promise<void> {
  await updateChannel(tx, agency, channel);
  await followChannels(tx, [agency]);
  tx.afterCommit(() => ctx.wake('deliveries'));
}

/**
 * Gives a webhook a new secret; the one before stays good for a while, so that both sides can change at leisure.
 * @throws Problem `not_found` when the agency has no webhook
 */
export async function rotateWebhookSecret(
  ctx: GatewayContext,
  agency: string,
  overlapHours: number,
  actor: string,
): Promise<string> {
  const secret = newSecret();
  const sealed = sealText(await passphraseOf(ctx), secret);
  const until = new Date(ctx.now().getTime() + overlapHours * 3_600_000);
  await ctx.database.transaction(async (tx) => {
    if (!(await rotateSecret(tx, agency, sealed, until))) throw noWebhook(agency);
    await recordChange(tx, agency, { rotated: true, previousUntil: until.toISOString(), actor });
  });
  return secret;
}

/**
 * An agency's webhook with its secrets opened.
 * @throws Problem `not_found`; `key_passphrase` when the secrets were sealed under another passphrase
 */
export async function getWebhook(
  ctx: Pick<GatewayContext, 'config' | 'database' | 'now'>,
  agency: string,
): Promise<Webhook> {
  const row = await selectWebhook(ctx.database, agency);
  if (row === undefined) throw noWebhook(agency);
  const passphrase = await passphraseOf(ctx);
  const previous = isPreviousGood(row, ctx.now()) && row.previous_secret !== null ? [row.previous_secret] : [];
  const secrets = [row.secret, ...previous].map((box) => openSecret(passphrase, box).toString());
  return { agency, url: row.url, payload: row.payload, secrets };
}

/** Seals all webhook secrets anew, when the passphrase of the keys changes; harmless to repeat after it was cut off. */
export async function resealWebhookSecrets(
  ctx: Pick<GatewayContext, 'database'>,
  from: string,
  to: string,
): Promise<void> {
  const reseal = (box: Buffer) => resealSecret(from, to, box);
  await ctx.database.transaction(async (tx) => {
    for (const row of await lockWebhooks(tx)) {
      await rewriteSecrets(tx, row.agency, reseal(row.secret), row.previous_secret && reseal(row.previous_secret));
    }
  });
}

const passphraseOf = (ctx: Pick<GatewayContext, 'config'>) => ensurePassphraseFile(keyPassphrasePath(ctx.config));

const newSecret = () => `whsec_${randomBytes(32).toString('base64url')}`;

const sealText = (passphrase: string, secret: string) => sealSecret(passphrase, Buffer.from(secret));

const isPreviousGood = (row: WebhookRow, now: Date) =>
  row.previous_secret_until !== null && Date.parse(row.previous_secret_until) > now.getTime();

const noWebhook = (agency: string) => new Problem('not_found', { detail: `${agency.slice(0, 60)} has no webhook` });

async function recordChange(tx: Transaction, agency: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
  await recordEvents(tx, [{ kind: 'webhook.changed', agencies: [agency], payload: { agency, ...facts } }]);
}

function readUrl(text: string): string {
  const wrong = (detail: string) => new Problem('invalid_request', { detail, field: 'url' });
  const url = URL.parse(text);
  if (text.length > longestUrl || url === null || !/^https?:$/.test(url.protocol))
    throw wrong('A webhook has an http:// or https:// address');
  if (url.username !== '' || url.password !== '')
    throw wrong('The address must not hold a user or password; the signature proves who sends');
  url.hash = '';
  return url.href;
}
