/**
 * Every signature of a PDF: what its dictionary says, whether its ByteRange holds, and which revision it signs.
 * Checks no signature values (check-pdf.ts) and compares no revisions (changes/).
 * Source: ISO 32000-2:2020 sections 12.7.5.5 (signature fields), 12.8.1 (signature dictionaries), 12.8.2 (transform methods);
 * ETSI EN 319 142-1 V1.2.1 section 5.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { type ByteRange, readByteRange } from './byte-range.js';
import { findSignatures, type SignaturePlace, signatureIn } from './find-signatures.js';
import type { PdfDocument } from './pdf/pdf-document.js';
import { dictionaryOf, isArray, type PdfDictionary, PdfString, type PdfValue } from './pdf/pdf-values.js';
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

export const timestampSubFilter = 'ETSI.RFC3161';
const maxSignatures = 64;
/** A longer list locks every field. */
const maxLockedFields = 1000;
const dictionaryTypes: readonly (PdfValue | undefined)[] = [undefined, 'Sig', 'DocTimeStamp'];

function namesOf(value: PdfValue): string[] {
  return isArray(value) ? value.flatMap((name) => textOf(name) ?? []) : [];
}

class DictionaryReader {
  readonly #findings: SignatureFinding[] = [];

  constructor(
    private readonly document: PdfDocument,
    private readonly place: SignaturePlace,
    private readonly isFormKnown: boolean,
  ) {}

  async read(id: string): Promise<PdfSignature> {
    const { dictionary, field } = this.place;
    const contents = dictionary.get('Contents');
    const range = this.#range();
    const signed = range === null ? null : await this.#signedDocument(range);
    if (!dictionaryTypes.includes(dictionary.get('Type')))
      this.#find('The signature dictionary calls itself something else');
    if (this.isFormKnown && field === null) this.#find('No form field of the document refers to this signature');
    return {
      id,
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

function nameOf({ field, number }: SignaturePlace, taken: ReadonlySet<string>): string {
  const name = field === null || field.name === '' ? `object ${number}` : field.name;
  return taken.has(name) ? `${name} (object ${number})` : name;
}

/**
 * In the order in which they were made: the one that covers least comes first, those that cover nothing certain come last.
 * @throws Problem `pdf_malformed` when the form cannot be read, `pdf_too_complex`
 */
export async function readSignatures(document: PdfDocument, scanned: ScannedFile): Promise<PdfSignature[]> {
  const { places, isFormKnown } = await findSignatures(document, scanned);
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
