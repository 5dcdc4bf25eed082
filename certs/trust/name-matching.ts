/**
 * Whether one name lies in the subtree of a name constraint, for each kind of name.
 * A constraint or name that is malformed is an error, never a match or a miss.
 * Source: RFC 5280 section 4.2.1.10.
 */
import { DerError } from '../asn1/der.js';
import type { GeneralName } from './general-name.js';
import { isWithin } from './name.js';

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const hostName = new RegExp(`^${label}(?:\\.${label})*$`);
/** Dot-atoms only; quoted local parts are not supported. */
const mailbox = /^([\w!#$%&'*+/=?^`{|}~.-]+)@([^@]+)$/;
const maxHostLength = 253;

/** True for a host name in preferred syntax (letters, digits, hyphens), without wildcard. */
export function isHostName(text: string): boolean {
  return text.length <= maxHostLength && hostName.test(text);
}

function requireHost(text: string): string {
  if (!isHostName(text)) throw new DerError('a host name in a name constraint or name is malformed');
  return text.toLowerCase();
}

function hostWithin(host: string, base: string): boolean {
  return host === base || host.endsWith(`.${base}`);
}

function dnsWithin(name: string, base: string): boolean {
  const host = requireHost(name.replace(/^\*\./, ''));
  return base === '' || hostWithin(host, requireHost(base));
}

/** A constraint starting with a dot means hosts below it, not itself. */
function hostMatches(host: string, base: string): boolean {
  if (base.startsWith('.')) return host.endsWith(`.${requireHost(base.slice(1))}`);
  return host === requireHost(base);
}

function splitMailbox(text: string): { local: string; host: string } {
  const [, local, host] = mailbox.exec(text) ?? [];
  if (local === undefined || host === undefined) throw new DerError('a mail address is malformed');
  return { local, host: requireHost(host) };
}

function emailWithin(name: string, base: string): boolean {
  const named = splitMailbox(name);
  if (base === '') return true;
  if (!base.includes('@')) return hostMatches(named.host, base);
  const only = splitMailbox(base);
  return named.local === only.local && named.host === only.host;
}

function uriWithin(name: string, base: string): boolean {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+)/.exec(name)?.[1];
  if (authority === undefined || /^[\d.]+$/.test(authority)) throw new DerError('an address names no host');
  return base === '' || hostMatches(requireHost(authority), base);
}

function isContiguous(mask: Buffer): boolean {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits);
}

function ipWithin(address: Buffer, base: Buffer): boolean {
  if (address.length !== 4 && address.length !== 16) throw new DerError('an IP address is malformed');
  const size = base.length / 2;
  const mask = base.subarray(size);
  if ((size !== 4 && size !== 16) || !isContiguous(mask)) throw new DerError('an IP range is malformed');
  if (size !== address.length) return false;
  return address.every((byte, index) => (byte & (mask[index] ?? 0)) === ((base[index] ?? 0) & (mask[index] ?? 0)));
}

const textMatchers = { dns: dnsWithin, email: emailWithin, uri: uriWithin } as const;

/** Whether `name` lies within `base`; both of one kind. @throws DerError when either is malformed or the kind is not supported */
export function nameWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === 'directory' && base.kind === 'directory') return isWithin(name.name, base.name);
  if (name.kind === 'ip' && base.kind === 'ip') return ipWithin(name.bytes, base.bytes);
  if ('text' in name && 'text' in base) return textMatchers[name.kind](name.text, base.text);
  throw new DerError('a name constraint of a kind that is not supported');
}
