/**
 * A PDF as one of its readers sees it: the chain of its cross-reference sections, and every object by its number.
 * Opened up to an end, it is the document as it was when the file ended there. Decrypts nothing, repairs nothing, follows no chain twice.
 * Source: ISO 32000-2:2020 sections 7.3.8.2 (stream extent), 7.3.10 (indirect objects), 7.5.6 (incremental updates), 7.5.7 (object
 * streams), 7.6 (encryption).
 */
import { Problem } from '../../../schemas/problems/problem.js';
import { decodeStream } from './decode-stream.js';
import { checkHeader, findEnd, type PdfEnd } from './find-start.js';
import { ObjectParser } from './parse-object.js';
import type { PdfBytes } from './pdf-bytes.js';
import {
  isCount,
  isDictionary,
  type PdfDictionary,
  PdfReference,
  PdfStream,
  type PdfValue,
  pdfMalformed,
} from './pdf-values.js';
import { type CrossReferenceEntry, type CrossReferenceSection, readCrossReference } from './read-cross-reference.js';
import type { WorkLimit } from './work-limit.js';

const maxSections = 1000;
const maxRemembered = 20_000;
const maxContainers = 8;

type KnownSections = ReadonlyMap<number, CrossReferenceSection>;

/** From the newest to the oldest. @throws Problem `pdf_malformed` for a chain that runs in a circle or out of the file */
async function readChain(bytes: PdfBytes, start: number, known: KnownSections): Promise<CrossReferenceSection[]> {
  const sections: CrossReferenceSection[] = [];
  const seen = new Set<number>();
  for (let at: number | null = start; at !== null; ) {
    if (seen.has(at) || seen.size >= maxSections)
      throw pdfMalformed('The chain of cross-reference sections does not end');
    seen.add(at);
    const before = known.get(at);
    const isWhole = before !== undefined && before.end <= bytes.size;
    const section: CrossReferenceSection = isWhole ? before : await readCrossReference(bytes, at);
    sections.push(section);
    at = section.previous;
  }
  return sections;
}

function mergeEntries(sections: readonly CrossReferenceSection[], work: WorkLimit): Map<number, CrossReferenceEntry> {
  const entries = new Map<number, CrossReferenceEntry>();
  for (const section of sections) {
    work.spend('objects', section.entries.size);
    for (const [number, entry] of section.entries) if (!entries.has(number)) entries.set(number, entry);
  }
  return entries;
}

interface ObjectContainer {
  readonly data: Buffer;
  /** Number and place of each object, in order. */
  readonly places: readonly { readonly number: number; readonly offset: number }[];
}

export class PdfDocument {
  /** Current objects by number; free ones included. */
  readonly entries: ReadonlyMap<number, CrossReferenceEntry>;
  readonly #remembered = new Map<number, PdfValue>();
  readonly #containers = new Map<number, ObjectContainer>();
  /** Object streams being opened: one whose own length lies inside itself never opens. */
  readonly #opening = new Set<number>();

  private constructor(
    readonly bytes: PdfBytes,
    readonly end: PdfEnd,
    /** Newest first. */
    readonly sections: readonly CrossReferenceSection[],
    readonly trailer: PdfDictionary,
  ) {
    this.entries = mergeEntries(sections, bytes.work);
  }

  /** @throws Problem `pdf_malformed`, `pdf_too_complex` */
  static async open(bytes: PdfBytes, known: KnownSections = new Map()): Promise<PdfDocument> {
    await checkHeader(bytes);
    const end = await findEnd(bytes);
    const sections = await readChain(bytes, end.start, known);
    const [newest] = sections;
    if (newest === undefined) throw pdfMalformed('The file has no cross-reference section');
    return new PdfDocument(bytes, end, sections, newest.trailer);
  }

  /** The document as it was when the file ended at `end`. @throws Problem `pdf_malformed`, `pdf_too_complex` */
  upTo(end: number): Promise<PdfDocument> {
    return PdfDocument.open(this.bytes.upTo(end), new Map(this.sections.map((section) => [section.offset, section])));
  }

  get isEncrypted(): boolean {
    return this.trailer.has('Encrypt');
  }

  /** @throws Problem `pdf_malformed`, `pdf_encrypted` */
  async catalog(): Promise<PdfDictionary> {
    const catalog = await this.resolve(this.trailer.get('Root'));
    if (!isDictionary(catalog)) throw pdfMalformed('The PDF has no catalog');
    return catalog;
  }

