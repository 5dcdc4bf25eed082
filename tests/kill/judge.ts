/**
 * Judges a kill run from outside: the clients' log of 201s and the receivers' log against what the HTTP API shows.
 * Trusts nothing the gateway says about itself beyond what a client or recipient can see.
 */
import { judgeNumbers } from './judge-numbers.js';
import { type ListedDocument, listBox, listRegister } from './list-from-api.js';
import type { ReceivedPush } from './receiver.js';
import type { Acknowledged } from './senders.js';

export interface Evidence {
  readonly gateway: string;
  readonly senderToken: string;
  readonly sender: string;
  /** Recipients that read their inbox here. */
  readonly readers: readonly { readonly agency: string; readonly token: string }[];
  readonly webhookAgency: { readonly agency: string; readonly token: string };
  readonly acknowledged: readonly Acknowledged[];
  readonly pushes: readonly ReceivedPush[];
  readonly kills: number;
}

export interface Judgement {
  readonly faults: string[];
  readonly counts: Readonly<Record<string, number>>;
}

const countById = (items: readonly ListedDocument[]) => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item.id, (counts.get(item.id) ?? 0) + 1);
  return counts;
};

export function judgeInbox(
  agency: string,
  inbox: readonly ListedDocument[],
  acknowledged: ReadonlySet<string>,
): string[] {
  const counts = countById(inbox);
  const missing = [...acknowledged].filter((id) => !counts.has(id));
  const doubled = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
  // Every client repeats until its 201, so a document nobody was told of is a doubled one.
  const unknown = [...counts.keys()].filter((id) => !acknowledged.has(id));
  return [
    ...missing.map((id) => `${agency}: document ${id} was answered 201 and is missing`),
    ...doubled.map((id) => `${agency}: document ${id} is listed more than once`),
    ...unknown.map((id) => `${agency}: document ${id} is there, and no client was told of it`),
  ];
}

function judgePushes(pushes: readonly ReceivedPush[], acknowledged: readonly Acknowledged[]): string[] {
  const byDocument = new Map<string, ReceivedPush[]>();
  for (const push of pushes.filter(({ kind }) => kind === 'document'))
    byDocument.set(push.document, [...(byDocument.get(push.document) ?? []), push]);
  const known = new Set(acknowledged.map(({ id }) => id));
  const unknown = [...byDocument.keys()].filter((id) => !known.has(id));
  return [
    ...acknowledged.flatMap((document) => judgePushesOf(document, byDocument.get(document.id) ?? [])),
    ...unknown.map((id) => `webhook: document ${id} was pushed, and no client was told of it`),
  ];
}

function judgePushesOf({ id, sha256 }: Acknowledged, pushes: readonly ReceivedPush[]): string[] {
  const deliveries = new Set(pushes.map(({ delivery }) => delivery)).size;
  return [
    ...(pushes.some(({ isTaken }) => isTaken)
      ? []
      : [`webhook: document ${id} was answered 201 and never pushed, or given up after a refusal`]),
    ...(deliveries > 1 ? [`webhook: document ${id} came under ${deliveries} delivery ids`] : []),
    ...(pushes.some((push) => push.sha256 !== sha256) ? [`webhook: document ${id} arrived with other bytes`] : []),
  ];
}

/** Every recipient has sent its receipt: nothing is still on its way, nothing was refused. */
function judgeReceipts(outbox: readonly ListedDocument[], recipients: number): string[] {
  return outbox
    .filter(({ statuses }) => statuses?.['01'] !== recipients)
    .map(
      ({ id, statuses }) => `document ${id}: receipts ${JSON.stringify(statuses)} instead of ${recipients} times 01`,
    );
}

export async function judge(evidence: Evidence): Promise<Judgement> {
  const acknowledged = new Set(evidence.acknowledged.map((document) => document.id));
  const outbox = await listBox(evidence.gateway, evidence.senderToken, 'out');
  const inboxes = await Promise.all(
    [...evidence.readers, evidence.webhookAgency].map(async ({ agency, token }) => ({
      agency,
      inbox: await listBox(evidence.gateway, token, 'in'),
    })),
  );
  const numbers = judgeNumbers(
    await listRegister(evidence.gateway, evidence.senderToken),
    evidence.acknowledged.map(({ number }) => number),
    evidence.kills,
  );
  const faults = [
    ...judgeInbox(`${evidence.sender} (outbox)`, outbox, acknowledged),
    ...inboxes.flatMap(({ agency, inbox }) => judgeInbox(agency, inbox, acknowledged)),
    ...judgeReceipts(outbox, evidence.readers.length + 1),
    ...judgePushes(evidence.pushes, evidence.acknowledged),
    ...numbers.faults,
  ];
  return {
    faults: faults.slice(0, 50),
    counts: {
      acknowledged: acknowledged.size,
      outbox: outbox.length,
      pushes: evidence.pushes.length,
      repeatedPushes: evidence.pushes.length - new Set(evidence.pushes.map(({ delivery }) => delivery)).size,
      kills: evidence.kills,
      faults: faults.length,
      ...numbers.counts,
    },
  };
}
