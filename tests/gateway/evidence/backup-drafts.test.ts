/** A backup of a gateway in which somebody is writing: after the restore the upload goes on, and the draft can be sent. */
import { createHash, randomUUID } from 'node:crypto';
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DirectoryBlobStore, uploadsIn } from '../../../gateway/blobs/directory-blob-store.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { openDatabase } from '../../../gateway/database/connect.js';
import { beginDraft } from '../../../gateway/drafts/begin-draft.js';
import { addRecipient, discardDraft, saveFields } from '../../../gateway/drafts/change-draft.js';
import { confirmDraft } from '../../../gateway/drafts/confirm-draft.js';
import type { Writer } from '../../../gateway/drafts/draft.js';
import { announceUpload, takeChunk, takeWholeFile } from '../../../gateway/drafts/receive-upload.js';
import { seenMarks } from '../../../gateway/drafts/seen-draft.js';
import { viewDraft } from '../../../gateway/drafts/view-draft.js';
import { backup } from '../../../gateway/evidence/backup.js';
import { restore } from '../../../gateway/evidence/restore.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { sendNextDraft } from '../../../workers/drafts.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { addPerson } from '../../support/people.js';
import { emptyDatabase } from '../../support/test-database.js';

let gateway: GatewayFixture;
let writer: Writer;
/** Of the draft. */
let id: string;
/** Of a file of it that is half there. */
let place: { readonly draft: string; readonly id: string };
let folder: string;

beforeAll(async () => {
  gateway = await openGatewayFixture({ config: { composeUndoSeconds: 0 } });
  const { id: person } = await addPerson(gateway.ctx, 'clerk', 'H30.03');
  writer = { person, agency: 'H30.03', role: 'clerk', principal: gateway.clerk('H30.03') };
});
afterAll(() => gateway.close());

const annex = Buffer.from('Danh sách đại biểu\n'.repeat(5_000));
const half = annex.subarray(0, 40_000);
let count = 0;

beforeEach(async () => {
  folder = join(gateway.folder, `backup-${++count}`);
  id = await beginDraft(gateway.ctx, writer, null);
  const typed = { code: 'STTTT-VP', subject: `V/v sao lưu ${count}`, date: '19/05/2016', signer: 'Trần Quốc Tuấn' };
  await saveFields(gateway.ctx, writer, id, { typed });
  await addRecipient(gateway.ctx, writer, id, 'H30.05');
  await takeWholeFile(gateway.ctx, writer, id, 'Công văn.pdf', Readable.from([smallPdf()]));
  place = { draft: id, id: randomUUID() };
  await announceUpload(gateway.ctx, writer, place, { name: 'Phụ lục.txt', size: annex.length });
  await takeChunk(gateway.ctx, writer, place, { offset: 0, chunk: half });
});

afterEach(() => discardDraft(gateway.ctx, writer, id));

/** The restored gateway, until the work is done. */
async function inRestored<Result>(work: (ctx: GatewayContext) => Promise<Result>): Promise<Result> {
  const target = await emptyDatabase();
  const dataFolder = join(gateway.folder, `restored-${count}`);
  const database = openDatabase(target.url);
  try {
    await restore({ databaseUrl: target.url, dataFolder, folder });
    const blobs = await DirectoryBlobStore.open(join(dataFolder, 'blobs'));
    return await work({ ...gateway.ctx, database, blobs });
  } finally {
    await database.close();
    await target.drop();
  }
}

const save = () => backup(gateway.ctx, gateway.databaseUrl, folder);
const fileIn = (root: string) => join(root, `${place.draft}.${place.id}`);

it('an upload goes on where it was at the moment of the backup, and the draft is sent with every byte', async () => {
  await save();
  // What comes in after the backup is not in it.
  await takeChunk(gateway.ctx, writer, place, { offset: half.length, chunk: annex.subarray(half.length) });
  const sha256 = await inRestored(async (ctx) => {
    const rest = annex.subarray(half.length);
    const outcome = await takeChunk(ctx, writer, place, { offset: half.length, chunk: rest });
    expect(outcome).toMatchObject({
      kind: 'taken',
      file: { sha256: createHash('sha256').update(annex).digest('hex') },
    });
    await confirmDraft(ctx, writer, id, seenMarks(await viewDraft(ctx, writer, id)));
    await sendNextDraft(ctx);
    const { rows } = await ctx.database.query<{ sha256: string }>(
      `select container_sha256 as sha256 from documents where subject = $1 and state = 'sealed'`,
      [`V/v sao lưu ${count}`],
    );
    const source = await ctx.blobs.open(rows[0]?.sha256 ?? '');
    const container = await openContainer(source);
    const entry = container.entries.find(({ name }) => name === 'Phụ lục.txt');
    const content = Buffer.concat(await container.stream(entry as NonNullable<typeof entry>).toArray());
    await source.close();
    return createHash('sha256').update(content).digest('hex');
  });
  expect(sha256).toBe(createHash('sha256').update(annex).digest('hex'));
});

it('bytes that a crash left behind those that count are not in it, and what is written later does not reach it', async () => {
  const stored = fileIn(uploadsIn(join(gateway.folder, 'blobs')));
  await appendFile(stored, 'nửa chừng');
  await save();
  await writeFile(stored, 'ghi đè');
  expect((await readFile(fileIn(join(folder, 'uploads')))).equals(half)).toBe(true);
});

it('a file that is missing is named as not saved, and everything else is', async () => {
  await rm(fileIn(uploadsIn(join(gateway.folder, 'blobs'))));
  const { uploads } = await save();
  expect(uploads?.damaged).toEqual([`${place.draft}.${place.id}`]);
  expect((await readdir(join(folder, 'uploads'))).length).toBe(uploads?.files.length);
  const view = await inRestored((ctx) => viewDraft(ctx, writer, id));
  expect(view.files.map(({ name }) => name)).toEqual(['Công văn.pdf', 'Phụ lục.txt']);
});

it('a changed byte of a draft’s file is found before anything is restored', async () => {
  await save();
  await appendFile(fileIn(join(folder, 'uploads')), 'x');
  await expect(inRestored(async () => null)).rejects.toMatchObject({ code: 'backup_invalid' });
});
