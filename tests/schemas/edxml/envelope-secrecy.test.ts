/** Wherever an edXML file says that it is a state secret, it is refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refuseSecretXml } from '../../../schemas/edxml/envelope-secrecy.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { parseXml } from '../../../schemas/xml/parse-xml.js';
import { vectorPath } from '../../support/vectors.js';
import { problemOf, withInterchange } from './edxml-support.js';

const update = readFileSync(vectorPath('edxml', 'emitted/edoc_update.edxml'), 'utf8');
const recall = readFileSync(vectorPath('edxml', 'emitted/edoc_revocation.edxml'), 'utf8');
const status = writeEdxmlStatus({
  kind: 'status',
  from: { organId: 'H30.05' },
  responseFor: { organId: 'H30.03', documentId: 'H30.03,2016/05/19,1/SNV' },
  statusCode: '02',
  description: 'Mật độ dân số không đúng',
  timestamp: '2016-05-20T01:02:03Z',
}).toString();

const codeOf = async (xml: string) => (await problemOf(() => withInterchange(Buffer.from(xml), () => {}))).code;
const isTaken = (xml: string) => withInterchange(Buffer.from(xml), () => true);

/** Puts `xml` at the end of each element of this name. */
const inside = (message: string, name: string, xml: string) =>
  message.replace(new RegExp(`</((?:[^\\s<>:]+:)?${name})>`, 'g'), `${xml}</$1>`);

const containers = [
  ...['edXML', 'edXMLEnvelope', 'edXMLHeader', 'edXMLBody', 'edXMLManifest', 'MessageHeader', 'TraceHeaderList'],
  ...['PromulgationInfo', 'Code', 'SignerInfo', 'DocumentType', 'OtherInfo', 'Bussiness', 'From', 'To', 'Reference'],
];

describe('a declared secret is refused', () => {
  it.each(containers)('as an element inside %s', async (name) => {
    expect(update).toMatch(new RegExp(`</(?:[^\\s<>:]+:)?${name}>`));
    expect(await codeOf(inside(update, name, '<DoMat xmlns="urn:x">Mật</DoMat>'))).toBe('secret_refused');
    expect(await isTaken(inside(update, name, '<DoMat xmlns="urn:x">Không</DoMat>'))).toBe(true);
  });

  it.each([
    '<DoMat>1</DoMat>',
    '<MucDoMat>Tối mật</MucDoMat>',
    '<Độ_mật>x</Độ_mật>',
    '<MucDoBaoMat>2</MucDoBaoMat>',
    '<SecretLevel>1</SecretLevel>',
    '<Security>high</Security>',
    '<a><Confidential><b>yes</b></Confidential></a>',
    '<a DoMat="1"/>',
    '<a ghiChu="TUYỆT MẬT"/>',
    '<DoMat><![CDATA[M]]><!-- -->ật</DoMat>',
  ])('written as %s', async (xml) => {
    expect(await codeOf(inside(update, 'SignerInfo', xml))).toBe('secret_refused');
  });

  it.each([
    '<Secretary>Nguyễn Văn A</Secretary>',
    '<Security>0</Security>',
    '<DoMat/>',
    '<MatDo>Mật độ dân số</MatDo>',
  ])('and nothing else is: %s', async (xml) => {
    expect(await isTaken(inside(update, 'SignerInfo', xml))).toBe(true);
  });
});

describe('a stamp standing alone is refused', () => {
  const texts = [
    ...['Subject', 'Content', 'TyperNotation', 'SphereOfPromulgation', 'TypeName', 'BussinessDocReason', 'FullName'],
    ...['Place', 'OrganName', 'Description', 'AttachmentName', 'Staff', 'Department'],
  ];

  it.each(texts)('as the text of %s', async (name) => {
    const element = (text: string) => `<edXML:${name}>${text}</edXML:${name}>`;
    const holder = new RegExp(`<edXML:${name}>[^<]*</edXML:${name}>`);
    const stamped = update.replace(holder, element('TỐI MẬT'));
    // Some are not in this message: then it is put where the reader does not expect it.
    const placed = (text: string) =>
      stamped === update ? inside(update, 'Bussiness', element(text)) : update.replace(holder, element(text));
    expect(await codeOf(placed('TỐI MẬT'))).toBe('secret_refused');
    expect(await codeOf(placed('Về việc điều động\n  MẬT  \nngày mai'))).toBe('secret_refused');
    expect(await isTaken(placed('Mật độ dân số'))).toBe(true);
  });
});

describe('every kind of message is looked at', () => {
  it.each([
    ['a recall', recall],
    ['a status', status],
  ])('%s', async (_what, message) => {
    expect(await isTaken(message)).toBe(true);
    expect(await codeOf(inside(message, 'MessageHeader', '<DoMat>Mật</DoMat>'))).toBe('secret_refused');
  });
});

describe('the look takes little time', () => {
  it('for lines made to keep a search for stamps busy', () => {
    const root = parseXml(Buffer.from(`<edXML>${'!'.repeat(2_000_000)}a</edXML>`));
    const start = performance.now();
    refuseSecretXml(root);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
