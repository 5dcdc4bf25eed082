/** Nothing a sender wrote in edXML is lost when its document is sealed here. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agency } from '../../../gateway/agencies/agency.js';
import { envelopeOf } from '../../../gateway/documents/build-envelope.js';
import type { SubmissionInput } from '../../../gateway/documents/submission-input.js';
import { checkMetadata } from '../../../schemas/directory/metadata.js';
import type { EdxmlMessage } from '../../../schemas/edxml/message.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { validateXml } from '../../../schemas/xml/validate-xml.js';
import { documents } from '../../schemas/edxml/edxml-support.js';
import { metadataOf } from '../../support/gateway-fixture.js';

const agency = (code: string): Agency => ({
  code,
  name: `Tên trong danh mục ${code}`,
  parent: null,
  email: null,
  channel: 'local',
  numbering: 'gateway',
  pdfPolicy: 'warn',
  mailProtection: 'signed',
  mailPolicy: 'signed',
  quotaDay: null,
  quotaMonth: null,
  quotaTotal: null,
  successor: null,
  demonstration: true,
  validFrom: null,
  validTo: null,
  aliases: [],
});

/** What the gateway seals for a message; `from` is an agency under the code the message names, and so are the recipients. */
function sealed(
  original: EdxmlMessage,
  recipients: readonly string[] = original.to.map(({ organId }) => organId),
): EdxmlMessage {
  const input: SubmissionInput = {
    metadata: checkMetadata(metadataOf({ subject: original.subject, notation: 'STTTT-VP' })),
    sender: agency(original.from.organId),
    recipients: [...new Set(recipients)].map(agency),
    merged: [],
    actor: 'token:test',
    options: { origin: 'edxml' },
    original,
  };
  const files = original.files.map(({ name = 'tep.pdf' }) => ({ name, mediaType: 'application/pdf' }));
  const number = { number: '7', documentId: 'H30.03,2016/05/19,7/STTTT-VP' };
  return envelopeOf(input, number, files as never, new Date('2016-05-20T01:02:03Z'));
}

/** Decided by the gateway: the directory's names and codes, number and id, the files as they were received. */
const decidedHere = /^(from|to\.\d+)\.(organId|name)$|^(documentId|kind|subject)$|^code\.|^files\./;
/** Written in another form. */
const reshaped = /(date|Date|timestamp)$/;

/** Every text of the message with its place. */
function texts(value: unknown, place = ''): [place: string, text: string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, place === '' ? key : `${place}.${key}`));
}

describe('a message sealed on behalf of its sender', () => {
  it('keeps every text and every unknown element of the original', () => {
    fc.assert(
      fc.property(documents, (original) => {
        const again = JSON.stringify(texts(readEdxml(writeEdxmlDocument(sealed(original)))).map(([, text]) => text));
        // Only the first of several organs of one code is a recipient's.
        const seen = new Set<string>();
        const to = original.to.filter(({ organId }) => !seen.has(organId) && seen.add(organId));
        for (const [place, text] of texts({ ...original, to }))
          if (!decidedHere.test(place) && !reshaped.test(place)) expect(again, place).toContain(JSON.stringify(text));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps numbers, switches and dates, and says once more where it went', () => {
    fc.assert(
      fc.property(documents, (original) => {
        const made = sealed(original);
        expect(made.otherInfo).toMatchObject(original.otherInfo ?? {});
        expect(made.documentType).toMatchObject(original.documentType ?? {});
        expect(made.steeringType).toBe(original.steeringType ?? 0);
        expect(made.dueDate).toBe(original.dueDate);
        expect(made.business).toMatchObject(original.business ?? {});
        expect(made.trace).toEqual([
          ...original.trace,
          { organId: original.from.organId, timestamp: '2016-05-20T01:02:03Z' },
        ]);
        validateXml(writeEdxmlDocument(made), 'edxml');
      }),
      { numRuns: 200 },
    );
  });

  it('names agencies as the directory does, and keeps what else the sender said of them', () => {
    const original: EdxmlMessage = {
      kind: 'document',
      from: { organId: 'H30.03', name: 'Tên cũ', telephone: '0711', extras: ['<v:Ma xmlns:v="urn:v">1</v:Ma>'] },
      to: [{ organId: '000.00.05.H30', inCharge: 'UBND tỉnh' }],
      documentId: 'x',
      subject: 'Về việc gửi, nhận',
      trace: [],
      files: [{ contentId: '1', name: 'tep.pdf', description: 'Bản chính' }],
    };
    const made = sealed(original, ['H30.05', 'H30.15']);
    expect(made.from).toEqual({
      organId: 'H30.03',
      name: 'Tên trong danh mục H30.03',
      telephone: '0711',
      extras: ['<v:Ma xmlns:v="urn:v">1</v:Ma>'],
    });
    expect(made.to).toEqual([
      { organId: 'H30.05', name: 'Tên trong danh mục H30.05', inCharge: 'UBND tỉnh' },
      { organId: 'H30.15', name: 'Tên trong danh mục H30.15' },
    ]);
    expect(made.files).toMatchObject([{ name: 'tep.pdf', description: 'Bản chính', contentId: 'tep.pdf' }]);
  });
});
