/** Which addresses are counted as one client. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkOf } from '../../../gateway/identity/network-of.js';

it.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.2', '192.0.2.2'],
  ['192.0.2.1', '192.0.2.1'],
  ['person:7', 'person:7'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it('all addresses of one /64 are one client, however they are written', () => {
  const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
  fc.assert(
    fc.property(fc.tuple(group, group, group, group), fc.tuple(group, group, group, group), (host, other) => {
      const at = (rest: readonly string[]) => networkOf(['2001', 'db8', 'a', '1', ...rest].join(':'));
      expect(at(host)).toBe(at(other));
      expect(networkOf('2001:db8:a:1::')).toBe(at(host));
    }),
  );
});
