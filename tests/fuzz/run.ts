/**
 * `npm run fuzz [-- NAME… --count N --seed N]`: damaged inputs for every parser that meets strangers' bytes.
 * Prints one line each; exits 1 when something crashed or hung, or when too few inputs got past the first parse to prove anything.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.js';
import { targets } from './targets.js';

const leastPast = 0.3;

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const count = Number(values.count);
const seed = Number(values.seed);
const unknown = positionals.filter((name) => !targets.some((target) => target.name === name));
if (unknown.length > 0 || !Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  process.stderr.write(`usage: fuzz [${targets.map(({ name }) => name).join('|')}]… [--count N] [--seed N]\n`);
  process.exit(64);
}

let isClean = true;
for (const target of targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  const report = await fuzz(target, count, seed);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  process.stdout.write(
    `${report.target}: ${report.inputs} inputs, ${percent(report.pastFirstParse)} past the first parse, ` +
      `branches ${report.branchesTaken}/${report.branches} (${percent(report.branchesTaken / report.branches)}), ` +
      `slowest ${report.slowestMs} ms, ${report.faults.length} faults\n`,
  );
  for (const { what, input } of report.faults) process.stdout.write(`FAULT ${what}\n  input: ${input}\n`);
  isClean = isClean && report.faults.length === 0 && report.pastFirstParse >= leastPast;
}
process.exitCode = isClean ? 0 : 1;
