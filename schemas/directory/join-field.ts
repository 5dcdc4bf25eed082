/** How the place of a value inside a record is written, e.g. `to[0]`, `promulgation.date`. */

/** A field inside a field: `to` and 0 → `to[0]`, `promulgation` and `date` → `promulgation.date`. */
export function joinField(field: string, part: string | number): string {
  if (typeof part === 'number') return `${field}[${part}]`;
  return field === '' ? part : `${field}.${part}`;
}
