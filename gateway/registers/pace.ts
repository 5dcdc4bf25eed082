/**
 * How fast documents move: acknowledged on the day they arrive, median times. Pure.
 * Source: Decree 30/2020/NĐ-CP article 21.2c (acknowledge on the same day); ISO 3534-1:2006, 1.13 (median).
 */
import type { BucketCount, KeyedCount } from './report-counts.store.js';
import type { CountingRule } from './share-definitions.js';

/** By which rule `Acknowledged` is counted. Version 1 was never printed: it called late what had been given back on its day. */
export const sameDayRule: CountingRule = {
  name: 'same-day',
  version: 2,
  vi: 'Tiếp nhận trong ngày: số văn bản đến qua hệ thống này được tiếp nhận hoặc từ chối ngay trong ngày đến, chia cho tổng số văn bản đến qua hệ thống; không kể văn bản đến hôm nay còn chờ trả lời, và văn bản đã trả lại nơi gửi (đồng ý thu hồi hoặc thay thế) ngay trong ngày đến khi chưa tiếp nhận hay từ chối; trả lại sau ngày đến vẫn tính là chậm',
  en: 'Same day: documents that arrived through this gateway and were accepted or refused on the day of arrival, divided by all that arrived through it; without those that arrived today and still wait, and those given back to their sender (by agreeing to a recall or a replacement) on the day of arrival before they were accepted or refused; what was given back later is late',
};

/** Medians in seconds; each is right within 2.5 % (migration 0027, time_bucket). Null without a case. */
export interface Pace {
  readonly acknowledged: Acknowledged;
  /** From sending to the inbox. */
  readonly deliverSeconds: number | null;
  /** From the inbox to acceptance. */
  readonly acceptSeconds: number | null;
  /** From the inbox to completion. */
  readonly completeSeconds: number | null;
}

export interface Acknowledged {
  /** Accepted or refused on the day of arrival. */
  readonly sameDay: number;
  /** Later, or not at all though the day is over; without what was given back on that day. */
  readonly late: number;
  /** 0 … 1; null without a case. */
  readonly share: number | null;
}

export const acknowledgedMeasures = ['arrived', 'same-day', 'given-back'] as const;
export const paceMeasures = ['deliver-time', 'accept-time', 'complete-time'] as const;

/** The middle of the buckets' counts, in seconds; of an even number of cases half-way between the two middle ones. */
export function medianSeconds(buckets: readonly BucketCount[], measure: (typeof paceMeasures)[number]): number | null {
  const mine = buckets.filter((one) => one.measure === measure).sort((a, b) => a.bucket - b.bucket);
  const half = mine.reduce((total, { count }) => total + count, 0) / 2;
  const [lower, upper] = [secondsAt(mine, Math.ceil(half)), secondsAt(mine, Math.floor(half) + 1)];
  return lower === null || upper === null ? null : (lower + upper) / 2;
}

/** The time of a case, counted from the shortest, which is 1. */
function secondsAt(sorted: readonly BucketCount[], place: number): number | null {
  let passed = 0;
  for (const { bucket, count } of sorted) {
    passed += count;
    if (passed >= place) return Math.exp((bucket + 0.5) / 20);
  }
  return null;
}

/**
 * @param counts of `acknowledgedMeasures`
 * @param arrivedToday of the same agencies: what is not acknowledged yet is not late yet
 */
export function acknowledgedOf(
  counts: readonly Pick<KeyedCount, 'measure' | 'count'>[],
  today: readonly Pick<KeyedCount, 'measure' | 'count'>[],
): Acknowledged {
  const sum = (of: typeof counts, measure: string) =>
    of.reduce((total, one) => total + (one.measure === measure ? one.count : 0), 0);
  const unanswered = (of: typeof counts) => sum(of, 'arrived') - sum(of, 'same-day') - sum(of, 'given-back');
  const sameDay = sum(counts, 'same-day');
  const late = unanswered(counts) - unanswered(today);
  return { sameDay, late, share: sameDay + late === 0 ? null : sameDay / (sameDay + late) };
}
