/** Writes PDFs by hand, revision by revision, so that a test can build exactly the file it needs. Knows nothing of the code under test. */
import { deflateSync } from 'node:zlib';

/** `table` with 20-byte entries, or a cross-reference `stream`; `packed` also puts what it can into an object stream. */
export type PdfForm = 'table' | 'stream' | 'packed';

export interface Revision {
  /** Bodies of objects by number: text between `obj` and `endobj`. */
  readonly objects: Readonly<Record<number, string>>;
  readonly free?: readonly number[];
  /** Cross-reference entries for objects that stand elsewhere already: their places by number. */
  readonly places?: Readonly<Record<number, number>>;
  /** Generation of the objects in this revision, default 0. */
  readonly generation?: number;
  /** Bytes between the objects and the cross-reference. */
  readonly junk?: string;
  readonly form?: PdfForm;
  /** More entries of the trailer, e.g. `/Info 9 0 R`. */
  readonly trailer?: string;
  /** Number of the catalog, default 1. */
  readonly root?: number;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** Body of a stream object. */
export function streamBody(dictionary: string, data: string): string {
  return `<< ${dictionary} /Length ${data.length} >>\nstream\n${data}\nendstream`;
}

type Place = { offset: number; generation?: number } | { container: number; index: number } | 'free';

export class PdfFile {
  #bytes: Buffer;
  #size = 0;
  #previous: number | null = null;

  constructor(start: Buffer = latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')) {
    this.#bytes = start;
  }

  /** Goes on after a file somebody else wrote. */
  static after(bytes: Buffer): PdfFile {
    const file = new PdfFile(bytes);
    const text = bytes.toString('latin1');
    file.#previous = Number([...text.matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1]);
    file.#size = Math.max(...[...text.matchAll(/\/Size (\d+)/g)].map(([, size]) => Number(size)));
    return file;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  /** A number no object has yet. */
  get nextNumber(): number {
    return this.#size;
  }

  append(revision: Revision): this {
    const places = new Map<number, Place>((revision.free ?? []).map((number) => [number, 'free']));
    const all = Object.entries(revision.objects).map(([number, body]) => [Number(number), body] as const);
    if (this.#previous === null) places.set(0, 'free');
    this.#size = Math.max(this.#size, ...all.map(([number]) => number + 1));
    const isPacked = ([, body]: readonly [number, string]) => revision.form === 'packed' && !body.includes('stream');
    const packed = all.filter(isPacked);
    for (const [number, body] of all.filter((object) => !isPacked(object)))
      this.#write(places, number, body, revision.generation ?? 0);
    if (packed.length > 0) this.#pack(places, packed);
    for (const [number, offset] of Object.entries(revision.places ?? {})) places.set(Number(number), { offset });
    this.#add(revision.junk ?? '');
    const trailer = `/Root ${revision.root ?? 1} 0 R ${revision.trailer ?? ''}`;
    if ((revision.form ?? 'table') === 'table') this.#writeTable(places, trailer);
    else this.#writeStream(places, trailer);
    return this;
  }

  #add(text: string): void {
    this.#bytes = Buffer.concat([this.#bytes, latin1(text)]);
  }

  #write(places: Map<number, Place>, number: number, body: string, generation = 0): void {
    places.set(number, { offset: this.#bytes.length, generation });
    this.#add(`${number} ${generation} obj\n${body}\nendobj\n`);
  }

  #pack(places: Map<number, Place>, objects: readonly (readonly [number, string])[]): void {
    const container = this.#size++;
    let at = 0;
    const index = objects.map(([number, body], position) => {
      places.set(number, { container, index: position });
      const pair = `${number} ${at}`;
      at += body.length + 1;
      return pair;
    });
    const head = `${index.join(' ')}\n`;
    const data = deflateSync(latin1(head + objects.map(([, body]) => `${body} `).join(''))).toString('latin1');
    const dictionary = `/Type /ObjStm /N ${objects.length} /First ${head.length} /Filter /FlateDecode`;
    this.#write(places, container, streamBody(dictionary, data));
  }

  #ending(start: number): void {
    this.#previous = start;
    this.#add(`startxref\n${start}\n%%EOF\n`);
  }

  #previousEntry(): string {
    return this.#previous === null ? '' : `/Prev ${this.#previous}`;
  }

  #writeTable(places: ReadonlyMap<number, Place>, trailer: string): void {
    const start = this.#bytes.length;
    const lines = [...places].map(([number, place]) => {
      if (place === 'free' || !('offset' in place)) return `${number} 1\n0000000000 65535 f \n`;
      return `${number} 1\n${String(place.offset).padStart(10, '0')} ${String(place.generation ?? 0).padStart(5, '0')} n \n`;
    });
    this.#add(`xref\n${lines.join('')}trailer\n<< /Size ${this.#size} ${trailer} ${this.#previousEntry()} >>\n`);
    this.#ending(start);
  }

  #writeStream(places: Map<number, Place>, trailer: string): void {
    const number = this.#size++;
    const start = this.#bytes.length;
    places.set(number, { offset: start });
    const rows = [...places].map(([, place]) => {
      if (place === 'free') return [0, 0, 255];
      return 'offset' in place ? [1, place.offset, 0] : [2, place.container, place.index];
    });
    const data = Buffer.concat(
      rows.map(([type = 0, second = 0, third = 0]) => {
        const row = Buffer.alloc(6);
        row.writeUInt8(type, 0);
        row.writeUInt32BE(second, 1);
        row.writeUInt8(third, 5);
        return row;
      }),
    );
    const index = [...places.keys()].map((one) => `${one} 1`).join(' ');
    const dictionary = `/Type /XRef /W [1 4 1] /Index [${index}] /Size ${this.#size} /Filter /FlateDecode ${trailer} ${this.#previousEntry()}`;
    this.#add(`${number} 0 obj\n${streamBody(dictionary, deflateSync(data).toString('latin1'))}\nendobj\n`);
    this.#ending(start);
  }
}

/** Bodies of a one-page document: 1 catalog, 2 pages, 3 page, 4 content, 5 font. */
export const onePage: Readonly<Record<number, string>> = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  4: streamBody('', 'BT /F1 18 Tf 72 720 Td (Cong van) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
};
