/** Breaks a file in the ways accidents and attackers do: bytes changed, cut out, doubled. */
import fc from 'fast-check';

interface Edit {
  readonly at: number;
  readonly kind: 'change' | 'cut' | 'double';
  readonly byte: number;
  readonly length: number;
}

function applyEdit(bytes: Buffer, { at, kind, byte, length }: Edit): Buffer {
  const place = at % Math.max(1, bytes.length);
  if (kind === 'cut') return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + length)]);
  if (kind === 'double') return Buffer.concat([bytes.subarray(0, place + length), bytes.subarray(place)]);
  const changed = Buffer.from(bytes);
  changed[place] = byte;
  return changed;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('change', 'cut', 'double'),
  byte: fc.nat(255),
  length: fc.nat(200),
});

/** One of the originals with one to four edits. */
export const mutationsOf = (originals: readonly Buffer[]): fc.Arbitrary<Buffer> =>
  fc
    .tuple(fc.constantFrom(...originals), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([original, edits]) => edits.reduce(applyEdit, original));
