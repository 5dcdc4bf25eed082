/** The smallest ZIP writer that is right: stored entries in the given order, so that only what is inside them is damaged. APPNOTE 6.3.10. */
import { crc32 } from 'node:zlib';

type File = readonly [name: string, content: Buffer];

/** Version, flags (names are UTF-8), method, time, date, CRC-32, both sizes, length of the name, length of the extra field. */
function facts([name, content]: File): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0800, 2);
  head.writeUInt16LE(0x21, 8);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(content.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(Buffer.byteLength(name), 22);
  return head;
}

function centralHeader(file: File, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts(file), tail, Buffer.from(file[0])]);
}

export function storedZip(files: readonly File[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts(file), Buffer.from(file[0]), file[1]]);
    directory.push(centralHeader(file, offset));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
