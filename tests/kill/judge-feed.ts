/**
 * Whether the changes feed tells of everything once: each document answered 201 was submitted once and received once by each
 * recipient, in an order that never goes back. An event written twice, or lost with a commit, shows here.
 */
import type { Acknowledged } from './senders.js';

export interface FeedEvent {
  readonly id: number;
  readonly kind: string;
  readonly document: string | null;
  readonly position: number;
  readonly payload: { readonly agency?: string; readonly codes?: readonly string[] };
}

const pageSize = 1_000;

/** Everything an agency can follow, page by page. */
export async function readFeed(gateway: string, token: string): Promise<FeedEvent[]> {
  const all: FeedEvent[] = [];
  for (;;) {
    const after = all.at(-1)?.position ?? -1;
    const response = await fetch(`${gateway}/api/v1/changes?after=${after}&limit=${pageSize}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`changes: ${response.status}`);
    const { items } = (await response.json()) as { items: FeedEvent[] };
    all.push(...items);
    if (items.length < pageSize) return all;
  }
}

/** What an event says that may be said only once; null for anything else. */
function onceOf({ kind, document, payload }: FeedEvent): string | null {
  if (kind === 'document.submitted') return `${document} submitted`;
  const isReceipt = kind === 'status.declared' && payload.codes?.includes('01') === true;
  return isReceipt ? `${document} received by ${payload.agency}` : null;
}

/** @param feed of the sender: submissions, and the receipts that came back */
export function judgeFeed(
  feed: readonly FeedEvent[],
  acknowledged: readonly Acknowledged[],
  recipients: readonly string[],
): string[] {
  const counts = new Map<string, number>();
  for (const once of feed.map(onceOf)) if (once !== null) counts.set(once, (counts.get(once) ?? 0) + 1);
  const due = acknowledged.flatMap(({ id }) => [
    `${id} submitted`,
    ...recipients.map((recipient) => `${id} received by ${recipient}`),
  ]);
  const isBackward = feed.some(({ position }, index) => index > 0 && position <= (feed[index - 1]?.position ?? -1));
  return [
    ...due.filter((once) => !counts.has(once)).map((once) => `feed: nothing tells of ${once}`),
    ...[...counts].filter(([, count]) => count > 1).map(([once, count]) => `feed: ${once}, told ${count} times`),
    ...(isBackward ? ['feed: positions go back'] : []),
  ];
}
