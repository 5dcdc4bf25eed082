/**
 * The content a CMS signature is over, wherever it lies: inside, or given by the caller. Each digest of it is computed once.
 * Source: RFC 5652 sections 5.2 (detached content) and 5.4 (what is digested).
 */
import { hash } from 'node:crypto';
import type { SignatureDigest } from '../signature/signature-method.js';

/** Content that lies outside the signature. */
export interface CmsContent {
  /** Null when the digest cannot be computed. */
  digest(algorithm: SignatureDigest): Promise<Buffer | null>;
  /** The bytes themselves: asked for only by signatures without signed attributes. */
  read?(): Promise<Buffer>;
}

/** Content that lies inside. */
export const encapsulated = (content: Buffer): CmsContent => ({
  digest: async (algorithm) => hash(algorithm, content, 'buffer'),
  read: async () => content,
});

/** The same content for many signers. */
export function digestedOnce(content: CmsContent): CmsContent {
  const digests = new Map<SignatureDigest, Promise<Buffer | null>>();
  return {
    ...content,
    digest(algorithm) {
      const known = digests.get(algorithm) ?? content.digest(algorithm);
      digests.set(algorithm, known);
      return known;
    },
  };
}
