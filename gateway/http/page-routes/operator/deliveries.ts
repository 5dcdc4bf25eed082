/** The page of deliveries and channels, and its forms. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { validate as isUuid } from 'uuid';
import { usableChannels } from '../../../agencies/agency.js';
import type { GatewayContext } from '../../../context.js';
import {
  listDeliveries,
  listPauses,
  pauseChannel,
  resumeChannel,
  retryDelivery,
  retryFailed,
} from '../../../deliveries/operate-deliveries.js';
import { type DeliveryFilter, selectFailedReasons, selectQueueFigures } from '../../../deliveries/operator.store.js';
import { namesOfActors } from '../../../identity/actor-names.js';
import { DeliveriesPage } from '../../../web/pages/operator/deliveries.js';
import type { ShownChannel } from '../../../web/pages/operator/deliveries-props.js';
import { listedStates } from '../../../web/pages/operator/delivery-list.js';
import type { Fault } from '../../../web/pages/operator/outcome.js';
import { deliveryTexts } from '../../../web/texts/operator-deliveries.js';
import { fieldOf } from '../../accept-forms.js';
import { personOf } from '../../access.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { attempt, backTo, newsOf, queryWord, reasonIn } from './attempt.js';

const path = '/van-hanh/gui';
const rowsAPage = 50;

async function readChannels(ctx: GatewayContext): Promise<ShownChannel[]> {
  const [figures, pauses] = await Promise.all([selectQueueFigures(ctx.database), listPauses(ctx)]);
  const nameOf = await namesOfActors(
    ctx.database,
    pauses.map(({ pausedBy }) => pausedBy),
  );
  return usableChannels.map((name) => {
    const countOf = (state: string) => figures.find((one) => one.channel === name && one.state === state)?.count ?? 0;
    const pause = pauses.find(({ channel }) => channel === name);
    return {
      name,
      waiting: countOf('queued'),
      sending: countOf('sending'),
      pause: pause === undefined ? null : { by: nameOf(pause.pausedBy), at: pause.pausedAt, reason: pause.reason },
    };
  });
}

function readFilter(request: FastifyRequest): DeliveryFilter {
  const orNull = (text: string) => (text === '' ? null : text);
  return {
    state: queryWord(request, 'trang-thai', listedStates),
    channel: queryWord(request, 'kenh', usableChannels),
    target: orNull(queryText(request, 'noi-nhan', 60)),
    reason: orNull(queryText(request, 'ma-ly-do', 60)),
  };
}

function newsFor(request: FastifyRequest) {
  const count = (name: string) => Number(/^\d{1,4}$/.exec(queryText(request, name))?.[0] ?? 0);
  if (queryText(request, 'xong') === 'gui-lai-nhom') return deliveryTexts.retriedMany(count('so'), count('con-lai'));
  return newsOf(request, deliveryTexts.done);
}

export function deliveryPages(pages: Pages): void {
  const { ctx } = pages;

  async function show(request: FastifyRequest, reply: FastifyReply, fault: Fault | null) {
    const filter = readFilter(request);
    const cursor = queryText(request, 'sau');
    const [channels, reasons, deliveries] = await Promise.all([
      readChannels(ctx),
      selectFailedReasons(ctx.database),
      listDeliveries(ctx, filter, isUuid(cursor) ? cursor : null, rowsAPage),
    ]);
    const page = pages.pageOf(request, reply);
    const shown = { channels, reasons, filter, isFirst: !isUuid(cursor), deliveries };
    return pages.send(reply, DeliveriesPage({ page, fault, done: newsFor(request), ...shown }), fault?.status);
  }

  const actorOf = (request: FastifyRequest) => personOf(request).principal.actor;
  const channelOf = ({ params }: FastifyRequest) => (params as { channel: string }).channel;

  pages.on('GET /van-hanh/gui', (request, reply) => show(request, reply, null));

  pages.on('POST /van-hanh/kenh/:channel/dung', (request, reply) =>
    attempt(request, reply, show, async () => {
      await pauseChannel(ctx, channelOf(request), actorOf(request), reasonIn(fieldOf(request, 'ly-do')));
      return backTo(reply, path, 'dung');
    }),
  );

  pages.on('POST /van-hanh/kenh/:channel/chay', (request, reply) =>
    attempt(request, reply, show, async () => {
      await resumeChannel(ctx, channelOf(request), actorOf(request));
      return backTo(reply, path, 'chay');
    }),
  );

  pages.on('POST /van-hanh/gui/lai/:id', (request, reply) =>
    attempt(request, reply, show, async () => {
      await retryDelivery(ctx, (request.params as { id: string }).id, actorOf(request));
      return backTo(reply, path, 'gui-lai');
    }),
  );

  pages.on('POST /van-hanh/gui/lai', (request, reply) =>
    attempt(request, reply, show, async () => {
      const group = { channel: fieldOf(request, 'kenh'), reason: fieldOf(request, 'ma-ly-do') };
      const { retried, left } = await retryFailed(ctx, group, actorOf(request));
      return backTo(reply, path, 'gui-lai-nhom', { so: String(retried), 'con-lai': String(left) });
    }),
  );
}
