/** Whether recipients get the bytes that were promised: each container answered 201 is fetched and held against its digest. */
import { createHash } from 'node:crypto';
import { inParallel } from '../support/in-parallel.js';
import type { Acknowledged } from './senders.js';

/** @param recipients take turns in fetching, so that each of them is asked */
export async function judgeBytes(
  gateway: string,
  recipients: readonly { readonly agency: string; readonly token: string }[],
  acknowledged: readonly Acknowledged[],
): Promise<string[]> {
  const look = async ({ document, turn }: { document: Acknowledged; turn: number }) => {
    const reader = recipients[turn % recipients.length];
    const response = await fetch(`${gateway}/api/v1/documents/${document.id}/container`, {
      headers: { authorization: `Bearer ${reader?.token}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok) return `${reader?.agency}: the container of document ${document.id} answers ${response.status}`;
    const isSame = createHash('sha256').update(bytes).digest('hex') === document.sha256;
    return isSame ? null : `${reader?.agency}: the container of document ${document.id} has other bytes`;
  };
  const found = await inParallel(
    acknowledged.map((document, turn) => ({ document, turn })),
    look,
  );
  return found.filter((fault) => fault !== null);
}
