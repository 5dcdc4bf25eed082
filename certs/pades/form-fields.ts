/**
 * The fields of a PDF's form, with what they inherit: where signatures are kept.
 * Reads no signatures (read-signatures.ts) and compares nothing (changes/).
 * Source: ISO 32000-2:2020 sections 12.7.3 (interactive form), 12.7.4 (field dictionaries, names, inheritance).
 */
import type { PdfDocument } from './pdf/pdf-document.js';
import {
  isArray,
  isDictionary,
  type PdfDictionary,
  PdfReference,
  type PdfValue,
  pdfMalformed,
} from './pdf/pdf-values.js';
import { textOf } from './pdf/text-string.js';
import { tooComplex } from './pdf/work-limit.js';

export interface FormField {
  /** Fully qualified, e.g. `form.Signature1`. */
  readonly name: string;
  /** Number of the field's object; null when it stands inside another one. */
  readonly number: number | null;
  readonly dictionary: PdfDictionary;
  /** Type of the field, own or inherited: `Sig`, `Tx`, …; null when there is none. */
  readonly type: string | null;
  /** As written: most often a reference. */
  readonly value: PdfValue | undefined;
}

interface Inherited {
  readonly name: string;
  readonly type: string | null;
  readonly value: PdfValue | undefined;
}

const maxFields = 20_000;
const maxDepth = 32;

class FieldWalk {
  readonly fields: FormField[] = [];
  readonly #seen = new Set<number>();

  constructor(private readonly document: PdfDocument) {}

  async list(kids: PdfValue, inherited: Inherited, depth: number): Promise<void> {
    if (!isArray(kids)) return;
    if (depth > maxDepth) throw pdfMalformed('Form fields are nested too deep');
    for (const kid of kids) await this.#one(kid, inherited, depth);
  }

  async #one(kid: PdfValue, inherited: Inherited, depth: number): Promise<void> {
    const number = kid instanceof PdfReference ? kid.number : null;
    if (number !== null && this.#seen.has(number)) throw pdfMalformed('A form field stands twice in its form');
    if (number !== null) this.#seen.add(number);
    if (this.#seen.size > maxFields) throw tooComplex(`more than ${maxFields} form fields`);
    const dictionary = await this.document.resolve(kid);
    if (!isDictionary(dictionary)) return;
    const own = this.#inherit(dictionary, inherited);
    const isNode = dictionary.has('T') || dictionary.has('FT');
    if (isNode) this.fields.push({ ...own, number, dictionary });
    await this.list(await this.document.resolve(dictionary.get('Kids')), own, depth + 1);
  }

  #inherit(dictionary: PdfDictionary, { name, type, value }: Inherited): Inherited {
    const part = this.document.isEncrypted ? null : textOf(dictionary.get('T'));
    const ownType = dictionary.get('FT');
    return {
      name: part === null ? name : name === '' ? part : `${name}.${part}`,
      type: typeof ownType === 'string' ? ownType : type,
      value: dictionary.get('V') ?? value,
    };
  }
}

/** Every field of the form, parents before their kids; none when there is no form. @throws Problem `pdf_malformed`, `pdf_encrypted` */
export async function formFields(document: PdfDocument): Promise<FormField[]> {
  const form = await document.resolve((await document.catalog()).get('AcroForm'));
  if (!isDictionary(form)) return [];
  const walk = new FieldWalk(document);
  await walk.list(await document.resolve(form.get('Fields')), { name: '', type: null, value: undefined }, 0);
  return walk.fields;
}
