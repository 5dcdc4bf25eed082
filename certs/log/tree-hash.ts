/**
 * The two hashes a log's Merkle tree is made of. Its growth and proofs: gateway/evidence/merkle.ts; following a proof: inclusion.ts.
 * Source: RFC 9162 section 2.1.1.
 */
import { createHash } from 'node:crypto';

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** A leaf and an inner node can never be taken for each other: they begin differently. */
export const leafHash = (data: Buffer): Buffer => sha256(Buffer.of(0), data);
export const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);
