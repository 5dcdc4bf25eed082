import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../gateway/channels/channel.js';
import { claimDeliveries } from '../../gateway/deliveries/deliveries.store.js';
import { declareStatus } from '../../gateway/documents/declare-status.js';
import { beginChange, recallDocument } from '../../gateway/documents/request-changes.js';
import { viewDocument } from '../../gateway/documents/view-document.js';
import { deliverClaimed } from '../../workers/deliver.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
  submitDocument,
} from '../support/gateway-fixture.js';

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

type Moment = 'while its receipt is sealed' | 'while the channel works';

/** Delivers a document and does something else at that moment of it. */
async function deliverOvertaken(document: string, moment: Moment, isPushed: boolean, meanwhile: () => Promise<void>) {
  const claimed = (await claimDeliveries(gateway.ctx.database, 10, 60)).find((one) => one.document === document);
  if (claimed === undefined) throw new Error('nothing was claimed');
  const channel: Channel = {
    name: 'local',
    leavesGateway: isPushed,
    deliver: async () => {
      if (moment === 'while the channel works') await meanwhile();
      return { outcome: 'accepted', detail: null };
    },
  };
  const keys = Object.assign(Object.create(gateway.ctx.keys), {
    receiptSigner: async () => {
      if (moment === 'while its receipt is sealed') await meanwhile();
      return gateway.ctx.keys.receiptSigner();
    },
  });
  await deliverClaimed({ ...gateway.ctx, keys }, new Map([['local', channel]]), claimed);
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
