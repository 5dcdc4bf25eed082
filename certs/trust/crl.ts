/**
 * What a revocation list says: issuer, times, scope and the serial numbers on it, read strictly from DER.
 * Does not decide whether the list may be used for a certificate (crl-source.ts, revocation.ts).
 * Source: RFC 5280 section 5.
 */
import { Problem } from '../../schemas/problems/problem.js';
import { childrenOf, contextTag, DerError, type DerNode, DerReader, onlyElement, tags } from '../asn1/der.js';
import { readBoolean, readCount, readIntegerBytes, readTime } from '../asn1/der-values.js';
import {
  distributionPointNames,
  type Extensions,
  extensionIds,
  hasUnknownCritical,
  readExtensions,
} from './extensions.js';
import { type DistinguishedName, readName } from './name.js';
import { RecentViews } from './recent-views.js';
import { type Revocation, readReasonCode } from './revocation-status.js';
import { readSigned, type SignedObject } from './signed-object.js';

/** What the list covers (issuingDistributionPoint); absent parts mean everything. */
interface CrlScope {
  /** General names (DER, hex) where the list lies; null when the list is not tied to a place. */
  readonly places: readonly string[] | null;
  readonly only: 'users' | 'authorities' | 'attributes' | null;
  /** Lists of other issuers' certificates or of some reasons only. */
  readonly partial: boolean;
}

export interface CrlView extends SignedObject {
  readonly der: Buffer;
  readonly issuerName: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  readonly revoked: ReadonlyMap<string, Revocation>;
  readonly scope: CrlScope;
  /** Certificates that expired since then stay on the list (expiredCertsOnCRL); null when they may be gone. */
  readonly expiredSince: Date | null;
  /** A critical extension, of the list or an entry, that is not understood: the list must not be used (section 5.2). */
  readonly unknownCritical: boolean;
}

const maxCrlBytes = 32 * 1024 * 1024;
const understoodOfList = new Set<string>([extensionIds.issuingDistributionPoint]);
const understoodOfEntry = new Set<string>([extensionIds.reasonCode, extensionIds.invalidityDate]);
const everything: CrlScope = { places: null, only: null, partial: false };

const isTime = (node: DerNode) => node.tag === 0x17 || node.tag === 0x18;

function readReason(extensions: Extensions): number {
  const extension = extensions.get(extensionIds.reasonCode);
  return extension === undefined ? 0 : readReasonCode(onlyElement(extension.value));
}

interface ReadEntry extends Revocation {
  readonly serial: string;
  readonly unknownCritical: boolean;
}

function readEntry(node: DerNode): ReadEntry {
  const reader = new DerReader(node.content);
  const serial = readIntegerBytes(reader.take(tags.integer)).toString('hex');
  const revokedAt = readTime(reader.take());
  const field = reader.takeIf(tags.sequence);
  reader.finish();
  if (field === undefined) return { serial, revokedAt, reason: 0, unknownCritical: false };
  const extensions = readExtensions(field);
  const unknownCritical = hasUnknownCritical(extensions, understoodOfEntry);
  return { serial, revokedAt, reason: readReason(extensions), unknownCritical };
}

function readExpiredSince(extensions: Extensions): Date | null {
  const extension = extensions.get(extensionIds.expiredCertsOnCrl);
  return extension === undefined ? null : readTime(onlyElement(extension.value));
}

const scopeTag = { users: 1, authorities: 2, reasons: 3, indirect: 4, attributes: 5 } as const;

function readScope(extensions: Extensions): CrlScope {
  const extension = extensions.get(extensionIds.issuingDistributionPoint);
  if (extension === undefined) return everything;
  const point = onlyElement(extension.value, tags.sequence);
  const fields = childrenOf(point);
  const flag = (number: number) => {
    const field = fields.find((candidate) => candidate.tag === contextTag(number, false));
    return field !== undefined && readBoolean({ ...field, tag: tags.boolean });
  };
  const only = (['users', 'authorities', 'attributes'] as const).find((kind) => flag(scopeTag[kind])) ?? null;
  const someReasons = fields.some((field) => field.tag === contextTag(scopeTag.reasons, false));
  const places = fields.some((field) => field.tag === contextTag(0)) ? distributionPointNames(point) : null;
  return { places, only, partial: someReasons || flag(scopeTag.indirect) };
}

function readBody(body: DerNode, algorithmDer: Buffer) {
  const reader = new DerReader(body.content);
  const version = reader.takeIf(tags.integer);
  if (version !== undefined && readCount(version) !== 1) throw new DerError('unknown version');
  if (!reader.take(tags.sequence).whole.equals(algorithmDer)) throw new DerError('two different signature algorithms');
  const issuerName = readName(reader.take(tags.sequence));
  const thisUpdate = readTime(reader.take());
  const rest: DerNode[] = [];
  while (!reader.done) rest.push(reader.take());
  const nextUpdate = rest[0] !== undefined && isTime(rest[0]) ? readTime(rest.shift() as DerNode) : null;
  const entries = rest[0]?.tag === tags.sequence ? childrenOf(rest.shift() as DerNode).map(readEntry) : [];
  const field = rest.shift();
  if (rest.length > 0 || (field !== undefined && field.tag !== contextTag(0))) throw new DerError('unexpected element');
  const extensions: Extensions =
    field === undefined ? new Map() : readExtensions(onlyElement(field.content, tags.sequence));
  return { issuerName, thisUpdate, nextUpdate, entries, extensions };
}

function parse(der: Buffer): CrlView {
  const { body, algorithmDer, signed } = readSigned(der);
  const { entries, extensions, ...parts } = readBody(body, algorithmDer);
  return {
    der,
    ...signed,
    ...parts,
    revoked: new Map(entries.map((entry) => [entry.serial, { revokedAt: entry.revokedAt, reason: entry.reason }])),
    scope: readScope(extensions),
    expiredSince: readExpiredSince(extensions),
    unknownCritical: hasUnknownCritical(extensions, understoodOfList) || entries.some((entry) => entry.unknownCritical),
  };
}

const recent = new RecentViews<CrlView>(8 * 1024 * 1024);

/** Reads one revocation list in DER, at most 32 MB. @throws Problem `crl_malformed` */
export function readCrl(der: Buffer): CrlView {
  if (der.length > maxCrlBytes)
    throw new Problem('crl_malformed', { detail: 'The revocation list is larger than 32 MB.' });
  try {
    return recent.get(der, parse);
  } catch (cause) {
    const detail = cause instanceof DerError ? `The revocation list cannot be read: ${cause.message}.` : undefined;
    throw new Problem('crl_malformed', { cause, ...(detail === undefined ? {} : { detail }) });
  }
}
