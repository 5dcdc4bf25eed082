import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel, DeliveryOutcome } from '../../gateway/channels/channel.js';
import { type ClaimedDelivery, claimDeliveries } from '../../gateway/deliveries/deliveries.store.js';
import { listDeliveries, retryDelivery } from '../../gateway/deliveries/operate-deliveries.js';
import { declareStatus } from '../../gateway/documents/declare-status.js';
import { tidyUp } from '../../gateway/documents/janitor.js';
import { beginChange, recallDocument } from '../../gateway/documents/request-changes.js';
import { viewDocument, viewTimeline } from '../../gateway/documents/view-document.js';
import { deliverClaimed } from '../../workers/deliver.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../support/gateway-fixture.js';
import { roomFor } from './room.js';

const [sender, reader] = ['H30.03', 'H30.05'];

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await openGatewayFixture();
});
afterAll(() => gateway.close());

async function change(kind: 'update' | 'replace', document: string): Promise<void> {
  const submission = await beginChange(gateway.ctx, gateway.clerk(sender), document, kind, metadataOf(), {
    reason: 'Bản đúng',
    origin: 'api',
  });
  await submission.addFile('ban-dung.pdf', Readable.from([smallPdf('bản đúng')]));
  await submission.complete();
}

const ask = {
  recall: async (document: string) => {
    await recallDocument(gateway.ctx, gateway.clerk(sender), document, { reason: 'Sai nội dung' });
  },
  update: (document: string) => change('update', document),
  replace: (document: string) => change('replace', document),
};

async function claim(document: string): Promise<ClaimedDelivery> {
  await gateway.ctx.database.query(`update deliveries set next_at = now() where document = $1`, [document]);
  const claimed = (await claimDeliveries(gateway.ctx.database, roomFor(100), 60)).find(
    (one) => one.document === document,
  );
  if (claimed === undefined) throw new Error('nothing was claimed');
  return claimed;
}

/** A lease that is not lost. */
const kept = new AbortController().signal;
const accepted: DeliveryOutcome = { outcome: 'accepted', detail: null };
const deferred: DeliveryOutcome = { outcome: 'deferred', code: 'webhook_unavailable', detail: 'HTTP 503' };

const channelOf = (deliver: Channel['deliver'], leavesGateway = false): Channel => ({
  name: 'local',
  leavesGateway,
  deliver,
});

type Moment = 'while its receipt is sealed' | 'while the channel works';

/** Delivers a document and does something else at that moment of it. */
async function deliverOvertaken(document: string, moment: Moment, isPushed: boolean, meanwhile: () => Promise<void>) {
  const deliver = async () => {
    if (moment === 'while the channel works') await meanwhile();
    return accepted;
  };
  const keys = Object.assign(Object.create(gateway.ctx.keys), {
    receiptSigner: async () => {
      if (moment === 'while its receipt is sealed') await meanwhile();
      return gateway.ctx.keys.receiptSigner();
    },
  });
  await deliverClaimed({ ...gateway.ctx, keys }, channelOf(deliver, isPushed), await claim(document), kept);
}

const kinds = ['recall', 'update', 'replace'] as const;
const moments: Moment[] = ['while its receipt is sealed', 'while the channel works'];
const cases = kinds.flatMap((kind) =>
  moments.flatMap((moment) => [false, true].map((isPushed) => ({ kind, moment, isPushed }))),
);

describe('a request that meets a delivery on its way', () => {
  it.each(cases)(
    '($kind, $moment, pushed: $isPushed) loses nothing: the document arrives, and its recipient answers',
    async ({ kind, moment, isPushed }) => {
      const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
      await deliverOvertaken(id, moment, isPushed, () => ask[kind](id));
      const view = await viewDocument(gateway.ctx, gateway.clerk(reader), id);
      expect(view.recipients).toMatchObject([
        { agency: reader, status: '01', delivery: 'delivered', request: 'pending', requestKind: kind },
      ]);
      expect(view.statuses.map(({ code }) => code)).toContain('01');
      const wish = { code: '16', reason: 'Đã thực hiện' };
      expect(await declareStatus(gateway.ctx, gateway.clerk(reader), id, wish)).toMatchObject({ request: 'refused' });
    },
  );
});

