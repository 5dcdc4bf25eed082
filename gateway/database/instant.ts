/** A moment to the microsecond, as PostgreSQL writes it where it is read as text: a JavaScript date would lose the last digits. */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';

/** True for `2016-05-19 01:02:03.123456+00` and the like: a moment in UTC that PostgreSQL can read back. */
export const isInstant = (text: string): boolean =>
  isCalendarDate(text.slice(0, 10)) &&
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(text) &&
  !Number.isNaN(Date.parse(text.replace(' ', 'T').replace('+00', 'Z')));
