import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { declareStatus, type StatusWishOf } from '../../../gateway/documents/declare-status.js';
import { recallDocument, returnDocument } from '../../../gateway/documents/request-changes.js';
import { readStatusMessage, viewDocument, viewTimeline } from '../../../gateway/documents/view-document.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, reader, other] = ['H30.03', 'H30.05', 'H30.15'];

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openGatewayFixture({ agencies: { 'H30.31': { channel: 'webhook' } } });
});
afterAll(() => gateway.close());

/** A document that lies in the inbox of `reader`. */
async function received(to: readonly string[] = [reader], from = sender): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf({ to }));
  await arriveDocument(gateway.ctx, id, to[0] ?? reader);
  return id;
}

const declare = (id: string, wish: StatusWishOf, agency = reader) =>
  declareStatus(gateway.ctx, gateway.clerk(agency), id, wish);
const codesOf = async (id: string) =>
  (await viewDocument(gateway.ctx, gateway.clerk(sender), id)).statuses.map(({ code }) => code);

describe('arrival', () => {
  it('puts the document into the inbox with a receipt sealed by the gateway, naming the agency', async () => {
    const id = await received();
    const view = await viewDocument(gateway.ctx, gateway.clerk(reader), id);
    expect(view.recipients).toMatchObject([{ agency: reader, status: '01', delivery: 'delivered' }]);
    const [status] = view.statuses;
    const sealed = await readStatusMessage(gateway.ctx, gateway.clerk(sender), id, status?.id ?? '');
    const report = await verifyFile(bufferSource(sealed.message), {
      policy: 'core',
      anchors: gateway.authority.anchors,
    });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.signer?.subject).toContain('biên nhận');
    const container = await openContainer(bufferSource(sealed.message));
    const entry = container.entries.find(({ name }) => name === 'envelope.edxml');
    if (entry === undefined) throw new Error('no envelope');
    expect(readEdxml(await container.read(entry, 100_000))).toMatchObject({
      kind: 'status',
      statusCode: '01',
      from: { organId: reader },
      responseFor: { organId: sender, documentId: view.documentId, code: `${view.number}/STTTT-VP` },
    });
  });

  it('repeated changes nothing, also when two workers bring it at once', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    const results = await Promise.all([1, 2, 3].map(() => arriveDocument(gateway.ctx, id, reader)));
    expect(results.filter((isNew) => isNew)).toHaveLength(1);
    expect(await codesOf(id)).toEqual(['01']);
  });

  it('tells a sender outside by a delivery, and one that reads here without any', async () => {
    const inside = await received();
    const outside = await received([reader], 'H30.31');
    const { rows } = await gateway.ctx.database.query(
      `select document, target, channel, state from deliveries where kind = 'status' and document in ($1, $2)`,
      [inside, outside],
    );
    expect(rows).toEqual([{ document: outside, target: 'H30.31', channel: 'webhook', state: 'queued' }]);
  });
});

