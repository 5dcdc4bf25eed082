import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { containerBytes, python, temporaryFolder } from './container-support.js';

const listWithPython = `
import sys, zipfile, json, hashlib
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.file_size, i.compress_type, hashlib.sha256(z.read(i)).hexdigest()] for i in z.infolist()]))`;

async function writeTwoFiles(path: string, options = {}) {
  const writer = await ContainerWriter.create(path, options);
  const first = await writer.addStream(
    'Báo cáo số 1.pdf',
    'application/pdf',
    Readable.from([Buffer.from('mot'), Buffer.from(' hai')]),
    {
      maxBytes: 5_000_000_000,
    },
  );
  await writer.addBytes('META-INF/manifest.xml', 'text/xml', Buffer.from('<x/>'));
  return { first, finished: await writer.finish() };
}

describe('a written container', () => {
  it.each([
    ['as usual', {}],
    ['in ZIP64 form', { zip64From: 0 }],
    ['with ZIP64 offsets only', { zip64From: 20 }],
  ])('is accepted by unzip and by python, %s', async (_, options) => {
    const path = join(await temporaryFolder(), 'x.asice');
    const { first } = await writeTwoFiles(path, options);
    execFileSync('unzip', ['-t', path]);
    expect(JSON.parse(python(listWithPython, path))).toEqual([
      ['mimetype', 31, 0, createHash('sha256').update('application/vnd.etsi.asic-e+zip').digest('hex')],
      ['Báo cáo số 1.pdf', 7, 0, createHash('sha256').update('mot hai').digest('hex')],
      ['META-INF/manifest.xml', 4, 0, createHash('sha256').update('<x/>').digest('hex')],
    ]);
    expect(first).toMatchObject({ name: 'Báo cáo số 1.pdf', size: 7 });
    expect(first.sha256.toString('hex')).toBe(createHash('sha256').update('mot hai').digest('hex'));
  });

  it('holds a stored file at the offset it reports', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const { first, finished } = await writeTwoFiles(path);
    const bytes = await readFile(path);
    expect(bytes.subarray(first.offset, first.offset + first.size).toString()).toBe('mot hai');
    expect(finished.size).toBe(bytes.length);
    expect(finished.sha256).toEqual(createHash('sha256').update(bytes).digest());
  });

  it('names its type where type sniffers look: mimetype first, stored, without extra field', async () => {
    const bytes = await containerBytes([{ name: 'a.txt', content: 'a' }]);
    expect(bytes.subarray(30, 69).toString()).toBe('mimetypeapplication/vnd.etsi.asic-e+zip');
    expect(bytes.readUInt16LE(28)).toBe(0);
  });

  it('is the same bytes when made again from the same files', async () => {
    const files = [{ name: 'a.txt', content: 'a' }];
    expect(await containerBytes(files)).toEqual(await containerBytes(files));
  });

  it('writes a decomposed name in composed form', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const writer = await ContainerWriter.create(path);
    const entry = await writer.addBytes('Báo cáo.txt'.normalize('NFD'), null, Buffer.from('x'));
    await writer.abort();
    expect(entry.name).toBe('Báo cáo.txt'.normalize('NFC'));
  });

  it('takes ZIP64 records for more than 65,535 entries', async () => {
    const path = join(await temporaryFolder(), 'many.asice');
    const writer = await ContainerWriter.create(path);
    for (let index = 0; index < 65_536; index += 1) await writer.addBytes(`${index}`, null, Buffer.from('x'));
    await writer.finish();
    expect(python('import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).infolist()))', path).trim()).toBe(
      '65537',
    );
    const source = await openFileSource(path);
    await expect(openContainer(source)).rejects.toMatchObject({ code: 'zip_too_many_entries' });
    await source.close();
  });
});

