/**
 * Distinguished names: reading, comparing as certificates need it, and writing for people.
 * Source: RFC 5280 sections 4.1.2.4 and 7.1 (comparison), RFC 4518 sections 2.2, 2.3 and 2.6.1, RFC 4514 (text form).
 */
import { childrenOf, DerError, type DerNode, DerReader, someChildrenOf, tags } from '../asn1/der.js';
import { readOid, readText } from '../asn1/der-values.js';

interface NameAttribute {
  readonly type: string;
  /** Null when the value is not a string. */
  readonly text: string | null;
}

export interface DistinguishedName {
  readonly der: Buffer;
  readonly attributes: readonly NameAttribute[];
  /** One key per relative name, outermost first: equal keys mean equal names. */
  readonly keys: readonly string[];
}

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'givenName',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** Soft hyphens, joiners, variation selectors, other invisible and control characters say nothing (RFC 4518 section 2.2). */
const nothing = /\p{Default_Ignorable_Code_Point}|\p{Cf}|[^\P{Cc}\t\n\v\f\r\u0085]/gu;

/** By way of upper case: letters that only meet there (ß and ss, ς and σ) count as equal, as Unicode's case folding has it. */
const foldCase = (text: string) => text.toLowerCase().toUpperCase().toLowerCase();

/** One spelling for what RFC 4518 holds to be the same text: map, fold, normalise, take superfluous spaces away. */
function foldForComparison(text: string): string {
  const mapped = text.replace(nothing, '').normalize('NFKC');
  return foldCase(mapped).normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

interface ReadAttribute extends NameAttribute {
  readonly key: string;
}

function readAttribute(node: DerNode): ReadAttribute {
  const reader = new DerReader(node.content);
  const type = readOid(reader.take(tags.oid));
  const value = reader.take();
  reader.finish();
  const text = readText(value);
  const key = text === null ? `#${value.whole.toString('hex')}` : JSON.stringify(foldForComparison(text));
  return { type, text, key: `${type}=${key}` };
}

function readRelativeName(node: DerNode): ReadAttribute[] {
  if (node.tag !== tags.set) throw new DerError('a name is not made of sets');
  return someChildrenOf(node).map(readAttribute);
}

/** Reads a Name (a sequence of relative names). @throws DerError */
export function readName(node: DerNode): DistinguishedName {
  if (node.tag !== tags.sequence) throw new DerError('a name is not a sequence');
  const relative = childrenOf(node).map(readRelativeName);
  return {
    der: node.whole,
    attributes: relative.flat().map(({ type, text }) => ({ type, text })),
    keys: relative.map((attributes) =>
      attributes
        .map((attribute) => attribute.key)
        .sort()
        .join('+'),
    ),
  };
}

/** One string for a whole name: equal strings mean equal names. */
export function nameKey(name: DistinguishedName): string {
  return name.keys.join(',');
}

/** True when `name` lies in the subtree under `base` (RFC 5280 section 4.2.1.10, directoryName). */
export function isWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.keys.every((key, index) => name.keys[index] === key);
}

/** The first value of an attribute, NFC. */
export function attributeOf(name: DistinguishedName, type: string): string | null {
  return name.attributes.find((attribute) => attribute.type === type)?.text?.normalize('NFC') ?? null;
}

function escapeValue(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\\",+;<>=]/g, '\\$&')
    .replace(/\p{Cc}/gu, ' ');
}

/** The name for people, innermost part first: `CN=…, O=…, C=VN`. */
export function nameText(name: DistinguishedName): string {
  const parts = name.attributes.map(({ type, text }) => `${shortNames[type] ?? type}=${escapeValue(text ?? '?')}`);
  return parts.reverse().join(', ');
}
