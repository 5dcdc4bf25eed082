/**
 * What is kept and how long: the rules that the gateway carries out, each with the settings of today and the next time it removes
 * something. Removes nothing itself (documents/janitor.ts, drafts/tidy-drafts.ts, mailbox/operating); what is held beyond them: holds.ts.
 */
import type { GatewayContext } from '../context.js';
import { draftAgeMs } from '../documents/janitor.js';
import { selectKept } from './retention.store.js';

export type RetentionRuleName =
  | 'documents'
  | 'log'
  | 'views'
  | 'originals'
  | 'secrets'
  | 'drafts'
  | 'uploads'
  | 'request-keys'
  | 'links';

export interface RetentionRule {
  readonly name: RetentionRuleName;
  /** How long, in days after what the rule counts from; null for good, 0 at once. */
  readonly keepDays: number | null;
  /** How many there are; null where nobody counts. */
  readonly count: number | null;
  /** Of these, how many a hold keeps. */
  readonly held: number;
  /** When the next one goes, ISO 8601 UTC; `due` for whenever one’s time is over; null when none does. */
  readonly nextAt: string | 'due' | null;
}

const dayMs = 86_400_000;

const forGood = (name: RetentionRuleName, count: number | null): RetentionRule => ({
  name,
  keepDays: null,
  count,
  held: 0,
  nextAt: null,
});

/** Every rule, what is kept for good first. */
export async function readRetention({ database, config, now }: GatewayContext): Promise<RetentionRule[]> {
  const kept = await selectKept(database);
  const { mailKeepDays, idempotencyDays, mailLinkDays, draftDays } = config;
  const after = (iso: string | null, days: number) =>
    iso === null ? null : new Date(Math.max(Date.parse(iso) + days * dayMs, now().getTime())).toISOString();
  const originals: RetentionRule = {
    name: 'originals',
    keepDays: mailKeepDays === 0 ? null : mailKeepDays,
    count: kept.originals,
    held: kept.held,
    nextAt: mailKeepDays === 0 ? null : after(kept.endedFirst, mailKeepDays),
  };
  const passing = (name: RetentionRuleName, keepDays: number, nextAt: string | null): RetentionRule => ({
    name,
    keepDays,
    count: null,
    held: 0,
    nextAt,
  });
  return [
    forGood('documents', kept.documents),
    forGood('log', null),
    forGood('views', null),
    originals,
    { ...passing('secrets', 0, kept.toErase > 0 ? now().toISOString() : null), count: kept.toErase },
    { ...passing('drafts', draftDays, 'due'), count: kept.drafts, held: kept.heldDrafts },
    passing('uploads', draftAgeMs / dayMs, 'due'),
    passing('request-keys', idempotencyDays, after(kept.oldestKeyAt, idempotencyDays)),
    passing('links', mailLinkDays, kept.linkEnds),
  ];
}
