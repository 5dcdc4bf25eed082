/**
 * Mails are taken in: their originals go to the disk under their digests, then their rows are written. After that, and not before, may the
 * mailbox call them seen. The very same mail from the same mailbox is taken in once, however often it is handed over.
 * Knows no mail protocol (workers/mailbox.ts does), and does not read what is taken.
 */
import { createHash, hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { v7 as uuidv7 } from 'uuid';
import { asStorageFull } from '../../../schemas/asice/disk-full.js';
import { allSettled } from '../../all-settled.js';
import type { GatewayContext } from '../../context.js';
import { killPoint } from '../../documents/kill-points.js';
import { insertMails, selectTakenBefore } from '../mails-in.store.js';

export interface MailArrival {
  /** When the mail server took it. */
  readonly receivedAt: Date;
  /** The mail, octet for octet: a small one in memory, or what is streamed and used up. */
  readonly content: Buffer | Readable;
  /** Size of the whole mail, in octets, when it is too large and `content` is its header alone. */
  readonly headerOf?: number | undefined;
}

/** In memory, or on the disk but under no digest yet. */
interface Draft {
  readonly id: string;
  readonly at: { readonly bytes: Buffer } | { readonly path: string };
  readonly sha256: string;
  /** Of the whole mail. */
  readonly size: number;
  readonly receivedAt: Date;
}

/** So many are kept together, while others are still coming. */
const lotSize = 32;

type Written = readonly Promise<PromiseSettledResult<Draft>>[];

/**
 * Takes in what comes from one mailbox, side by side: one commit for as many as came together. Wakes nobody: who takes many knows when they
 * shall be handled.
 * @param account `user@host`, as the operator knows the mailbox
 * @returns how many came and how many of them had not been taken in before
 * @throws Problem `storage_full`, `database_unavailable`; what a stream throws: then only lots before it were kept, which come again in vain
 */
export async function takeMails(
  ctx: GatewayContext,
  account: string,
  arrivals: AsyncIterable<MailArrival> | Iterable<MailArrival>,
): Promise<{ readonly came: number; readonly taken: number }> {
  const written: Promise<PromiseSettledResult<Draft>>[] = [];
  const kept: Promise<PromiseSettledResult<number>>[] = [];
  const keepFrom = (start: number) => kept.push(outcomeOf(keepAfter(kept.at(-1), ctx, account, written.slice(start))));
  try {
    for await (const arrival of arrivals) {
      written.push(outcomeOf(writeDraft(ctx, arrival)));
      if (written.length % lotSize === 0) keepFrom(written.length - lotSize);
    }
    if (written.length % lotSize > 0) keepFrom(written.length - (written.length % lotSize));
    const taken = valuesOf(await Promise.all(kept));
    return { came: written.length, taken: taken.reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    await Promise.all(kept);
    for (const one of await Promise.all(written)) if (one.status === 'fulfilled') await discard(ctx, one.value);
    throw error;
  }
}

/** One lot after the other, so that none waits for another's rows; after one that failed none is kept. */
async function keepAfter(
  before: Promise<PromiseSettledResult<number>> | undefined,
  ctx: GatewayContext,
  account: string,
  written: Written,
): Promise<number> {
  if (before !== undefined) valuesOf([await before]);
  return keep(ctx, account, valuesOf(await Promise.all(written)));
}

/** One mail, to be handled at once. @returns false when it had been taken in before. @throws as `takeMails` */
export async function takeMail(
  ctx: GatewayContext,
  { account, ...arrival }: MailArrival & { readonly account: string },
): Promise<boolean> {
  const { taken } = await takeMails(ctx, account, [arrival]);
  if (taken > 0) ctx.wake('mails');
  return taken === 1;
}

/** While others are still coming nobody waits for this one: a fault that nobody waits for would end the process. */
const outcomeOf = async <T>(work: Promise<T>): Promise<PromiseSettledResult<T>> => {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
};

/** @throws what the first of them that failed was rejected with */
function valuesOf<T>(outcomes: readonly PromiseSettledResult<T>[]): T[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function writeDraft(ctx: GatewayContext, { content, receivedAt, headerOf }: MailArrival): Promise<Draft> {
  // Before anything is waited for: mails taken side by side keep the order in which they were handed over.
  const id = uuidv7();
  const { size, ...written } = Buffer.isBuffer(content) ? inMemory(content) : await streamed(ctx, content);
  return { id, ...written, size: headerOf ?? size, receivedAt };
}

type Content = Pick<Draft, 'at' | 'sha256' | 'size'>;

const inMemory = (bytes: Buffer): Content => ({ at: { bytes }, sha256: hash('sha256', bytes), size: bytes.length });

async function streamed(ctx: GatewayContext, content: Readable): Promise<Content> {
  const path = await ctx.blobs.draftPath();
  try {
    return { at: { path }, ...(await write(content, path)) };
  } catch (error) {
    await ctx.blobs.discard(path);
    throw error;
  }
}

async function discard(ctx: GatewayContext, { at }: Draft): Promise<void> {
  if ('path' in at) await ctx.blobs.discard(at.path);
}

/** @returns how many rows were written */
async function keep(ctx: GatewayContext, account: string, drafts: readonly Draft[]): Promise<number> {
  const digests = drafts.map(({ sha256 }) => sha256);
  // What was removed on purpose must not come back because a mailbox is read anew.
  const before = await selectTakenBefore(ctx.database, account, digests);
  const isNew = ({ sha256 }: Draft) => !before.has(sha256);
  await Promise.all(drafts.map((draft) => (isNew(draft) ? undefined : discard(ctx, draft))));
  const fresh = drafts.filter(isNew);
  await store(ctx, fresh);
  const taken = await insertMails(ctx.database, account, fresh);
  killPoint('mail-taken');
  return taken;
}

/** On the disk under their digests. */
async function store(ctx: GatewayContext, drafts: readonly Draft[]): Promise<void> {
  const inMemory = drafts.flatMap(({ at, sha256 }) => ('bytes' in at ? [{ bytes: at.bytes, sha256 }] : []));
  const streams = drafts.flatMap(({ at, sha256 }) => ('path' in at ? [{ path: at.path, sha256 }] : []));
  await allSettled([ctx.blobs.keepAll(inMemory), ...streams.map(({ path, sha256 }) => ctx.blobs.commit(path, sha256))]);
}

async function write(content: Readable, path: string): Promise<{ sha256: string; size: number }> {
  const digest = createHash('sha256');
  let size = 0;
  try {
    await pipeline(
      content,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          digest.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    throw asStorageFull(error);
  }
  return { sha256: digest.digest('hex'), size };
}
