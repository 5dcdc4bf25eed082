/**
 * Legal holds: while one stands, nothing of what it names is tidied away or erased. Placed and lifted by an operator, with a reason;
 * shown to auditors. What is removed otherwise, and when: retention.ts.
 */
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { Problem } from '../../schemas/problems/problem.js';
import { agencyMeant } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { type Principal, requireScope } from '../identity/access.js';
import { changeHolds } from './held.store.js';
import { type HeldThing, type HoldRow, insertHold, liftRow, selectDocumentsNamed, selectHolds } from './holds.store.js';

/** What is to be held, as somebody wrote it. */
export type HoldRequest =
  /** Id of the document, or its DocumentId (`000.00.09.H30,2016/05/19,123/STTTT-VP`). */
  | { readonly document: string }
  /** Code, alias or name; days YYYY-MM-DD, both included. */
  | { readonly agency: string; readonly from: string; readonly to: string };

const mostHolds = 500;

/** @throws Problem `invalid_request` naming the field */
function readReason(text: string): string {
  const reason = text.normalize('NFC').trim();
  if (reason !== '' && reason.length <= 500) return reason;
  throw new Problem('invalid_request', { detail: 'The reason has 1 to 500 characters', field: 'reason' });
}

function readDay(text: string, field: 'from' | 'to'): string {
  if (isCalendarDate(text)) return text;
  throw new Problem('invalid_request', { detail: 'A day is written YYYY-MM-DD', field });
}

async function readThing(ctx: GatewayContext, request: HoldRequest): Promise<HeldThing> {
  if ('document' in request) return { document: await findDocumentNamed(ctx, request.document.trim()) };
  const [fromDay, toDay] = [readDay(request.from, 'from'), readDay(request.to, 'to')];
  if (toDay < fromDay)
    throw new Problem('invalid_request', { detail: 'The last day comes before the first one', field: 'to' });
  const { code } = await agencyMeant(ctx, request.agency);
  return { agency: code, fromDay, toDay };
}

async function findDocumentNamed({ database }: GatewayContext, text: string): Promise<string> {
  const name = text.normalize('NFC').slice(0, 200);
  const [found, another] = name === '' ? [] : await selectDocumentsNamed(database, isUuid(name) ? name : null, name);
  if (found === undefined)
    throw new Problem('not_found', { detail: 'No document has this id or DocumentId', field: 'document' });
  if (another === undefined) return found;
  throw new Problem('conflict', {
    detail: 'Several documents have this DocumentId: name one by its id',
    field: 'document',
  });
}

/**
 * Places a hold; gives back its id. Waits for removals that are under way: once it stands, nothing it covers goes.
 * @throws Problem `missing_scope`; `invalid_request`, `not_found`, `unknown_agency`, `conflict` naming the field; `already_exists`
 */
export async function placeHold(
  ctx: GatewayContext,
  principal: Principal,
  request: HoldRequest,
  why: string,
): Promise<string> {
  requireScope(principal, 'admin');
  const reason = readReason(why);
  const thing = await readThing(ctx, request);
  const id = uuidv7();
  const { actor } = principal;
  await ctx.database.transaction(async (tx) => {
    await changeHolds(tx);
    if (!(await insertHold(tx, { id, thing, reason, placedBy: actor, placedAt: ctx.now() })))
      throw new Problem('already_exists', { detail: 'The same is held already' });
    const document = 'document' in thing ? { document: thing.document } : {};
    await recordEvents(tx, [
      { kind: 'hold.placed', ...document, agencies: [], payload: { hold: id, ...thing, reason, actor } },
    ]);
  });
  return id;
}

/** Ends a hold: from then on what it covered may go. @throws Problem `missing_scope`, `not_found`, `invalid_request` */
export async function liftHold(ctx: GatewayContext, principal: Principal, id: string, why: string): Promise<void> {
  requireScope(principal, 'admin');
  const reason = readReason(why);
  const { actor } = principal;
  await ctx.database.transaction(async (tx) => {
    const lifted = isUuid(id) ? await liftRow(tx, id, { reason, by: actor, at: ctx.now() }) : undefined;
    if (lifted === undefined) throw new Problem('not_found', { detail: 'There is no such hold in force' });
    const document = lifted.document === null ? {} : { document: lifted.document };
    await recordEvents(tx, [{ kind: 'hold.lifted', ...document, agencies: [], payload: { hold: id, reason, actor } }]);
  });
}

/** Holds in force first, then those that were lifted; the newest of each first. */
export const listHolds = ({ database }: Pick<GatewayContext, 'database'>): Promise<HoldRow[]> =>
  selectHolds(database, mostHolds);
