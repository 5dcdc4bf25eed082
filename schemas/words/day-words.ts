/**
 * Days and hours as lists and deadlines say them: `Hôm nay, thứ Năm 19/05/2016`, `còn 1 ngày`, `9 giờ 42`. Days are calendar days in
 * Vietnam, YYYY-MM-DD.
 */
import { type Bilingual, say } from './bilingual.js';
import { dayMonthYear, vietnamMinute } from './vietnam-time.js';

const weekdays: readonly Bilingual[] = [
  say('Chủ nhật', 'Sunday'),
  say('thứ Hai', 'Monday'),
  say('thứ Ba', 'Tuesday'),
  say('thứ Tư', 'Wednesday'),
  say('thứ Năm', 'Thursday'),
  say('thứ Sáu', 'Friday'),
  say('thứ Bảy', 'Saturday'),
];

const dayMs = 86_400_000;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Whole days from one calendar day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / dayMs;

/** `Thứ Năm 19/05/2016` */
export function weekdayAndDate(day: string): Bilingual {
  const { vi, en } = weekdays[new Date(day).getUTCDay()] ?? say('', '');
  return say(`${capital(vi)} ${dayMonthYear(day)}`, `${en} ${dayMonthYear(day)}`);
}

const near: ReadonlyMap<number, Bilingual> = new Map([
  [0, say('Hôm nay', 'Today')],
  [-1, say('Hôm qua', 'Yesterday')],
]);

/** Above the rows of one day: `Hôm nay, thứ Năm 19/05/2016`, for older days the date alone. */
export function dayHeading(day: string, today: string): Bilingual {
  const { vi, en } = weekdayAndDate(day);
  const word = near.get(daysBetween(today, day));
  return word === undefined
    ? say(vi, en)
    : say(`${word.vi}, ${vi.charAt(0).toLowerCase()}${vi.slice(1)}`, `${word.en}, ${en}`);
}

/** `09:42` in Vietnam. @param iso ISO 8601 */
export const hourMinute = (iso: string): string => vietnamMinute(iso).slice(-5);

/** As sentences have it, not to be parted: `9 giờ 42`. @param iso ISO 8601 */
export function hourInWords(iso: string): Bilingual {
  const [hour = '', minute = ''] = hourMinute(iso).split(':');
  return say(`${Number(hour)}\u00a0giờ\u00a0${minute}`, `${hour}:${minute}`);
}

const days = (count: number) => `${count} day${count === 1 ? '' : 's'}`;

/**
 * How a deadline stands to today; null where the date says enough (more than a week ahead).
 * @example deadlineWords('2016-05-17', '2016-05-19').vi === 'quá 2 ngày'
 */
export function deadlineWords(due: string, today: string): Bilingual | null {
  const left = daysBetween(today, due);
  if (left < 0) return say(`quá ${-left} ngày`, `${days(-left)} late`);
  if (left === 0) return say('hôm nay', 'today');
  return left <= 7 ? say(`còn ${left} ngày`, `${days(left)} left`) : null;
}

/** What is left until a moment: `còn 1 giờ 48 phút`, or by how much it has passed. */
export function timeLeft(until: Date, now: Date): Bilingual {
  const minutes = Math.round(Math.abs(until.getTime() - now.getTime()) / 60_000);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const vi = `${h === 0 ? '' : `${h} giờ `}${m} phút`;
  const en = `${h === 0 ? '' : `${h} h `}${m} min`;
  return until < now ? say(`quá ${vi}`, `${en} late`) : say(`còn ${vi}`, `${en} left`);
}
