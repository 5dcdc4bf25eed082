/**
 * Where a request of ours may lead: public addresses, and what the operator allows. The name is resolved once and the connection goes to
 * the very address that was checked, so that a name cannot change its mind in between.
 * Sends nothing (guarded-request.ts; gateway/channels/webhook-channel.ts).
 * Source: RFC 6890 (special-purpose addresses); OWASP on server-side request forgery.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { Agent } from 'undici';
import { Problem } from '../../schemas/problems/problem.js';

/** A web address whose host was resolved and may be reached. */
export interface ReachableTarget {
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

function requireWebAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new Problem('address_refused', {
    detail: `"${address.slice(0, 200)}" is no http:// or https:// address without user and password`,
  });
}

/**
 * @param allowList hosts, host:port, addresses and ranges (CIDR) that may be reached although they are not public
 * @throws Problem `address_refused` when the address may not be reached; the resolver's error when the name does not resolve
 */
export async function resolveTarget(address: string, allowList: readonly string[]): Promise<ReachableTarget> {
  const url = requireWebAddress(address);
  const found = await lookup(url.hostname.replace(/^\[|\]$/g, ''));
  const family = found.family === 6 ? 6 : 4;
  const isAllowed =
    !special.check(found.address, typeOf(family)) ||
    allowList.some((entry) => allows(entry, url, found.address, family));
  if (!isAllowed)
    throw new Problem('address_refused', {
      detail: `${url.hostname} may not be reached: its address is not public and not allowed`,
    });
  return { url, address: found.address, family };
}

export interface ConnectionLimits {
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
}

/** Connects to the checked address whatever the name says by then. Destroy it after use. */
export function pinnedAgent({ address, family }: ReachableTarget, limits: ConnectionLimits): Agent {
  const lookUp = (
    _host: string,
    options: { all?: boolean },
    done: (error: null, found: unknown, family?: number) => void,
  ) => (options.all === true ? done(null, [{ address, family }]) : done(null, address, family));
  return new Agent({
    connect: { lookup: lookUp as never, timeout: limits.connectTimeoutMs },
    headersTimeout: limits.answerTimeoutMs,
    bodyTimeout: limits.answerTimeoutMs,
    pipelining: 0,
  });
}
