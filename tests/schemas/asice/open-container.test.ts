import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultContainerLimits } from '../../../schemas/asice/container-limits.js';
import { bufferSource, openFileSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { readCases } from '../../conformance/cases.js';
import { vectorsFolder } from '../../support/vectors.js';
import { containerBytes, python, temporaryFolder } from './container-support.js';

/** Opens and reads everything: what a verifier would do. */
async function readAll(bytes: Buffer, limits = defaultContainerLimits): Promise<Map<string, string>> {
  const container = await openContainer(bufferSource(bytes), limits);
  const content = new Map<string, string>();
  for (const entry of container.entries)
    content.set(entry.name, (await container.digest(entry, 'sha256')).toString('hex'));
  return content;
}

/** An archive made by python: `script` gets `z` (a ZipFile) and the mimetype is there already. */
async function pythonArchive(script: string, mimeType = 'application/vnd.etsi.asic-e+zip'): Promise<Buffer> {
  const path = join(await temporaryFolder(), 'x.zip');
  python(
    `import sys, zipfile, warnings\nwarnings.simplefilter('ignore')\nwith zipfile.ZipFile(sys.argv[1], 'w') as z:\n    z.writestr('mimetype', '${mimeType}')\n${script
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}`,
    path,
  );
  return readFile(path);
}

const smallContainer = () =>
  containerBytes([
    { name: 'Báo cáo số 1.txt', content: 'nội dung' },
    { name: 'thư mục/phụ lục.txt', content: 'phụ lục' },
  ]);

describe('a container somebody made', () => {
  it('shows data, signature and manifest entries, and gives their content', async () => {
    const source = await openFileSource(join(vectorsFolder, 'anchored/ok-rsa-lt.asice'));
    const container = await openContainer(source);
    expect(container).toMatchObject({
      mimeType: 'application/vnd.etsi.asic-e+zip',
      mimetypeFirst: true,
      comment: expect.any(String),
    });
    expect(container.dataEntries.map((entry) => entry.name)).toEqual(['a.txt', 'congvan.txt']);
    expect(container.signatureEntries.map((entry) => entry.name)).toEqual(['META-INF/signatures0.xml']);
    expect(container.manifest?.map((entry) => entry.fullPath)).toEqual(['/', 'a.txt', 'congvan.txt']);
    const [entry] = container.dataEntries;
    if (entry === undefined) throw new Error('no entry');
    const expected = execFileSync('unzip', ['-p', join(vectorsFolder, 'anchored/ok-rsa-lt.asice'), 'a.txt']);
    expect(await container.read(entry, 100)).toEqual(expected);
    expect(await container.digest(entry, 'sha384')).toEqual(createHash('sha384').update(expected).digest());
    await expect(container.read(entry, 5)).rejects.toMatchObject({ code: 'zip_entry_too_large' });
    await source.close();
  });

  it('is read whether entries are stored or deflated, with folders and with descriptors', async () => {
    const bytes = await pythonArchive(
      `z.writestr('META-INF/', '')\nz.writestr('a.txt', 'a' * 5000, zipfile.ZIP_DEFLATED)\nwith z.open('b.txt', 'w') as f: f.write(b'b')`,
    );
    const content = await readAll(bytes);
    expect(content.get('a.txt')).toBe(createHash('sha256').update('a'.repeat(5000)).digest('hex'));
    expect([...content.keys()]).toEqual(['mimetype', 'a.txt', 'b.txt']);
  });

  it('is read when python wrote it to a pipe, with descriptors behind the data', async () => {
    const path = join(await temporaryFolder(), 'x.zip');
    python(
      `import sys, zipfile
class Pipe:
    def __init__(self, f): self.f = f
    def write(self, b): return self.f.write(b)
    def flush(self): self.f.flush()
with open(sys.argv[1], 'wb') as f, zipfile.ZipFile(Pipe(f), 'w') as z:
    z.writestr('mimetype', 'application/vnd.etsi.asic-e+zip')
    z.writestr('a.txt', 'a' * 5000, zipfile.ZIP_DEFLATED)
    with z.open('b.txt', 'w', force_zip64=True) as e: e.write(b'bb')`,
      path,
    );
    expect([...(await readAll(await readFile(path))).keys()]).toEqual(['mimetype', 'a.txt', 'b.txt']);
  });

  it.each([0, 20])('is read in ZIP64 form (from %i bytes)', async (zip64From) => {
    const plain = await containerBytes([{ name: 'a.txt', content: 'abc' }]);
    const wide = await containerBytes([{ name: 'a.txt', content: 'abc' }], { zip64From });
    expect(wide.length).toBeGreaterThan(plain.length);
    expect(await readAll(wide)).toEqual(await readAll(plain));
  });
});

describe('the shared vectors', () => {
  it.each(readCases(vectorsFolder, 'zip').map((vector) => [vector.file, vector] as const))(
    'zip: %s is refused',
    async (_, vector) => {
      await expect(readAll(readFileSync(vector.path))).rejects.toSatisfy(
        (error) => isProblem(error) && error.code.startsWith('zip_'),
      );
    },
  );

  /**
   * Refused for their structure; every other container of the suites opens and all its entries can be read.
   * `test-invalid.asics` says ASiC-E inside and opens as that; its lack of a signature is for the verdict.
   */
  const structural: Readonly<Record<string, string>> = {
    'libdigidocpp/asice-relative.asice': 'zip_name',
    'libdigidocpp/asics-subfolder.asics': 'asic_structure',
    'libdigidocpp/dot.asice': 'zip_name',
    'libdigidocpp/pt-empty.asice': 'asic_manifest',
    'siva/siva-validation-proxy/TwoDataFilesAsics.asics': 'asic_structure',
    'siva/timestamptoken-validation-service/timestamptoken-two-data-files.asics': 'asic_structure',
    'xroad-core/no-message.asice': 'asic_structure',
    'xroad-core/no-mimetype.asice': 'asic_mimetype',
    'xroad-core/not-asic.asice': 'zip_malformed',
    'tampered-dupzip.asice': 'zip_duplicate',
  };
  const containers = [...readCases(vectorsFolder, 'asic'), ...readCases(vectorsFolder, 'anchored')].filter((vector) =>
    /\.(asic[es]|bdoc)$/.test(vector.file),
  );

  it.each(containers.map((vector) => [vector.file, vector] as const))(
    '%s opens or is refused as stated',
    async (_, vector) => {
      const code = structural[vector.file];
      const reading = readAll(readFileSync(vector.path));
      if (code === undefined) expect((await reading).size).toBeGreaterThan(0);
      else await expect(reading).rejects.toMatchObject({ code });
    },
  );
});

describe('an archive built to deceive', () => {
  it.each([
    ['a file twice', `z.writestr('a.txt', '1')\nz.writestr('a.txt', '2')`, 'zip_duplicate'],
    ['names that differ in case', `z.writestr('a.txt', '1')\nz.writestr('A.TXT', '2')`, 'zip_duplicate'],
    [
      'names that differ in normal form',
      `z.writestr('\\u00e1.txt', '1')\nz.writestr('a\\u0301.txt', '2')`,
      'zip_duplicate',
    ],
    ['a file that is also a folder', `z.writestr('a', '1')\nz.writestr('a/b', '2')`, 'zip_duplicate'],
    ['a file and a folder entry of one name', `z.writestr('A', '1')\nz.writestr('a/', '')`, 'zip_duplicate'],
    ['a name that leaves its folder', `z.writestr('x/../../a', '1')`, 'zip_name'],
    ['an absolute name', `z.writestr('/etc/passwd', '1')`, 'zip_name'],
    ['a drive letter', `z.writestr('C:/a', '1')`, 'zip_name'],
    ['a backslash', `z.writestr('a\\\\b', '1')`, 'zip_name'],
    ['a control character', `z.writestr('a\\nb', '1')`, 'zip_name'],
    ['a name that reads backwards', `z.writestr('a\\u202efdp.exe', '1')`, 'zip_name'],
    ['a second mimetype in capitals', `z.writestr('MIMETYPE', '1')`, 'zip_duplicate'],
    ['a META-INF in other letters', `z.writestr('Meta-Inf/signatures.xml', '1')`, 'zip_name'],
    ['META-INF as a file', `z.writestr('META-INF', '1')`, 'zip_name'],
    ['no data file', `z.writestr('META-INF/signatures.xml', '1')`, 'asic_structure'],
    ['another method', `z.writestr('a', '1', zipfile.ZIP_BZIP2)`, 'zip_malformed'],
    ['a folder with content', `z.writestr('a/', 'hidden')`, 'zip_malformed'],
    [
      'a symbolic link',
      `i = zipfile.ZipInfo('a'); i.create_system = 3; i.external_attr = 0xA1ED0000; z.writestr(i, '/etc/passwd')`,
      'zip_malformed',
    ],
    ['a bomb', `z.writestr('a', b'0' * 50_000_000, zipfile.ZIP_DEFLATED)`, 'zip_ratio'],
    [
      'a comment of another type',
      `z.writestr('a', '1'); z.comment = b'mimetype=application/vnd.etsi.asic-s+zip'`,
      'asic_mimetype',
    ],
    [
      'a manifest that is another XML',
      `z.writestr('a', '1'); z.writestr('META-INF/manifest.xml', '<manifest/>')`,
      'asic_manifest',
    ],
    ['a manifest that is no XML', `z.writestr('a', '1'); z.writestr('META-INF/manifest.xml', 'x')`, 'xml_malformed'],
  ])('is refused: %s', async (_, script, code) => {
    await expect(readAll(await pythonArchive(script))).rejects.toMatchObject({ code });
  });

  it('is refused: a wrong or missing media type', async () => {
    await expect(readAll(await pythonArchive(`z.writestr('a', '1')`, 'application/zip'))).rejects.toMatchObject({
      code: 'asic_mimetype',
    });
    await expect(readAll(await pythonArchive(`z.writestr('a', '1')`, 'x'.repeat(200)))).rejects.toMatchObject({
      code: 'asic_mimetype',
    });
  });

  it('is refused: too many entries, an entry or a whole too large', async () => {
    const bytes = await smallContainer();
    await expect(readAll(bytes, { ...defaultContainerLimits, maxEntries: 2 })).rejects.toMatchObject({
      code: 'zip_too_many_entries',
    });
    await expect(readAll(bytes, { ...defaultContainerLimits, maxEntryBytes: 20 })).rejects.toMatchObject({
      code: 'zip_entry_too_large',
    });
    await expect(readAll(bytes, { ...defaultContainerLimits, maxTotalBytes: 40 })).rejects.toMatchObject({
      code: 'zip_entry_too_large',
    });
  });

  it('is refused: something before, behind or between its parts', async () => {
    const bytes = await smallContainer();
    await expect(readAll(Buffer.concat([Buffer.from('MZ'), bytes]))).rejects.toMatchObject({
      code: 'zip_inconsistent',
    });
    await expect(readAll(Buffer.concat([bytes, Buffer.from('x')]))).rejects.toMatchObject({ code: 'zip_malformed' });
    await expect(readAll(bytes.subarray(0, -1))).rejects.toMatchObject({ code: 'zip_malformed' });
    await expect(readAll(Buffer.alloc(0))).rejects.toMatchObject({ code: 'zip_malformed' });
    // An archive in front of the archive: offsets shifted so that a lenient reader would accept it.
    const shifted = await pythonArchive(`z.writestr('a', '1')`);
    const path = join(await temporaryFolder(), 'pre.zip');
    python(
      `import sys, zipfile\nopen(sys.argv[1], 'wb').write(b'PREFIX')\nwith zipfile.ZipFile(sys.argv[1], 'a') as z:\n    z.writestr('mimetype', 'application/vnd.etsi.asic-e+zip')\n    z.writestr('a', '1')`,
      path,
    );
    expect((await readAll(shifted)).size).toBe(2);
    await expect(readAll(await readFile(path))).rejects.toMatchObject({ code: 'zip_inconsistent' });
  });

  it('is refused: another name in the local header than in the directory', async () => {
    const bytes = await containerBytes([{ name: 'invoice.txt', content: 'x' }]);
    const at = bytes.indexOf('invoice.txt');
    bytes.write('invoicE.txt', at);
    await expect(readAll(bytes)).rejects.toMatchObject({ code: 'zip_inconsistent' });
  });

  it('is refused: bytes hidden behind compressed data', async () => {
    const text = Buffer.from('a'.repeat(1000));
    const deflated = deflateRawSync(text);
    const bytes = await pythonArchive(`z.writestr('a', 'a' * 1000 , zipfile.ZIP_DEFLATED)`);
    const at = bytes.indexOf(deflated);
    const dirAt = bytes.lastIndexOf('PK\u0001\u0002');
    const grown = Buffer.concat([
      bytes.subarray(0, at + deflated.length),
      Buffer.from('junk'),
      bytes.subarray(at + deflated.length),
    ]);
    for (const field of [at - 1 - 30 + 18, dirAt + 4 + 20]) grown.writeUInt32LE(deflated.length + 4, field);
    const end = grown.length - 22;
    grown.writeUInt32LE(grown.readUInt32LE(end + 16) + 4, end + 16);
    await expect(readAll(grown)).rejects.toMatchObject({
      code: 'zip_inconsistent',
      detail: expect.stringContaining('hidden'),
    });
  });

  it('is refused: encrypted entries', async () => {
    const bytes = await containerBytes([{ name: 'a.txt', content: 'x' }]);
    for (const at of [bytes.lastIndexOf('a.txt') - 46 + 8, bytes.indexOf('a.txt') - 30 + 6])
      bytes.writeUInt16LE(0x0801, at);
    await expect(readAll(bytes)).rejects.toMatchObject({ code: 'zip_encrypted' });
  });

  it('fails while it is read when one byte of the content was changed', async () => {
    const bytes = await containerBytes([{ name: 'a.txt', content: 'nguyên vẹn' }]);
    const at = bytes.indexOf('nguyên');
    bytes.writeUInt8(0x4d, at);
    await expect(readAll(bytes)).rejects.toMatchObject({ code: 'zip_malformed', field: 'a.txt' });
  });
});

describe('any damage', () => {
  const mutations = fc.array(
    fc.record({
      at: fc.nat(),
      kind: fc.constantFrom('set', 'cut', 'insert', 'double'),
      value: fc.nat(255),
      length: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 3 },
  );

  function mutate(
    bytes: Buffer,
    { at, kind, value, length }: { at: number; kind: string; value: number; length: number },
  ): Buffer {
    const place = at % bytes.length;
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (kind === 'set') return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
    if (kind === 'cut') return Buffer.concat([before, after.subarray(length)]);
    if (kind === 'insert') return Buffer.concat([before, Buffer.alloc(length, value), after]);
    return Buffer.concat([before, after.subarray(0, length), after]);
  }

  it('ends in a Problem or leaves the content as it was', async () => {
    const samples = [
      await smallContainer(),
      await containerBytes([{ name: 'a.txt', content: 'abc' }], { zip64From: 0 }),
      readFileSync(join(vectorsFolder, 'asic/xroad-verifier/valid-batch-ts.asice')),
    ];
    const originals = await Promise.all(samples.map((bytes) => readAll(bytes)));
    const contents = originals.map((original) => new Set(original.values()));
    await fc.assert(
      fc.asyncProperty(fc.nat(samples.length - 1), mutations, async (which, changes) => {
        const sample = samples[which] ?? Buffer.alloc(0);
        try {
          const now = await readAll(changes.reduce(mutate, sample));
          for (const digest of now.values()) expect(contents[which]?.has(digest)).toBe(true);
        } catch (error) {
          if (!isProblem(error)) throw error;
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('in any single byte of headers and content is refused, or touches only times, versions and attributes', async () => {
    const bytes = await containerBytes([{ name: 'a.txt', content: 'abc' }]);
    const original = await readAll(bytes);
    const harmless: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[at] ?? 0) ^ 0x01, at);
      const now = await readAll(changed).catch((error: unknown) => {
        if (!isProblem(error)) throw error;
        return undefined;
      });
      if (now === undefined) continue;
      expect(now).toEqual(original);
      harmless.push(at);
    }
    const local = [0, bytes.indexOf('a.txt') - 30].flatMap((start) =>
      [4, 5, 10, 11, 12, 13].map((field) => start + field),
    );
    const central = [bytes.lastIndexOf('mimetype') - 46, bytes.lastIndexOf('a.txt') - 46].flatMap((start) =>
      [4, 5, 6, 7, 12, 13, 14, 15, 36, 37, 38, 39, 40, 41].map((field) => start + field),
    );
    expect(harmless.filter((at) => ![...local, ...central].includes(at))).toEqual([]);
  });
});
