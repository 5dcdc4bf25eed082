/** Who is told what of a document: in the feed, on its timeline and in its proof. */
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../../gateway/database/migrate.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { approachRecipient, recordArrival } from '../../../gateway/documents/record-arrival.js';
import { beginChange, recallDocument } from '../../../gateway/documents/request-changes.js';
import { viewDocument, viewTimeline } from '../../../gateway/documents/view-document.js';
import { type Change, changesAfter } from '../../../gateway/evidence/changes.store.js';
import { recordEvents } from '../../../gateway/evidence/events.store.js';
import { proveEvents } from '../../../gateway/evidence/prove-events.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { verifyLog } from '../../../gateway/evidence/verify-log.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { emptyDatabase } from '../../support/test-database.js';

const [sender, first, second, never] = ['H30.03', 'H30.05', 'H30.15', 'H30.31'];

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openGatewayFixture();
});
afterAll(() => gateway.close());

async function sent(arrived: readonly string[]): Promise<string> {
  const to = [first, second, never];
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf({ to }));
  for (const agency of arrived) await arriveDocument(gateway.ctx, id, agency);
  return id;
}

const answer = (id: string, agency: string, code: '15' | '16', reason?: string) =>
  declareStatus(gateway.ctx, gateway.clerk(agency), id, { code, reason });

/** What an agency's feed tells of a document. */
async function feed(agency: string, document: string): Promise<Change[]> {
  while ((await sequenceOnce(gateway.ctx)) > 0);
  const { items } = await changesAfter(gateway.ctx.database, [agency], -1, 1000);
  return items.filter((item) => item.document === document);
}

const others = (agency: string) => [first, second, never].filter((one) => one !== agency);

describe('an agency', () => {
  it('is told what concerns its own row, and not who else was asked or what they answered', async () => {
    const id = await sent([first, second]);
    await recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: 'Sai nội dung' });
    await answer(id, first, '15');
    await answer(id, second, '16', 'Đã thực hiện');
    for (const agency of [first, second]) {
      const events = await feed(agency, id);
      expect(events.map(({ kind }) => kind)).toEqual([
        'status.declared',
        'request.opened',
        'request.answered',
        'document.recalled',
      ]);
      for (const other of others(agency)) expect(JSON.stringify(events)).not.toContain(other);
      expect(events.every((event) => !('agencies' in event))).toBe(true);
      const proven = await proveEvents(gateway.ctx, id, [agency]);
      expect(proven.items.map(({ kind }) => kind)).toEqual(events.map(({ kind }) => kind));
    }
    const told = await feed(sender, id);
    expect(told.find(({ kind }) => kind === 'document.recalled')?.payload).toMatchObject({
      answers: { [first]: 'agreed', [second]: 'refused', [never]: 'agreed' },
    });
    expect(told.find(({ kind }) => kind === 'request.opened')?.payload).toMatchObject({ asked: [first, second] });
    expect(told.filter(({ kind }) => kind === 'document.recalled')).toHaveLength(1);
    expect((await verifyLog(gateway.ctx)).faults).toEqual([]);
  });

  it('is told nothing of a document that never reached it, whatever became of it elsewhere', async () => {
    const id = await sent([first]);
    await gateway.ctx.database.query(`update deliveries set state = 'sending' where document = $1 and target = $2`, [
      id,
      never,
    ]);
    await recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: 'Sai nội dung' });
    for (const kind of ['delivery.failed', 'delivery.expired', 'delivery.deferred', 'delivery.retried'] as const) {
      const event = { kind, document: id, agencies: [sender, never], payload: { target: never } };
      await gateway.ctx.database.transaction((tx) => recordEvents(tx, [event]));
    }
    expect(await feed(never, id)).toEqual([]);
    expect((await proveEvents(gateway.ctx, id, [never])).items).toEqual([]);
    expect((await feed(sender, id)).filter(({ kind }) => kind.startsWith('delivery.')).length).toBe(5);
  });

  it('learns of a request that was made before the document arrived when it arrives', async () => {
    const id = await sent([]);
    await gateway.ctx.database.query(`update deliveries set state = 'sending' where document = $1 and target = $2`, [
      id,
      first,
    ]);
    const approach = await approachRecipient(gateway.ctx, id, first);
    if (approach.kind !== 'arriving') throw new Error('it should set out');
    await recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: 'Sai nội dung' });
    expect(await feed(first, id)).toEqual([]);
    await gateway.ctx.database.transaction((tx) => recordArrival(gateway.ctx, tx, approach.arrival));
    const [arrival, request] = await feed(first, id);
    expect(arrival).toMatchObject({ kind: 'status.declared', payload: { codes: ['01'] } });
    expect(request).toMatchObject({ kind: 'request.opened', payload: { request: 'recall' } });
    const timeline = await viewTimeline(gateway.ctx, gateway.clerk(first), id);
    expect(timeline.map(({ kind }) => kind)).toEqual(['status.declared', 'request.opened']);
  });

  it('does not see in an old document the replacement that has not come yet', async () => {
    const id = await sent([first, second]);
    const submission = await beginChange(gateway.ctx, gateway.clerk(sender), id, 'replace', metadataOf(), {
      reason: 'Bản đúng',
      origin: 'api',
    });
    await submission.addFile('ban-dung.pdf', Readable.from([smallPdf('bản đúng')]));
    const next = await submission.complete();
    const changedBy = async (agency: string) => (await viewDocument(gateway.ctx, gateway.clerk(agency), id)).changedBy;
    expect(await changedBy(first)).toEqual([]);
    await arriveDocument(gateway.ctx, next.id, first);
    expect(await changedBy(first)).toEqual([next.id]);
    expect(await changedBy(second)).toEqual([]);
    expect(await changedBy(sender)).toEqual([next.id]);
  });
});