describe('a container that cannot be finished', () => {
  const failing = () =>
    Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        throw new Error('connection lost');
      })(),
    );

  it('leaves no file when its input fails', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const writer = await ContainerWriter.create(path);
    await expect(writer.addStream('a.bin', null, failing(), { maxBytes: 1e9 })).rejects.toThrow('connection lost');
    expect(existsSync(path)).toBe(false);
    await expect(writer.finish()).rejects.toThrow('aborted');
  });

  it('leaves no file when a file is larger than allowed, and lets go of the input', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const writer = await ContainerWriter.create(path);
    const input = Readable.from([Buffer.alloc(10), Buffer.alloc(10)]);
    await expect(writer.addStream('a.bin', null, input, { maxBytes: 15 })).rejects.toMatchObject({
      code: 'file_too_large',
    });
    expect(existsSync(path)).toBe(false);
    expect(input.destroyed).toBe(true);
  });

  it('leaves no file when it is given up in the middle of an upload', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const writer = await ContainerWriter.create(path);
    const input = new Readable({ read() {} });
    input.push(Buffer.alloc(10));
    const adding = writer.addStream('a.bin', null, input, { maxBytes: 15 });
    await writer.abort();
    input.destroy(new Error('gone'));
    await expect(adding).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['../a', '/a', 'a\\b', 'C:a', 'a//b', './a', '', 'a\u0000b', 'a\u202Efdp.exe'])(
    'refuses the name %j',
    async (name) => {
      const writer = await ContainerWriter.create(join(await temporaryFolder(), 'x.asice'));
      await expect(writer.addBytes(name, null, Buffer.from('x'))).rejects.toMatchObject({ code: 'zip_name' });
    },
  );

  it('refuses two names that meet on a file system without case', async () => {
    const writer = await ContainerWriter.create(join(await temporaryFolder(), 'x.asice'));
    await writer.addBytes('Đơn.pdf', null, Buffer.from('x'));
    await expect(writer.addBytes('ĐƠN.PDF', null, Buffer.from('x'))).rejects.toMatchObject({ code: 'zip_duplicate' });
  });

  it('never writes over a file that exists', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    await (await ContainerWriter.create(path)).finish();
    await expect(ContainerWriter.create(path)).rejects.toMatchObject({ code: 'EEXIST' });
    expect((await stat(path)).size).toBeGreaterThan(0);
  });

  it('answers storage_full when the disk is full, and leaves no file', async () => {
    const folder = await temporaryFolder();
    // The writer meets a real full disk: a 256 KB file system that lives as long as the child process.
    const script = `
      import { readdirSync } from 'node:fs';
      import { Readable } from 'node:stream';
      import { ContainerWriter } from './schemas/asice/container-writer.ts';
      const writer = await ContainerWriter.create('${folder}/x.asice');
      await writer.addStream('a', null, Readable.from([Buffer.alloc(200_000), Buffer.alloc(200_000)]), { maxBytes: 1e9 })
        .catch((error) => console.log(error.code, readdirSync('${folder}').length));`;
    const output = execFileSync(
      'unshare',
      [
        '-rm',
        'sh',
        '-c',
        'mount -t tmpfs -o size=256k tmpfs "$1" && node --import tsx --input-type=module -e "$2"',
        'sh',
        folder,
        script,
      ],
      { encoding: 'utf8' },
    );
    expect(output.trim()).toBe('storage_full 0');
  });
});

describe('memory', () => {
  it('stays bounded while 200 MB pass through', async () => {
    const path = join(await temporaryFolder(), 'x.asice');
    const chunk = Buffer.alloc(64 * 1024, 7);
    const input = Readable.from(
      (function* () {
        for (let index = 0; index < 3_200; index += 1) yield chunk;
      })(),
    );
    const writer = await ContainerWriter.create(path);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    await writer.addStream('lớn.bin', null, input, { maxBytes: 1e9 });
    await writer.finish();
    const source = await openFileSource(path);
    const container = await openContainer(source);
    const [entry] = container.dataEntries;
    if (entry === undefined) throw new Error('no entry');
    expect(entry.size).toBe(3_200 * 64 * 1024);
    await container.digest(entry, 'sha256');
    clearInterval(watch);
    await source.close();
    expect((peak - before) / 1e6).toBeLessThan(80);
  });
});
