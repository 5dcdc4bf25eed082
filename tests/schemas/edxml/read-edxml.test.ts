import { describe, expect, it } from 'vitest';
import { edxmlNamespace } from '../../../schemas/edxml/message.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { problemOf } from './edxml-support.js';

const header = {
  From: '<From><OrganId>H30</OrganId></From>',
  To: '<To><OrganId>H30.12</OrganId></To>',
  Subject: '<Subject>Về việc thử</Subject>',
};

/** A document of the given header elements, without any prefix. */
function documentOf(elements: readonly string[], rest = ''): Buffer {
  return Buffer.from(
    `<edXML xmlns="${edxmlNamespace}"><edXMLEnvelope><edXMLHeader><MessageHeader>${elements.join('')}</MessageHeader>${rest}</edXMLHeader></edXMLEnvelope></edXML>`,
  );
}

function read(elements: readonly string[], rest = '') {
  const warnings: string[] = [];
  const message = readEdxml(documentOf(elements, rest), (text) => warnings.push(text));
  if (message.kind !== 'document') throw new Error('not a document');
  return { message, warnings };
}

const statusOf = (code: string) =>
  documentOf([header.From, '<ResponseFor><OrganId>G22</OrganId></ResponseFor>', `<StatusCode>${code}</StatusCode>`]);

