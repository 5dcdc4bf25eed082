/**
 * Every signature of a PDF: what its dictionary says, whether its ByteRange holds, and which revision it signs. Finds those the form
 * knows, and those only the bytes betray: a signature taken out of the form is still told.
 * Checks no signature values (check-pdf.ts) and compares no revisions (changes/).
 * Source: ISO 32000-2:2020 sections 12.7.5.5 (signature fields), 12.8.1 (signature dictionaries), 12.8.2 (transform methods);
 * ETSI EN 319 142-1 V1.2.1 section 5.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type ByteRange, readByteRange } from './byte-range.js';
import { type FormField, formFields } from './form-fields.js';
import type { PdfDocument } from './pdf/pdf-document.js';
import {
  dictionaryOf,
  isArray,
  isDictionary,
  type PdfDictionary,
  PdfReference,
  PdfString,
  type PdfValue,
} from './pdf/pdf-values.js';
import { dateOf, textOf } from './pdf/text-string.js';
import { tooComplex } from './pdf/work-limit.js';
import type { ScannedFile } from './scan-file.js';

/** What a signer permits to be changed afterwards. */
export interface ChangeRules {
  /** 1: nothing. 2: forms may be filled in and signed. 3: annotations too. Null: the signer says nothing of it. */
  readonly permission: 1 | 2 | 3 | null;
  /** Fields that must stay as they are; each rule alone can lock a field. */
  readonly locks: readonly FieldLock[];
}

export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

export interface PdfSignature {
  /** Name of its field; of its object, when no field refers to it. */
  readonly id: string;
  /** Number of the object the signature dictionary is, or stands in. */
  readonly number: number;
  /** Number of the form field that refers to it; null when none does, or the field has no number. */
  readonly fieldNumber: number | null;
  /** E.g. `ETSI.CAdES.detached`; null when it does not say. */
  readonly subFilter: string | null;
  /** The signature value with its padding. */
  readonly contents: Buffer;
  /** Null when it does not hold; then `findings` say why. */
  readonly range: ByteRange | null;
  /** The document as it was signed; null when it cannot be read. */
  readonly signed: PdfDocument | null;
  /** As claimed in the dictionary. */
  readonly signedAt: Date | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly location: string | null;
  readonly rules: ChangeRules;
  readonly findings: readonly SignatureFinding[];
}

/** Where a signature dictionary was found. */
interface Place {
  readonly dictionary: PdfDictionary;
  readonly number: number;
  readonly field: FormField | null;
}

export const timestampSubFilter = 'ETSI.RFC3161';
const maxSignatures = 64;
/** A longer list locks every field. */
const maxLockedFields = 1000;
const dictionaryTypes: readonly (PdfValue | undefined)[] = [undefined, 'Sig', 'DocTimeStamp'];

const contentsStart = ({ dictionary }: Place): number => {
  const contents = dictionary.get('Contents');
  return contents instanceof PdfString ? contents.start : -1;
};

/** The signatures the form refers to. @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
async function placesInForm(document: PdfDocument): Promise<Place[]> {
  const places: Place[] = [];
  for (const field of await formFields(document)) {
    if (field.type !== 'Sig' || field.value === undefined) continue;
    const dictionary = await document.resolve(field.value);
    const number = field.value instanceof PdfReference ? field.value.number : (field.number ?? 0);
    if (isDictionary(dictionary)) places.push({ dictionary, number, field });
  }
  return places;
}

interface ObjectPlace {
  readonly number: number;
  readonly offset: number;
}

/** Plain objects of every revision, by their place. */
function objectPlaces(document: PdfDocument): ObjectPlace[] {
  const places = document.sections.flatMap(({ entries }) =>
    [...entries].flatMap(([number, entry]) => (entry.kind === 'plain' ? [{ number, offset: entry.offset }] : [])),
  );
  return places.sort((one, other) => one.offset - other.offset);
}

