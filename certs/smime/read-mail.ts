/**
 * A mail taken apart for verification: its parts, and the signatures with exactly the octets each one is over.
 * Signed parts may stand anywhere in the mail, also inside each other; what is outside of them is outside.
 * Verifies nothing (certs/cms); reads no encrypted mail.
 * Source: RFC 8551 sections 3.2 and 3.5 (application/pkcs7-mime, multipart/signed), RFC 1847 section 2.1.
 */

import { type MimeEntity, onlyField, readEntity } from '../../schemas/mime/entity.js';
import { malformed } from '../../schemas/mime/faults.js';
import { partsOf } from '../../schemas/mime/multipart.js';
import { partName } from '../../schemas/mime/part-name.js';
import { decodeBody, decodedPieces, transferEncoding } from '../../schemas/mime/transfer-encoding.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { readSignedData } from '../cms/signed-data.js';
import { withCanonicalLines } from './canonical-lines.js';

export interface MailPart {
  /** File name, or `part 1.2` by its place; unique in the mail. */
  readonly name: string;
  /** Without transfer encoding; decoded anew each time, because mails are large. */
  content(): Buffer;
  /** The same in pieces, of which none is kept. */
  pieces(): Iterable<Buffer>;
}

export interface MailSignature {
  /** By its place, e.g. `part 1`. */
  readonly id: string;
  readonly cms: Buffer;
  /** What it is over; null: the CMS encapsulates it. */
  readonly content: Buffer | null;
  /** Names of the parts below it. */
  readonly covers: readonly string[];
}

export interface Mail {
  /** The From field as it stands (a decoded name could hold an address), each octet one character; null when there is none. */
  readonly from: string | null;
  readonly parts: readonly MailPart[];
  /** Outermost first. */
  readonly signatures: readonly MailSignature[];
  /** What is protected in a way that is not judged here, in words. */
  readonly unsupported: readonly string[];
}

const maxDepth = 16;
const maxParts = 1000;

/** No sender names a part so: what is covered is known by names, and one part could pass for another. */
const placeName = /^part [\d.]*$/;

const signatureTypes = new Set(['application/pkcs7-signature', 'application/x-pkcs7-signature']);
const envelopeTypes = new Set(['application/pkcs7-mime', 'application/x-pkcs7-mime']);

interface OpenSignature extends MailSignature {
  readonly covers: string[];
}

class MailReader {
  readonly parts: MailPart[] = [];
  readonly signatures: OpenSignature[] = [];
  readonly unsupported: string[] = [];
  readonly #names = new Set<string>();

  /** `within`: the signatures the entity lies below. */
  read(entity: MimeEntity, place: string, within: readonly OpenSignature[]): void {
    if (place.split('.').length > maxDepth) throw malformed('The parts are nested too deeply');
    const { value, parameters } = entity.contentType;
    if (value === 'multipart/signed') this.#readSigned(entity, place, within);
    else if (value.startsWith('multipart/')) this.#readEach(partsOf(entity), place, within);
    else if (envelopeTypes.has(value)) this.#readEnvelope(entity, parameters.get('smime-type') ?? '', place, within);
    else this.#addPart(entity, place, within);
  }

  #readEach(parts: readonly Buffer[], place: string, within: readonly OpenSignature[]): void {
    for (const [index, part] of parts.entries()) this.read(readEntity(part), `${place}.${index + 1}`, within);
  }

  #readSigned(entity: MimeEntity, place: string, within: readonly OpenSignature[]): void {
    const parts = partsOf(entity);
    const protocol = (entity.contentType.parameters.get('protocol') ?? '').toLowerCase();
    if (signatureTypes.has(protocol)) this.#readDetached(parts, place, within);
    else {
      this.unsupported.push(`A signature of the kind "${protocol.slice(0, 60)}"`);
      this.#readEach(parts, place, within);
    }
  }

  #readDetached(parts: readonly Buffer[], place: string, within: readonly OpenSignature[]): void {
    const [content, signature] = parts;
    if (content === undefined || signature === undefined || parts.length > 2)
      throw malformed('A signed multipart must have exactly two parts');
    const second = readEntity(signature);
    if (!signatureTypes.has(second.contentType.value)) throw malformed('The second part is no signature');
    const signed = readEntity(content);
    const octets = transferEncoding(signed) === 'binary' ? content : withCanonicalLines(content);
    this.read(signed, `${place}.1`, [...within, this.#open(place, decodeBody(second), octets)]);
  }

  #readEnvelope(entity: MimeEntity, kind: string, place: string, within: readonly OpenSignature[]): void {
    if (isSignedData(kind)) this.#readEncapsulated(decodeBody(entity), place, within);
    else {
      this.unsupported.push(`A part of the kind "${kind.slice(0, 60)}"`);
      this.#addPart(entity, place, within);
    }
  }

  /** The content is an entity of its own. What is wrong with the CMS is told when it is checked. */
  #readEncapsulated(cms: Buffer, place: string, within: readonly OpenSignature[]): void {
    const opened = this.#open(place, cms, null);
    const content = encapsulatedIn(cms);
    if (content !== null) this.read(readEntity(content), `${place}.1`, [...within, opened]);
  }

  #open(place: string, cms: Buffer, content: Buffer | null): OpenSignature {
    const opened = { id: `part ${place}`, cms, content, covers: [] };
    this.signatures.push(opened);
    return opened;
  }

  #addPart(entity: MimeEntity, place: string, within: readonly OpenSignature[]): void {
    if (this.parts.length === maxParts) throw malformed(`The mail has more than ${maxParts} parts`);
    const name = this.#nameOf(entity, place);
    // Refused here, not first where it is decoded.
    transferEncoding(entity);
    this.parts.push({ name, content: () => decodeBody(entity), pieces: () => decodedPieces(entity) });
    for (const { covers } of within) covers.push(name);
  }

  #nameOf(entity: MimeEntity, place: string): string {
    const clean = partName(entity);
    const isTaken = clean === '' || this.#names.has(clean) || placeName.test(clean);
    const name = isTaken ? `part ${place}` : clean;
    this.#names.add(name);
    return name;
  }
}

const isSignedData = (kind: string) => kind === '' || kind === 'signed-data';

/** The entity that an opaque signature holds instead of standing beside it; null for every other entity. */
export function encapsulatedEntity(entity: MimeEntity): Buffer | null {
  const { value, parameters } = entity.contentType;
  const isOpaque = envelopeTypes.has(value) && isSignedData(parameters.get('smime-type') ?? '');
  // What is broken in it is the verification's to tell.
  return isOpaque ? encapsulatedIn(decodeBody(entity, () => undefined)) : null;
}

function encapsulatedIn(cms: Buffer): Buffer | null {
  try {
    return readSignedData(cms).content;
  } catch (error) {
    if (isProblem(error, 'cms_malformed')) return null;
    throw error;
  }
}

/** @throws Problem `mail_malformed` */
export function readMail(bytes: Buffer): Mail {
  const entity = readEntity(bytes);
  const reader = new MailReader();
  reader.read(entity, '1', []);
  const { parts, signatures, unsupported } = reader;
  const from = onlyField(entity.fields, 'from');
  return { from: from ?? null, parts, signatures, unsupported };
}
