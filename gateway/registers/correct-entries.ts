/**
 * What is changed in a book afterwards: a reservation or a paper document cancelled, columns corrected or added, each with its reason.
 * Nothing is lost by it: a cancelled number stays visible, and the event keeps what stood there before.
 * Source: Decree 30/2020/NĐ-CP articles 15 and 22, annex VI (history of changes).
 */
import { isDeepStrictEqual } from 'node:util';
import { validate as isUuid } from 'uuid';
import { fieldLengths } from '../../schemas/directory/field-lengths.js';
import { Problem } from '../../schemas/problems/problem.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { actingAgency, type Principal, requireScope } from '../identity/access.js';
import { addedColumns, readColumns, readPaperColumns, readText } from './entry-details.js';
import { findEntry } from './list-register.js';
import type { EntryRow } from './read-entries.store.js';
import { type Book, cancelByHand, type EntryDetails, updateDetails } from './registers.store.js';

function readReason(reason: unknown): string {
  const why = readText(reason, 'reason', fieldLengths.description);
  if (why === '') throw new Problem('invalid_request', { detail: 'A reason is needed', field: 'reason' });
  return why;
}

/**
 * Cancels a reservation nobody used; its number stays visible as cancelled.
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`, `not_found` (also when it is used or cancelled already)
 */
export const cancelReservation = (
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  reason: string,
  agency?: string,
): Promise<void> => cancel(ctx, principal, { id, reason, agency, what: ['reserved'] });

/**
 * Cancels a reservation nobody used, or a paper document.
 * @throws as `cancelReservation`
 */
export const cancelEntry = (ctx: GatewayContext, principal: Principal, id: string, reason: string): Promise<void> =>
  cancel(ctx, principal, { id, reason, what: ['reserved', 'paper'] });

interface CancelWish {
  readonly id: string;
  readonly reason: string;
  readonly agency?: string | undefined;
  readonly what: readonly ('reserved' | 'paper')[];
}

async function cancel(ctx: GatewayContext, principal: Principal, wish: CancelWish): Promise<void> {
  requireScope(principal, 'registers:write');
  const { id, what } = wish;
  const agency = actingAgency(principal, wish.agency);
  const [reason, actor] = [readReason(wish.reason), principal.actor];
  await ctx.database.transaction(async (tx) => {
    const change = { id, agency, reason, actor, at: ctx.now() };
    const cancelled = isUuid(id) ? await cancelByHand(tx, change, what) : undefined;
    if (cancelled === undefined)
      throw new Problem('not_found', { detail: `There is nothing of that id to cancel: ${what.join(' or ')}` });
    const payload = { entry: id, ...cancelled, reason, actor };
    await recordEvents(tx, [{ kind: 'register.cancelled', agencies: [agency], payload }]);
    tx.afterCommit(() => ctx.wake('events'));
  });
}

/**
 * Corrects the columns of a paper document, or adds to those of an electronic one what the document does not say.
 * @param details the columns as they shall be; what is left out is empty then
 * @throws Problem `missing_scope`, `wrong_agency`, `invalid_request`, `secret_refused`, `not_found`, `conflict` (changed meanwhile)
 */
export async function correctEntry(
  ctx: GatewayContext,
  principal: Principal,
  id: string,
  details: EntryDetails,
  reason: string,
): Promise<void> {
  requireScope(principal, 'registers:write');
  const agency = actingAgency(principal);
  const { book, row } = await findEntry(ctx, principal, id);
  if (row.state !== 'issued') throw new Problem('not_found', { detail: 'Only a number in use has columns to correct' });
  const after = correctedDetails(book, row, details);
  if (isDeepStrictEqual(after, row.details)) return;
  const why = readReason(reason);
  await ctx.database.transaction(async (tx) => {
    if (!(await updateDetails(tx, { id, agency }, row.details, after)))
      throw new Problem('conflict', { detail: 'Somebody else changed this entry meanwhile' });
    const { actor } = principal;
    const payload = { entry: id, book, number: row.number, before: row.details, after, reason: why, actor };
    await recordEvents(tx, [{ kind: 'register.corrected', agencies: [agency], payload }]);
    tx.afterCommit(() => ctx.wake('events'));
  });
}

function correctedDetails(book: Book, row: EntryRow, details: EntryDetails): EntryDetails {
  if (row.document === null) return { ...keptMarks(row), ...inItsYear(book, row, readPaperColumns(book, details)) };
  const read = readColumns(details);
  const added = Object.fromEntries(
    addedColumns.flatMap((name) => (read[name] === undefined ? [] : [[name, read[name]]])),
  );
  const others = Object.entries(row.details).filter(([name]) => !(addedColumns as readonly string[]).includes(name));
  return { ...Object.fromEntries(others), ...added };
}

const keptMarks = ({ details: { reservation } }: EntryRow): EntryDetails =>
  reservation === undefined ? {} : { reservation };

/** A number belongs to a year: a date of another one would be another number. */
function inItsYear(book: Book, row: EntryRow, details: EntryDetails): EntryDetails {
  const field = book === 'out' ? 'date' : 'arrivedOn';
  const before = (row.details[field] ?? vietnamDay(new Date(row.createdAt))).slice(0, 4);
  if ((details[field] ?? before).slice(0, 4) === before) return details;
  throw new Problem('invalid_request', {
    detail: `The number was given in the register of ${before}: cancel it and enter the document in the right year`,
    field: `details.${field}`,
  });
}
