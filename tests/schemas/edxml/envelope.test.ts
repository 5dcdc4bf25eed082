import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentTypes } from '../../../schemas/directory/document-types.js';
import { checkMetadata, type Metadata } from '../../../schemas/directory/metadata.js';
import { urgencies } from '../../../schemas/directory/urgency.js';
import { buildEnvelope, metadataFromEnvelope } from '../../../schemas/edxml/envelope.js';
import type { EdxmlMessage } from '../../../schemas/edxml/message.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { validateXml } from '../../../schemas/xml/validate-xml.js';
import { vectorPath } from '../../support/vectors.js';
import { problemOf } from './edxml-support.js';

const metadata = checkMetadata({
  from: 'H30',
  to: ['H30.01', 'H30.12'],
  type: 'QĐ',
  number: '123',
  notation: 'QĐ-UBND',
  subject: 'Ban hành quy chế',
  promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
  signer: { competence: 'TM. UBND', position: 'Chủ tịch', fullName: 'Nguyễn Văn A' },
}) as Metadata & { number: string };

const facts = {
  metadata,
  from: { organId: 'H30', name: 'Ủy ban nhân dân tỉnh Hậu Giang', email: 'vanthu@haugiang.example' },
  to: [{ organId: 'H30.01' }, { organId: 'H30.12' }],
  files: [{ name: 'Báo cáo số 1.pdf', mediaType: 'application/pdf' }],
  sentAt: new Date('2016-05-19T07:00:00.500Z'),
};

function reread(message: EdxmlMessage): EdxmlMessage {
  const bytes = writeEdxmlDocument(message);
  validateXml(bytes, 'edxml');
  const again = readEdxml(bytes);
  if (again.kind !== 'document') throw new Error('not a document');
  return again;
}

