/**
 * The channel of agencies with a document system: the container, or a notice of it, is posted to their address.
 * A 2xx is evidence of delivery, not a receipt. Redirects are refused, answers are not read beyond their status.
 * Source: RFC 9110 sections 15 (status codes), 10.2.3 (Retry-After); RFC 9530 (Content-Digest).
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import { pinnedAgent, type ReachableTarget, resolveTarget } from '../../certs/online/public-address.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { getWebhook, type Webhook } from '../agencies/webhook-settings.js';
import { baseAddress } from '../config.js';
import type { GatewayContext } from '../context.js';
import type { Channel, DeliveryJob, DeliveryOutcome } from './channel.js';
import { longestMs } from './time-limit.js';
import { webhookSignature } from './webhook-signature.js';

const limits = { connectTimeoutMs: 10_000, answerTimeoutMs: 30_000 };
const maxAnswerBytes = 64 * 1024;
const retryStatuses = new Set([408, 425, 429]);

interface Body {
  readonly mediaType: string;
  readonly sha256: string;
  readonly size: number;
  readonly content: Readable;
  close(): Promise<void>;
}

async function containerBody(job: DeliveryJob): Promise<Body> {
  const source = await job.open();
  return {
    mediaType: 'application/vnd.etsi.asic-e+zip',
    sha256: job.sha256,
    size: source.size,
    content: source.stream(),
    close: () => source.close(),
  };
}

/** Enough to fetch what `sha256` is the digest of with a token of the agency: the document's container, or the status message. */
function noticeBody(ctx: GatewayContext, job: DeliveryJob): Body {
  const { status } = job;
  const place = status === null ? 'container' : `statuses/${status.id}`;
  const link = new URL(`/api/v1/documents/${job.document}/${place}`, baseAddress(ctx.config)).href;
  return jsonBody({
    delivery: job.delivery,
    kind: job.kind,
    id: job.document,
    documentId: job.documentId,
    ...(status === null ? {} : { status: status.id, code: status.code, agency: status.agency }),
    sha256: job.sha256,
    container: link,
  });
}

function jsonBody(said: Readonly<Record<string, unknown>>): Body {
  const bytes = Buffer.from(JSON.stringify(said));
  return {
    mediaType: 'application/json',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    content: Readable.from([bytes]),
    close: async () => {},
  };
}

/** What is posted, and by what the receiver knows it. */
interface Post {
  readonly delivery: string;
  readonly kind: DeliveryJob['kind'] | 'test';
  /** Null for a test: there is none. */
  readonly document: string | null;
  readonly loss: AbortSignal | null;
  readonly body: Body;
}

function headersOf({ delivery, kind, document, body }: Post, webhook: Webhook, at: Date): Record<string, string> {
  return {
    'content-type': body.mediaType,
    'content-length': String(body.size),
    'content-digest': `sha-256=:${Buffer.from(body.sha256, 'hex').toString('base64')}:`,
    'user-agent': 'congvan',
    'congvan-delivery': delivery,
    ...(document === null ? {} : { 'congvan-document': document }),
    'congvan-kind': kind,
    'congvan-signature': webhookSignature({ delivery, sha256: body.sha256, at }, webhook.secrets),
  };
}

/** Seconds or a date; anything else is ignored. */
function readRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

function judgeStatus(status: number, retryAfter: string | undefined, now: Date): DeliveryOutcome {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'accepted', detail };
  if (status < 500 && !retryStatuses.has(status)) return { outcome: 'refused', code: 'webhook_refused', detail };
  const askedMs = readRetryAfter(retryAfter, now);
  return { outcome: 'deferred', code: 'webhook_unavailable', detail, ...(askedMs === undefined ? {} : { askedMs }) };
}

async function post(
  ctx: GatewayContext,
  posted: Post,
  webhook: Webhook,
  target: ReachableTarget,
): Promise<DeliveryOutcome> {
  const { body, loss } = posted;
  const agent = pinnedAgent(target, limits);
  try {
    const headers = headersOf(posted, webhook, ctx.now());
    const patience = AbortSignal.timeout(longestMs(limits, body.size));
    const signal = loss === null ? patience : AbortSignal.any([loss, patience]);
    const answer = await request(target.url, {
      method: 'POST',
      headers,
      body: body.content,
      dispatcher: agent,
      signal,
    });
    await answer.body.dump({ limit: maxAnswerBytes });
    const retryAfter = answer.headers['retry-after'];
    return judgeStatus(answer.statusCode, Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, ctx.now());
  } finally {
    body.content.destroy();
    await agent.destroy();
    await body.close();
  }
}

/** Posts to an agency's webhook; what the other side does is an outcome, never a throw. */
async function deliverTo(
  ctx: GatewayContext,
  agency: string,
  make: (webhook: Webhook) => Promise<Post>,
): Promise<DeliveryOutcome> {
  try {
    const webhook = await getWebhook(ctx, agency);
    const target = await resolveTarget(webhook.url, ctx.config.webhookAllow);
    return await post(ctx, await make(webhook), webhook, target);
  } catch (error) {
    if (isProblem(error, 'address_refused'))
      return { outcome: 'refused', code: 'webhook_refused', detail: error.detail };
    // Taken away a moment ago: the next attempt goes by the channel the agency has then.
    if (isProblem(error, 'not_found')) return { outcome: 'deferred', code: 'webhook_missing', detail: error.detail };
    if (isProblem(error)) throw error;
    const { code, message } = error as { code?: unknown; message: string };
    const detail = typeof code === 'string' ? code : message.slice(0, 200);
    return { outcome: 'deferred', code: 'webhook_unreachable', detail };
  }
}

export const webhookChannel: Channel = {
  name: 'webhook',
  leavesGateway: true,
  deliver: (ctx, job) =>
    deliverTo(ctx, job.target, async (webhook) => ({
      delivery: job.delivery,
      kind: job.kind,
      document: job.document,
      loss: job.loss,
      body: webhook.payload === 'notice' ? noticeBody(ctx, job) : await containerBody(job),
    })),
};

/** A signed request that says it is a test: to the same address, with the same secret, and no document in it. */
export const testWebhook = (ctx: GatewayContext, agency: string): Promise<DeliveryOutcome> =>
  deliverTo(ctx, agency, async () => {
    const delivery = uuidv7();
    const text = {
      delivery,
      kind: 'test',
      message: 'Đây là lần gửi thử, không có văn bản / a test, there is no document',
    };
    return { delivery, kind: 'test', document: null, loss: null, body: jsonBody(text) };
  });
