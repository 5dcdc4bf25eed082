/** Which of many addresses are one client's: what is limited by address is limited by network. */
import { isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/**
 * `2001:db8:1:2::/64` for an IPv6 address, as one household or server has a whole one (RFC 6177); an IPv4 address as it is, also where a
 * socket for both kinds writes it as `::ffff:192.0.2.1` (RFC 4291 section 2.5.5.2). Anything else as it is.
 */
export function networkOf(address: string): string {
  const [, plain] = mapped.exec(address) ?? [];
  if (plain !== undefined) return plain;
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const [left, right] = [head, tail].map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: Math.max(0, 8 - (left?.length ?? 0) - (right?.length ?? 0)) }, () => '0');
  return `${[...(left ?? []), ...zeros, ...(right ?? [])].slice(0, 4).join(':')}::/64`;
}
