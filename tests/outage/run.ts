/**
 * `npm run outage [-- --seconds 120 --rate 4]`: a real outage of the timestamp authority under load. Prints the figures as JSON; exits 1
 * when a document was delayed or lost, a proof is missing or claims a time nobody stamped, or the dead authority was asked too often.
 */
import { parseArgs } from 'node:util';
import { faultsOf } from './judge-outage.js';
import { runOutage } from './outage-run.js';

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} expects a whole number from 1, not "${text}"\n`);
  process.exit(64);
}

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '120' }, rate: { type: 'string', default: '4' } },
});
const outageSeconds = readCount('seconds', values.seconds);
const perSecond = readCount('rate', values.rate);
const calmSeconds = Math.max(10, outageSeconds / 2);
const started = Date.now();
const onProgress = (line: string) => process.stderr.write(`${Math.round((Date.now() - started) / 1_000)} s: ${line}\n`);

const figures = await runOutage(
  { outageSeconds, calmSeconds, perSecond, onProgress },
  (one) => faultsOf(one).length > 0,
);
const faults = faultsOf(figures);
process.stdout.write(`${JSON.stringify({ outageSeconds, perSecond, ...figures, faults }, null, 2)}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
