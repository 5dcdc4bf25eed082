/**
 * What a timestamp authority signs: that some digest existed at some time.
 * Reads only; whether the authority has signed it is for check-token.ts.
 * Source: RFC 3161 section 2.4.2 (TSTInfo).
 */
import { contextTag, DerError, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readBoolean, readCount, readIntegerBytes, readOid } from '../asn1/der-values.js';
import { readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import { readExtensions } from '../trust/extensions.js';

export interface TstInfo {
  readonly policy: string;
  /** Object identifier of the digest algorithm. */
  readonly imprintAlgorithm: string;
  readonly imprint: Buffer;
  /** Serial number as content octets, hex. */
  readonly serial: string;
  /** To the millisecond; finer parts are cut off. */
  readonly genTime: Date;
  /** How far the time may be off, in milliseconds, rounded up; null when the authority does not say. */
  readonly accuracyMs: number | null;
  /** Whether tokens of this authority can be ordered by their times alone. */
  readonly ordering: boolean;
  /** Content octets of the integer. */
  readonly nonce: Buffer | null;
  readonly hasUnknownCritical: boolean;
}

const generalizedTime = 0x18;
const timeForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;

/** UTC with seconds and, other than in certificates, parts of them. */
function readGenTime(node: DerNode): Date {
  const match = node.tag === generalizedTime ? timeForm.exec(node.content.toString('latin1')) : null;
  if (match === null) throw new DerError('the time is not in the form of RFC 3161');
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const time = new Date(iso);
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new DerError('no such time');
  return time;
}

function readPart(reader: DerReader, tag: number): number {
  const field = reader.takeIf(tag);
  return field === undefined ? 0 : readCount({ ...field, tag: tags.integer });
}

function readAccuracy(node: DerNode): number {
  const reader = new DerReader(node.content);
  const seconds = readPart(reader, tags.integer);
  const millis = readPart(reader, contextTag(0, false));
  const micros = readPart(reader, contextTag(1, false));
  reader.finish();
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}

function readImprint(node: DerNode): { imprintAlgorithm: string; imprint: Buffer } {
  const reader = new DerReader(node.content);
  const { oid } = readAlgorithmIdentifier(reader.take(tags.sequence));
  const imprint = reader.take(tags.octetString).content;
  reader.finish();
  return { imprintAlgorithm: oid, imprint };
}

function hasCritical(extensions: DerNode): boolean {
  return [...readExtensions(extensions).values()].some(({ critical }) => critical);
}

/** @throws DerError */
export function readTstInfo(der: Buffer): TstInfo {
  const reader = new DerReader(onlyElement(der, tags.sequence).content);
  if (readCount(reader.take(tags.integer)) !== 1) throw new DerError('unknown version');
  const policy = readOid(reader.take(tags.oid));
  const imprint = readImprint(reader.take(tags.sequence));
  const serial = readIntegerBytes(reader.take(tags.integer)).toString('hex');
  const genTime = readGenTime(reader.take());
  const accuracy = reader.takeIf(tags.sequence);
  const ordering = reader.takeIf(tags.boolean);
  const nonce = reader.takeIf(tags.integer);
  reader.takeIf(contextTag(0)); // a hint at the authority's name; its certificate says it
  const extensions = reader.takeIf(contextTag(1));
  reader.finish();
  return {
    policy,
    ...imprint,
    serial,
    genTime,
    accuracyMs: accuracy === undefined ? null : readAccuracy(accuracy),
    ordering: ordering !== undefined && readBoolean(ordering),
    nonce: nonce === undefined ? null : readIntegerBytes(nonce),
    hasUnknownCritical: extensions !== undefined && hasCritical(extensions),
  };
}
