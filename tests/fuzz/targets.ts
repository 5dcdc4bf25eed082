/** The parsers that meet strangers' bytes: what feeds them, and what counts as having got past the first parse. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCms } from '../../certs/cms/check-cms.js';
import type { DataObjects } from '../../certs/signature/data-objects.js';
import { checkToken } from '../../certs/timestamp/check-token.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { readCrl } from '../../certs/trust/crl.js';
import { readOcsp } from '../../certs/trust/ocsp.js';
import { validatePath } from '../../certs/trust/validate-path.js';
import { verifyContainer } from '../../certs/verdict/verify-container.js';
import { verifyPdf } from '../../certs/verdict/verify-pdf.js';
import { checkHashChain } from '../../certs/xades/hash-chain.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { readEdxml } from '../../schemas/edxml/read-edxml.js';
import { sortMessage } from '../../schemas/mail/sort-mail.js';
import { textOfHtml } from '../../schemas/mime/html-text.js';
import { readMessage } from '../../schemas/mime/message.js';
import { readTnef } from '../../schemas/mime/tnef.js';
import { withoutUuencoded } from '../../schemas/mime/uuencode.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import { onePage, PdfFile, type PdfForm } from '../certs/pades/pdf-file.js';
import { hostilePages } from '../support/hostile-pages.js';
import { tnefFile } from '../support/tnef-file.js';
import { vectorPath } from '../support/vectors.js';
import { storedZip } from './stored-zip.js';

export interface FuzzTarget {
  readonly name: string;
  readonly corpus: () => Buffer[];
  /** True for formats of elements and texts. */
  readonly isMarkup: boolean;
  /** True when the input got past the first parse. Throws nothing but a Problem for a refusal. */
  readonly feed: (input: Buffer) => Promise<boolean> | boolean;
  /** Source files whose branches are counted: part of their path. */
  readonly covers: readonly string[];
}

const maxSeedBytes = 24 * 1024;

/** The small files of a suite; each content once. */
function filesOf(suite: string, name: RegExp): Buffer[] {
  const folder = vectorPath(suite, '.');
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter((bytes) => bytes.length > 0 && bytes.length <= maxSeedBytes);
  return [...new Map(found.map((bytes) => [createHash('sha256').update(bytes).digest('hex'), bytes])).values()];
}

/** Whether `work` got somewhere: it succeeded, or what it refused lies behind the first parse. */
async function passes(work: () => unknown, isFirstParse: (code: string) => boolean): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isProblem(error)) return !isFirstParse(error.code);
    throw error;
  }
}

/** Cross-references in every form, and a later revision: forms that the small vectors lack. */
function writtenPdfs(): Buffer[] {
  const forms: PdfForm[] = ['table', 'stream', 'packed'];
  const later = { 6: '<< /Contents <00> /ByteRange [0 1 2 3] /Reference [<< /TransformMethod /DocMDP >>] >>' };
  return forms.map((form) => new PdfFile().append({ objects: onePage, form }).append({ objects: later, form }).bytes);
}

async function readContainer(input: Buffer): Promise<void> {
  const container = await openContainer(bufferSource(input));
  for (const entry of container.entries) await container.read(entry, 1024 * 1024);
}

interface Sealed {
  /** Everything but the signature, in the order of the container. */
  readonly others: readonly (readonly [string, Buffer])[];
  readonly signatureName: string;
  /** Signatures of several levels over those. */
  readonly signatures: readonly Buffer[];
}

/** A ZIP guards its entries by checksums, so whole containers, damaged, end there: what is damaged is the signature alone. */
function readSealed(): Sealed {
  if (sealed !== undefined) return sealed;
  const signatureName = 'META-INF/signatures0.xml';
  const others = entriesOf('lta.asice').filter(([name]) => name !== signatureName);
  const signatures = ['b-b.asice', 'lta.asice']
    .flatMap((name) => entriesOf(name))
    .filter(([name]) => name === signatureName)
    .map(([, bytes]) => bytes);
  sealed = { others, signatureName, signatures };
  return sealed;
}