describe('the envelope of a container', () => {
  it('names the document, its files and when it was sent', () => {
    const message = reread(buildEnvelope(facts));
    expect(message.documentId).toBe('H30,2016/05/19,123/QĐ-UBND');
    expect(message.documentType?.name).toBe('Quyết định');
    expect(message.files).toEqual([
      {
        contentId: 'B%C3%A1o%20c%C3%A1o%20s%E1%BB%91%201.pdf',
        contentType: 'application/pdf',
        name: 'Báo cáo số 1.pdf',
      },
    ]);
    expect(message.trace).toEqual([{ organId: 'H30', timestamp: '2016-05-19T07:00:00Z' }]);
    expect(message.business).toEqual({ type: 0, reason: 'Văn bản điện tử mới', paper: false });
  });

  it('gives any metadata back', () => {
    const text = fc
      .string({ unit: fc.constantFrom(...'aăâbcđêôơưxyz ĐÊ<&>"ậ1'), minLength: 1, maxLength: 40 })
      .map((one) => `x${one}`.replace(/\s+/g, ' ').trim());
    const date = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    const organ = fc.constantFrom('H30', 'H30.12', '000.00.00.G22');
    const any = fc.record({
      from: organ,
      to: fc.uniqueArray(organ, { minLength: 1 }),
      type: fc.constantFrom(...documentTypes.map(({ code }) => code)),
      number: fc.constantFrom('1', '07', '12a'),
      notation: fc.constantFrom('QĐ-UBND', 'UBND-VX', '2016/NĐ-CP'),
      subject: text,
      promulgation: fc.record({ place: text, date }),
      signer: fc.record({ competence: text, position: text, fullName: text }, { requiredKeys: [] }),
      urgency: fc.constantFrom(...urgencies.map(({ code }) => code).filter((code) => code !== 'express-timed')),
      paper: fc.constantFrom('none', 'follows'),
      dueDate: fc.option(date),
      pages: fc.nat(999),
      copies: fc.nat(999),
      responseFor: fc.array(
        fc.record({
          agency: organ,
          number: fc.constantFrom('7', '08'),
          notation: fc.constantFrom('', 'X-Y'),
          date: fc.option(date),
        }),
        { maxLength: 2 },
      ),
      steering: fc.nat(2),
      appendices: fc.array(text, { maxLength: 2 }),
      places: fc.array(text, { maxLength: 2 }),
      note: text,
    });
    const timed = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(any, fc.option(timed), (value, expressAt) => {
        const urgent = expressAt === null ? {} : { urgency: 'express-timed', expressAt: expressAt.toISOString() };
        const checked = checkMetadata({ ...value, ...urgent }) as Metadata & { number: string };
        fc.pre(checked.note !== checked.subject);
        const to = checked.to.map((organId) => ({ organId }));
        const message = buildEnvelope({ ...facts, metadata: checked, from: { organId: value.from }, to });
        expect(metadataFromEnvelope(reread(message))).toEqual(checked);
      }),
      { numRuns: 300 },
    );
  });

  it('of whatever may be sent matches our schema', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'aậ1 \n\t/,.-_<&"\u00a0'), minLength: 0, maxLength: 40 });
    const fields = fc.constantFrom<(value: string) => object>(
      (subject) => ({ subject }),
      (notation) => ({ notation }),
      (number) => ({ number }),
      (place) => ({ promulgation: { place, date: '2016-05-19' } }),
      (competence) => ({ signer: { competence, position: competence, fullName: competence } }),
      (agency) => ({ responseFor: [{ agency, number: '1', notation: agency }] }),
      (text) => ({ appendices: [text], places: [text], note: text }),
    );
    let taken = 0;
    fc.assert(
      fc.property(fields, odd, (field, value) => {
        const change = field(value);
        let checked: Metadata;
        try {
          checked = checkMetadata({ ...metadata, ...change });
        } catch {
          return;
        }
        taken += 1;
        reread(buildEnvelope({ ...facts, metadata: { ...checked, number: checked.number ?? '1' } }));
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('of a recall names the recalled document among those it is about', () => {
    const business = { type: 1 as const, reason: 'Sai nội dung', documentId: 'H30,2016/05/01,99/QĐ-UBND' };
    const message = reread(buildEnvelope({ ...facts, business }));
    expect(message.business).toEqual({ ...business, paper: false });
    expect(message.responseFor).toEqual([
      { organId: 'H30', code: '99/QĐ-UBND', documentId: business.documentId, promulgationDate: '2016-05-01' },
    ]);
  });
});

describe('metadata out of somebody else’s envelope', () => {
  const plain: EdxmlMessage = buildEnvelope(facts);

  it('is complete for the real client’s messages', () => {
    for (const file of ['edoc_new', 'edoc_update', 'edoc_zipped_attachments']) {
      const message = readEdxml(readFileSync(vectorPath('edxml', `emitted/${file}.edxml`)));
      if (message.kind !== 'document') throw new Error('not a document');
      const warnings: string[] = [];
      expect(metadataFromEnvelope(message, (text) => warnings.push(text))).toMatchObject({
        from: '000.00.00.G22',
        to: ['000.00.00.H41', '000.00.00.H14'],
        type: 'CV',
        number: '125',
        notation: 'UBND-VX',
        dueDate: '2026-02-01',
        pages: 3,
        copies: 2,
      });
      expect(warnings).toEqual([]);
    }
  });

  it('takes number, notation and date from the DocumentId when they stand nowhere else', () => {
    const { code: _code, promulgation: _promulgation, documentType: _type, ...bare } = plain;
    expect(metadataFromEnvelope(bare)).toMatchObject({
      number: '123',
      notation: 'QĐ-UBND',
      type: 'QĐ',
      promulgation: { place: '', date: '2016-05-19' },
    });
  });

  it('names every field that is missing', async () => {
    const { from, to, subject, kind, trace, files } = plain;
    const problem = await problemOf(() => metadataFromEnvelope({ kind, from, to, subject, trace, files }));
    expect([problem.code, problem.field]).toEqual(['invalid_request', 'notation, promulgation.date']);
    const foreign = await problemOf(() => metadataFromEnvelope({ ...plain, documentType: { name: 'Sắc lệnh' } }));
    expect(foreign.field).toBe('type');
  });

  it('leaves out what cannot be said, with a warning', () => {
    const warnings: string[] = [];
    const found = metadataFromEnvelope(
      {
        ...plain,
        content: 'x'.repeat(3_000),
        otherInfo: { pageAmount: 5_000, promulgationAmount: 1_000 },
        responseFor: [{ documentId: 'a-uuid' }],
      },
      (text) => warnings.push(text),
    );
    expect([found.pages, found.copies, found.responseFor, found.note.length]).toEqual([0, 1, [], 2_000]);
    expect(warnings).toHaveLength(4);
  });
});
