/** A state secret is refused at every entrance, in whatever text it is marked; of it one line stays in the log. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { beginChange, recallDocument, returnDocument } from '../../../gateway/documents/request-changes.js';
import { submitContainer } from '../../../gateway/documents/submit-container.js';
import { submitEdxml } from '../../../gateway/documents/submit-edxml.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { MemoryContainer } from '../../../schemas/asice/memory-container.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeInterchange } from '../../../schemas/edxml/write-interchange.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { messageFrom } from '../../support/foreign-messages.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, reader, keyHolder] = ['H30.03', 'H30.05', 'H30.07'];
const mark = 'TỐI MẬT';

let gateway: GatewayFixture;
let id: string;
let documentId: string;
let already: number;

beforeAll(async () => {
  gateway = await openGatewayFixture({ agencies: { [keyHolder]: { numbering: 'agency' } } });
  ({ id, documentId } = await submitDocument(gateway.ctx, gateway.clerk(sender)));
  await arriveDocument(gateway.ctx, id, reader);
});
afterAll(() => gateway.close());
beforeEach(() => {
  already = gateway.logLines.length;
});

/** Refused, with one line in the log and nothing else left. */
async function expectRefused(act: () => Promise<unknown>, field: string): Promise<void> {
  const counts = () =>
    gateway.ctx.database.query(
      `select (select count(*) from statuses) as statuses, (select count(*) from documents) as documents,
         (select count(*) from events) as events`,
    );
  const before = (await counts()).rows;
  await expect(act()).rejects.toMatchObject({ code: 'secret_refused', field });
  expect((await counts()).rows).toEqual(before);
  const lines = gateway.logLines.slice(already).filter((line) => line.includes('state secret'));
  expect(lines.map((line) => Object.keys(JSON.parse(line)))).toEqual([
    expect.arrayContaining(['time', 'sender', 'agencies', 'digest']),
  ]);
  expect(gateway.logLines.slice(already).join()).not.toContain(mark);
}

const declare = (wish: object) => declareStatus(gateway.ctx, gateway.clerk(reader), id, { code: '02', ...wish });
const edxml = (bytes: Readable, agency = keyHolder) =>
  submitEdxml(gateway.ctx, gateway.clerk(agency), bytes, { origin: 'edxml' });
const interchange = (name: string, changes: object = {}) =>
  Readable.from(
    writeInterchange(
      { ...messageFrom(keyHolder), ...changes },
      [{ name, mediaType: 'application/pdf', source: bufferSource(smallPdf()) }],
      { wrap: 'raw' },
    ),
  );

async function container(name: string): Promise<unknown> {
  const growing = new MemoryContainer();
  await growing.addBytes(name, 'application/pdf', smallPdf());
  const { signer } = await gateway.authority.issueSeal({ agencyCode: keyHolder });
  await sealContainer(growing, {
    envelope: writeEdxmlDocument(messageFrom(keyHolder)),
    signer,
    signingTime: new Date(),
  });
  return submitContainer(gateway.ctx, gateway.clerk(keyHolder), Readable.from([growing.bytes()]), {
    origin: 'container',
  });
}

describe('a mark of secrecy is refused', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['in the reason of a status', () => declare({ reason: mark }), 'reason'],
    ['in the person of a status', () => declare({ reason: 'x', staff: { department: mark } }), 'staff.department'],
    [
      'in a line of the reason of a return',
      () => returnDocument(gateway.ctx, gateway.clerk(reader), id, { reason: `x\n${mark}` }),
      'reason',
    ],
    [
      'in the reason of a recall',
      () => recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: mark }),
      'reason',
    ],
    [
      'in the reason of an update',
      () =>
        beginChange(gateway.ctx, gateway.clerk(sender), id, 'update', metadataOf(), { reason: mark, origin: 'api' }),
      'reason',
    ],
    [
      'in the name of a file',
      async () => submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf(), { fileName: `[${mark}] a.pdf` }),
      'file',
    ],
    ['in the name of an edXML attachment', () => edxml(interchange(`${mark}.pdf`)), 'file'],
    [
      'in an edXML recall',
      () => edxml(interchange('a.pdf', { business: { type: 1, reason: mark, documentId: 'x' } })),
      'BussinessDocReason',
    ],
    [
      'in an edXML status',
      () =>
        edxml(
          Readable.from([
            writeEdxmlStatus({
              kind: 'status',
              from: { organId: reader },
              responseFor: { documentId },
              statusCode: '03',
              description: mark,
            }),
          ]),
          reader,
        ),
      'Description',
    ],
    ['in the name of a container’s file', () => container(`${mark}.pdf`), 'file'],
    ['in a folder of a container', () => container(`${mark}/a.pdf`), 'file'],
  ])('%s', (_where, act, field) => expectRefused(act, field));
});
