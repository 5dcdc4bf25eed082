/**
 * Where the signatures of a PDF are: those its form refers to, and those only the bytes betray. A signature taken out of the form is still
 * found; one inside an attached file is not this document's.
 * Reads none of them (read-signatures.ts).
 * Source: ISO 32000-2:2020 sections 12.7.5.5 (signature fields), 12.8.1 (signature dictionaries), 12.8.6 (permissions).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type FormField, formFields } from './form-fields.js';
import type { PdfDocument } from './pdf/pdf-document.js';
import { isDictionary, type PdfDictionary, PdfReference, PdfString, type PdfValue } from './pdf/pdf-values.js';
import type { ScannedFile } from './scan-file.js';

/** Where a signature dictionary was found. */
export interface SignaturePlace {
  readonly dictionary: PdfDictionary;
  /** Number of the object the dictionary is, or stands in. */
  readonly number: number;
  /** Null when no field refers to it. */
  readonly field: FormField | null;
}

export interface SignaturePlaces {
  readonly places: readonly SignaturePlace[];
  /** False when the form of an encrypted PDF could not be read. */
  readonly isFormKnown: boolean;
}

const contentsStart = ({ dictionary }: SignaturePlace): number => {
  const contents = dictionary.get('Contents');
  return contents instanceof PdfString ? contents.start : -1;
};

/** The signatures the form refers to. @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
async function placesInForm(document: PdfDocument): Promise<SignaturePlace[]> {
  const places: SignaturePlace[] = [];
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
export function signatureIn(value: PdfValue): PdfDictionary[] {
  if (!isDictionary(value)) return [];
  const inside = value.get('V');
  return [value, ...(isDictionary(inside) ? [inside] : [])].filter((dictionary) => dictionary.has('ByteRange'));
}

/** Signatures of any revision that lie around the words found. @throws Problem `pdf_too_complex` */
async function placesAround(document: PdfDocument, words: readonly number[]): Promise<SignaturePlace[]> {
  const objects = words.length === 0 ? [] : objectPlaces(document);
  const holders = new Map(
    words.flatMap((word) => {
      const holder = holderOf(objects, word);
      return holder === undefined ? [] : [[holder.offset, holder.number] as const];
    }),
  );
  const places: SignaturePlace[] = [];
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

/** The objects of an encrypted PDF may be packed away; then only the bytes tell of its signatures. */
async function unlessEncrypted<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (isProblem(error, 'pdf_encrypted')) return null;
    throw error;
  }
}

/** @throws Problem `pdf_malformed` when the form cannot be read, `pdf_too_complex` */
export async function findSignatures(document: PdfDocument, { byteRanges }: ScannedFile): Promise<SignaturePlaces> {
  const inForm = await unlessEncrypted(placesInForm(document));
  const known = new Set(inForm?.map(contentsStart));
  const rights = await unlessEncrypted(usageRights(document));
  const beside = (await placesAround(document, byteRanges)).filter(
    (place) => !known.has(contentsStart(place)) && rights?.has(place.number) !== true,
  );
  return { places: [...(inForm ?? []), ...beside], isFormKnown: inForm !== null };
}
