/**
 * The next number of an outgoing series, also when the number the counter would give stands in the book already: entered by hand, or
 * given in another series with the same notation, in use or cancelled. Such a number is stepped over, and its place in the series shows
 * as cancelled.
 * Source: product, rules of the field: numbers without gaps, number and notation unique per agency and year.
 */
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { numberRefusal } from './number-refusal.js';
import { cancelTakenNumbers, lockCounter, type NumberPlace, selectTakenNumbers } from './registers.store.js';

const reason = 'Số này đã dùng hoặc đã hủy với cùng ký hiệu (stands in the book already)';
/** Numbers stepped over in one transaction. */
const atOnce = 200;
/** Each round either succeeds or finds that somebody else was faster; so many in a row are no coincidence. */
const maxRounds = 100;

/**
 * Does what takes the next number of a series.
 * @param take raises the series' counter by one and writes the entry, all or nothing
 * @throws what `take` throws; Problem `conflict` when others are faster again and again
 */
export async function withNextNumber<T>(
  ctx: GatewayContext,
  place: NumberPlace,
  actor: string,
  take: () => Promise<T>,
): Promise<T> {
  for (let round = 0; round < maxRounds; round += 1) {
    try {
      return await take();
    } catch (error) {
      if (numberRefusal(error) === null) throw error;
      await stepOverTaken(ctx, place, actor);
    }
  }
  throw new Problem('conflict', { detail: 'The next number was taken by others again and again', field: 'number' });
}

async function stepOverTaken(ctx: GatewayContext, place: NumberPlace, actor: string): Promise<void> {
  const at = ctx.now();
  await ctx.database.transaction(async (tx) => {
    const last = await lockCounter(tx, place);
    const taken = await selectTakenNumbers(tx, place, last, atOnce);
    const skipped = taken
      .filter((ordinal, index) => ordinal === last + 1 + index)
      .map((ordinal) => ({ ordinal, id: uuidv7() }));
    if (skipped.length === 0) return;
    const numbers = await cancelTakenNumbers(tx, place, { skipped, reason, actor, at });
    const { agency, year, series } = place;
    await recordEvents(
      tx,
      numbers.map(({ id, number }) => ({
        kind: 'register.cancelled',
        agencies: [agency],
        payload: { entry: id, year, series, number, reason, actor },
      })),
    );
    tx.afterCommit(() => ctx.wake('events'));
  });
}
