/** Times as people read them here: day/month/year and the hour in Asia/Ho_Chi_Minh. Data stay in UTC. */

const clock = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const partsOf = (iso: string): Readonly<Record<string, string>> =>
  Object.fromEntries(clock.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));

/** @param iso ISO 8601; gives e.g. `19/05/2016 09:42:17 (+07)` */
export function vietnamTime(iso: string): string {
  const { day, month, year, hour, minute, second } = partsOf(iso);
  return `${day}/${month}/${year} ${hour}:${minute}:${second} (+07)`;
}

/** Where the second and the zone say nothing: `19/05/2016 09:42`. @param iso ISO 8601 */
export function vietnamMinute(iso: string): string {
  const { day, month, year, hour, minute } = partsOf(iso);
  return `${day}/${month}/${year} ${hour}:${minute}`;
}

/** The hour of a clock that runs: `09:42:17`. @param iso ISO 8601 */
export function vietnamClock(iso: string): string {
  const { hour, minute, second } = partsOf(iso);
  return `${hour}:${minute}:${second}`;
}

/** The day and the hour, without the day when that is the one of `now`. @param iso ISO 8601 */
export function vietnamMoment(iso: string, now: Date): string {
  const isToday = vietnamMinute(iso).slice(0, 10) === vietnamMinute(now.toISOString()).slice(0, 10);
  return isToday ? vietnamClock(iso) : vietnamMinute(iso);
}

/** The day alone: `19/05/2016`. @param iso ISO 8601 */
export const vietnamDate = (iso: string): string => vietnamMinute(iso).slice(0, 10);

/** @param day `2016-05-19`; gives `19/05/2016` */
export const dayMonthYear = (day: string): string => day.split('-').reverse().join('/');

/** As short as it can be told apart today: `09:42`, `18/05 09:42`, `31/12/2015 09:42`. @param iso ISO 8601 */
export function vietnamBrief(iso: string, now: Date): string {
  const [then, today] = [partsOf(iso), partsOf(now.toISOString())];
  const hour = `${then['hour']}:${then['minute']}`;
  if (then['year'] !== today['year']) return vietnamMinute(iso);
  const day = `${then['day']}/${then['month']}`;
  return day === `${today['day']}/${today['month']}` ? hour : `${day} ${hour}`;
}