  /** What a value is, when it is a reference: the object; null when there is none. @throws Problem `pdf_malformed`, `pdf_encrypted` */
  async resolve(value: PdfValue | undefined): Promise<PdfValue> {
    if (!(value instanceof PdfReference)) return value ?? null;
    const entry = this.entries.get(value.number);
    if (entry?.kind === 'plain' && entry.generation !== value.generation) return null;
    if (entry?.kind === 'compressed' && value.generation !== 0) return null;
    return this.load(value.number);
  }

  /** The object of this number; null when there is none. @throws Problem `pdf_malformed`, `pdf_encrypted` */
  async load(number: number): Promise<PdfValue> {
    const known = this.#remembered.get(number);
    if (known !== undefined) return known;
    const value = await this.#read(number);
    if (value instanceof PdfReference) throw pdfMalformed(`Object ${number} is only a reference`);
    if (this.#remembered.size >= maxRemembered) this.#remembered.clear();
    this.#remembered.set(number, value);
    return value;
  }

  async #read(number: number): Promise<PdfValue> {
    const entry = this.entries.get(number);
    if (entry === undefined || entry.kind === 'free') return null;
    if (entry.kind === 'compressed') return this.#readCompressed(number, entry);
    const object = await this.bytes.indirectObjectAt(entry.offset);
    if (object.number !== number || object.generation !== entry.generation)
      throw pdfMalformed(`Where object ${number} should be, there is another one`);
    return object.value;
  }

  async #readCompressed(
    number: number,
    { container, index }: CrossReferenceEntry & { kind: 'compressed' },
  ): Promise<PdfValue> {
    const { data, places } = await this.#container(container);
    const place = places[index];
    if (place?.number !== number) throw pdfMalformed(`Object ${number} is not where the cross-reference says`);
    const end = places[index + 1]?.offset ?? data.length;
    const parser = new ObjectParser(data.subarray(place.offset, end), place.offset, true);
    const value = parser.readValue();
    this.bytes.work.spend('parsedBytes', parser.cost);
    return value;
  }

  async #container(number: number): Promise<ObjectContainer> {
    const known = this.#containers.get(number);
    if (known !== undefined) return known;
    if (this.#opening.has(number)) throw pdfMalformed('An object stream needs itself to be read');
    this.#opening.add(number);
    const container = await this.#openContainer(number);
    this.#opening.delete(number);
    const [oldest] = this.#containers.keys();
    if (this.#containers.size >= maxContainers && oldest !== undefined) this.#containers.delete(oldest);
    this.#containers.set(number, container);
    return container;
  }

  async #openContainer(number: number): Promise<ObjectContainer> {
    if (this.entries.get(number)?.kind !== 'plain') throw pdfMalformed('An object stream is not where it should be');
    const stream = await this.load(number);
    if (!(stream instanceof PdfStream) || stream.dictionary.get('Type') !== 'ObjStm')
      throw pdfMalformed(`Object ${number} is no object stream`);
    return readContainer(stream.dictionary, await this.decode(stream), this.bytes.work);
  }

  /** Bytes of a stream's data as they stand in the file. @throws Problem `pdf_malformed` */
  async lengthOf({ dictionary }: PdfStream): Promise<number> {
    const length = await this.resolve(dictionary.get('Length'));
    if (!isCount(length)) throw pdfMalformed('A stream has no length');
    return length;
  }

  /** Unpacked data of a stream. @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
  async decode(stream: PdfStream): Promise<Buffer> {
    if (this.isEncrypted) throw new Problem('pdf_encrypted');
    const length = await this.lengthOf(stream);
    await this.bytes.streamObjectEnd(stream, length);
    const direct = new Map(stream.dictionary);
    for (const key of ['Filter', 'DecodeParms']) {
      const value = await this.resolve(direct.get(key));
      if (value !== null) direct.set(key, value);
    }
    return decodeStream(direct, await this.bytes.streamData(stream, length), this.bytes.work);
  }
}

/** Section 7.5.7: pairs of number and place, then the objects. */
function readContainer(dictionary: PdfDictionary, data: Buffer, work: WorkLimit): ObjectContainer {
  const count = dictionary.get('N');
  const first = dictionary.get('First');
  if (!isCount(count) || !isCount(first) || first > data.length || count > first)
    throw pdfMalformed('An object stream has no index');
  work.spend('parsedBytes', first);
  const parser = new ObjectParser(data.subarray(0, first), 0, true);
  const places = Array.from({ length: count }, () => {
    const number = parser.readCount();
    return { number, offset: first + parser.readCount() };
  });
  if (places.some(({ offset }, index) => offset > data.length || offset < (places[index - 1]?.offset ?? 0)))
    throw pdfMalformed('An object stream has a wrong index');
  return { data, places };
}
