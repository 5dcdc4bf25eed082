/**
 * Absences: declared, ended early, listed; and a deputy's step into somebody's place and out of it. Who may stand in for whom is in
 * stand-in.ts; what a session may do meanwhile follows in sessions.ts.
 */
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import type { Transaction } from '../../database/database.js';
import { recordEvents } from '../../evidence/events.store.js';
import type { SignedIn } from '../sessions.js';
import {
  type AbsenceRow,
  endRow,
  insertAbsence,
  lockStanding,
  type StandingRow,
  selectAbsences,
  selectColleagues,
  setSessionAbsence,
} from './absences.store.js';
import { type AbsenceDays, mayBeAbsent, mayStandIn } from './stand-in.js';

export interface AbsenceDraft extends AbsenceDays {
  /** Id of whoever stands in. */
  readonly deputy: string;
}

const longestDays = 366;
const dayMs = 86_400_000;

function readDay(text: string, field: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text)
    throw new Problem('invalid_request', { detail: 'A day is written YYYY-MM-DD', field });
  return text;
}

function readDays(draft: AbsenceDays, today: string): AbsenceDays {
  const [fromDay, toDay] = [readDay(draft.fromDay, 'fromDay'), readDay(draft.toDay, 'toDay')];
  const refuse = (detail: string) => new Problem('invalid_request', { detail, field: 'toDay' });
  if (toDay < fromDay) throw refuse('The last day comes before the first one');
  if (toDay < today) throw refuse('The last day is over');
  if ((Date.parse(toDay) - Date.parse(fromDay)) / dayMs >= longestDays)
    throw refuse(`An absence has at most ${longestDays} days`);
  return { fromDay, toDay };
}

/**
 * Says that somebody is away and who stands in. The caller has seen to it that `actor` may say so of this person.
 * @returns the id
 * @throws Problem `invalid_request` (`fromDay`, `toDay`), `deputy_unsuitable`, `absence_overlaps`
 */
export async function declareAbsence(
  ctx: GatewayContext,
  person: string,
  draft: AbsenceDraft,
  actor: string,
): Promise<string> {
  const today = vietnamDay(ctx.now());
  const { fromDay, toDay } = readDays(draft, today);
  const id = uuidv7();
  await ctx.database.transaction(async (tx) => {
    const absent = await lockStanding(tx, person);
    const deputy = (await selectColleagues(tx, person)).find((one) => one.id === draft.deputy);
    if (absent === undefined || deputy === undefined || !mayStandIn(absent, deputy))
      throw new Problem('deputy_unsuitable', { field: 'deputy' });
    const others = await selectAbsences(tx, person, today);
    if (others.some((other) => other.fromDay <= toDay && fromDay <= other.toDay))
      throw new Problem('absence_overlaps', { field: 'fromDay' });
    await insertAbsence(tx, { id, person, deputy: deputy.id, fromDay, toDay, actor, at: ctx.now() });
    await record(tx, absent, { absence: id, deputy: deputy.id, fromDay, toDay, to: 'declared', actor });
  });
  return id;
}

/**
 * Ends an absence early, or takes back one to come.
 * @throws Problem `not_found` when this person has no such absence, or it was ended
 */
export async function endAbsence(ctx: GatewayContext, person: string, id: string, actor: string): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    const absent = await lockStanding(tx, person);
    const isEnded = isUuid(id) && (await endRow(tx, id, person, { actor, at: ctx.now() }));
    if (absent === undefined || !isEnded) throw new Problem('not_found', { detail: 'There is no such absence' });
    await record(tx, absent, { absence: id, to: 'ended', actor });
  });
}

/** Their agency is told. */
const record = (tx: Transaction, { id, agency }: StandingRow, facts: Readonly<Record<string, unknown>>) =>
  recordEvents(tx, [
    {
      kind: 'user.changed',
      agencies: agency === null ? [] : [agency],
      payload: { user: id, what: 'absence', ...facts },
    },
  ]);

export interface AbsenceView {
  /** Now and to come. */
  readonly absences: readonly AbsenceRow[];
  /** Who may stand in. */
  readonly deputies: readonly StandingRow[];
}

/** What there is to say about somebody's absence; null for roles that nobody stands in for. */
export async function readAbsences(
  { database, now }: GatewayContext,
  person: Omit<StandingRow, 'name'>,
): Promise<AbsenceView | null> {
  if (!mayBeAbsent(person.role)) return null;
  const [absences, colleagues] = await Promise.all([
    selectAbsences(database, person.id, vietnamDay(now())),
    selectColleagues(database, person.id),
  ]);
  return { absences, deputies: colleagues.filter((one) => mayStandIn(person, one)) };
}

/**
 * Has this session act in the place of somebody absent, until it steps back or the absence ends.
 * @throws Problem `not_found` when nobody is to be stood in for under this absence today
 */
export async function standIn({ database }: GatewayContext, person: SignedIn, absence: string): Promise<void> {
  if (!person.assignments.some((one) => one.absence === absence))
    throw new Problem('not_found', { detail: 'There is nobody to stand in for' });
  await setSessionAbsence(database, person.session, person.id, absence);
}

/** The session acts for its own person again. */
export const stepBack = ({ database }: GatewayContext, { session, id }: SignedIn): Promise<void> =>
  setSessionAbsence(database, session, id, null);
