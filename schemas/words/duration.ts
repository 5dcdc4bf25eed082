/** How long something takes or has taken, as people say it: the two largest units that matter. Pure. */
import { type Bilingual, say } from './bilingual.js';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** @param seconds 0 or more; gives e.g. `41 giây`, `1 giờ 52 phút`, `17 giờ`, `3 ngày` */
export function durationInWords(seconds: number): Bilingual {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < minute) return say(`${whole} giây`, `${whole} s`);
  if (whole < hour) return say(`${Math.floor(whole / minute)} phút`, `${Math.floor(whole / minute)} min`);
  const hours = Math.floor(whole / hour);
  const minutes = Math.floor((whole % hour) / minute);
  if (whole < 10 * hour && minutes > 0) return say(`${hours} giờ ${minutes} phút`, `${hours} h ${minutes} min`);
  if (whole < day) return say(`${hours} giờ`, `${hours} h`);
  const days = Math.floor(whole / day);
  return say(`${days} ngày`, `${days} day${days === 1 ? '' : 's'}`);
}
