/**
 * `npm run soak [-- --seed N --kills N]`: the full kill test. Each kind of process is killed so often (20 when nothing is said) at
 * random moments, and at each named point, in both queue forms. Prints what happened; exits 1 when something was lost or doubled.
 */
import { parseArgs } from 'node:util';
import { type KillPlan, runKills } from './kill-run.js';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, kills: { type: 'string', default: '20' } },
});
const seed = Number(values.seed);
const count = Number(values.kills);
const common = { seed, concurrency: 16, onProgress: (line: string) => process.stderr.write(`${line}\n`) };
const points = { 'container-written': count, committed: count, 'delivery-sent': count };
const plans: readonly KillPlan[] = [
  { ...common, form: 'in-process', kills: { gateway: count, postgres: count }, points },
  { ...common, form: 'redis', kills: { gateway: count, worker: count, postgres: count, redis: count }, points },
];

let faults = 0;
for (const plan of plans) {
  const report = await runKills(plan);
  faults += report.faults.length;
  process.stdout.write(`${JSON.stringify({ form: plan.form, ...report, inFlight: Math.min(...report.inFlight) })}\n`);
}
process.exitCode = faults === 0 ? 0 : 1;
