/** Work that comes up side by side is done together, and none of it is spoilt by another. */
import { describe, expect, it } from 'vitest';
import { Gathering } from '../../../gateway/mailbox/gathering.js';

interface Gate {
  open(): void;
  readonly opened: Promise<void>;
}

function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Doubles numbers; refuses whole lots with a negative one among them. @returns the lots it was asked for, too */
function doubling(first?: Gate) {
  const lots: (readonly number[])[] = [];
  const gathering = new Gathering<number, number>(async (items) => {
    lots.push(items);
    if (lots.length === 1) await first?.opened;
    if (items.some((item) => item < 0)) throw new Error(`refused ${items.join()}`);
    return items.map((item) => item * 2);
  });
  return { lots, gathering };
}

describe('work that is gathered', () => {
  it('is done at once and alone when it comes alone', async () => {
    const { lots, gathering } = doubling();
    expect(await gathering.do(1)).toBe(2);
    expect(await gathering.do(2)).toBe(4);
    expect(lots).toEqual([[1], [2]]);
  });

  it('is done together with what came in the same turn, and with what came while a lot was under way', async () => {
    const first = gate();
    const { lots, gathering } = doubling(first);
    const early = [gathering.do(1), gathering.do(2)];
    await Promise.resolve();
    await Promise.resolve();
    const late = [gathering.do(3), gathering.do(4), gathering.do(5)];
    first.open();
    expect(await Promise.all([...early, ...late])).toEqual([2, 4, 6, 8, 10]);
    expect(lots).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('is done alone when its lot fails, so that only what fails by itself is refused', async () => {
    const { lots, gathering } = doubling();
    const outcomes = await Promise.allSettled([1, -1, 3].map((item) => gathering.do(item)));
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
      2,
      'refused -1',
      6,
    ]);
    expect(lots).toEqual([[1, -1, 3], [1], [-1], [3]]);
    expect(await gathering.do(4)).toBe(8);
  });
});