describe('reading edXML', () => {
  it('does not care about order or prefix', () => {
    const { message } = read([header.Subject, header.To, header.From]);
    expect([message.from.organId, message.to[0]?.organId, message.subject]).toEqual(['H30', 'H30.12', 'Về việc thử']);
    const prefixed = documentOf(Object.values(header))
      .toString()
      .replaceAll('<', '<x:')
      .replaceAll('<x:/', '</x:')
      .replace('xmlns=', 'xmlns:x=');
    expect(readEdxml(Buffer.from(prefixed))).toEqual(read(Object.values(header)).message);
  });

  it('brings texts to NFC and drops what is empty', () => {
    const { message } = read([
      ...Object.values(header),
      `<Content> ${'Tiếng Việt'.normalize('NFD')}\n</Content>`,
      '<SignerInfo><FullName> </FullName></SignerInfo><DueDate/><ResponseFor><OrganId/></ResponseFor>',
    ]);
    expect(message.content).toBe('Tiếng Việt'.normalize('NFC'));
    for (const property of ['signer', 'dueDate', 'responseFor']) expect(message).not.toHaveProperty(property);
  });

  it.each(['From', 'To', 'Subject'] as const)('names %s and its line when it is missing', async (name) => {
    const elements = Object.entries(header).filter(([key]) => key !== name);
    const problem = await problemOf(() => read(elements.map(([, xml]) => xml)));
    expect([problem.code, problem.field]).toEqual([
      'edxml_missing',
      `edXML/edXMLEnvelope/edXMLHeader/MessageHeader/${name}`,
    ]);
    expect(problem.detail).toContain('Line 1');
  });

  it.each([
    ['<To><OrganId>a</OrganId></To><To><OrganName>x</OrganName></To>', 'edxml_missing', 'MessageHeader/To[3]/OrganId'],
    ['<DueDate>2014/02/30</DueDate>', 'edxml_value', 'MessageHeader/DueDate'],
    ['<OtherInfo><Priority>5</Priority></OtherInfo>', 'edxml_value', 'MessageHeader/OtherInfo/Priority'],
    ['<Subject>second</Subject>', 'edxml_value', 'MessageHeader/Subject[2]'],
    ['<Content>a<b xmlns=""/></Content>', 'edxml_value', 'MessageHeader/Content'],
    ['<Content>ok</Content><From/>', 'edxml_value', 'MessageHeader/From[2]'],
  ])('says what is wrong in %s', async (xml, code, path) => {
    const problem = await problemOf(() => read([...Object.values(header), xml]));
    expect(problem.code).toBe(code);
    expect(problem.field).toBe(`edXML/edXMLEnvelope/edXMLHeader/${path}`);
    expect(problem.detail).toMatch(/^Line \d+/);
  });

  it('understands other spellings of dates and times', () => {
    const dueDates = [
      '2016/05/09',
      '2016-05-09',
      '09/05/2016',
      '9/5/2016',
      '2016/05/09 00:00:00',
      '2016-05-09T10:00:00',
    ];
    for (const text of dueDates) {
      expect(read([...Object.values(header), `<DueDate>${text}</DueDate>`]).message.dueDate).toBe('2016-05-09');
    }
    const timeOf = (text: string) =>
      read(
        Object.values(header),
        `<TraceHeaderList><TraceHeader><OrganId>a</OrganId><Timestamp>${text}</Timestamp></TraceHeader></TraceHeaderList>`,
      ).message.trace[0]?.timestamp;
    expect(timeOf('2016/05/09 06:30:15')).toBe('2016-05-08T23:30:15Z');
    expect(timeOf('2016-05-09T06:30:15Z')).toBe('2016-05-09T06:30:15Z');
    expect(timeOf('2016-05-09T06:30:15.123+09:00')).toBe('2016-05-08T21:30:15Z');
    expect(timeOf('2016/05/09')).toBe('2016-05-08T17:00:00Z');
  });

  it('refuses times that do not exist', async () => {
    for (const text of ['2016/05/09 25:00:00', '2016/05/09 10:61:00', '2016/05/09 soon']) {
      const trace = `<TraceHeaderList><TraceHeader><OrganId>a</OrganId><Timestamp>${text}</Timestamp></TraceHeader></TraceHeaderList>`;
      expect((await problemOf(() => read(Object.values(header), trace))).code).toBe('edxml_value');
    }
  });

  it('drops numbers senders do not agree on, with a warning', () => {
    const { message, warnings } = read([
      ...Object.values(header),
      '<DocumentType><Type>CV</Type><TypeName>Công văn</TypeName></DocumentType>',
      '<OtherInfo><PageAmount>12 trang</PageAmount></OtherInfo>',
    ]);
    expect(message.documentType).toEqual({ name: 'Công văn' });
    expect(message).not.toHaveProperty('otherInfo');
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('MessageHeader/OtherInfo/PageAmount');
  });

  it('keeps what it does not understand', () => {
    const task = '<ResponseForTask><TaskCode>A&amp;B</TaskCode></ResponseForTask>';
    const { message } = read([...Object.values(header), task, '<v:X xmlns:v="urn:v" a="1"/>']);
    expect(message.extras?.messageHeader).toEqual([
      `<ResponseForTask xmlns="${edxmlNamespace}"><TaskCode>A&amp;B</TaskCode></ResponseForTask>`,
      '<v:X xmlns:v="urn:v" a="1"></v:X>',
    ]);
  });

  it('keeps unknown children and attributes of every part around the records', () => {
    const own = (name: string) => `<${name} xmlns="${edxmlNamespace}">1</${name}>`;
    const whole = documentOf(Object.values(header))
      .toString()
      .replace('<edXML ', '<edXML so="1" ')
      .replace('<edXMLEnvelope>', '<edXMLEnvelope xmlns:x="urn:x" x:lan="2">')
      .replace(
        '</edXMLEnvelope>',
        `<edXMLBody><edXMLManifest version="1.0"/><Body1/></edXMLBody><Envelope1/></edXMLEnvelope><Root1/>`,
      )
      .replaceAll(/<(\w+1)\/>/g, '<$1>1</$1>');
    const message = readEdxml(Buffer.from(whole));
    expect(message).toMatchObject({
      extras: { root: [own('Root1')], envelope: [own('Envelope1')], body: [own('Body1')] },
      attributes: {
        root: [{ namespace: '', local: 'so', value: '1' }],
        envelope: [{ namespace: 'urn:x', local: 'lan', value: '2' }],
      },
    });
    if (message.kind !== 'document') throw new Error('not a document');
    expect(readEdxml(writeEdxmlDocument(message))).toEqual(message);
  });

  it('names what it leaves out, because a text or a list has no room for it', () => {
    const schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a"';
    const { warnings } = read([
      header.From,
      header.To,
      `<Subject lang="vi" ${schema}>x</Subject><ToPlaces><Place>a</Place><Note>b</Note></ToPlaces>`,
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/Subject: lang is not known here and was left out$/),
      expect.stringMatching(/ToPlaces: Note is not known here and was left out$/),
    ]);
  });

  it('does not take the signature for content', () => {
    const signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>';
    expect(read(Object.values(header), signature).message).not.toHaveProperty('extras');
    expect(read(Object.values(header), '<Signature>lost</Signature>').message).not.toHaveProperty('extras');
  });

  it('reads status codes as numbers and keywords, and refuses unknown ones', async () => {
    for (const code of ['3', '03', 'acceptance']) expect(readEdxml(statusOf(code))).toMatchObject({ statusCode: '03' });
    const problem = await problemOf(() => readEdxml(statusOf('07')));
    expect([problem.code, problem.field?.endsWith('MessageHeader/StatusCode')]).toEqual(['edxml_value', true]);
  });

  it.each([
    ['<a/>', /something else/],
    ['<edXML/>', /something else/],
    ['<e:Envelope xmlns:e="http://www.e-doc.vn/Schema/"/>', /older generation/],
  ])('says that %s is no edXML', async (xml, reason) => {
    const problem = await problemOf(() => readEdxml(Buffer.from(xml)));
    expect(problem.code).toBe('edxml_not_edxml');
    expect(problem.detail).toMatch(reason);
  });

  it('refuses a DOCTYPE and endless lists', async () => {
    const doctype = Buffer.concat([
      Buffer.from('<!DOCTYPE edXML [<!ENTITY a "b">]>'),
      documentOf(Object.values(header)),
    ]);
    expect((await problemOf(() => readEdxml(doctype))).code).toBe('xml_doctype');
    const many = Array.from({ length: 5_001 }, () => header.To);
    expect((await problemOf(() => read([...Object.values(header), ...many]))).code).toBe('edxml_value');
  });
});