const deliveryOf = async (document: string) => {
  const { items } = await listDeliveries(gateway.ctx, {}, null, 1_000);
  const found = items.find((item) => item.document === document && item.kind === 'document');
  if (found === undefined) throw new Error('there is no delivery');
  return found;
};
const fail = (document: string) =>
  gateway.ctx.database.query(`update deliveries set state = 'failed' where document = $1`, [document]);

describe('what was taken back', () => {
  it('does not set out again after a deferral; the recall is over, and everybody is told', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    const recalling = async () => {
      await ask.recall(id);
      return deferred;
    };
    expect(await deliverClaimed(gateway.ctx, channelOf(recalling), await claim(id), kept)).toBe('deferred');
    expect(await deliveryOf(id)).toMatchObject({ state: 'queued' });
    const never = async () => {
      throw new Error('the channel was asked');
    };
    expect(await deliverClaimed(gateway.ctx, channelOf(never), await claim(id), kept)).toBe('stopped');
    expect(await deliveryOf(id)).toMatchObject({ state: 'cancelled', reasonCode: 'cancelled', reason: 'recall' });
    await tidyUp(gateway.ctx);
    const view = await viewDocument(gateway.ctx, gateway.clerk(sender), id);
    expect(view).toMatchObject({ state: 'recalled', recipients: [{ status: null, request: 'agreed' }] });
    const kinds = (await viewTimeline(gateway.ctx, gateway.clerk(sender), id)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['delivery.cancelled', 'request.answered', 'document.recalled']));
  });

  it.each(['recall', 'replace'] as const)('cannot be brought by retrying its failed delivery (%s)', async (kind) => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    await fail(id);
    await ask[kind](id);
    await expect(retryDelivery(gateway.ctx, (await deliveryOf(id)).id, 'user:operator')).rejects.toMatchObject({
      code: 'illegal_move',
      detail: expect.stringContaining('took this document back'),
    });
    expect(await deliveryOf(id)).toMatchObject({ state: 'failed' });
  });

  it('may be brought again to who refused to give it back', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    await arriveDocument(gateway.ctx, id, reader);
    await fail(id);
    await ask.recall(id);
    const { id: delivery } = await deliveryOf(id);
    await expect(retryDelivery(gateway.ctx, delivery, 'user:operator')).rejects.toMatchObject({ code: 'illegal_move' });
    await declareStatus(gateway.ctx, gateway.clerk(reader), id, { code: '16', reason: 'Đã thực hiện' });
    await retryDelivery(gateway.ctx, delivery, 'user:operator');
    expect(await deliveryOf(id)).toMatchObject({ state: 'queued' });
  });

  it('goes on by itself to who refused to give it back, when the recall had stopped it', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    const busy = async () => deferred;
    await deliverClaimed(gateway.ctx, channelOf(busy, true), await claim(id), kept);
    await ask.recall(id);
    expect(await deliveryOf(id)).toMatchObject({ state: 'cancelled' });
    await declareStatus(gateway.ctx, gateway.clerk(reader), id, { code: '16', reason: 'Đã thực hiện' });
    const taking = channelOf(async () => accepted, true);
    expect(await deliverClaimed(gateway.ctx, taking, await claim(id), kept)).toBe('accepted');
    expect(await deliveryOf(id)).toMatchObject({ state: 'delivered' });
    const kinds = (await viewTimeline(gateway.ctx, gateway.clerk(reader), id)).map(({ kind }) => kind);
    expect(kinds).toContain('delivery.retried');
  });
});

describe('an answer', () => {
  it('to an update does not count for the recall that took its place meanwhile', async () => {
    const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender));
    await arriveDocument(gateway.ctx, id, reader);
    await ask.update(id);
    const keys = Object.assign(Object.create(gateway.ctx.keys), {
      sealSigner: async (agency: string) => {
        await ask.recall(id);
        return gateway.ctx.keys.sealSigner(agency);
      },
    });
    const answer = declareStatus({ ...gateway.ctx, keys }, gateway.clerk(reader), id, { code: '15' });
    await expect(answer).rejects.toMatchObject({ code: 'conflict' });
    const view = await viewDocument(gateway.ctx, gateway.clerk(reader), id);
    expect(view).toMatchObject({ state: 'sealed', recipients: [{ request: 'pending', requestKind: 'recall' }] });
  });
});