/** The last object that begins at or before `place`. */
function holderOf(objects: readonly ObjectPlace[], place: number): ObjectPlace | undefined {
  let [low, high] = [0, objects.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((objects[middle]?.offset ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return objects[low - 1];
}

/** The signature dictionary that an object is, or holds as the value of a field. */
function signatureIn(value: PdfValue): PdfDictionary[] {
  if (!isDictionary(value)) return [];
  const inside = value.get('V');
  return [value, ...(isDictionary(inside) ? [inside] : [])].filter((dictionary) => dictionary.has('ByteRange'));
}

/** Signatures of any revision that lie around the words found. @throws Problem `pdf_too_complex` */
async function placesAround(document: PdfDocument, words: readonly number[]): Promise<Place[]> {
  const objects = words.length === 0 ? [] : objectPlaces(document);
  const holders = new Map(
    words.flatMap((word) => {
      const holder = holderOf(objects, word);
      return holder === undefined ? [] : [[holder.offset, holder.number] as const];
    }),
  );
  const places: Place[] = [];
  for (const [offset, number] of holders) {
    const object = await readOrNull(document, offset);
    for (const dictionary of signatureIn(object)) places.push({ dictionary, number, field: null });
  }
  return places;
}

async function readOrNull(document: PdfDocument, offset: number): Promise<PdfValue> {
  try {
    return (await document.bytes.indirectObjectAt(offset)).value;
  } catch (error) {
    if (isProblem(error, 'pdf_malformed')) return null;
    throw error;
  }
}

/** Signatures that grant rights to readers sign no document. @throws Problem `pdf_malformed`, `pdf_encrypted` */
async function usageRights(document: PdfDocument): Promise<Set<number>> {
  const permissions = await document.resolve((await document.catalog()).get('Perms'));
  const rights = isDictionary(permissions) ? ['UR', 'UR3'].map((key) => permissions.get(key)) : [];
  return new Set(rights.flatMap((value) => (value instanceof PdfReference ? [value.number] : [])));
}

function namesOf(value: PdfValue): string[] {
  return isArray(value) ? value.flatMap((name) => textOf(name) ?? []) : [];
}

class DictionaryReader {
  readonly #findings: SignatureFinding[] = [];

  constructor(
    private readonly document: PdfDocument,
    private readonly place: Place,
    private readonly isFormKnown: boolean,
  ) {}

  async read(id: string): Promise<PdfSignature> {
    const { dictionary, number, field } = this.place;
    const contents = dictionary.get('Contents');
    const range = this.#range();
    const signed = range === null ? null : await this.#signedDocument(range);
    if (!dictionaryTypes.includes(dictionary.get('Type')))
      this.#find('The signature dictionary calls itself something else');
    if (this.isFormKnown && field === null) this.#find('No form field of the document refers to this signature');
    return {
      id,
      number,
      fieldNumber: field?.number ?? null,
      subFilter: this.#nameAt('SubFilter'),
      contents: contents instanceof PdfString ? contents.bytes : Buffer.alloc(0),
      range,
      signed,
      signedAt: dateOf(dictionary.get('M')),
      ...this.#texts(),
      rules: await this.#rules(),
      findings: this.#findings,
    };
  }

  #find(message: string): void {
    this.#findings.push(signatureFinding('signature_malformed', message));
  }

  #nameAt(key: string): string | null {
    const value = this.place.dictionary.get(key);
    return typeof value === 'string' ? value.slice(0, 100).replace(/[^\x21-\x7e]/g, '?') : null;
  }

  /** Texts of an encrypted PDF are encrypted too. */
  #texts(): Pick<PdfSignature, 'name' | 'reason' | 'location'> {
    const text = (key: string) => (this.document.isEncrypted ? null : textOf(this.place.dictionary.get(key)));
    return { name: text('Name'), reason: text('Reason'), location: text('Location') };
  }

  #range(): ByteRange | null {
    const { dictionary, number } = this.place;
    const isPlain = this.document.sections.some(({ entries }) => entries.get(number)?.kind === 'plain');
    const range = isPlain
      ? readByteRange(dictionary, this.document.bytes.size)
      : 'The signature dictionary lies in a compressed object';
    if (typeof range !== 'string') return range;
    this.#find(range);
    return null;
  }

  /** What was signed must itself be a whole PDF that ends there, with this very signature in it. */
  async #signedDocument({ end, gapStart }: ByteRange): Promise<PdfDocument | null> {
    try {
      const signed = await this.document.upTo(end);
      const value = await signed.load(this.place.number);
      const isThere = signatureIn(value).some((dictionary) => {
        const contents = dictionary.get('Contents');
        return contents instanceof PdfString && contents.start === gapStart;
      });
      if (isThere && !signed.end.hasMore) return signed;
      this.#find('The ByteRange does not end where a revision with this signature ends');
    } catch (error) {
      if (!isProblem(error, 'pdf_malformed')) throw error;
      this.#find(`The ByteRange does not end at the end of a revision: ${error.detail}`);
    }
    return null;
  }

  async #rules(): Promise<ChangeRules> {
    const references = await this.document.resolve(this.place.dictionary.get('Reference'));
    const locks: FieldLock[] = [];
    let permission: ChangeRules['permission'] = null;
    for (const item of isArray(references) ? references : []) {
      const reference = dictionaryOf(await this.document.resolve(item));
      const parameters = dictionaryOf(await this.document.resolve(reference?.get('TransformParams')));
      const method = reference?.get('TransformMethod');
      if (method === 'DocMDP') permission = permissionOf(parameters);
      if (method === 'FieldMDP') locks.push(await this.#lock(parameters));
    }
    return { permission, locks };
  }

  async #lock(parameters: PdfDictionary | undefined): Promise<FieldLock> {
    const action = parameters?.get('Action');
    const fields = namesOf(await this.document.resolve(parameters?.get('Fields')));
    const isList = (action === 'Include' || action === 'Exclude') && fields.length <= maxLockedFields;
    return isList ? { action, fields } : { action: 'All', fields: [] };
  }
}

