/** What is wrong with the figures of an outage. Pure. */
import type { OutageFigures, Phase } from './outage-run.js';

/** Compared with before the outage; medians hardly move, the slowest of some hundred do on any machine that has other work too. */
const factors = { P50: 1.5, P99: 3 } as const;
/** Below this a factor says nothing. */
const floorMs = 30;
/** 5 s, 10 s, 20 s … between requests: a few in two minutes, whatever waits. */
const mostRequests = 8;
/** An authority is left alone for 300 s at most; the rest is work. */
const mostSecondsToFill = 420;

function delays({ latency }: OutageFigures, phase: Exclude<Phase, 'before'>): string[] {
  const faults: string[] = [];
  for (const what of ['accepted', 'inbox'] as const)
    for (const share of ['P50', 'P99'] as const) {
      const figure = `${what}${share}Ms` as const;
      const [was, is] = [latency.before[figure], latency[phase][figure]];
      if (is > Math.max(floorMs, was) * factors[share])
        faults.push(`delayed ${phase} the outage: ${figure} ${is} against ${was} before`);
    }
  return faults;
}

/** @returns one sentence each; none when everything is as promised */
export function faultsOf(figures: OutageFigures): string[] {
  const { mostPending, sentDuring, saidDuring, failedRequests, silentRequests, proofs, levels, latency } = figures;
  const complete = proofs.states['complete'] ?? 0;
  const all = Object.values(proofs.states).reduce((sum, count) => sum + count, 0);
  const checks: readonly (readonly [isWrong: boolean, fault: string])[] = [
    [latency.before.documents === 0 || sentDuring === 0 || latency.after.documents === 0, 'too little was sent'],
    [mostPending < sentDuring, `only ${mostPending} of ${sentDuring} proofs were shown as pending`],
    [saidDuring?.state !== 'pending', `a document of the outage called its proof ${saidDuring?.state}`],
    [complete !== all, `only ${complete} of ${all} proofs are complete`],
    [proofs.impossibleTimes > 0, `${proofs.impossibleTimes} proofs claim a time at which nobody stamped`],
    [Object.keys(levels).join() !== 'TOTAL-PASSED B-LT', `raised copies are ${JSON.stringify(levels)}`],
    [failedRequests === 0, 'the outage was no outage: nobody asked in vain'],
    [failedRequests + silentRequests > mostRequests, `asked ${failedRequests + silentRequests} times in vain`],
    [figures.backFilledSeconds > mostSecondsToFill, `back-filled only after ${figures.backFilledSeconds} s`],
  ];
  return [
    ...figures.troubles.slice(0, 20),
    ...delays(figures, 'during'),
    ...delays(figures, 'after'),
    ...checks.filter(([isWrong]) => isWrong).map(([, fault]) => fault),
  ];
}
