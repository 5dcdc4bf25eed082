/** A TSTInfo written by hand, for timestamps that openssl's own authority would not make. */
import { createHash } from 'node:crypto';
import { der, integer, octets, oid, sequence } from './der-bytes.js';

/** Version 1, a policy, the SHA-256 of `data`, serial number 5, a time, and whatever follows. */
export function tstInfo(data: Buffer, ...more: readonly Buffer[]): Buffer {
  return sequence(
    integer(1),
    oid('1.2.3.4'),
    sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octets(createHash('sha256').update(data).digest())),
    integer(5),
    der(0x18, Buffer.from('20261123120000Z')),
    ...more,
  );
}
