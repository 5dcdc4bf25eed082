/** Twenty kills with a fixed seed, ten in each form; the full set is `npm run soak`. */
import { describe, expect, it } from 'vitest';
import { type KillReport, runKills } from './kill-run.js';

const minutes = 60_000;
const least = 10;

function check(report: KillReport, kills: number): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
  expect(report.faults).toEqual([]);
  expect(report.counts['kills']).toBe(kills);
  expect(Object.values(report.killed).reduce((sum, times) => sum + times, 0)).toBe(kills);
  expect(report.counts['acknowledged']).toBeGreaterThanOrEqual(3 * least);
  expect(report.hasty).toBeGreaterThan(0);
  expect(report.counts['checkpoints']).toBeGreaterThan(1);
  expect(Math.min(...report.inFlight)).toBeGreaterThanOrEqual(least);
}

describe('nothing is lost, nothing doubled', () => {
  it(
    'when gateway and PostgreSQL are killed, and at each named point, with everything in one process',
    async () => {
      const report = await runKills({
        form: 'in-process',
        seed: 20161123,
        concurrency: least + 2,
        kills: { gateway: 2, postgres: 2 },
        points: { 'container-written': 1, committed: 1, 'delivery-sent': 1 },
      });
      check(report, 10);
    },
    5 * minutes,
  );

  it(
    'when gateways, workers, PostgreSQL and Redis are killed, in processes of their own',
    async () => {
      const report = await runKills({
        form: 'redis',
        seed: 20161133,
        concurrency: least + 2,
        kills: { gateway: 2, worker: 2, postgres: 2, redis: 2 },
        points: { 'delivery-sent': 1 },
      });
      check(report, 10);
    },
    5 * minutes,
  );
});
