/**
 * Everything that happens later, in one place: deliveries, the log's sequencer, tidying up. Any number of processes may run it.
 */
import type { Channel } from '../gateway/channels/channel.js';
import { emailChannel } from '../gateway/channels/email-channel.js';
import { localChannel } from '../gateway/channels/local-channel.js';
import { webhookChannel } from '../gateway/channels/webhook-channel.js';
import type { GatewayContext } from '../gateway/context.js';
import { tidyUp } from '../gateway/documents/janitor.js';
import { sequenceOnce } from '../gateway/evidence/sequencer.js';
import { openMailTransport } from '../gateway/mail/mail-transport.js';
import { stampCheckpoint } from '../gateway/proofs/stamp-checkpoint.js';
import { foldReportCounts } from '../gateway/registers/keep-counts.js';
import { startDispatcher } from './dispatcher.js';
import { startDrafts } from './drafts.js';
import { startHeartbeat } from './heartbeat.js';
import { startMails } from './mails.js';
import { advanceProofs } from './proofs.js';
import type { WakeQueue } from './queue/queue.js';
import { repeat } from './repeat.js';

const sequenceEveryMs = 500;
/** One checkpoint for everything of so long: a busy second has ten signatures instead of hundreds. */
const sequenceRestMs = 100;
const tidyEveryMs = 10_000;
const proveEveryMs = 2_000;
/** Reports are exact without it; the fewer changes wait, the quicker they are. */
const foldEveryMs = 5_000;
/** Looks whether a stamp is due. */
const stampEveryMs = 15_000;
/** From so many deliveries in about a second on, this process has no time to spare for proofs. */
const busyFrom = 20;
/** A loop that had no good round for so long is not healthy. */
const patienceMs = 30_000;

/** Where no mail is sent, agencies of the channel email read their inbox at this gateway. */
const readHere: Channel = {
  ...localChannel,
  name: 'email',
  deliver: async () => ({ outcome: 'accepted', detail: 'no mail server: read here' }),
};

export interface Workers {
  /** Begins nothing new, lets running work finish. */
  stop(): Promise<void>;
  healthy(): boolean;
}

export async function startWorkers(ctx: GatewayContext, queue: WakeQueue): Promise<Workers> {
  const mail = openMailTransport(ctx.config);
  const email = mail === null ? readHere : emailChannel(mail);
  const dispatcher = startDispatcher(ctx, [localChannel, webhookChannel, email]);
  const sequencer = repeat(
    { name: 'sequencer', everyMs: sequenceEveryMs, restMs: sequenceRestMs, log: ctx.log },
    async () => (await sequenceOnce(ctx)) > 0,
  );
  const janitor = repeat({ name: 'janitor', everyMs: tidyEveryMs, log: ctx.log }, async () => {
    const report = await tidyUp(ctx);
    if (report.cancelled > 0)
      ctx.log.warn(report, 'submissions that were never finished are cancelled, with their numbers');
    return false;
  });
  const isBusy = () => dispatcher.begunLately >= busyFrom;
  const proofs = repeat({ name: 'proofs', everyMs: proveEveryMs, log: ctx.log }, () => advanceProofs(ctx, isBusy));
  const stamps = repeat({ name: 'stamps', everyMs: stampEveryMs, log: ctx.log }, () => stampCheckpoint(ctx));
  const counts = repeat({ name: 'report-counts', everyMs: foldEveryMs, log: ctx.log }, () => foldReportCounts(ctx));
  const mails = startMails(ctx, mail);
  const drafts = startDrafts(ctx);
  const woken = { deliveries: dispatcher, events: sequencer, mails, drafts };
  await queue.listen((reason) => woken[reason].wake());
  const loops = [dispatcher, sequencer];
  const healthy = () => loops.every((loop) => Date.now() - loop.lastSuccessMs < patienceMs);
  const heartbeat = startHeartbeat(ctx, healthy);
  return {
    async stop() {
      await Promise.all([mails.stop(), drafts.stop()]);
      await Promise.all([
        dispatcher.stop(),
        janitor.stop(),
        proofs.stop(),
        stamps.stop(),
        counts.stop(),
        heartbeat.stop(),
      ]);
      mail?.close();
      await sequencer.stop();
    },
    healthy,
  };
}
