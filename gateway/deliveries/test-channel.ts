/**
 * Whether an agency can be reached by its channel now: a test that says it is one, with no document, number or register in it. By webhook
 * a signed request of the kind `test`, by mail a signed test mail; who reads here needs no test.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import type { Agency } from '../agencies/agency.js';
import { getAgency } from '../agencies/find-agencies.js';
import { testWebhook } from '../channels/webhook-channel.js';
import type { GatewayContext } from '../context.js';
import { recordEvents } from '../evidence/events.store.js';
import { sendTestMail } from '../mail/send-test-mail.js';

export interface ChannelTest {
  readonly channel: Agency['channel'];
  /** `here`: it reads its inbox at this gateway, nothing was sent. `sent`: the mail server took it. */
  readonly outcome: 'here' | 'accepted' | 'sent' | 'deferred' | 'refused';
  /** Why not: a stable code. */
  readonly code: string | null;
  /** What the other side said. */
  readonly detail: string | null;
}

async function test(ctx: GatewayContext, { code, channel, email }: Agency): Promise<ChannelTest> {
  if (channel === 'webhook') {
    const result = await testWebhook(ctx, code);
    const reason = 'code' in result ? result.code : null;
    return { channel, outcome: result.outcome, code: reason, detail: result.detail };
  }
  if (channel !== 'email') return { channel, outcome: 'here', code: null, detail: null };
  try {
    const { answer } = await sendTestMail(ctx, email ?? '');
    return { channel, outcome: 'sent', code: null, detail: answer };
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { channel, outcome: 'refused', code: error.code, detail: error.detail };
  }
}

/** Tests an agency's channel and records how it went. @throws Problem `not_found` */
export async function testChannel(ctx: GatewayContext, agency: string, actor: string): Promise<ChannelTest> {
  const result = await test(ctx, await getAgency(ctx, agency));
  const payload = { agency, ...result, actor };
  await ctx.database.transaction((tx) => recordEvents(tx, [{ kind: 'channel.tested', agencies: [agency], payload }]));
  return result;
}
