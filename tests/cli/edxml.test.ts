import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packEdxml, unpackEdxml, validateEdxmlFile } from '../../cli/commands/edxml.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { checkMetadata } from '../../schemas/directory/metadata.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { vectorPath } from '../support/vectors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'edxml-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const emitted = (name: string) => vectorPath('edxml', `emitted/${name}`);
const pdf = () => readFileSync(emitted('attachments/cong-van-125.pdf'));

async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (isProblem(error)) return `${error.code} ${error.field ?? ''}`.trim();
    throw error;
  }
  return 'accepted';
}

describe('congvan edxml', () => {
  it('unpacks a foreign file into a folder, and packs the folder into a file with the same content', async () => {
    const out = join(folder, 'văn bản');
    const summary = await unpackEdxml(emitted('edoc_new.edxml'), out);
    expect(readdirSync(out).sort()).toEqual(
      ['Phụ lục số 1 – Đề án chuyển đổi số.docx', 'cong-van-125.pdf', 'envelope.edxml', 'metadata.json'].sort(),
    );
    expect(readFileSync(join(out, 'cong-van-125.pdf')).equals(pdf())).toBe(true);
    expect(summary).toMatchObject({ kind: 'document', documentId: '000.00.00.G22,2026/01/15,125/UBND-VX' });
    const metadata: unknown = JSON.parse(readFileSync(join(out, 'metadata.json'), 'utf8'));
    expect(checkMetadata(metadata)).toEqual(metadata);

    const packed = join(folder, 'again.edxml');
    await packEdxml(out, packed);
    execFileSync('xmllint', ['--noout', '--huge', '--schema', 'schemas/edxml/edxml.xsd', packed], { stdio: 'pipe' });
    const validation = await validateEdxmlFile(packed);
    expect(validation).toMatchObject({ schemaFault: null, warnings: [], documentId: summary.documentId });
    expect(validation.files.map(({ size, wrapped }) => [size, wrapped])).toEqual([
      [103_057, true],
      [972, true],
    ]);
    await unpackEdxml(packed, join(folder, 'twice'));
    expect(readFileSync(join(folder, 'twice/cong-van-125.pdf')).equals(pdf())).toBe(true);
  });

  it('packs a container', async () => {
    await unpackEdxml(emitted('edoc_replacement.edxml'), join(folder, 'in'));
    const container = join(folder, 'x.asice');
    const writer = await ContainerWriter.create(container);
    await writer.addStream('cong-van-125.pdf', 'application/pdf', Readable.from([pdf()]), { maxBytes: 1_000_000 });
    await writer.addBytes('envelope.edxml', 'application/xml', readFileSync(join(folder, 'in/envelope.edxml')));
    await writer.finish();
    const output = join(folder, 'x.edxml');
    expect(await packEdxml(container, output, { wrap: 'raw' })).toMatchObject({
      files: [{ size: 103_057, wrapped: false }],
    });
    expect((await validateEdxmlFile(output)).schemaFault).toBeNull();
  });

  it('unpacks and validates a status', async () => {
    await unpackEdxml(emitted('status_13.edxml'), join(folder, 'status'));
    expect(readdirSync(join(folder, 'status'))).toEqual(['envelope.edxml']);
    expect(await validateEdxmlFile(emitted('status_13.edxml'))).toMatchObject({
      kind: 'status',
      statusCode: '13',
      schemaFault: null,
    });
  });

  it('tells a readable file from one that this product would write', async () => {
    const { schemaFault } = await validateEdxmlFile(emitted('edoc_with_sdk_signature_element.edxml'));
    expect(schemaFault).toMatch(/^Line 93: .*Signature/);
    expect(await codeOf(() => validateEdxmlFile(vectorPath('edxml', 'edoc.edxml')))).toBe('xml_malformed');
  });

  it('writes nothing when something is wrong', async () => {
    const name = '../../evil.pdf';
    const hostile = readFileSync(emitted('edoc_update.edxml'), 'utf8').replaceAll('cong-van-125.pdf', name);
    const input = join(folder, 'hostile.edxml');
    writeFileSync(input, hostile);
    expect(await codeOf(() => unpackEdxml(input, join(folder, 'out')))).toBe(`file_name ${name}`);
    const twice = readFileSync(emitted('edoc_new.edxml'), 'utf8').replaceAll(
      /Phụ lục số 1[^<]*docx/g,
      'cong-van-125.pdf',
    );
    writeFileSync(input, twice);
    expect(await codeOf(() => unpackEdxml(input, join(folder, 'out')))).toBe('edxml_attachment cong-van-125.pdf');
    expect(readdirSync(folder)).toEqual(['hostile.edxml']);
  });

  it('does not overwrite a folder, and names the file a folder lacks', async () => {
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full/x'), '');
    expect(await codeOf(() => unpackEdxml(emitted('edoc_new.edxml'), join(folder, 'full')))).toBe('already_exists out');
    await unpackEdxml(emitted('edoc_update.edxml'), join(folder, 'lacking'));
    rmSync(join(folder, 'lacking/cong-van-125.pdf'));
    const output = join(folder, 'y.edxml');
    expect(await codeOf(() => packEdxml(join(folder, 'lacking'), output))).toBe('not_found cong-van-125.pdf');
    expect(readdirSync(folder).sort()).toEqual(['full', 'lacking']);
  });
});
