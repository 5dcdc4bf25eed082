import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RandomAccess } from '../../../schemas/asice/byte-source.js';
import { withReadAhead } from '../../../schemas/asice/read-ahead.js';

/** A file in memory that counts the steps to it. */
function countedFile(size: number): RandomAccess & { readonly bytes: Buffer; steps: number } {
  const bytes = randomBytes(size);
  const file = {
    bytes,
    size,
    steps: 0,
    read: async (offset: number, length: number) => {
      file.steps += 1;
      return Buffer.from(bytes.subarray(offset, offset + length));
    },
  };
  return file;
}

describe('reading ahead', () => {
  it('gives the bytes of the file, whatever is read in whatever order, also past its end', async () => {
    const size = fc.constantFrom(0, 1, 1_000, 65_535, 65_536, 65_537, 300_000);
    const reads = fc.array(fc.tuple(fc.nat(310_000), fc.oneof(fc.nat(64), fc.nat(200_000))), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(size, reads, async (bytes, steps) => {
        const file = countedFile(bytes);
        const ahead = withReadAhead(file);
        for (const [offset, length] of steps) {
          const read = await ahead.read(offset, length);
          expect(read.equals(file.bytes.subarray(offset, offset + length))).toBe(true);
        }
      }),
    );
  });

  it('finds many small things at both ends of a large file in two steps', async () => {
    const file = countedFile(10_000_000);
    const ahead = withReadAhead(file);
    for (let round = 0; round < 50; round += 1) {
      await ahead.read(round * 300, 30);
      await ahead.read(file.size - 46 - round * 300, 46);
    }
    expect(file.steps).toBe(2);
  });

  it('reads what is larger than its window in one step of its own', async () => {
    const file = countedFile(10_000_000);
    const ahead = withReadAhead(file);
    expect(await ahead.read(100, 1_000_000)).toHaveLength(1_000_000);
    expect(file.steps).toBe(1);
  });

  it('gives two who read at once what each asked for', async () => {
    const file = countedFile(1_000_000);
    const ahead = withReadAhead(file);
    const places = [0, 500_000, 999_000, 10, 500_100, 250_000];
    const read = await Promise.all(places.map((offset) => ahead.read(offset, 500)));
    expect(read.map((bytes) => bytes.toString('hex'))).toEqual(
      places.map((offset) => file.bytes.subarray(offset, offset + 500).toString('hex')),
    );
  });
});
