/**
 * The names a certificate can carry besides its subject: mail addresses, hosts, IP addresses and others.
 * Does not compare them with constraints (name-constraints.ts).
 * Source: RFC 5280 section 4.2.1.6.
 */
import { DerError, type DerNode, onlyElement, tags } from '../asn1/der.js';
import { type DistinguishedName, readName } from './name.js';

export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly bytes: Buffer }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'other' | 'x400' | 'edi' | 'registered'; readonly der: Buffer };

const textKinds: Readonly<Record<number, 'email' | 'dns' | 'uri'>> = { 129: 'email', 130: 'dns', 134: 'uri' };
const opaqueKinds: Readonly<Record<number, 'other' | 'x400' | 'edi' | 'registered'>> = {
  160: 'other',
  163: 'x400',
  165: 'edi',
  136: 'registered',
};
const ipTag = 0x87;
const directoryTag = 0xa4;

function readAscii(content: Buffer): string {
  if (content.some((byte) => byte >= 0x80)) throw new DerError('a name outside ASCII');
  return content.toString('latin1');
}

/** Reads one GeneralName. @throws DerError */
export function readGeneralName(node: DerNode): GeneralName {
  const text = textKinds[node.tag];
  if (text !== undefined) return { kind: text, text: readAscii(node.content) };
  if (node.tag === ipTag) return { kind: 'ip', bytes: node.content };
  if (node.tag === directoryTag) return { kind: 'directory', name: readName(onlyElement(node.content, tags.sequence)) };
  const opaque = opaqueKinds[node.tag];
  if (opaque === undefined) throw new DerError('a general name of no known kind');
  return { kind: opaque, der: node.whole };
}