/** Table 257: 2 unless it says otherwise; what is no permission permits nothing. */
function permissionOf(parameters: PdfDictionary | undefined): 1 | 2 | 3 {
  const permission = parameters?.get('P') ?? 2;
  return permission === 2 || permission === 3 ? permission : 1;
}

function nameOf({ field, number }: Place, taken: ReadonlySet<string>): string {
  const name = field === null || field.name === '' ? `object ${number}` : field.name;
  return taken.has(name) ? `${name} (object ${number})` : name;
}

/** The objects of an encrypted PDF may be packed away; then only the bytes tell of its signatures. */
async function unlessEncrypted<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isProblem(error, 'pdf_encrypted')) return null;
    throw error;
  }
}

async function findPlaces(document: PdfDocument, { byteRanges }: ScannedFile) {
  const inForm = await unlessEncrypted(placesInForm(document));
  const known = new Set(inForm?.map(contentsStart));
  const rights = await unlessEncrypted(usageRights(document));
  const beside = (await placesAround(document, byteRanges)).filter(
    (place) => !known.has(contentsStart(place)) && rights?.has(place.number) !== true,
  );
  return { places: [...(inForm ?? []), ...beside], isFormKnown: inForm !== null };
}

/**
 * In the order in which they were made: the one that covers least comes first, those that cover nothing certain come last.
 * @throws Problem `pdf_malformed` when the form cannot be read, `pdf_too_complex`
 */
export async function readSignatures(document: PdfDocument, scanned: ScannedFile): Promise<PdfSignature[]> {
  const { places, isFormKnown } = await findPlaces(document, scanned);
  if (places.length > maxSignatures) throw tooComplex(`more than ${maxSignatures} signatures`);
  const signatures: PdfSignature[] = [];
  const taken = new Set<string>();
  for (const place of places) {
    const id = nameOf(place, taken);
    taken.add(id);
    signatures.push(await new DictionaryReader(document, place, isFormKnown).read(id));
  }
  const endOf = ({ range }: PdfSignature) => range?.end ?? Number.MAX_SAFE_INTEGER;
  return signatures.sort((one, other) => endOf(one) - endOf(other));
}
