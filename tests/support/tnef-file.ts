/** Writes winmail.dat files for tests: attachments with their names and contents, as Outlook does, and what Outlook would never write. */

export interface TnefAttachment {
  /** In the attribute of old, in the code page. */
  readonly title?: Buffer;
  /** In the property of new, as UTF-16. */
  readonly longName?: string;
  readonly mimeTag?: string;
  readonly content?: Buffer;
  /** A TNEF of its own, attached as a message. */
  readonly message?: Buffer;
}

const uint16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const checksum = (bytes: Buffer) => bytes.reduce((sum, octet) => (sum + octet) & 0xffff, 0);
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

export const attribute = (level: 1 | 2, id: number, value: Buffer) =>
  Buffer.concat([Buffer.from([level]), uint32(id), uint32(value.length), value, uint16(checksum(value))]);

const property = (type: number, id: number, value: Buffer) =>
  Buffer.concat([uint16(type), uint16(id), uint32(1), uint32(value.length), padded(value)]);
const unicode = (id: number, text: string) => property(0x1f, id, Buffer.from(`${text}\0`, 'utf16le'));

/** A named property and one of several numbers stand before those that are read: they must be passed over in the right length. */
const others = [
  Buffer.concat([uint16(0x1f), uint16(0x8001), Buffer.alloc(16, 7), uint32(1), uint32(10)]),
  padded(Buffer.from('Màu\0\0', 'utf16le')),
  Buffer.concat([uint32(1), uint32(4), Buffer.from('x\0', 'utf16le')]),
  Buffer.concat([uint16(0x1003), uint16(0x0037), uint32(2), uint32(1), uint32(2)]),
  Buffer.concat([uint16(0x0b), uint16(0x7fff), uint32(1)]),
];

const messageInterface = Buffer.from('0703020000000000c000000000000046', 'hex');

function propertiesOf({ longName, mimeTag, message }: TnefAttachment): Buffer {
  const list = [
    ...(longName === undefined ? [] : [unicode(0x3707, longName)]),
    ...(mimeTag === undefined ? [] : [unicode(0x370e, mimeTag)]),
    ...(message === undefined ? [] : [property(0x0d, 0x3701, Buffer.concat([messageInterface, message]))]),
  ];
  return Buffer.concat([uint32(3 + list.length), ...others, ...list]);
}

const attachmentOf = (one: TnefAttachment) =>
  Buffer.concat([
    attribute(2, 0x00069002, Buffer.alloc(14)),
    ...(one.title === undefined ? [] : [attribute(2, 0x00018010, Buffer.concat([one.title, Buffer.from([0])]))]),
    ...(one.content === undefined ? [] : [attribute(2, 0x0006800f, one.content)]),
    attribute(2, 0x00069005, propertiesOf(one)),
  ]);

export function tnefFile(attachments: readonly TnefAttachment[], codepage = 1258): Buffer {
  return Buffer.concat([
    uint32(0x223e9f78),
    uint16(1),
    attribute(1, 0x00089006, uint32(0x00010000)),
    attribute(1, 0x00069007, Buffer.concat([uint32(codepage), uint32(0)])),
    ...attachments.map(attachmentOf),
  ]);
}
