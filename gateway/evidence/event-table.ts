/**
 * Events of the log as a table that a few lines of shell can check: the very octets that were hashed, and hashes in hex. Canonical JSON
 * holds no tabs and no line ends, so one event is one line.
 * Source: RFC 8785 (canonical JSON), RFC 9162 section 2.1.3 (inclusion proofs); docs/verify.md reads it.
 */
import { canonicalJson } from './canonical-json.js';
import { leafData } from './log.store.js';
import type { ProvenEvent } from './prove-events.js';

/** What is not there: an empty column would be lost between tabs. */
const nothing = '-';

/** Columns: position, leaf, salt (hex), payload, siblings from the leaf to the root (hex, separated by commas). */
export function eventTable(events: readonly ProvenEvent[]): string {
  return events.map(lineOf).join('');
}

function lineOf({ id, at, kind, document, payload, salt, payloadSha256, position, proof }: ProvenEvent): string {
  const leaf = leafData({ id, at, kind, document, payload_sha256: Buffer.from(payloadSha256, 'hex') });
  const siblings = (proof ?? []).map((hash) => Buffer.from(hash, 'base64').toString('hex')).join(',');
  return `${[position ?? nothing, leaf, salt, canonicalJson(payload), siblings || nothing].join('\t')}\n`;
}
