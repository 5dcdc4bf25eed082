import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { signEdxml } from '../../../certs/xmldsig/sign-edxml.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const emitted = readFileSync(vectorPath('edxml', 'emitted/edoc_no_attachment.edxml'));

let folder: string;
let seal: TestSeal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-verdict-'));
  seal = await (await testAuthority()).issueSeal({ keyType: 'rsa-2048' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verdictOn(bytes: Buffer) {
  const path = join(folder, 'message.edxml');
  writeFileSync(path, bytes);
  const source = await openFileSource(path);
  try {
    return await verifyFile(source, {
      policy: 'full',
      anchors: seal.anchors,
      crls: seal.crls,
      intermediates: seal.chain,
    });
  } finally {
    await source.close();
  }
}

describe('the verdict on an edXML file', () => {
  it('passes a signed one and covers it whole', async () => {
    const report = await verdictOn(await signEdxml(emitted, seal.signer));
    expect(report).toMatchObject({ format: 'edxml', indication: 'TOTAL-PASSED', files: [{ covered: true }] });
  });

  it('fails a changed one by its digest', async () => {
    const changed = (await signEdxml(emitted, seal.signer)).toString().replace('</edXML:Subject>', '!</edXML:Subject>');
    expect(await verdictOn(Buffer.from(changed))).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'HASH_FAILURE',
      files: [{ covered: false }],
    });
  });

  it('fails one that carries no signature', async () => {
    expect(await verdictOn(emitted)).toMatchObject({ problems: [{ code: 'signature_missing' }] });
  });

  it('decides nothing about a file that is too large to be judged', async () => {
    const signed = await signEdxml(emitted, seal.signer);
    const large = Buffer.concat([signed, Buffer.alloc(10 * 1024 * 1024, ' ')]);
    expect(await verdictOn(large)).toMatchObject({
      indication: 'INDETERMINATE',
      problems: [{ code: 'edxml_too_large', message: expect.stringContaining('not judged') }],
    });
    const manifold = signed
      .toString()
      .replace('</edXML:MessageHeader>', `${'<a/>'.repeat(200_001)}</edXML:MessageHeader>`);
    expect(await verdictOn(Buffer.from(manifold))).toMatchObject({
      indication: 'INDETERMINATE',
      problems: [{ code: 'xml_too_large' }],
    });
  });
});