describe('events written by an older version', () => {
  it('are narrowed to those who may be told; what the log proves of them stays', async () => {
    const old = await emptyDatabase();
    const { database } = old;
    const all = readMigrations();
    await migrate(database, all.slice(0, 5));
    await database.query(
      `insert into agencies (code, name, search) values ('A', 'A', ''), ('B', 'B', ''), ('C', 'C', '')`,
    );
    await database.query(
      `insert into documents (id, document_id, from_agency, state, origin, type, number, notation, year, subject, search,
         promulgation_date, urgency, metadata, body_sha256, submitted_by)
       values ($1, 'x', 'A', 'recalled', 'api', 'CV', '1', 'X', 2016, 's', 's', '2016-05-19', 0, '{}', '', 'x')`,
      [document],
    );
    await database.query(
      `insert into recipients (document, agency, from_agency, urgency, inbox_at)
       values ($1, 'B', 'A', 0, now() - interval '1 hour'), ($1, 'C', 'A', 0, null)`,
      [document],
    );
    const record = (kind: string, agencies: readonly string[], about: string | null = document) =>
      database.query(
        `insert into events (kind, document, agencies, payload, salt, payload_sha256) values ($1, $2, $3, '{}', '', '')`,
        [kind, about, agencies],
      );
    await record('document.recalled', ['A', 'B', 'C']);
    await record('request.opened', ['A', 'B']);
    await record('delivery.failed', ['A', 'B']);
    await record('delivery.expired', ['A', 'C']);
    await record('status.declared', ['A', 'B']);
    await record('token.created', ['B', 'C'], null);
    await migrate(database, all);
    const { rows } = await database.query<{ agencies: string[] }>('select agencies from events order by id');
    expect(rows.map(({ agencies }) => agencies)).toEqual([['A'], ['A'], ['A', 'B'], ['A'], ['A', 'B'], ['B', 'C']]);
    await old.drop();
  });
});

const document = '01890000-0000-7000-8000-000000000001';
