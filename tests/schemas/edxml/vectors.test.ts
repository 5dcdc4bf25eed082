import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EdxmlMessage } from '../../../schemas/edxml/message.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { validateXml } from '../../../schemas/xml/validate-xml.js';
import { vectorPath } from '../../support/vectors.js';
import { contentOf, problemOf, withInterchange } from './edxml-support.js';

const casesPath = vectorPath('edxml', 'cases.tsv');
const cases = readFileSync(casesPath, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'))
  .map(([file = '', expect = '', detail = '']) => ({ file, expect, detail }));
const bytesOf = (file: string) => readFileSync(join(casesPath, '..', file));

async function messageOf(file: string): Promise<EdxmlMessage> {
  return withInterchange(bytesOf(file), ({ message }) => {
    if (message.kind !== 'document') throw new Error('not a document');
    return message;
  });
}

describe('the shared edXML vectors', () => {
  it('are 29 to read and 2 to refuse', () => {
    const count = (word: string) => cases.filter((one) => one.expect === word).length;
    expect([count('parse'), count('reject')]).toEqual([29, 2]);
  });

  it.each(cases.filter(({ expect }) => expect === 'parse'))('$file reads as $detail', async ({ file, detail }) => {
    await withInterchange(bytesOf(file), ({ message }) => {
      expect(message.kind).toBe(detail.startsWith('status') ? 'status' : 'document');
      const code = /status (\d\d)/.exec(detail)?.[1];
      if (message.kind === 'status' && code !== undefined) expect(message.statusCode).toBe(code);
      const type = /BussinessDocType (\d)/.exec(detail)?.[1];
      if (message.kind === 'document' && type !== undefined) expect(message.business?.type).toBe(Number(type));
    });
  });

  it.each(cases.filter(({ expect }) => expect === 'parse'))('$file survives being written', ({ file }) => {
    const message = readEdxml(bytesOf(file));
    const written = message.kind === 'document' ? writeEdxmlDocument(message) : writeEdxmlStatus(message);
    expect(readEdxml(written)).toEqual(message);
    validateXml(written, 'edxml');
  });

  it.each([
    ['edoc.edxml', /Line 116.*xlink/],
    ['edoc_new.edxml', /text "1212" before the XML declaration/],
  ])('%s is refused, and the message says why', async (file, reason) => {
    const problem = await problemOf(() => withInterchange(bytesOf(file), () => undefined));
    expect(problem.code).toBe('xml_malformed');
    expect(problem.detail).toMatch(reason);
    expect((await problemOf(() => readEdxml(bytesOf(file)))).detail).toMatch(reason);
  });

  it.each(['edoc_replacement.edxml', 'edoc_revocation.edxml', 'edoc_update.edxml'])(
    '%s holds one .doc of 388347 bytes in its ZIP',
    async (file) => {
      await withInterchange(bytesOf(file), async ({ files }) => {
        expect(files.map(({ name, size, wrapped }) => [name, size, wrapped])).toEqual([
          ['1896_QD-TTg_m_294779.doc', 388_347, true],
        ]);
        for (const one of files) expect(await contentOf(one.stream())).toHaveLength(388_347);
      });
    },
  );

  it('name the receivers an update adds and removes', async () => {
    const message = await messageOf('edoc_update.edxml');
    expect(message.to).toHaveLength(3);
    expect(message.business?.update?.receivers).toEqual([
      { organId: '000.00.00.H41', change: 'removed' },
      { organId: '000.00.00.H14', change: 'added' },
    ]);
  });

  it('name what a recall is about and what a replacement replaces', async () => {
    expect((await messageOf('edoc_revocation.edxml')).responseFor?.[0]?.documentId).toBe(
      '000.00.04.G14,2012/08/06,267/VPCP-TTĐT',
    );
    const replacement = await messageOf('emitted/edoc_replacement.edxml');
    expect(replacement.business?.replacements).toEqual([
      { documentId: '000.00.00.G22,2025/12/01,99/UBND-VX', organIds: ['000.00.00.H41', '000.00.00.H14'] },
    ]);
  });

  it('give the PDF back byte for byte, and leave a real docx alone', async () => {
    const pdf = bytesOf('emitted/attachments/cong-van-125.pdf');
    await withInterchange(bytesOf('emitted/edoc_new.edxml'), async ({ files, warnings }) => {
      const [first, second] = files;
      if (first === undefined || second === undefined) throw new Error('two files expected');
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(await contentOf(first.stream()))).toBe(digest(pdf));
      expect([second.name, second.wrapped]).toEqual(['Phụ lục số 1 – Đề án chuyển đổi số.docx', false]);
      expect(warnings.join()).toContain('ContentType is "application/zip" in the manifest');
    });
  });

  it('have their text unzipped with its real name', async () => {
    await withInterchange(bytesOf('emitted/edoc_zipped_attachments.edxml'), async ({ files }) => {
      expect(files.map(({ name, wrapped }) => [name, wrapped])).toEqual([
        ['Bảng tổng hợp (đợt 2).xlsx', true],
        ['ghi chú.txt', true],
      ]);
      const text = files[1] === undefined ? '' : (await contentOf(files[1].stream())).toString();
      expect(text).toMatch(/^Ghi chú/);
    });
  });

  it('keep times in UTC and texts as they are', async () => {
    const message = await messageOf('emitted/edoc_new.edxml');
    expect(message.trace).toEqual([{ organId: '000.00.00.G22', timestamp: '2026-01-15T01:30:00Z' }]);
    expect(message.content).toBe('Trích yếu: <thử> & "kiểm tra" \'ký tự\' đặc biệt – đ Đ ư Ư');
    expect(message.promulgation).toEqual({ place: 'Hà Nội', date: '2026-01-15' });
  });

  it.each(cases.filter(({ file }) => file.startsWith('emitted/')))(
    '$file, written by the real client, matches our schema unless its Signature lost its namespace',
    async ({ file }) => {
      const lost = file.includes('sdk_signature');
      if (!lost) validateXml(bytesOf(file), 'edxml');
      else expect((await problemOf(() => validateXml(bytesOf(file), 'edxml'))).detail).toContain('Signature');
    },
  );
});
