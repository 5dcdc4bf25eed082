/**
 * What a PDF carries to have its signatures believed later: the document security store and what it says for single signatures.
 * Believes nothing (certs/verdict). What cannot be read is left out: nobody signed it, so it can only fail to help.
 * Source: ISO 32000-2:2020 section 12.8.4.3; ETSI EN 319 142-1 V1.2.1 section 5.4.2 (DSS, VRI).
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { PdfDocument } from './pdf/pdf-document.js';
import { isArray, isDictionary, type PdfDictionary, PdfReference, PdfStream, type PdfValue } from './pdf/pdf-values.js';

export interface SecurityStore {
  /** DER, none of it believed. */
  readonly certificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
}

const maxValues = 512;
const maxSignatures = 256;

class StoreReader {
  readonly #seen = new Set<number>();

  constructor(private readonly document: PdfDocument) {}

  async read(): Promise<SecurityStore> {
    const lists = await this.#dictionaries();
    return {
      certificates: await this.#values(lists, ['Certs', 'Cert']),
      crls: await this.#values(lists, ['CRLs', 'CRL']),
      ocsps: await this.#values(lists, ['OCSPs', 'OCSP']),
    };
  }

  /** The store itself and the part of each signature. */
  async #dictionaries(): Promise<PdfDictionary[]> {
    const catalog = await this.#orNothing(() => this.document.catalog(), null);
    const store = await this.#resolve(catalog?.get('DSS'));
    if (!isDictionary(store)) return [];
    const parts = await this.#resolve(store.get('VRI'));
    const found = [store];
    for (const part of isDictionary(parts) ? [...parts.values()].slice(0, maxSignatures) : []) {
      const dictionary = await this.#resolve(part);
      if (isDictionary(dictionary)) found.push(dictionary);
    }
    return found;
  }

  async #values(dictionaries: readonly PdfDictionary[], keys: readonly string[]): Promise<Buffer[]> {
    const values: Buffer[] = [];
    for (const dictionary of dictionaries)
      for (const key of keys) {
        const list = await this.#resolve(dictionary.get(key));
        for (const item of isArray(list) ? list : []) values.push(...(await this.#value(item)));
      }
    return values;
  }

  /** Each stream once, however many lists name it. */
  async #value(item: PdfValue): Promise<Buffer[]> {
    if (!(item instanceof PdfReference) || this.#seen.has(item.number) || this.#seen.size >= maxValues) return [];
    this.#seen.add(item.number);
    return this.#orNothing(async () => {
      const stream = await this.document.resolve(item);
      return stream instanceof PdfStream ? [await this.document.decode(stream)] : [];
    }, []);
  }

  #resolve(value: PdfValue | undefined): Promise<PdfValue> {
    return this.#orNothing(() => this.document.resolve(value), null);
  }

  async #orNothing<T>(read: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (isProblem(error) && error.code !== 'pdf_too_complex') return nothing;
      throw error;
    }
  }
}

/** Empty when there is none. @throws Problem `pdf_too_complex` */
export function readSecurityStore(document: PdfDocument): Promise<SecurityStore> {
  return new StoreReader(document).read();
}
