/**
 * `npm run soak [-- --seed N --kills N --form in-process|redis]`: the full kill test. Each kind of process is killed so often (20 when nothing is said) at
 * random moments, and at each named point, in both queue forms. `--mail [--mails N]` is the one with mails: Postfix and Dovecot are killed, too, over
 * so many mails each way (1000 when nothing is said), in processes of their own unless `--form` says otherwise.
 * Prints what happened; exits 1 when something was lost or doubled. SIGINT or SIGTERM breaks the run off, and ends every process it started.
 */
import { parseArgs } from 'node:util';
import type { Judgement } from './judge.js';
import type { KillPlan } from './kill-plan.js';
import { runKills } from './kill-run.js';
import { runMailKills } from './mail-run.js';
import type { Tally } from './perform-acts.js';
import type { QueueForm } from './topology.js';

function usage(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(64);
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  return usage(`--${name} expects a whole number from 1, not "${text}"`);
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    form: { type: 'string' },
    mail: { type: 'boolean', default: false },
    mails: { type: 'string', default: '1000' },
  },
});
const seed = readCount('seed', values.seed);
const count = readCount('kills', values.kills);
const mails = readCount('mails', values.mails);
/** An address gets no more than 100 answers an hour: two for each pair of documents. */
const mailsPerOffice = 40;

type Common = Pick<KillPlan, 'form' | 'seed' | 'onProgress' | 'signal'>;
type Report = Judgement & Tally;

const killsIn: Readonly<Record<QueueForm, KillPlan['kills']>> = {
  'in-process': { gateway: count, postgres: count },
  redis: { gateway: count, worker: count, postgres: count, redis: count },
};

function runDocuments(common: Common): Promise<Report> {
  const points = { 'container-written': count, committed: count, 'delivery-sent': count };
  return runKills({ ...common, kills: killsIn[common.form], points, concurrency: 16 });
}

function runMails(common: Common): Promise<Report> {
  const processes = common.form === 'redis' ? { gateway: count, worker: count } : { gateway: count };
  const points = { 'delivery-sent': count, 'mail-taken': count, 'mail-acted': count, 'reply-sent': count };
  const offices = Math.ceil(mails / mailsPerOffice);
  return runMailKills({
    ...common,
    kills: { ...processes, postfix: count, dovecot: count },
    points,
    offices,
    mailsPerOffice,
  });
}

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopped.abort(new Error(`${name} received`)));

/** @returns whether nothing was wrong */
async function runOne(form: QueueForm): Promise<boolean> {
  const onProgress = (line: string) => process.stderr.write(`${form} ${line}\n`);
  const started = Date.now();
  try {
    const run = values.mail ? runMails : runDocuments;
    const report = await run({ form, seed, onProgress, signal: stopped.signal });
    const inFlight = Math.min(...report.inFlight);
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(`${JSON.stringify({ form, seed, ...report, seconds, inFlight })}\n`);
    return report.faults.length === 0;
  } catch (error) {
    process.stderr.write(`${form}: the run broke off: ${(error as Error).message}\n`);
    return false;
  }
}

function formsWanted(): readonly QueueForm[] {
  const { form } = values;
  if (form === undefined) return values.mail ? ['redis'] : ['in-process', 'redis'];
  if (form === 'in-process' || form === 'redis') return [form];
  return usage(`--form expects in-process or redis, not "${form}"`);
}

const results: boolean[] = [];
for (const form of formsWanted()) results.push(!stopped.signal.aborted && (await runOne(form)));
const isClean = results.every(Boolean);
process.stdout.write(isClean ? 'nothing lost, nothing doubled\n' : 'FAULTS or broken off: see above\n');
process.exitCode = isClean ? 0 : 1;
