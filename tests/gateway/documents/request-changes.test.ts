import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { tidyUp } from '../../../gateway/documents/janitor.js';
import { openContainerOf } from '../../../gateway/documents/open-document.js';
import { beginChange, recallDocument } from '../../../gateway/documents/request-changes.js';
import { viewDocument, viewTimeline } from '../../../gateway/documents/view-document.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, first, second, outside] = ['H30.03', 'H30.05', 'H30.15', 'H30.31'];

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openGatewayFixture({ agencies: { [outside]: { channel: 'webhook' } } });
});
afterAll(() => gateway.close());

async function sent(to: readonly string[], arrived: readonly string[]): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf({ to }));
  for (const agency of arrived) await arriveDocument(gateway.ctx, id, agency);
  return id;
}

const recall = (id: string, reason = 'Sai nội dung') =>
  recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason });
const answer = (id: string, agency: string, code: '15' | '16', reason?: string) =>
  declareStatus(gateway.ctx, gateway.clerk(agency), id, { code, reason });
const stateOf = async (id: string) => (await viewDocument(gateway.ctx, gateway.clerk(sender), id)).state;
const container = async (agency: string, id: string) => {
  const opened = await openContainerOf(gateway.ctx, gateway.clerk(agency), id);
  await opened.source.close();
  return opened.sha256;
};

async function change(
  id: string,
  kind: 'update' | 'replace',
  to: readonly string[],
  options: { idempotencyKey?: string } = {},
) {
  const submission = await beginChange(gateway.ctx, gateway.clerk(sender), id, kind, metadataOf({ to }), {
    reason: 'Bản đúng',
    origin: 'api',
    ...options,
  });
  await submission.addFile('ban-dung.pdf', Readable.from([smallPdf('bản đúng')]));
  return submission.complete();
}

/** Containers, and numbers given in the order they were. */
async function holdings() {
  const files = await readdir(join(gateway.folder, 'blobs'), { recursive: true });
  const { rows: numbers } = await gateway.ctx.database.query(
    `select number, state from register_entries where agency = '${sender}' order by ordinal`,
  );
  return { files: files.filter((name) => name.endsWith('.asice')).sort(), numbers };
}

