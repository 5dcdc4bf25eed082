/**
 * Where a webhook may lead: public addresses, and what the operator allows. The name is resolved once and the connection goes to
 * the very address that was checked, so that a name cannot change its mind in between.
 * Source: RFC 6890 (special-purpose addresses); OWASP on server-side request forgery.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Problem } from '../../schemas/problems/problem.js';

export interface WebhookTarget {
  readonly url: URL;
  /** The checked address to connect to. */
  readonly address: string;
  readonly family: 4 | 6;
}

const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 127],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  special.addSubnet(network, prefix, 'ipv6');
}

const typeOf = (family: 4 | 6) => (family === 4 ? 'ipv4' : 'ipv6');

/** An entry of the allow-list: a host, host:port, address, or range. */
function allows(entry: string, url: URL, address: string, family: 4 | 6): boolean {
  const [network = '', prefix] = entry.split('/');
  if (prefix !== undefined || isIP(entry) !== 0) {
    const list = new BlockList();
    const version = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(network, Number(prefix ?? (version === 'ipv6' ? 128 : 32)), version);
    return list.check(address, typeOf(family));
  }
  const host = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return entry.toLowerCase() === host || entry.toLowerCase() === `${host}:${port}`;
}

/**
 * @throws Problem `channel_refused` when the address may not be reached; the resolver's error when the name does not resolve
 */
export async function resolveTarget(address: string, allowList: readonly string[]): Promise<WebhookTarget> {
  const url = new URL(address);
  const found = await lookup(url.hostname.replace(/^\[|\]$/g, ''));
  const family = found.family === 6 ? 6 : 4;
  const isAllowed =
    !special.check(found.address, typeOf(family)) ||
    allowList.some((entry) => allows(entry, url, found.address, family));
  if (!isAllowed)
    throw new Problem('channel_refused', {
      detail: `Webhooks may not reach ${url.hostname}: its address is not public and not allowed`,
    });
  return { url, address: found.address, family };
}
