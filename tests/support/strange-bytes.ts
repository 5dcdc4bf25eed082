import fc from 'fast-check';

/** What a stranger may send where `expected` belongs: that with one byte changed, or up to 300 bytes of anything. */
export function strangeBytes(expected: Buffer): fc.Arbitrary<Buffer> {
  const flips = fc.tuple(fc.nat(expected.length - 1), fc.integer({ min: 1, max: 255 }));
  const changed = flips.map(([position, flip]) => {
    const bytes = Buffer.from(expected);
    bytes[position] = (bytes[position] ?? 0) ^ flip;
    return bytes;
  });
  return fc.oneof(
    changed,
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  );
}
