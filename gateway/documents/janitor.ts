/**
 * What is left behind by crashes and time: unsealed documents nobody came back for, drafts of broken uploads, keys, links, tokens
 * and originals of mails past their time, requests to recipients the document will never reach. A worker calls it now and then; any
 * number may run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { GatewayContext } from '../context.js';
import { tidyDrafts } from '../drafts/tidy-drafts.js';
import { recordEvents } from '../evidence/events.store.js';
import { tidySessions } from '../identity/sessions.js';
import { deleteEndedLinks } from '../mail/mail-links.store.js';
import { endConfirmations, removeOldOriginals } from '../mailbox/operating/tidy-mails.js';
import { cancelAbandoned } from './cancel-documents.js';
import type { RequestKind } from './lifecycle.js';
import { settleDocument } from './open-requests.js';
import {
  lockDocument,
  lockStandings,
  type RequestedDocument,
  selectUnreachable,
  setRequests,
} from './requests.store.js';
import { forgetIdempotencyKeys } from './sent-before.store.js';

export interface JanitorReport {
  /** Documents cancelled, with their numbers. */
  readonly cancelled: number;
  readonly draftsRemoved: number;
  /** Of people: sent, only opened, or left alone for long. */
  readonly peoplesDraftsRemoved: number;
  readonly keysForgotten: number;
  /** Links in mails whose time is over. */
  readonly linksEnded: number;
  /** Incoming mails nobody confirmed in time; they are in quarantine now. */
  readonly confirmationsEnded: number;
  /** Of incoming mails that are not kept any longer. */
  readonly originalsRemoved: number;
  /** Waiting requests that count as agreed because nothing will arrive. */
  readonly requestsSettled: number;
  /** Of people who signed in. */
  readonly sessionsEnded: number;
}

/** An upload that has not grown for so long is dead; live ones are dropped much earlier (uploadIdleSeconds). */
export const draftAgeMs = 3_600_000;
const dayMs = 86_400_000;

/** One round. Safe to stop at any point. */
export async function tidyUp(ctx: GatewayContext): Promise<JanitorReport> {
  return {
    cancelled: await cancelAbandoned(ctx),
    draftsRemoved: await ctx.blobs.sweepDrafts(draftAgeMs),
    peoplesDraftsRemoved: await tidyDrafts(ctx),
    keysForgotten: await forgetKeys(ctx),
    linksEnded: await deleteEndedLinks(ctx.database, ctx.now()),
    confirmationsEnded: await endConfirmations(ctx),
    originalsRemoved: await removeOldOriginals(ctx),
    requestsSettled: await settleUnreachable(ctx),
    sessionsEnded: await tidySessions(ctx),
  };
}

async function forgetKeys(ctx: GatewayContext): Promise<number> {
  const msecs = ctx.now().getTime() - ctx.config.idempotencyDays * dayMs;
  const before = uuidv7({ msecs, random: new Uint8Array(16) });
  let total = 0;
  for (;;) {
    const count = await forgetIdempotencyKeys(ctx.database, before);
    total += count;
    if (count < 1_000) return total;
    // Leaves room for documents being submitted.
    await pause(50);
  }
}

async function settleUnreachable(ctx: GatewayContext): Promise<number> {
  const found = await selectUnreachable(ctx.database, 200);
  for (const { document, agency, kind } of found) {
    await ctx.database.transaction(async (tx) => {
      const locked = await lockDocument(tx, document);
      const standing = (await lockStandings(tx, document)).find((row) => row.agency === agency);
      if (locked === undefined || standing?.stopped !== true || standing.request !== 'pending') return;
      await setRequests(tx, document, kind, ctx.now(), [{ agency, state: 'agreed' }]);
      await recordEvents(tx, [unreachableEvent(locked, agency, kind)]);
      await settleDocument(tx, document, kind);
    });
  }
  return found.length;
}

const unreachableEvent = ({ id, documentId, fromAgency }: RequestedDocument, agency: string, request: RequestKind) =>
  ({
    kind: 'request.answered',
    document: id,
    agencies: [fromAgency],
    payload: { documentId, agency, request, answer: 'agreed', actor: 'system:gateway' },
  }) as const;
