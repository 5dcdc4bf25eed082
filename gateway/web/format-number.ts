/** Numbers as people read them: decimal comma and thousands point in Vietnamese, the other way round in English. Pure. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import type { Language } from './language.js';

const locales: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };
const both = (write: (locale: string) => string): Bilingual => say(write(locales.vi), write(locales.en));

/** `1846` → `1.846`. */
export const whole = (value: number): Bilingual => both((locale) => value.toLocaleString(locale));

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

const tenthsIn = (promille: number, locale: string): string => (promille / 10).toLocaleString(locale, oneDecimal);

/** Thousandths as percent or points without their sign: `887` → `88,7`. */
export const tenths = (promille: number): Bilingual => both((locale) => tenthsIn(promille, locale));

/** `887` → `88,7%`. */
export const percent = (promille: number): Bilingual => both((locale) => `${tenthsIn(promille, locale)}%`);

const units = [
  { seconds: 86_400, vi: 'ngày', en: 'day' },
  { seconds: 3_600, vi: 'giờ', en: 'hour' },
  { seconds: 60, vi: 'phút', en: 'minute' },
  { seconds: 1, vi: 'giây', en: 'second' },
] as const;

/** In the largest unit of which there are two at least: `47 phút`, `3 giây`; two days and more in days. */
export function duration(seconds: number): Bilingual {
  const unit = units.find((one) => seconds >= one.seconds * 2) ?? units[3];
  const count = Math.max(1, Math.round(seconds / unit.seconds));
  return say(`${count} ${unit.vi}`, `${count} ${unit.en}${count === 1 ? '' : 's'}`);
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Of a file or a disk, in powers of ten: `1,5 GB`. */
export function byteSize(bytes: number): Bilingual {
  const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  const digits = { maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1 };
  return both((locale) => `${value.toLocaleString(locale, digits)} ${byteUnits[power]}`);
}
