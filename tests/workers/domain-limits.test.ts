import { expect, it } from 'vitest';
import { DomainLimits } from '../../workers/domain-limits.js';

const a = 'a.example';

function limitsWith(settings: { atOnce: number; perMinute: number }) {
  let nowMs = 0;
  const limits = new DomainLimits(settings, () => nowMs);
  return {
    limits,
    wait(ms: number) {
      nowMs += ms;
    },
    /** How many a domain has room for; all of it when nothing is known of it. */
    left: (domain: string) => limits.room().left.get(domain) ?? limits.room().most,
  };
}

it('a domain has so many at once, and more as soon as one ends; others are not counted with it', () => {
  const { limits, left } = limitsWith({ atOnce: 2, perMinute: 0 });
  limits.take(a);
  limits.take(a);
  expect([left(a), left('b.example')]).toEqual([0, 2]);
  expect(limits.restMs).toBeUndefined();
  limits.free(a);
  expect(left(a)).toBe(1);
});

it('a rate is kept evenly: one at a time where it is below one a second, and it says when the next may go', () => {
  const { limits, left, wait } = limitsWith({ atOnce: 8, perMinute: 30 });
  expect(left(a)).toBe(1);
  limits.take(a);
  limits.free(a);
  expect(left(a)).toBe(0);
  expect(limits.restMs).toBe(2_000);
  wait(1_999);
  expect(left(a)).toBe(0);
  wait(1);
  expect([left(a), limits.restMs]).toEqual([1, undefined]);
});

it('after a pause at most what a second brings goes at once, and never more in a minute than allowed and that', () => {
  const { limits, left, wait } = limitsWith({ atOnce: 1000, perMinute: 600 });
  let sent = 0;
  for (let ms = 0; ms < 60_000; ms += 10) {
    for (let room = left(a); room > 0; room -= 1) {
      limits.take(a);
      limits.free(a);
      sent += 1;
    }
    wait(10);
  }
  expect(sent).toBeGreaterThanOrEqual(600);
  expect(sent).toBeLessThanOrEqual(610);
});

it('a domain that has been quiet is forgotten, once anything ends', () => {
  const { limits, wait } = limitsWith({ atOnce: 8, perMinute: 60 });
  limits.take(a);
  limits.free(a);
  wait(60_000);
  limits.take('b.example');
  limits.free('b.example');
  expect([...limits.room().left.keys()]).toEqual(['b.example']);
});
