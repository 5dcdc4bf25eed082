import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arrivalOf, MailFolders } from '../../../gateway/demonstration-mail/mail-folders.js';

const address = 'vanthu@soyte.haugiang.example';
let root: string;
let folders: MailFolders;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'congvan-folders-'));
  folders = new MailFolders(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const newFolder = async () => join(root, (await readdir(root))[0] ?? '', 'new');

describe('the folders of the demonstration’s mails', () => {
  it('list the newest first, unread until somebody opened it', async () => {
    expect(await folders.list(address)).toEqual([]);
    await folders.put(address, Buffer.from('one'));
    await folders.put(address.toUpperCase(), Buffer.from('two'));
    const [two, one] = await folders.list(address);
    expect(one?.isUnread).toBe(true);
    await folders.markRead(address, two?.id ?? '');
    expect((await folders.list(address)).map(({ isUnread }) => isUnread)).toEqual([false, true]);
    expect(String(await folders.read(address, two?.id ?? ''))).toBe('two');
    expect(String(await folders.readHead(address, { id: one?.id ?? '', isUnread: true }, 2))).toBe('on');
    expect(Math.abs(arrivalOf(two?.id ?? '').getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('can be opened by several at once', async () => {
    await folders.put(address, Buffer.from('one'));
    const [{ id } = { id: '' }] = await folders.list(address);
    await Promise.all([1, 2, 3].map(() => folders.markRead(address, id)));
    expect(await folders.list(address)).toEqual([{ id, isUnread: false }]);
  });

  it('know no mail that is not there, and no path in place of one', async () => {
    await folders.put(address, Buffer.from('one'));
    await writeFile(join(root, 'secret.eml'), 'secret');
    for (const id of [uuidv7(), '../../secret', '', '../secret'])
      await expect(folders.read(address, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keep every mailbox below the root, whatever its address holds', async () => {
    await folders.put('../../a/b@x.example', Buffer.from('one'));
    expect(await readdir(root)).toEqual(['..%2F..%2Fa%2Fb%40x.example']);
  });

  it('are not confused by what a crash left behind', async () => {
    await folders.put(address, Buffer.from('one'));
    await writeFile(join(await newFolder(), `${uuidv7()}.eml.a1b2c3d4e5f6.draft`), 'half a m');
    expect(await folders.list(address)).toHaveLength(1);
  });

  it('let the oldest go beyond 500 mails', async () => {
    await folders.put(address, Buffer.from('the first'));
    const [{ id: oldest } = { id: '' }] = await folders.list(address);
    const folder = await newFolder();
    for (let index = 0; index < 499; index += 1) await writeFile(join(folder, `${uuidv7()}.eml`), 'x');
    expect(await folders.list(address)).toHaveLength(500);
    await folders.put(address, Buffer.from('the last'));
    const left = await folders.list(address);
    expect(left).toHaveLength(500);
    expect(left.map(({ id }) => id)).not.toContain(oldest);
    expect(String(await folders.read(address, left[0]?.id ?? ''))).toBe('the last');
  });

  it('let the oldest go beyond 100 MB, and never the newest', async () => {
    await folders.put(address, Buffer.from('small'));
    const large = join(await newFolder(), `${uuidv7()}.eml`);
    await writeFile(large, '');
    await truncate(large, 99_999_999);
    await folders.put(address, Buffer.alloc(2, 'x'));
    expect((await folders.list(address)).map(({ isUnread }) => isUnread)).toEqual([true]);
  });

  it('take no mail where none can be kept', async () => {
    await rm(root, { recursive: true });
    await writeFile(root, 'no folder');
    await expect(folders.put(address, Buffer.from('one'))).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
