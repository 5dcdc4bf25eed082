import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.js';
import { targets } from './targets.js';

/** A short run with a fixed seed; `npm run fuzz` is the long one. */
const count = 1_500;

describe('damaged input is read or refused, soon, and nothing else', () => {
  it.each(targets.map((target) => [target.name, target] as const))('by the %s parser', async (_name, target) => {
    const report = await fuzz(target, count, 20161119);
    expect(report.faults).toEqual([]);
    expect(report.pastFirstParse).toBeGreaterThan(0.3);
    expect(report.branchesTaken).toBeGreaterThan(0);
  });
});
