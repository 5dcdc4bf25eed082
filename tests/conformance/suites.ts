/**
 * How each suite of the shared vectors is put before our code. One function per suite; the same product functions that
 * stand behind the command line and the API. Suites that need capabilities the product does not have yet are named in `notJudgedYet`.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../../certs/keys/file-key.js';
import { validatePath } from '../../certs/trust/validate-path.js';
import type { Policy } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { bufferSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { readInterchange } from '../../schemas/edxml/read-interchange.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import type { Expectation, VectorCase } from './cases.js';
import type { Outcome } from './outcome.js';
import { pathInputs } from './x509-inputs.js';

export interface Suite {
  readonly name: string;
  /** What is asked of our code, for the report. */
  readonly question: string;
  readonly includes?: (vector: VectorCase) => boolean;
  /** What the question makes of the suite's expectation: any of these agrees; default: the expectation itself. */
  readonly expected?: (vector: VectorCase) => readonly Expectation[];
  readonly judge: (vector: VectorCase, folder: string) => Promise<Outcome> | Outcome;
}

const read = (why: string): Outcome => ({ said: 'read', why });

const source = (vector: VectorCase): ByteSource => bufferSource(readFileSync(vector.path));

async function drain(file: ByteSource): Promise<Outcome> {
  const container = await openContainer(file);
  for (const entry of container.entries) for await (const _chunk of container.stream(entry));
  return read(`${container.entries.length} entries`);
}

interface Trust {
  readonly anchors: Buffer[];
  readonly crls: Buffer[];
  readonly at?: Date;
}

/** A container that is refused as a whole, before any signature of it was judged, counts as `reject`. */
async function verdict(vector: VectorCase, policy: Policy, trust: Trust): Promise<Outcome> {
  const report = await verifyFile(source(vector), { policy, ...trust });
  const problems = [...report.problems, ...report.signatures.flatMap((signature) => signature.problems)];
  const why = [report.subIndication, ...problems.map(({ code }) => code)].join(' ');
  if (report.indication === 'TOTAL-FAILED' && report.signatures.length === 0) return { said: 'reject', why };
  const said = { 'TOTAL-PASSED': 'valid', 'TOTAL-FAILED': 'invalid', INDETERMINATE: 'indeterminate' } as const;
  return { said: said[report.indication], why };
}

/** In UTF-16 the letters lie two bytes apart. */
const hasDoctype = (vector: VectorCase) =>
  readFileSync(vector.path, 'latin1').replaceAll('\0', '').includes('<!DOCTYPE');

const isXadesContainer = (vector: VectorCase) => /\.(asice|bdoc)$/.test(vector.file);

export const suites: readonly Suite[] = [
  {
    name: 'xml',
    question: 'parseXml: well-formed accepted; what is not, and every DOCTYPE, refused',
    expected: (vector) => [hasDoctype(vector) ? 'reject' : vector.expect],
    judge: (vector) => {
      parseXml(readFileSync(vector.path));
      return vector.expect === 'valid' ? { said: 'valid', why: '' } : read('');
    },
  },
  {
    name: 'xml-attacks',
    question: 'parseXml refuses hostile XML (the SAML signatures of node-saml belong to a profile we do not speak)',
    includes: (vector) => vector.file.startsWith('defusedxml/'),
    judge: (vector) => {
      parseXml(readFileSync(vector.path));
      return read('');
    },
  },
  { name: 'zip', question: 'openContainer and every entry: refused', judge: (vector) => drain(source(vector)) },
  {
    name: 'edxml',
    question: 'readInterchange and every attachment: read or refused',
    judge: async (vector) => {
      const interchange = await readInterchange(createReadStream(vector.path), { maxBytes: 50_000_000 });
      await interchange.dispose();
      return read(`${interchange.message.kind}, ${interchange.files.length} files`);
    },
  },
  {
    name: 'asic',
    question: 'policy core on ASiC-E containers with XAdES: intact ones pass, whatever is known of their trust',
    includes: isXadesContainer,
    expected: (vector) => (vector.expect === 'indeterminate' ? ['valid', 'indeterminate'] : [vector.expect]),
    judge: (vector) =>
      vector.expect === 'parse' ? drain(source(vector)) : verdict(vector, 'core', { anchors: [], crls: [] }),
  },
  {
    name: 'anchored',
    question: 'policy full with the given anchors and CRL, at 2026-11-23T12:00:00Z',
    includes: isXadesContainer,
    judge: (vector, folder) =>
      verdict(vector, 'full', {
        anchors: ['ica.crt', 'tsa.crt', 'root.crt'].flatMap((name) =>
          readCertificates(readFileSync(join(folder, 'anchored/pki', name))),
        ),
        crls: [],
        at: new Date('2026-11-23T12:00:00Z'),
      }),
  },
  {
    name: 'x509',
    question: 'validatePath',
    judge: async (vector) => {
      const { leaf, material, options } = pathInputs(vector);
      const result = await validatePath(leaf, material, options);
      return result.ok
        ? { said: 'valid', why: '' }
        : { said: 'invalid', why: `${result.problem.code}: ${result.problem.message}` };
    },
  },
];

/** Suites whose questions belong to capabilities the product does not have yet; named in every run, never counted as passed. */
export const notJudgedYet: Readonly<Record<string, string>> = {
  dsn: 'delivery reports: the e-mail gateway',
  mime: 'mail parsing: the e-mail gateway',
  pades: 'PDF signatures',
  smime: 'CMS and S/MIME signatures',
  tsp: 'timestamps and OCSP',
  'vn-mail': 'Vietnamese charsets in mail: the e-mail gateway',
  wycheproof: 'raw signature primitives',
  xmldsig: 'general XML signatures; the parts we speak are tested in tests/schemas/xml and tests/certs/xmldsig',
};
