import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readManifest, writeManifest } from '../../../schemas/asice/manifest.js';
import { asiceMediaType } from '../../../schemas/asice/media-types.js';

const namespace = 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0';
const manifest = (entries: string) => Buffer.from(`<m:manifest xmlns:m="${namespace}">${entries}</m:manifest>`);

describe('the manifest', () => {
  it('lists the container and its files, and xmllint reads the same', () => {
    const bytes = writeManifest(asiceMediaType, [
      { name: 'Báo cáo "số 1" & <phụ lục>.pdf', mediaType: 'application/pdf' },
    ]);
    const xpath = 'string(//*[local-name()="file-entry"][2]/@*[local-name()="full-path"])';
    const name = execFileSync('xmllint', ['--xpath', xpath, '-'], { input: bytes, encoding: 'utf8' });
    expect(name.trim()).toBe('Báo cáo "số 1" & <phụ lục>.pdf');
    expect(readManifest(bytes)).toEqual([
      { fullPath: '/', mediaType: asiceMediaType },
      { fullPath: 'Báo cáo "số 1" & <phụ lục>.pdf', mediaType: 'application/pdf' },
    ]);
  });

  it('comes back as it was written, for any file names', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text !== '/' && /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        const files = names.map((each) => ({ name: each, mediaType: 'text/plain' }));
        const read = readManifest(writeManifest(asiceMediaType, files)).slice(1);
        expect(read).toEqual(names.map((fullPath) => ({ fullPath, mediaType: 'text/plain' })));
      }),
    );
  });

  it.each([
    ['an empty path', manifest('<m:file-entry m:full-path="" m:media-type="a/b"/>'), 'asic_manifest'],
    ['no path', manifest('<m:file-entry m:media-type="a/b"/>'), 'asic_manifest'],
    ['a file twice', manifest('<m:file-entry m:full-path="a"/><m:file-entry m:full-path="a"/>'), 'asic_manifest'],
    ['another root', Buffer.from('<manifest/>'), 'asic_manifest'],
    ['a DOCTYPE', Buffer.from(`<!DOCTYPE m><m:manifest xmlns:m="${namespace}"/>`), 'xml_doctype'],
    ['no XML', Buffer.from('manifest'), 'xml_malformed'],
  ])('is refused with %s', (_, bytes, code) => {
    expect(() => readManifest(bytes)).toThrow(expect.objectContaining({ code }));
  });
});
