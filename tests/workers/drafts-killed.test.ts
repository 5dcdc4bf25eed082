/** A worker that hands in a draft is killed at each named point on the way; another one finishes. Nothing is lost, nothing doubled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Gateway, openGateway } from '../../cli/wiring.js';
import { loadConfig } from '../../gateway/config.js';
import { beginDraft } from '../../gateway/drafts/begin-draft.js';
import { addRecipient, saveFields } from '../../gateway/drafts/change-draft.js';
import { confirmDraft } from '../../gateway/drafts/confirm-draft.js';
import type { Writer } from '../../gateway/drafts/draft.js';
import { takeWholeFile } from '../../gateway/drafts/receive-upload.js';
import { seenMarks } from '../../gateway/drafts/seen-draft.js';
import { viewDraft } from '../../gateway/drafts/view-draft.js';
import { principalOf, roleScopes } from '../../gateway/identity/access.js';
import { sendNextDraft } from '../../workers/drafts.js';
import { smallPdf } from '../support/gateway-fixture.js';
import { addPerson } from '../support/people.js';
import { runCongvan } from '../support/run-congvan.js';
import { type FreshDatabase, freshDatabase } from '../support/test-database.js';

let folder: string;
let fresh: FreshDatabase;
let gateway: Gateway;
let settings: Record<string, string>;
let writer: Writer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-drafts-'));
  fresh = await freshDatabase();
  settings = {
    CONGVAN_DATA: folder,
    DATABASE_URL: fresh.url,
    CONGVAN_LOG_LEVEL: 'fatal',
    CONGVAN_COMPOSE_UNDO_SECONDS: '0',
    CONGVAN_LEASE_SECONDS: '1',
    CONGVAN_SEALING_LEASE_SECONDS: '1',
  };
  gateway = await openGateway(loadConfig(settings), { schema: 'keep' });
  for (const code of ['H30.03', 'H30.05']) {
    const added = await runCongvan(['agency', 'add', code, '--name', `Cơ quan ${code}`, '--with-seal'], settings);
    expect(added.stderr).not.toContain('error');
    expect(added.exitCode).toBe(0);
  }
  const { id } = await addPerson(gateway.ctx, 'clerk', 'H30.03');
  writer = {
    person: id,
    agency: 'H30.03',
    role: 'clerk',
    principal: principalOf(`user:${id}`, roleScopes.clerk, ['H30.03']),
  };
});
afterAll(async () => {
  await gateway.close();
  await fresh.drop();
  await rm(folder, { recursive: true, force: true });
});

async function confirmedDraft(subject: string): Promise<string> {
  const { ctx } = gateway;
  const id = await beginDraft(ctx, writer, null);
  await saveFields(ctx, writer, id, { typed: { code: 'SNV-VP', subject } });
  await addRecipient(ctx, writer, id, 'H30.05');
  await takeWholeFile(ctx, writer, id, 'a.pdf', Readable.from([smallPdf(subject)]));
  await confirmDraft(ctx, writer, id, seenMarks(await viewDraft(ctx, writer, id)));
  return id;
}

/** A worker process of its own, until it ends itself at the point. */
async function workUntilKilledAt(point: string): Promise<void> {
  const env = { ...process.env, ...settings, CONGVAN_KILL_AT: point };
  const worker = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'worker'], { env, stdio: 'ignore' });
  const [code, signal] = await once(worker, 'exit');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

it.each(['draft-claimed', 'container-written', 'committed'])(
  'killed at %s',
  async (point) => {
    const subject = `V/v thử dừng máy ở ${point}`;
    const draft = await confirmedDraft(subject);
    await workUntilKilledAt(point);
    await pause(1_500);
    const { database } = gateway.ctx;
    const stateOf = async () =>
      (await database.query<{ state: string }>('select state from drafts where id = $1', [draft])).rows[0]?.state;
    expect(await stateOf()).toBe(point === 'committed' ? 'sent' : 'sending');
    await sendNextDraft(gateway.ctx);
    await sendNextDraft(gateway.ctx);
    expect(await stateOf()).toBe('sent');
    const { rows } = await database.query(
      `select d.state, d.id = r.document as "isIts",
         (select count(*)::int from events e where e.document = d.id and e.kind = 'document.submitted') as events,
         (select count(*)::int from deliveries v where v.document = d.id) as deliveries
       from documents d, drafts r where d.subject = $1 and r.id = $2`,
      [subject, draft],
    );
    expect(rows).toEqual([{ state: 'sealed', isIts: true, events: 1, deliveries: 1 }]);
  },
  120_000,
);

it('and the numbers of all of them follow each other without a gap', async () => {
  const { rows } = await gateway.ctx.database.query(
    `select number, state from register_entries where agency = 'H30.03' and book = 'out' order by ordinal`,
  );
  expect(rows).toEqual(['01', '02', '03'].map((number) => ({ number, state: 'issued' })));
  expect((await readdir(gateway.ctx.blobs.uploadsFolder)).length).toBeLessThanOrEqual(1);
});
