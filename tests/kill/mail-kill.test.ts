/** Each kind of kill once while mails go out and come in, with a fixed seed; the full set is `npm run soak -- --mail`. */
import { expect, it } from 'vitest';
import { runMailKills } from './mail-run.js';

const minutes = 60_000;
const [offices, mailsPerOffice] = [2, 15];
const points = { 'delivery-sent': 1, 'mail-taken': 1, 'mail-acted': 1, 'reply-sent': 1 };
const kills = { gateway: 1, postfix: 1, dovecot: 1 };

it(
  'nothing is lost and nothing doubled when gateway, Postfix and Dovecot are killed while mails go out, are answered and come in',
  async () => {
    const report = await runMailKills({ form: 'in-process', seed: 20300511, offices, mailsPerOffice, kills, points });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report.faults).toEqual([]);
    expect(report.killed).toEqual({ ...kills, gateway: 5, ...points });
    for (const way of ['sentByApi', 'replies', 'sentByMail'])
      expect(report.counts[way], way).toBeGreaterThanOrEqual(offices * mailsPerOffice);
    expect(report.troubles['smtp: 250 not heard']).toBeGreaterThan(0);
    expect(Math.min(...report.inFlight)).toBeGreaterThan(0);
  },
  5 * minutes,
);
