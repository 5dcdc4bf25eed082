/** What the edXML tests share: reading a file from memory, and messages made at random. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { secretStampIn } from '../../../schemas/directory/secrecy.js';
import { statusKinds } from '../../../schemas/directory/statuses.js';
import type { EdxmlMessage, EdxmlStatus, Organ } from '../../../schemas/edxml/message.js';
import { type Interchange, type InterchangeOptions, readInterchange } from '../../../schemas/edxml/read-interchange.js';
import { isProblem, type Problem } from '../../../schemas/problems/problem.js';

/** In pieces of odd sizes, so that every construct is cut somewhere. */
function inPieces(bytes: Uint8Array, pieceBytes = 4_093): Readable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
  return Readable.from(pieces);
}

export async function withInterchange<T>(
  bytes: Uint8Array,
  use: (interchange: Interchange) => Promise<T> | T,
  options: InterchangeOptions & { pieceBytes?: number } = {},
): Promise<T> {
  const interchange = await readInterchange(inPieces(bytes, options.pieceBytes), options);
  try {
    return await use(interchange);
  } finally {
    await interchange.dispose();
  }
}

export async function contentOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The Problem that the action ends in; any other end fails the test. */
export async function problemOf(action: () => unknown): Promise<Problem> {
  try {
    await action();
  } catch (error) {
    if (isProblem(error)) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const letters = fc.constantFrom(...'aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐƯ0123456789 -/.,:;"\'<>&()ậễộựỹ–\u{1F4C4}');

/** Text as the reader gives it: NFC, trimmed, not empty. */
function textOf(maxLength: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: letters, minLength: 1, maxLength })
    .map((text) => text.normalize('NFC').trim())
    .filter((text) => text !== '' && secretStampIn(text) === undefined);
}

const line = textOf(60);
const organId = fc.constantFrom('000.00.00.H30', 'H30.12', 'H30.31.3', 'vxp.saas.03', '14.00.W00');
const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const timestamp = fc
  .date({ min: new Date('1990-01-02'), max: new Date('2099-12-30'), noInvalidDate: true })
  .map((at) => `${at.toISOString().slice(0, 19)}Z`);

/** A record with any of its optional properties; undefined instead of an empty one. */
function record<T extends object>(model: { [P in keyof T]: fc.Arbitrary<T[P]> }, required: (keyof T)[] = []) {
  return fc
    .record(model, { requiredKeys: required as never[] })
    .map((value) => (Object.keys(value).length === 0 ? undefined : value)) as fc.Arbitrary<Partial<T> | undefined>;
}

function defined<T>(value: T): T {
  return Object.fromEntries(Object.entries(value as object).filter(([, inner]) => inner !== undefined)) as T;
}

/** Unknown elements of other namespaces, of none, and of the regulation's own. */
const extras = fc.uniqueArray(
  fc.constantFrom(
    '<edXML:ResponseForTask xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:TaskCode>7</edXML:TaskCode></edXML:ResponseForTask>',
    '<ApplicationType xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" a="xmlns:b=&quot;urn:c&quot;">1</ApplicationType>',
    '<Unbound xmlns="">x</Unbound>',
    '<v:Foo xmlns:v="urn:x" a="1 &amp; &quot;2&quot;">đoạn &lt;b&gt;<v:Bar></v:Bar></v:Foo>',
    '<Other xmlns="urn:y">x<z xmlns=""></z></Other>',
    '<v:Attr xmlns:v="urn:x" xmlns:w="urn:w" v:a="1" w:b="&#xA;">t</v:Attr>',
  ),
  { minLength: 1, maxLength: 3 },
);
const attributes = fc.constantFrom(
  [{ namespace: '', local: 'soLan', value: '1 "hai" <ba>' }],
  [{ namespace: 'http://www.w3.org/XML/1998/namespace', local: 'lang', value: 'vi' }],
  [
    { namespace: 'urn:x', local: 'mã', value: 'a&b' },
    { namespace: 'urn:y', local: 'mã', value: '' },
  ],
);

