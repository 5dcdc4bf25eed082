/**
 * A list of MAPI properties as TNEF writes it. Gives the ones that hold octets or text; passes over the others.
 * Source: MS-OXTNEF section 2.1.3.4 (msgPropertyList), MS-OXCDATA section 2.11.1 (property types).
 */

export interface MapiProperty {
  readonly id: number;
  readonly type: number;
  /** As it lies there: text with its terminator, objects with the 16 octets that say what they are. */
  readonly value: Buffer;
}

export const propertyTypes = { object: 0x0d, string8: 0x1e, unicode: 0x1f, binary: 0x102 } as const;
const variableTypes: ReadonlySet<number> = new Set(Object.values(propertyTypes));
/** Sizes with their padding. */
const fixedSizes: ReadonlyMap<number, number> = new Map([
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 4],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);
const multiValued = 0x1000;
const firstNamedId = 0x8000;
const guidSize = 16;

const padded = (size: number) => size + ((4 - (size % 4)) % 4);

/** Reads on from a place. @throws RangeError past the end, as Buffer does */
export class OctetReader {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  take(size: number): Buffer {
    if (size > this.left) throw new RangeError('The octets end too early');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }
}

function skipName(reader: OctetReader): void {
  reader.take(guidSize);
  const isText = reader.uint32() === 1;
  const size = reader.uint32();
  if (isText) reader.take(padded(size));
}

function* valuesOf(reader: OctetReader, type: number): Generator<Buffer> {
  const single = type & ~multiValued;
  const isVariable = variableTypes.has(single);
  const count = isVariable || type !== single ? reader.uint32() : 1;
  const fixed = fixedSizes.get(single);
  if (!isVariable && fixed === undefined) throw new RangeError(`Nobody knows the property type ${type}`);
  for (let index = 0; index < count; index += 1) {
    if (fixed !== undefined) reader.take(fixed);
    else {
      const size = reader.uint32();
      yield reader.take(padded(size)).subarray(0, size);
    }
  }
}

/** @throws RangeError where the list is broken, after what was read before */
export function* readProperties(bytes: Buffer): Generator<MapiProperty> {
  const reader = new OctetReader(bytes);
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const type = reader.uint16();
    const id = reader.uint16();
    if (id >= firstNamedId) skipName(reader);
    for (const value of valuesOf(reader, type)) yield { id, type: type & ~multiValued, value };
  }
}
