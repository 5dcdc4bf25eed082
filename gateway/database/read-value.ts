/**
 * How values of PostgreSQL arrive in JavaScript: bigint as number, timestamptz as ISO 8601 in UTC, date as YYYY-MM-DD.
 * Everything else as the driver does it. Source: PostgreSQL manual, section 8.5.2 (ISO output).
 */
import pg from 'pg';

type ReadText = (text: string) => unknown;

const ours: ReadonlyMap<number, ReadText> = new Map<number, ReadText>([
  [pg.types.builtins.INT8, readBigint],
  [pg.types.builtins.TIMESTAMPTZ, readInstant],
  [pg.types.builtins.DATE, (text) => text],
]);

/** The reader for a type of the server; the driver calls it per column. */
export function readValue(typeId: number, format?: 'text' | 'binary'): unknown {
  return (format !== 'binary' && ours.get(typeId)) || pg.types.getTypeParser(typeId, format as 'text');
}

function readBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}

/** `2016-05-19 01:02:03.123456+00` (the session's zone is UTC) to `2016-05-19T01:02:03.123Z`; `infinity` stays. */
function readInstant(text: string): string {
  const instant = new Date(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`);
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}