let sealed: Sealed | undefined;

let chained: ReadonlyMap<string, Buffer> | undefined;

/** The entries of a container whose signature is over a hash chain. */
function readChained(): ReadonlyMap<string, Buffer> {
  chained ??= new Map(entriesOf('xroad-verifier/valid-signed-hashchain.asice', 'asic'));
  return chained;
}

/** Once as the chain, once as its result. */
async function followChain(input: Buffer): Promise<boolean> {
  const follow = (damaged: string) => {
    const entries = new Map([...readChained(), [damaged, input]]);
    const objects: DataObjects = {
      nameOf: (name) => (entries.has(name) ? name : undefined),
      digest: async (name, algorithm) => {
        const bytes = entries.get(name);
        return bytes && createHash(algorithm).update(bytes).digest();
      },
      stream: (name) => {
        const bytes = entries.get(name);
        return bytes && bufferSource(bytes).stream();
      },
    };
    return passes(
      () => checkHashChain(['sig-hashchainresult.xml'], objects),
      (code) => code.startsWith('xml_'),
    );
  };
  const isChain = await follow('sig-hashchain.xml');
  return (await follow('sig-hashchainresult.xml')) && isChain;
}

function entriesOf(name: string, suite = 'anchored'): (readonly [string, Buffer])[] {
  const path = vectorPath(suite, name);
  const names = execFileSync('unzip', ['-Z1', path], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return names.map((entry) => [entry, execFileSync('unzip', ['-p', path, entry])]);
}

/** As a detached signature, as one that holds its content, and as a timestamp: each reader goes its own way. */
async function checkAsCms(input: Buffer): Promise<boolean> {
  const detached = await checkCms(input, { digest: async () => Buffer.alloc(32), read: async () => Buffer.alloc(0) });
  const whole = await checkCms(input, null);
  const token = await checkToken(input, async () => Buffer.alloc(32));
  return [...detached, ...whole, token].some(({ findings }) =>
    findings.every(({ code }) => code !== 'cms_malformed' && code !== 'timestamp_malformed'),
  );
}

const pkitsCertificate = (name: string) => readFileSync(vectorPath('x509', `pkits/certs/${name}.crt`));

/** Read as each of the three, then given to a validation as whatever a stranger may give. */
async function validateWith(input: Buffer): Promise<boolean> {
  const leaf = pkitsCertificate('ValidCertificatePathTest1EE');
  const anchor = pkitsCertificate('TrustAnchorRootCertificate');
  const material = { intermediates: [input], crls: [input], ocsps: [input], at: new Date('2015-01-01') };
  await validatePath(input, { ...material, anchors: [anchor, input] }, { requireRevocation: true });
  await validatePath(leaf, { ...material, anchors: [anchor] }, { requireRevocation: true });
  const readings = [readCertificate, readCrl, readOcsp].map((read) =>
    passes(
      () => read(input),
      () => true,
    ),
  );
  return (await Promise.all(readings)).some(Boolean);
}

/** Attachments in every form, one in a message inside. */
function writtenTnefs(): Buffer[] {
  const content = Buffer.from('%PDF-1.4');
  const inner = tnefFile([{ longName: 'trong.pdf', content }]);
  return [
    tnefFile([{ title: Buffer.from('a.pdf'), content }]),
    tnefFile([{ longName: 'Công văn.pdf', mimeTag: 'application/pdf', content }, { message: inner }]),
  ];
}

function readAnyTnef(input: Buffer): boolean {
  const faults: string[] = [];
  const files = readTnef(input, (fault) => faults.push(fault));
  return files.length > 0 || faults.length === 0;
}

/** Past the first parse when there is a header and something below it. */
function sortAnyMail(input: Buffer): Promise<boolean> {
  const sort = () => {
    const message = readMessage(input);
    for (const { content } of message.parts) content();
    sortMessage(message);
  };
  return passes(sort, () => true).then((isRead) => isRead && readMessage(input).entity.fields.length > 1);
}

export const targets: readonly FuzzTarget[] = [
  {
    name: 'xml',
    isMarkup: true,
    corpus: () => filesOf('xmldsig', /\.xml$/),
    feed: (input) =>
      passes(
        () => parseXml(input),
        () => true,
      ),
    covers: ['schemas/xml/'],
  },
  {
    name: 'zip',
    isMarkup: false,
    corpus: () => filesOf('asic', /\.(asice|asics|bdoc)$/),
    feed: (input) =>
      passes(
        () => readContainer(input),
        (code) => code === 'zip_malformed',
      ),
    covers: ['schemas/asice/zip-', 'schemas/asice/open-container', 'schemas/asice/entry-', 'schemas/asice/manifest'],
  },
  {
    name: 'edxml',
    isMarkup: true,
    corpus: () => filesOf('edxml', /\.edxml$/),
    feed: (input) =>
      passes(
        () => readEdxml(input),
        (code) => code.startsWith('xml_'),
      ),
    covers: ['schemas/edxml/'],
  },
  {
    name: 'signature',
    isMarkup: true,
    corpus: () => [...readSealed().signatures],
    feed: async (input) => {
      const { others, signatureName } = readSealed();
      const container = bufferSource(storedZip([...others, [signatureName, input]]));
      const report = await verifyContainer(container, { policy: 'full', anchors: [] });
      return report.signatures.length > 0;
    },
    covers: ['certs/xades/', 'certs/verdict/'],
  },
  {
    name: 'hash-chain',
    isMarkup: true,
    corpus: () =>
      ['sig-hashchain.xml', 'sig-hashchainresult.xml'].map((name) => readChained().get(name) ?? Buffer.of()),
    feed: followChain,
    covers: ['certs/xades/hash-chain'],
  },
  {
    name: 'pdf',
    isMarkup: false,
    corpus: () => [...filesOf('pades', /\.pdf$/), ...writtenPdfs()],
    feed: async (input) => {
      const { signatures, problems } = await verifyPdf(bufferSource(input), { policy: 'full', anchors: [] });
      return signatures.length > 0 || problems.every(({ code }) => code !== 'pdf_malformed');
    },
    covers: ['certs/pades/'],
  },
  {
    name: 'cms',
    isMarkup: false,
    corpus: () => [...filesOf('tsp', /\.tst$/), ...filesOf('smime', /\.bin$/)],
    feed: checkAsCms,
    covers: ['certs/cms/', 'certs/timestamp/', 'certs/asn1/'],
  },
  {
    name: 'certificate',
    isMarkup: false,
    corpus: () => [...filesOf('x509', /\.(crt|crl)$/), ...filesOf('tsp', /_ocsp\.bin$/)],
    feed: validateWith,
    covers: ['certs/trust/'],
  },
  {
    name: 'mail',
    isMarkup: false,
    corpus: () => [
      ...filesOf('mime', /\.(eml|raw|msg)$/),
      ...filesOf('dsn', /\.eml$/),
      ...filesOf('vn-mail', /\.eml$/),
    ],
    feed: sortAnyMail,
    covers: ['schemas/mime/', 'schemas/mail/'],
  },
  {
    name: 'tnef',
    isMarkup: false,
    corpus: writtenTnefs,
    feed: readAnyTnef,
    covers: ['schemas/mime/tnef', 'schemas/mime/mapi-properties'],
  },
  {
    name: 'uuencode',
    isMarkup: true,
    corpus: () => [
      Buffer.from('begin 644 a.pdf\n)\u0025PDF-1.4\n#86)C\n`\nend\n'),
      Buffer.from('begin-base64 644 a\nYWJj\n====\n'),
    ],
    feed: (input) => withoutUuencoded(input).length < input.length,
    covers: ['schemas/mime/uuencode'],
  },
  {
    name: 'html',
    isMarkup: true,
    corpus: () => hostilePages,
    feed: (input) => textOfHtml(input.toString('utf8')) !== '',
    covers: ['schemas/mime/html-text'],
  },
];
