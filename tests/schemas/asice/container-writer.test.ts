import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { openFileSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { encodeEnd } from '../../../schemas/asice/zip-records.js';
import { printedOnFullDisk } from '../../support/full-disk.js';
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

  it('takes ZIP64 end records from 65,535 entries on', () => {
    const plain = encodeEnd(65_534, 1_000, 500, 0xffffffff);
    expect(plain.length).toBe(22);
    expect(plain.readUInt16LE(10)).toBe(65_534);
    const wide = encodeEnd(65_535, 1_000, 500, 0xffffffff);
    expect(wide.length).toBe(56 + 20 + 22);
    expect(wide.readBigUInt64LE(32)).toBe(65_535n);
    expect(wide.readUInt16LE(56 + 20 + 10)).toBe(0xffff);
    expect(wide.readBigUInt64LE(56 + 8)).toBe(1_500n);
  });

  it('unpacks to files that everybody may read', async () => {
    const folder = await temporaryFolder();
    await writeTwoFiles(join(folder, 'x.asice'));
    execFileSync('unzip', ['-q', join(folder, 'x.asice'), '-d', join(folder, 'out')]);
    expect((await stat(join(folder, 'out/Báo cáo số 1.pdf'))).mode & 0o777).toBe(0o644 & ~process.umask());
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
    const refusal = expect(adding).rejects.toThrow();
    await writer.abort();
    input.destroy(new Error('gone'));
    await refusal;
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
    // The writer meets a real full disk, a 256 KB file system that lives as long as the child process; where the kernel
    // does not let us mount one, the disk's error comes in with the content.
    const mayMount = spawnSync('env', ['unshare', '-rm', 'true']).status === 0;
    const prepare = mayMount ? 'mount -t tmpfs -o size=256k tmpfs "$1"' : 'true';
    const last = mayMount
      ? 'yield Buffer.alloc(400_000)'
      : "throw Object.assign(new Error('full'), { code: 'ENOSPC' })";
    const script = `
      import { readdirSync } from 'node:fs';
      import { Readable } from 'node:stream';
      import { ContainerWriter } from './schemas/asice/container-writer.ts';
      const content = Readable.from((function* () { yield Buffer.alloc(1000); ${last}; })());
      const writer = await ContainerWriter.create('${folder}/x.asice');
      await writer.addStream('a', null, content, { maxBytes: 1e9 }).then(() => writer.finish())
        .catch((error) => console.log(error.code, readdirSync('${folder}').length));`;
    const run = `${prepare} && node --import tsx --input-type=module -e "$2"`;
    const isolated = mayMount ? ['unshare', '-rm'] : [];
    const output = execFileSync('env', [...isolated, 'sh', '-c', run, 'sh', folder, script], { encoding: 'utf8' });
    expect(output.trim()).toBe('storage_full 0');
  });
});

describe('a disk without room for one more name', () => {
  it('is answered with storage_full', () => {
    const printed = printedOnFullDisk(`
      const { ContainerWriter } = await import('./schemas/asice/container-writer.ts');
      await ContainerWriter.create(folder + '/x.asice').catch((error) => console.log(error.code));`);
    expect(printed).toBe('storage_full');
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
