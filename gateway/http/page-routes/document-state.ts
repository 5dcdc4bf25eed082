/** What the document page shows, read from the rooms that know it: a handful of queries, however many recipients there are. */
import type { GatewayContext } from '../../context.js';
import { listViewers } from '../../documents/access-history.js';
import { type Act, availableActs, ownRow } from '../../documents/available-acts.js';
import { findRelated } from '../../documents/related-documents.js';
import { type DocumentView, viewDocument, viewTimeline } from '../../documents/view-document.js';
import type { EventRow, FileRow } from '../../documents/view-document.store.js';
import type { Principal } from '../../identity/access.js';
import { namesOfColleagues } from '../../identity/actor-names.js';
import type { SignedIn } from '../../identity/sessions.js';
import { foreseeIncoming, type IncomingNumbers } from '../../registers/own-incoming-number.js';
import type { DocumentProps } from '../../web/pages/document/document-props.js';
import { isReadable } from '../../web/pages/document/files.js';
import { readPlace } from './opened-from.js';

/** What the address asks for beside the document. */
export interface Asked {
  /** Address of the list. */
  readonly list: string | null;
  readonly panel: Act | null;
  /** Place of the file to show; 0 for none, null when nothing is said. */
  readonly file: number | null;
}

export type DocumentState = Omit<DocumentProps, 'page' | 'done' | 'fault'>;

const viewersShown = 4;

/** @throws Problem as `viewDocument` */
export async function readDocument(
  ctx: GatewayContext,
  person: SignedIn,
  id: string,
  { list, panel, file }: Asked,
): Promise<DocumentState> {
  const { principal } = person;
  const view = await viewDocument(ctx, principal, id);
  const acts = availableActs(view, principal);
  const [events, related, viewers, place, numbers] = await Promise.all([
    viewTimeline(ctx, principal, id),
    findRelated(ctx, principal, view),
    listViewers(ctx, principal, id, viewersShown),
    readPlace(ctx, principal, id, list),
    numbersFor(ctx, view, acts),
  ]);
  return {
    person,
    now: ctx.now(),
    view,
    events,
    people: await peopleIn(ctx, principal, events),
    readsMails: principal.auditor,
    related,
    viewers,
    list,
    place,
    acts,
    nextNumber: numbers?.next ?? null,
    givesOwnNumbers: numbers?.isOwnAllowed ?? false,
    panel,
    shownFile: shownFile(view, file)?.n ?? null,
  };
}

/** Incoming documents are opened to be read. */
function shownFile({ relation, isWithdrawn, files }: DocumentView, asked: number | null): FileRow | undefined {
  if (isWithdrawn) return undefined;
  if (asked !== null) return files.find((file) => file.n === asked && isReadable(file));
  return relation === 'recipient' ? files.find(isReadable) : undefined;
}

async function numbersFor(
  ctx: GatewayContext,
  view: DocumentView,
  acts: ReadonlySet<Act>,
): Promise<IncomingNumbers | null> {
  const own = ownRow(view);
  return own !== undefined && acts.has('accept') ? foreseeIncoming(ctx, own.agency) : null;
}

/** Colleagues are known by name; who acted elsewhere only as that agency says. */
function peopleIn(ctx: GatewayContext, principal: Principal, events: readonly EventRow[]) {
  const actors = events.flatMap(({ payload }) => (typeof payload['actor'] === 'string' ? [payload['actor']] : []));
  return namesOfColleagues(ctx.database, actors, principal.auditor ? null : principal.agencies);
}
