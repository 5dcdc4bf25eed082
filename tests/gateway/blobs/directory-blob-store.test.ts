import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DirectoryBlobStore } from '../../../gateway/blobs/directory-blob-store.js';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { openContainer } from '../../../schemas/asice/open-container.js';

async function freshStore(): Promise<{ store: DirectoryBlobStore; root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'congvan-blobs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return { store: await DirectoryBlobStore.open(join(root, 'blobs')), root: join(root, 'blobs') };
}

async function draft(store: DirectoryBlobStore, content: Buffer): Promise<{ path: string; sha256: string }> {
  const path = await store.draftPath();
  await writeFile(path, content);
  return { path, sha256: createHash('sha256').update(content).digest('hex') };
}

const named = (bytes: Buffer) => ({ bytes, sha256: createHash('sha256').update(bytes).digest('hex') });

async function listed(store: DirectoryBlobStore): Promise<{ sha256: string; size: number }[]> {
  const found = [];
  for await (const { sha256, size } of store.list()) found.push({ sha256, size });
  return found;
}

describe('the blob folder', () => {
  it('keeps a container under its digest, one folder deep', async () => {
    const { store, root } = await freshStore();
    const path = await store.draftPath();
    const writer = await ContainerWriter.create(path);
    await writer.addBytes('a.txt', 'text/plain', Buffer.from('nội dung'));
    const finished = await writer.finish();
    const sha256 = finished.sha256.toString('hex');
    expect(await store.has(sha256)).toBe(false);
    await store.commit(path, sha256);
    expect(await store.has(sha256)).toBe(true);
    expect(existsSync(join(root, sha256.slice(0, 2), `${sha256}.asice`))).toBe(true);
    expect(await listed(store)).toEqual([{ sha256, size: finished.size }]);
    const source = await store.open(sha256);
    const container = await openContainer(source);
    expect(container.dataEntries.map((entry) => entry.name)).toEqual(['a.txt']);
    await source.close();
  });

  it('takes the same content again as a success and keeps one copy', async () => {
    const { store, root } = await freshStore();
    for (let round = 0; round < 2; round += 1) {
      const { path, sha256 } = await draft(store, Buffer.from('same'));
      await store.commit(path, sha256);
    }
    expect(await listed(store)).toHaveLength(1);
    expect(await readdir(join(root, 'drafts'))).toEqual([]);
  });

  it('keeps small contents that come together, the same one twice too, and leaves no draft', async () => {
    const { store, root } = await freshStore();
    const contents = Array.from({ length: 20 }, () => randomBytes(100)).map(named);
    await store.keepAll([...contents, ...contents.slice(0, 3)]);
    expect((await listed(store)).map(({ sha256 }) => sha256).sort()).toEqual(
      contents.map(({ sha256 }) => sha256).sort(),
    );
    for (const { bytes, sha256 } of contents)
      expect(await readFile(join(root, sha256.slice(0, 2), `${sha256}.asice`))).toEqual(bytes);
    expect(await readdir(join(root, 'drafts'))).toEqual([]);
  });

  it('says so when one of the contents that come together cannot be kept, and leaves no draft', async () => {
    const { store, root } = await freshStore();
    const contents = Array.from({ length: 20 }, () => randomBytes(100)).map(named);
    await writeFile(join(root, contents[7]?.sha256.slice(0, 2) ?? ''), 'no folder');
    await expect(store.keepAll(contents)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(await readdir(join(root, 'drafts'))).toEqual([]);
  });

  it('keeps every one of many containers committed at the same time', async () => {
    const { store } = await freshStore();
    const drafts = await Promise.all(Array.from({ length: 40 }, () => draft(store, randomBytes(100))));
    await Promise.all(drafts.map(({ path, sha256 }) => store.commit(path, sha256)));
    expect((await listed(store)).map(({ sha256 }) => sha256).sort()).toEqual(drafts.map(({ sha256 }) => sha256).sort());
  });

  it('calls a missing container storage_damaged', async () => {
    const { store, root } = await freshStore();
    const { path, sha256 } = await draft(store, Buffer.from('x'));
    await store.commit(path, sha256);
    await unlink(join(root, sha256.slice(0, 2), `${sha256}.asice`));
    await expect(store.open(sha256)).rejects.toMatchObject({ code: 'storage_damaged' });
    expect(await store.has(sha256)).toBe(false);
  });

  it('never makes a path from anything but a digest', async () => {
    const { store } = await freshStore();
    for (const name of ['../../etc/passwd', '', 'ABCD', 'f'.repeat(63)]) {
      await expect(store.open(name)).rejects.toMatchObject({ code: 'storage_damaged' });
      await expect(store.has(name)).rejects.toMatchObject({ code: 'storage_damaged' });
    }
  });

  it('sweeps what a crash left behind and leaves a growing draft alone', async () => {
    const { store, root } = await freshStore();
    const old = await draft(store, Buffer.from('half-writ'));
    const growing = await draft(store, Buffer.from('still growing'));
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(old.path, yesterday, yesterday);
    const reopened = await DirectoryBlobStore.open(root);
    expect(await reopened.sweepDrafts(3_600_000)).toBe(1);
    expect(existsSync(old.path)).toBe(false);
    expect(existsSync(growing.path)).toBe(true);
    expect(await listed(reopened)).toEqual([]);
  });

  it('sweeps a folder when nothing in it has changed for so long', async () => {
    const { store } = await freshStore();
    const yesterday = new Date(Date.now() - 86_400_000);
    const [old, growing] = ['edxml-a', 'edxml-b'].map((name) => join(store.draftsFolder, name)) as [string, string];
    for (const folder of [old, growing]) {
      await mkdir(folder);
      await writeFile(join(folder, '1'), 'tệp đính kèm');
      if (folder === old) await utimes(join(folder, '1'), yesterday, yesterday);
      await utimes(folder, yesterday, yesterday);
    }
    expect(await store.sweepDrafts(3_600_000)).toBe(1);
    expect([old, growing].map((folder) => existsSync(folder))).toEqual([false, true]);
  });

  it('is tried by writing, and leaves nothing of the try', async () => {
    const { store, root } = await freshStore();
    await store.probe();
    expect(await readdir(store.draftsFolder)).toEqual([]);
    await rm(root, { recursive: true });
    await expect(store.probe()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('forgets a draft once and again without complaint', async () => {
    const { store } = await freshStore();
    const { path } = await draft(store, Buffer.from('x'));
    await store.discard(path);
    await store.discard(path);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(dirname(path))).toBe(true);
  });

  it('removes for good, once and again without complaint, and nothing beside it', async () => {
    const { store } = await freshStore();
    const [gone, kept] = [await draft(store, Buffer.from('a')), await draft(store, Buffer.from('b'))];
    for (const { path, sha256 } of [gone, kept]) await store.commit(path, sha256);
    await store.remove(gone.sha256);
    await store.remove(gone.sha256);
    await store.remove('f'.repeat(64));
    expect(await listed(store)).toEqual([{ sha256: kept.sha256, size: 1 }]);
    await expect(store.open(gone.sha256)).rejects.toMatchObject({ code: 'storage_damaged' });
    await expect(store.remove('../drafts')).rejects.toMatchObject({ code: 'storage_damaged' });
  });

  it('fails, and stores nothing, when the draft is gone', async () => {
    const { store } = await freshStore();
    await expect(store.commit(await store.draftPath(), 'a'.repeat(64))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await listed(store)).toEqual([]);
  });
});