describe('a recall', () => {
  it('of a document that has not left ends it at once: deliveries are stopped, nobody is asked', async () => {
    const id = await sent([first, second], []);
    expect(await recall(id)).toMatchObject({
      state: 'recalled',
      recipients: [
        { agency: first, request: 'agreed' },
        { agency: second, request: 'agreed' },
      ],
    });
    const { rows } = await gateway.ctx.database.query('select distinct state from deliveries where document = $1', [
      id,
    ]);
    expect(rows).toEqual([{ state: 'cancelled' }]);
    expect(await arriveDocument(gateway.ctx, id, first).then(() => stateOf(id))).toBe('recalled');
  });

  it('asks those who hold it; it is over when all have answered; copies of those who agreed are closed', async () => {
    const id = await sent([first, second], [first, second]);
    expect(await recall(id)).toMatchObject({
      state: 'sealed',
      recipients: [{ request: 'pending' }, { request: 'pending' }],
    });
    expect(await container(first, id)).toMatch(/^[0-9a-f]{64}$/);
    expect(await answer(id, first, '15')).toMatchObject({ request: 'agreed', changed: true });
    expect(await stateOf(id)).toBe('sealed');
    await expect(container(first, id)).rejects.toMatchObject({ code: 'document_withdrawn' });
    await expect(declareStatus(gateway.ctx, gateway.clerk(first), id, { code: '03' })).rejects.toMatchObject({
      code: 'illegal_move',
    });
    await answer(id, second, '16', 'Đã thực hiện');
    expect(await stateOf(id)).toBe('recalled');
    expect(await container(second, id)).toBe(await container(sender, id));
    const kinds = (await viewTimeline(gateway.ctx, gateway.clerk(sender), id)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['request.opened', 'request.answered', 'document.recalled']));
  });

  it('answered by the last two at the same time still ends', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await sent([first, second], [first, second]);
      await recall(id);
      await Promise.all([answer(id, first, '15'), answer(id, second, '15')]);
      expect(await stateOf(id)).toBe('recalled');
    }
  });

  it('travels to agencies outside as a sealed 13, behind their document', async () => {
    const id = await sent([outside], [outside]);
    await recall(id);
    const { rows } = await gateway.ctx.database.query(
      `select y.kind, y.target, s.code, s.author from deliveries y left join statuses s on s.id = y.status where y.document = $1 order by y.id`,
      [id],
    );
    expect(rows).toEqual([
      { kind: 'document', target: outside, code: null, author: null },
      { kind: 'status', target: outside, code: '13', author: sender },
    ]);
  });

  it('asked again changes nothing; without a reason, or by others, it is refused', async () => {
    const id = await sent([first], [first]);
    await recall(id);
    expect(await recall(id)).toMatchObject({ state: 'sealed', recipients: [{ request: 'pending' }] });
    const { rows } = await gateway.ctx.database.query(`select from statuses where document = $1 and code = '13'`, [id]);
    expect(rows.length).toBe(1);
    await expect(recall(id, ' ')).rejects.toMatchObject({ code: 'invalid_request', field: 'reason' });
    await expect(recallDocument(gateway.ctx, gateway.clerk(first), id, { reason: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('does not wait for ever for a recipient whom the document never reached', async () => {
    const id = await sent([first], []);
    await gateway.ctx.database.query(`update deliveries set state = 'sending' where document = $1`, [id]);
    expect(await recall(id)).toMatchObject({ state: 'sealed' });
    await gateway.ctx.database.query(`update deliveries set state = 'failed' where document = $1`, [id]);
    expect((await tidyUp(gateway.ctx)).requestsSettled).toBe(1);
    expect(await stateOf(id)).toBe('recalled');
  });
});

describe('a replacement and an update', () => {
  it('the old document is replaced when everybody agreed, on the new document or on the old', async () => {
    const id = await sent([first, second], [first, second]);
    const next = await change(id, 'replace', [first, second]);
    for (const agency of [first, second]) await arriveDocument(gateway.ctx, next.id, agency);
    await answer(next.id, first, '15');
    expect(await stateOf(id)).toBe('sealed');
    await answer(id, second, '15');
    expect(await stateOf(id)).toBe('replaced');
    await expect(container(first, id)).rejects.toMatchObject({ code: 'document_withdrawn' });
    expect(await container(first, next.id)).toBe(next.sha256);
    expect(await viewDocument(gateway.ctx, gateway.clerk(sender), id)).toMatchObject({ changedBy: [next.id] });
    await expect(change(id, 'replace', [first])).rejects.toMatchObject({ code: 'illegal_move' });
  });

  it('a replacement stops the old document only on its way to those who get the new one', async () => {
    const id = await sent([first, second], []);
    await change(id, 'replace', [first]);
    const { recipients } = await viewDocument(gateway.ctx, gateway.clerk(sender), id);
    expect(recipients).toMatchObject([
      { agency: first, delivery: 'cancelled', request: 'agreed' },
      { agency: second, delivery: 'queued', request: null },
    ]);
  });

  it('an update leaves the old document as it is and asks for an answer', async () => {
    const id = await sent([first], [first]);
    const next = await change(id, 'update', [first]);
    await arriveDocument(gateway.ctx, next.id, first);
    expect(await answer(next.id, first, '16', 'Đã ban hành')).toMatchObject({ id, request: 'refused' });
    expect(await stateOf(id)).toBe('sealed');
    expect(await container(first, id)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('a second request waits for the first one, but a recall does not', async () => {
    const id = await sent([first], [first]);
    await change(id, 'update', [first]);
    await expect(change(id, 'replace', [first])).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await recall(id)).toMatchObject({ recipients: [{ request: 'pending' }] });
  });

  it('a recall cancels the number of a recipient that agreed to a replacement which another one refused', async () => {
    const id = await sent([first, second], [first, second]);
    for (const agency of [first, second]) await declareStatus(gateway.ctx, gateway.clerk(agency), id, { code: '03' });
    await change(id, 'replace', [first, second]);
    await answer(id, first, '15');
    await answer(id, second, '16', 'Đang dùng');
    const entries = async () => {
      const { rows } = await gateway.ctx.database.query(
        `select agency, state, (select count(*)::int from events where kind = 'register.cancelled' and document = r.document
                                and agencies = array[r.agency]) as told
         from register_entries r where document = $1 and book = 'in' order by agency`,
        [id],
      );
      return rows;
    };
    expect(await entries()).toEqual([
      { agency: first, state: 'issued', told: 0 },
      { agency: second, state: 'issued', told: 0 },
    ]);
    expect(await recall(id)).toMatchObject({ state: 'sealed' });
    expect(await entries()).toEqual([
      { agency: first, state: 'cancelled', told: 1 },
      { agency: second, state: 'issued', told: 0 },
    ]);
    await answer(id, second, '15');
    expect(await stateOf(id)).toBe('recalled');
    expect(await entries()).toEqual([
      { agency: first, state: 'cancelled', told: 1 },
      { agency: second, state: 'cancelled', told: 1 },
    ]);
  });

  it('is repeated by its key like any submission', async () => {
    const id = await sent([first], [first]);
    const one = await change(id, 'update', [first], { idempotencyKey: 'u-1' });
    const again = await change(id, 'update', [first], { idempotencyKey: 'u-1' });
    expect(again.id).toBe(one.id);
  });

  it.each([
    ['replaced', (id: string) => answer(id, first, '15')],
    ['recalled', (id: string) => recall(id).then(() => answer(id, first, '15'))],
    ['asked for back', (id: string) => recall(id)],
  ])(
    'is answered the same when it is repeated after the old document was %s',
    async (_what, meanwhile: (id: string) => Promise<unknown>) => {
      const id = await sent([first], [first]);
      const one = await change(id, 'replace', [first], { idempotencyKey: `r-${id}` });
      await meanwhile(id);
      const again = await change(id, 'replace', [first], { idempotencyKey: `r-${id}` });
      expect(again).toMatchObject({ id: one.id, number: one.number, sha256: one.sha256 });
      await expect(change(id, 'replace', [first, second], { idempotencyKey: `r-${id}` })).rejects.toMatchObject({
        code: 'idempotency_conflict',
      });
    },
  );

  it('that is forbidden is refused before anything is uploaded, and nothing of it stays', async () => {
    const id = await sent([first], [first]);
    await change(id, 'update', [first]);
    const before = await holdings();
    const begin = beginChange(gateway.ctx, gateway.clerk(sender), id, 'replace', metadataOf({ to: [first] }), {
      reason: 'Bản đúng',
      origin: 'api',
      idempotencyKey: 'forbidden-1',
    });
    await expect(begin).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await holdings()).toEqual(before);
  });

  it.each([undefined, 'forbidden-2'])(
    'that becomes forbidden while it is uploaded leaves no container, and its number is cancelled (key: %s)',
    async (idempotencyKey) => {
      const id = await sent([first], [first]);
      const submission = await beginChange(
        gateway.ctx,
        gateway.clerk(sender),
        id,
        'update',
        metadataOf({ to: [first] }),
        {
          reason: 'Bản đúng',
          origin: 'api',
          idempotencyKey,
        },
      );
      await submission.addFile('ban-dung.pdf', Readable.from([smallPdf('bản đúng')]));
      await recall(id);
      const before = await holdings();
      await expect(submission.complete()).rejects.toMatchObject({ code: 'illegal_move' });
      const after = await holdings();
      expect(after.files).toEqual(before.files.filter((name) => !name.startsWith('drafts/')));
      expect(after.numbers.slice(0, -1)).toEqual(before.numbers);
      expect(after.numbers.at(-1)).toMatchObject({ state: 'cancelled' });
      const { rows } = await gateway.ctx.database.query(`select from documents where idempotency_key = $1`, [
        idempotencyKey ?? null,
      ]);
      expect(rows).toEqual([]);
    },
  );

  it('a document of another sender cannot be changed', async () => {
    const id = await sent([first], [first]);
    const begin = beginChange(gateway.ctx, gateway.clerk(first), id, 'update', metadataOf(), {
      reason: 'x',
      origin: 'api',
    });
    await expect(begin).rejects.toMatchObject({ code: 'not_found' });
  });
});
