/** Whether a register's numbers have neither gaps nor doubles, and none is left open. */
import type { RegisterRow } from './list-from-api.js';

/** @param given numbers of the documents that clients were told of. @param kills each may leave one number cancelled */
export function judgeNumbers(
  rows: readonly RegisterRow[],
  given: readonly string[],
  kills: number,
): { faults: string[]; counts: Record<string, number> } {
  const ordinals = rows.map((row) => row.ordinal ?? 0).sort((a, b) => a - b);
  const cancelled = rows.filter((row) => row.state === 'cancelled').length;
  const reserved = rows.filter((row) => row.state === 'reserved').length;
  const faults: string[] = [];
  ordinals.forEach((ordinal, index) => {
    if (ordinal !== index + 1) faults.push(`register: place ${index + 1} holds number ${ordinal}`);
  });
  if (reserved > 0) faults.push(`register: ${reserved} numbers are neither issued nor cancelled`);
  if (cancelled > kills) faults.push(`register: ${cancelled} cancelled numbers for ${kills} kills`);
  if (new Set(given).size !== given.length) faults.push('register: two documents answered 201 share a number');
  return { faults, counts: { numbers: ordinals.length, issued: rows.length - cancelled - reserved, cancelled } };
}