const organ = record(
  {
    organId,
    inCharge: line,
    name: line,
    address: line,
    email: line,
    telephone: line,
    fax: line,
    website: line,
    extras,
    attributes,
  },
  ['organId'],
) as fc.Arbitrary<Organ>;

const staff = record({ department: line, departmentId: line, staff: line, staffId: line, email: line, mobile: line });
const related = record({ organId, code: line, promulgationDate: date, documentId: line });
/** In each part of a message, or in none. */
const inParts = <T>(one: fc.Arbitrary<T>) =>
  fc
    .record(Object.fromEntries(messageParts.map((part) => [part, one])), { requiredKeys: [] })
    .map((found) => (Object.keys(found).length === 0 ? undefined : found));
const messageParts = ['root', 'envelope', 'header', 'messageHeader', 'traceHeaderList', 'body', 'manifest'] as const;

const business = fc
  .record(
    {
      type: fc.constantFrom(0, 1, 2, 3),
      reason: line,
      documentId: line,
      paper: fc.boolean(),
      update: record({
        documentInfo: fc.boolean(),
        documentReceiver: fc.boolean(),
        receivers: fc.array(fc.record({ organId, change: fc.constantFrom('removed', 'added') }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      replacements: fc.array(fc.record({ documentId: line, organIds: fc.array(organId, { maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      staff,
      extras: extras,
    },
    { requiredKeys: ['type'] },
  )
  .map(defined);

const model = {
  kind: fc.constant('document' as const),
  from: organ,
  to: fc.array(organ, { minLength: 1, maxLength: 4 }),
  documentId: line,
  code: record({ number: textOf(11), notation: textOf(30) }, ['number', 'notation']),
  promulgation: record({ place: line, date }, ['date']),
  documentType: record({ type: fc.nat(9), typeDetail: fc.nat(9), name: line, extras: extras }, ['name']),
  subject: textOf(200),
  content: textOf(200),
  signer: record({ competence: line, position: line, fullName: textOf(50) }),
  dueDate: date,
  otherInfo: record({
    priority: fc.nat(4),
    sphereOfPromulgation: line,
    typerNotation: line,
    promulgationAmount: fc.nat(999),
    pageAmount: fc.nat(999),
    direction: fc.boolean(),
    appendixes: fc.array(line, { minLength: 1, maxLength: 3 }),
    extras: extras,
  }),
  responseFor: fc
    .array(related, { minLength: 1, maxLength: 3 })
    .map((list) => list.filter((one) => one !== undefined))
    .map((list) => (list.length === 0 ? undefined : list)),
  steeringType: fc.nat(2),
  toPlaces: fc.array(line, { minLength: 1, maxLength: 3 }),
  business,
  trace: fc.array(fc.record({ organId, timestamp }, { requiredKeys: ['organId'] }), { maxLength: 3 }),
  files: fc.array(
    fc.record(
      {
        contentId: fc.uuid(),
        contentType: fc.constantFrom('application/pdf', 'application/zip'),
        description: line,
        name: line,
      },
      { requiredKeys: ['contentId'] },
    ),
    { maxLength: 3 },
  ),
  extras: inParts(extras),
  attributes: inParts(attributes),
};
const requiredKeys = [
  ...(['kind', 'from', 'to', 'documentId', 'code', 'promulgation', 'documentType', 'subject'] as const),
  ...(['trace', 'files'] as const),
];

/** Documents as this product writes them. */
export const documents = fc.record(model, { requiredKeys }).map(defined) as fc.Arbitrary<EdxmlMessage>;

export const statuses = fc
  .record(
    {
      kind: fc.constant('status' as const),
      from: organ,
      responseFor: related.map((one) => one ?? { organId: 'H30' }),
      staff,
      statusCode: fc.constantFrom(...statusKinds.map(({ code }) => code)),
      description: textOf(200),
      timestamp,
      extras: extras,
    },
    { requiredKeys: ['kind', 'from', 'responseFor', 'statusCode', 'timestamp'] },
  )
  .map(defined) as fc.Arbitrary<EdxmlStatus>;
