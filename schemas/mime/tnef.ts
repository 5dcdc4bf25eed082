/**
 * The files in a `winmail.dat` (application/ms-tnef): Outlook's own way of packing what others send as MIME parts. Attachments of
 * messages attached to it are among them; text and properties of the message are not read.
 * Nothing in it is compressed, so that the files are never larger than the whole.
 * Source: MS-OXTNEF sections 2.1.1 to 2.1.3; MS-OXPROPS for the property names.
 */
import { decodeText } from './charset.js';
import { type Complain, malformed } from './faults.js';
import { type MapiProperty, OctetReader, propertyTypes, readProperties } from './mapi-properties.js';

export interface PackedFile {
  /** As the sender named it, not cleaned; empty when it has none. */
  readonly name: string;
  /** Lower case media type; `application/octet-stream` when none is said. */
  readonly type: string;
  readonly content: Buffer;
}

const signature = 0x223e9f78;
/** The low half of an attribute's id names it, the high half its type. */
const attributes = {
  attachRenderData: 0x9002,
  attachTitle: 0x8010,
  attachData: 0x800f,
  attachProperties: 0x9005,
  oemCodepage: 0x9007,
} as const;
const properties = {
  attachData: 0x3701,
  attachFilename: 0x3704,
  attachLongFilename: 0x3707,
  attachMimeTag: 0x370e,
  displayName: 0x3001,
} as const;

const maxFiles = 1000;
/** Messages in each other. */
const maxDepth = 8;
const interfaceIdSize = 16;
/** A type that would make a mail of the file, or parts, is not believed. */
const fileType = /^(?:application|audio|image|text|video)\/[a-z0-9.+-]{1,100}$/;

interface OpenFile {
  title: string;
  data: Buffer | null;
  readonly texts: Map<number, string>;
}

class TnefReader {
  readonly files: PackedFile[] = [];
  #codepage = 1252;

  constructor(private readonly depth: number) {
    if (depth > maxDepth) throw malformed('Messages in a winmail.dat are nested too deeply');
  }

  /** @throws RangeError where it is broken; the files before that are there. */
  read(bytes: Buffer): void {
    const reader = new OctetReader(bytes);
    if (reader.uint32() !== signature) throw new RangeError('No TNEF');
    reader.uint16();
    let file: OpenFile | null = null;
    try {
      while (reader.left > 0) {
        reader.uint8();
        const id = reader.uint32() & 0xffff;
        const value = reader.take(reader.uint32());
        reader.uint16();
        if (id === attributes.attachRenderData) {
          this.#close(file);
          file = { title: '', data: null, texts: new Map() };
        } else this.#take(id, value, file);
      }
    } finally {
      this.#close(file);
    }
  }

  #take(id: number, value: Buffer, file: OpenFile | null): void {
    if (id === attributes.oemCodepage && value.length >= 4) this.#codepage = value.readUInt32LE();
    if (file === null) return;
    if (id === attributes.attachTitle) file.title = this.#text(value);
    if (id === attributes.attachData) file.data = value;
    if (id === attributes.attachProperties) for (const one of readProperties(value)) this.#takeProperty(one, file);
  }

  #takeProperty({ id, type, value }: MapiProperty, file: OpenFile): void {
    if (type === propertyTypes.unicode) file.texts.set(id, withoutEnd(decodeText(value, 'utf-16le')));
    if (type === propertyTypes.string8) file.texts.set(id, this.#text(value));
    if (id !== properties.attachData) return;
    if (type === propertyTypes.binary) file.data ??= value;
    if (type === propertyTypes.object) this.#takeObject(value.subarray(interfaceIdSize), file);
  }

  /** An attached message is a TNEF of its own; anything else is given as it is. */
  #takeObject(value: Buffer, file: OpenFile): void {
    if (value.length < 4 || value.readUInt32LE() !== signature) {
      file.data ??= value;
      return;
    }
    const inner = new TnefReader(this.depth + 1);
    try {
      inner.read(value);
    } finally {
      for (const one of inner.files) this.#add(one);
    }
  }

  #text(bytes: Buffer): string {
    const isWindows = this.#codepage >= 1250 && this.#codepage <= 1258;
    return withoutEnd(decodeText(bytes, `${isWindows ? 'windows-' : 'cp'}${this.#codepage}`));
  }

  #close(file: OpenFile | null): void {
    if (file?.data == null) return;
    const { texts, title, data } = file;
    const name =
      texts.get(properties.attachLongFilename) ||
      title ||
      texts.get(properties.attachFilename) ||
      texts.get(properties.displayName) ||
      '';
    const stated = texts.get(properties.attachMimeTag)?.toLowerCase() ?? '';
    this.#add({ name, type: fileType.test(stated) ? stated : 'application/octet-stream', content: data });
  }

  #add(file: PackedFile): void {
    if (this.files.length >= maxFiles) throw malformed(`A winmail.dat has more than ${maxFiles} files`);
    this.files.push(file);
  }
}

const withoutEnd = (text: string) => text.replace(/\0.*$/s, '');

/**
 * The files in their order; of a broken one those before the break.
 * @throws Problem `mail_malformed` over the limits (1000 files, 8 messages in each other), or when `complain` wants it refused
 */
export function readTnef(bytes: Buffer, complain: Complain): PackedFile[] {
  const reader = new TnefReader(1);
  try {
    reader.read(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    complain('tnef_broken');
  }
  return reader.files;
}
