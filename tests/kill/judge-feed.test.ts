/** The judge of the changes feed must be able to say no: what is not told, told twice, told out of order. */
import { describe, expect, it } from 'vitest';
import { type FeedEvent, judgeFeed } from './judge-feed.js';

const acknowledged = [{ id: 'd1', number: '01', key: 'k1', sha256: '' }];
const told = (position: number, kind: string, agency?: string): FeedEvent => ({
  id: position,
  kind,
  document: 'd1',
  position,
  payload: agency === undefined ? {} : { agency, codes: ['01'] },
});
const whole = [
  told(3, 'document.submitted'),
  told(7, 'status.declared', 'R'),
  told(8, 'delivery.deferred'),
  told(9, 'delivery.deferred'),
  told(11, 'status.declared', 'W'),
];
const faults = (feed: readonly FeedEvent[]) => judgeFeed(feed, acknowledged, ['R', 'W']);

describe('the judge of the feed', () => {
  it('finds nothing wrong with one submission and one receipt of each, deferred as often as it takes', () => {
    expect(faults(whole)).toEqual([]);
  });

  it('sees a submission and a receipt that nothing tells of', () => {
    expect(faults(whole.slice(1))).toEqual(['feed: nothing tells of d1 submitted']);
    expect(faults(whole.slice(0, 4))).toEqual(['feed: nothing tells of d1 received by W']);
  });

  it('sees a receipt told twice, and positions that go back', () => {
    expect(faults([...whole, told(12, 'status.declared', 'W')])).toEqual(['feed: d1 received by W, told 2 times']);
    expect(faults([...whole].reverse())).toEqual(['feed: positions go back']);
  });
});
