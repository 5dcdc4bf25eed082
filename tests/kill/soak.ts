/**
 * `npm run soak [-- --seed N --kills N --form in-process|redis]`: the full kill test. Each kind of process is killed so often (20 when nothing is said) at
 * random moments, and at each named point, in both queue forms. Prints what happened; exits 1 when something was lost or doubled.
 * SIGINT or SIGTERM breaks the run off, and ends every process it started.
 */
import { parseArgs } from 'node:util';
import type { KillPlan } from './kill-plan.js';
import { runKills } from './kill-run.js';

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} expects a whole number from 1, not "${text}"\n`);
  process.exit(64);
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    form: { type: 'string' },
  },
});
const seed = readCount('seed', values.seed);
const count = readCount('kills', values.kills);
const points = { 'container-written': count, committed: count, 'delivery-sent': count };
const plans: readonly Pick<KillPlan, 'form' | 'kills'>[] = [
  { form: 'in-process', kills: { gateway: count, postgres: count } },
  { form: 'redis', kills: { gateway: count, worker: count, postgres: count, redis: count } },
];

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stopped.abort(new Error(`${name} received`)));

/** @returns whether nothing was wrong */
async function runOne({ form, kills }: (typeof plans)[number]): Promise<boolean> {
  const onProgress = (line: string) => process.stderr.write(`${form} ${line}\n`);
  const started = Date.now();
  try {
    const report = await runKills({
      form,
      seed,
      kills,
      points,
      concurrency: 16,
      onProgress,
      signal: stopped.signal,
    });
    const inFlight = Math.min(...report.inFlight);
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(`${JSON.stringify({ form, seed, seconds, ...report, inFlight })}\n`);
    return report.faults.length === 0;
  } catch (error) {
    process.stderr.write(`${form}: the run broke off: ${(error as Error).message}\n`);
    return false;
  }
}

const results: boolean[] = [];
const wanted = plans.filter(({ form }) => values.form === undefined || values.form === form);
if (wanted.length === 0) {
  process.stderr.write(`--form expects in-process or redis, not "${values.form}"\n`);
  process.exit(64);
}
for (const plan of wanted) results.push(!stopped.signal.aborted && (await runOne(plan)));
const isClean = results.every(Boolean);
process.stdout.write(isClean ? 'nothing lost, nothing doubled\n' : 'FAULTS or broken off: see above\n');
process.exitCode = isClean ? 0 : 1;