describe('a recipient', () => {
  it('accepts, assigns, works and completes; acceptance gives an incoming number', async () => {
    const id = await received();
    const accepted = await declare(id, { code: '03' });
    expect(accepted).toMatchObject({ status: '03', changed: true });
    expect(Number(accepted.incomingNumber)).toBeGreaterThan(0);
    for (const code of ['04', '05', '06'])
      expect(await declare(id, { code })).toMatchObject({ status: code, changed: true });
    expect(await codesOf(id)).toEqual(['01', '03', '04', '05', '06']);
  });

  it('says the same twice: the second time nothing changes', async () => {
    const id = await received();
    await declare(id, { code: '03' });
    expect(await declare(id, { code: '03' })).toMatchObject({ status: '03', changed: false, incomingNumber: null });
    expect(await codesOf(id)).toEqual(['01', '03']);
  });

  it('may repeat any status it has gone through, however late and also after a recall: nothing changes', async () => {
    const id = await received();
    for (const code of ['03', '05']) await declare(id, { code });
    expect(await declare(id, { code: '03' })).toMatchObject({ status: '05', changed: false });
    await expect(declare(id, { code: '04' })).rejects.toMatchObject({ code: 'illegal_move' });
    await recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: 'Sai nội dung' });
    await declare(id, { code: '15' });
    expect(await declare(id, { code: '03' })).toMatchObject({ status: '05', changed: false });
    await expect(declare(id, { code: '06' })).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await codesOf(id)).toEqual(['01', '03', '05', '13', '15']);
  });

  it.each(['03', '15'])(
    'may say the same (%s) many times at once: one counts, the others change nothing',
    async (code) => {
      const id = await received();
      if (code === '15') await recallDocument(gateway.ctx, gateway.clerk(sender), id, { reason: 'Sai nội dung' });
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => declare(id, { code })));
      expect(answers.filter(({ changed }) => changed)).toHaveLength(1);
      expect((await codesOf(id)).filter((one) => one === code)).toEqual([code]);
    },
  );

  it('cannot make an illegal move, and hears the rule', async () => {
    const id = await received();
    await expect(declare(id, { code: '06' })).rejects.toMatchObject({ code: 'illegal_move' });
    await declare(id, { code: '03' });
    await expect(declare(id, { code: '02', reason: 'muộn' })).rejects.toMatchObject({
      code: 'illegal_move',
      detail: expect.stringContaining('02 (Từ chối tiếp nhận) cannot follow 03 (Đã tiếp nhận)'),
    });
    await expect(declare(id, { code: '15' })).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await codesOf(id)).toEqual(['01', '03']);
  });

  it('refuses with a reason only, and returns what was not meant for it', async () => {
    const id = await received();
    await expect(declare(id, { code: '02' })).rejects.toMatchObject({ code: 'invalid_request', field: 'reason' });
    expect(await returnDocument(gateway.ctx, gateway.clerk(reader), id, { reason: 'gửi Sở Y tế' })).toMatchObject({
      status: '02',
    });
    const { statuses } = await viewDocument(gateway.ctx, gateway.clerk(sender), id);
    expect(statuses.at(-1)?.reason).toContain('gửi Sở Y tế');
  });

  it('completes what it never accepted when asked to accept first', async () => {
    const id = await received();
    expect(await declare(id, { code: '06', acceptFirst: true })).toMatchObject({ status: '06' });
    expect(await codesOf(id)).toEqual(['01', '03', '06']);
  });

  it('racing with itself moves once; the loser is told of a conflict or of no change', async () => {
    const id = await received();
    const settled = await Promise.allSettled([
      declare(id, { code: '03' }),
      declare(id, { code: '02', reason: 'x' }),
      declare(id, { code: '03' }),
    ]);
    const moved = settled.filter((one) => one.status === 'fulfilled' && one.value.changed);
    expect(moved).toHaveLength(1);
    for (const one of settled)
      if (one.status === 'rejected') expect(['conflict', 'illegal_move']).toContain(one.reason.code);
    expect((await codesOf(id)).length).toBe(2);
  });

  it('numbers its incoming register without gaps, also under concurrency', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => received([other])));
    const answers = await Promise.all(ids.map((id) => declare(id, { code: '03' }, other)));
    expect(answers.map(({ incomingNumber }) => Number(incomingNumber)).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('who may look and speak', () => {
  it('a document of others does not exist, whatever is asked of it', async () => {
    const id = await received();
    const stranger = gateway.clerk('H30.07');
    await expect(viewDocument(gateway.ctx, stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(viewTimeline(gateway.ctx, stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(declare(id, { code: '03' }, 'H30.07')).rejects.toMatchObject({ code: 'not_found' });
    await expect(viewDocument(gateway.ctx, stranger, 'no-uuid')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a recipient sees nothing before arrival, and never what other recipients did', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf({ to: [reader, other] }));
    await expect(viewDocument(gateway.ctx, gateway.clerk(reader), id)).rejects.toMatchObject({ code: 'not_found' });
    await arriveDocument(gateway.ctx, id, reader);
    await arriveDocument(gateway.ctx, id, other);
    await declare(id, { code: '02', reason: 'riêng tư' }, other);
    const view = await viewDocument(gateway.ctx, gateway.clerk(reader), id);
    expect(view.recipients.find(({ agency }) => agency === other)).toEqual({ agency: other, name: 'Sở Y tế' });
    expect(JSON.stringify([view, await viewTimeline(gateway.ctx, gateway.clerk(reader), id)])).not.toContain(
      'riêng tư',
    );
    expect(JSON.stringify(await viewDocument(gateway.ctx, gateway.clerk(sender), id))).toContain('riêng tư');
    expect((await viewDocument(gateway.ctx, gateway.auditor, id)).relation).toBe('auditor');
  });

  it('an auditor changes nothing', async () => {
    const id = await received();
    await expect(declareStatus(gateway.ctx, gateway.auditor, id, { code: '03' })).rejects.toMatchObject({
      code: 'missing_scope',
    });
  });
});
