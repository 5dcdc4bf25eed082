/** A one-page PDF that gets signatures, timestamps and other revisions one after the other; signatures are made by openssl. */
import { createHash } from 'node:crypto';
import { answerTimestamp } from '../../support/openssl-authority.js';
import type { OpensslFolder } from '../../support/openssl-folder.js';
import { onePage, PdfFile, type PdfForm, type Revision, streamBody } from './pdf-file.js';

export interface SignatureWish {
  readonly field?: string;
  /** Number of a field that waits for its signature; default: a new field. */
  readonly prepared?: number;
  /** Name of certificate and key in the openssl folder, default `person`. */
  readonly signer?: string;
  readonly subFilter?: string;
  /** Certifies the document with DocMDP. */
  readonly permission?: 1 | 2 | 3;
  /** More entries of the signature dictionary. */
  readonly entries?: string;
  /** Where the signature shows, default a small corner. */
  readonly rectangle?: string;
  /** More entries of the dictionary of its appearance. */
  readonly appearanceEntries?: string;
  readonly form?: PdfForm;
  /** More objects of the same revision. */
  readonly objects?: Readonly<Record<number, string>>;
}

const roomBytes = 6000;
const blankRange = '[0 0000000000 0000000000 0000000000]';

/** Writes the ByteRange of the last signature and hands the signed bytes to `sign`, whose answer goes into the gap. */
function fillSignature(bytes: Buffer, sign: (signed: Buffer) => Buffer): Buffer {
  const text = bytes.toString('latin1');
  const rangeAt = text.lastIndexOf(blankRange);
  const gapStart = text.lastIndexOf('/Contents <', text.length) + '/Contents '.length;
  const gapEnd = text.indexOf('>', gapStart) + 1;
  const range = `[0 ${gapStart} ${gapEnd} ${bytes.length - gapEnd}]`.padEnd(blankRange.length);
  const filled = Buffer.from(bytes);
  filled.write(range, rangeAt, 'latin1');
  const value = sign(Buffer.concat([filled.subarray(0, gapStart), filled.subarray(gapEnd)]));
  filled.write(value.toString('hex'), gapStart + 1, 'latin1');
  return filled;
}

/** A detached CAdES (or plain CMS) signature over `content`. */
export function signWithOpenssl(openssl: OpensslFolder, content: Buffer, signer: string, isCades: boolean): Buffer {
  openssl.write('content', content);
  const key = ['-signer', `${signer}.crt`, '-inkey', `${signer}.key`];
  openssl.run(
    'cms',
    '-sign',
    '-binary',
    '-in',
    'content',
    '-outform',
    'DER',
    '-out',
    'cms',
    '-md',
    'sha256',
    ...key,
    ...(isCades ? ['-cades'] : []),
  );
  return openssl.read('cms');
}

/** A timestamp token over `content` by the authority `tsa` of the folder. */
function stampWithOpenssl(openssl: OpensslFolder, content: Buffer): Buffer {
  const digest = createHash('sha256').update(content).digest('hex');
  openssl.run('ts', '-query', '-digest', digest, '-sha256', '-cert', '-no_nonce', '-out', 'query.tsq');
  answerTimestamp(openssl, openssl.read('query.tsq'));
  openssl.run('ts', '-reply', '-in', 'reply.tsr', '-token_out', '-out', 'token');
  return openssl.read('token');
}

export class SignedFile {
  #file: PdfFile;
  #fields: number[] = [];
  /** More entries of the catalog and the form, e.g. `/DSS 9 0 R`. */
  catalogEntries = '';
  formEntries = '';
  trailerEntries = '';
  /** Annotations of the page beside the fields. */
  annotations = '';
  /** Number of a list of annotations apart from the page; default: the page holds its list. */
  annotationList: number | undefined;
  /** The page without its annotations. */
  pageBody = onePage[3] ?? '';
  /** Contents of the page. */
  contents = '4 0 R';

  constructor(
    private readonly openssl: OpensslFolder,
    form: PdfForm = 'table',
    objects: Readonly<Record<number, string>> = {},
  ) {
    this.#file = new PdfFile().append({ objects: { ...onePage, ...objects }, form });
  }

  get bytes(): Buffer {
    return this.#file.bytes;
  }

  get nextNumber(): number {
    return this.#file.nextNumber;
  }

  get catalog(): string {
    return `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${this.#refs()}] /SigFlags 3 ${this.formEntries} >> ${this.catalogEntries} >>`;
  }

  get page(): string {
    const page = this.pageBody.replace('/Contents 4 0 R', `/Contents ${this.contents}`);
    const list = this.annotationList === undefined ? this.#annotationItems() : `${this.annotationList} 0 R`;
    return `${page.slice(0, -2)} /Annots ${list} >>`;
  }

  #annotationItems(): string {
    return `[${this.#refs()} ${this.annotations}]`;
  }

  #refs(): string {
    return this.#fields.map((number) => `${number} 0 R`).join(' ');
  }

  append(revision: Revision): this {
    this.#file = PdfFile.after(this.bytes).append({ trailer: this.trailerEntries, ...revision });
    return this;
  }

  /** Adds fields that are no signatures, in the first revisions. */
  addField(number: number, body: string): this {
    this.#fields.push(number);
    return this.append({ objects: { 1: this.catalog, 3: this.page, [number]: body } });
  }

  /** Appends a revision with a signature that is still empty. */
  reserve(wish: SignatureWish = {}): this {
    const { field = `Signature${this.#fields.length + 1}`, subFilter = 'ETSI.CAdES.detached', permission } = wish;
    const [first, second, third] = [0, 1, 2].map((index) => this.nextNumber + index) as [number, number, number];
    const [fieldNumber, signature, appearance] = [wish.prepared ?? third, first, second];
    if (wish.prepared === undefined) this.#fields.push(fieldNumber);
    const certification = `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${permission} /V /1.2 >> >>]`;
    const contents = `/Contents <${'00'.repeat(roomBytes)}>`;
    return this.append({
      form: wish.form ?? 'table',
      objects: {
        1: this.catalog,
        ...(this.annotationList === undefined ? { 3: this.page } : { [this.annotationList]: this.#annotationItems() }),
        [fieldNumber]: `<< /FT /Sig /T (${field}) /V ${signature} 0 R /Type /Annot /Subtype /Widget /Rect ${wish.rectangle ?? '[20 20 120 60]'} /F 132 /P 3 0 R /AP << /N ${appearance} 0 R >> >>`,
        [signature]: `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} /M (D:20261122103000+07'00') ${permission === undefined ? '' : certification} ${wish.entries ?? ''} /ByteRange ${blankRange} ${contents} >>`,
        [appearance]: streamBody(
          `/Type /XObject /Subtype /Form /BBox [0 0 100 40] ${wish.appearanceEntries ?? ''}`,
          '0 0 100 40 re S',
        ),
        ...wish.objects,
      },
    });
  }

  fill(sign: (signed: Buffer) => Buffer): this {
    this.#file = PdfFile.after(fillSignature(this.bytes, sign));
    return this;
  }

  sign(wish: SignatureWish = {}): this {
    const isCades = (wish.subFilter ?? 'ETSI.CAdES.detached') === 'ETSI.CAdES.detached';
    return this.reserve(wish).fill((signed) => signWithOpenssl(this.openssl, signed, wish.signer ?? 'person', isCades));
  }

  timestamp(rectangle = '[0 0 0 0]'): this {
    return this.reserve({ field: 'Timestamp', subFilter: 'ETSI.RFC3161', rectangle }).fill((signed) =>
      stampWithOpenssl(this.openssl, signed),
    );
  }
}
