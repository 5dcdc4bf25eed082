import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { validateXml } from '../../../schemas/xml/validate-xml.js';
import { documents, problemOf, statuses } from './edxml-support.js';

const schema = fileURLToPath(new URL('../../../schemas/edxml/edxml.xsd', import.meta.url));

/** Throws with xmllint's complaint. */
function xmllint(files: readonly Buffer[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'edxml-test-'));
  try {
    const paths = files.map((bytes, index) => {
      const path = join(folder, `${index}.edxml`);
      writeFileSync(path, bytes);
      return path;
    });
    execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, ...paths], { stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('documents', () => {
  it('read back as what was written', () => {
    fc.assert(
      fc.property(documents, (message) => {
        expect(readEdxml(writeEdxmlDocument(message))).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  it('match our schema, in this process and in xmllint', () => {
    const written = fc.sample(documents, 100).map(writeEdxmlDocument);
    for (const bytes of written) validateXml(bytes, 'edxml');
    xmllint(written);
  });

  it('carry the literal prefix on a root with the default namespace', () => {
    const [message] = fc.sample(documents, 1);
    if (message === undefined) throw new Error('no sample');
    expect(writeEdxmlDocument({ ...message, attributes: {} }).toString()).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<edXML xmlns="http:\/\/www.mic.gov.vn\/TBT\/QCVN_102_2016">\n {2}<edXML:edXMLEnvelope xmlns:edXML="/,
    );
  });

  it('cannot smuggle characters that XML forbids', async () => {
    const [message] = fc.sample(documents, 1);
    if (message === undefined) throw new Error('no sample');
    expect((await problemOf(() => writeEdxmlDocument({ ...message, subject: 'a\u0000b' }))).code).toBe(
      'invalid_request',
    );
  });

  it('match our schema with unknown elements of the regulation itself, and not when those stand among the known', async () => {
    const [message] = fc.sample(documents, 1);
    if (message === undefined) throw new Error('no sample');
    const task = '<edXML:TaskCode xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">7</edXML:TaskCode>';
    const written = writeEdxmlDocument({ ...message, extras: { messageHeader: [task] } }).toString();
    validateXml(Buffer.from(written), 'edxml');
    const misplaced = Buffer.from(written.replace('<edXML:Subject>', `${task}<edXML:Subject>`));
    const problem = await problemOf(() => validateXml(misplaced, 'edxml'));
    expect(problem.code).toBe('xml_invalid');
    expect(problem.detail).toContain('TaskCode');
  });
});

describe('statuses', () => {
  it('read back as what was written', () => {
    fc.assert(
      fc.property(statuses, (status) => {
        expect(readEdxml(writeEdxmlStatus(status))).toEqual(status);
      }),
      { numRuns: 300 },
    );
  });

  it('match our schema, in this process and in xmllint', () => {
    const written = fc.sample(statuses, 100).map(writeEdxmlStatus);
    for (const bytes of written) validateXml(bytes, 'edxml');
    xmllint(written);
  });
});
