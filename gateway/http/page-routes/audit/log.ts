/** The page of the log and its checkpoints. */
import type { FastifyRequest } from 'fastify';
import { compareCheckpoints, listCheckpoints, readNewestCheckpoint } from '../../../audit/checkpoints.js';
import { checkpointKeyDigest, verifierKey } from '../../../evidence/checkpoint.js';
import { LogPage } from '../../../web/pages/audit/log.js';
import { logTexts } from '../../../web/texts/audit-log.js';
import type { Pages } from '../pages.js';
import { queryText } from '../query-text.js';
import { asked } from './asked.js';

/** Number of leaves; null for what is none. */
const sizeIn = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null);

const said = { from: logTexts.noSuch, to: logTexts.noSuch };
const saidOfOrder = { from: logTexts.wrongOrder };

export function logPage(pages: Pages): void {
  const { ctx } = pages;

  async function compare(earlier: string, later: string) {
    if (earlier === '' && later === '') return { answer: null, errors: {}, status: 200 };
    const [from, to] = [sizeIn(earlier) ?? 0, sizeIn(later) ?? 0];
    const isOrdered = from <= to;
    return asked(() => compareCheckpoints(ctx, from, to), isOrdered ? said : { ...said, ...saidOfOrder });
  }

  pages.on('GET /kiem-toan/nhat-ky', async (request: FastifyRequest, reply) => {
    const before = sizeIn(queryText(request, 'truoc'));
    const [earlier, later] = [queryText(request, 'tu').slice(0, 20), queryText(request, 'den').slice(0, 20)];
    const { name, publicKey } = await ctx.keys.checkpointSigner();
    const [checkpoints, newest, { answer: compared, errors, status }] = await Promise.all([
      listCheckpoints(ctx, before),
      readNewestCheckpoint(ctx),
      compare(earlier, later),
    ]);
    const logKey = {
      origin: name,
      verifier: verifierKey(name, publicKey),
      fingerprint: checkpointKeyDigest(publicKey),
    };
    const page = pages.pageOf(request, reply);
    const shown = { checkpoints, newest, isFirst: before === null, earlier, later, compared, errors };
    return pages.send(reply, LogPage({ page, logKey, ...shown }), status);
  });
}
