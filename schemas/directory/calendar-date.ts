/**
 * Dates as documents carry them: real days of the calendar, without a time zone.
 * Source: ISO 8601 (YYYY-MM-DD) inside the product; QCVN 102:2016/BTTTT (yyyy/MM/dd) in edXML.
 */

const isoForm = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for `YYYY-MM-DD` naming a day that exists, from year 1900 on. */
export function isCalendarDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = isoForm.exec(text) ?? [];
  return year >= '1900' && exists(Number(year), Number(month), Number(day));
}

/** `2016-05-19` → `2016/05/19`, the form of edXML. */
export function toEdxmlDate(isoDate: string): string {
  return isoDate.replaceAll('-', '/');
}

function exists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
}
