/**
 * The timestamps a CMS signature carries, and what each must cover. Their tokens are not looked into here (certs/timestamp).
 * Source: RFC 3161 appendix A and ETSI EN 319 122-1 V1.3.1 sections 5.2.8 (content), 5.3 (signature), 5.5.3 (archive).
 */
import { hash } from 'node:crypto';
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import type { CarriedTimestamp } from '../signature/checked-signature.js';
import { archiveImprint } from './archive-imprint.js';
import { valuesOf } from './attributes.js';
import { attributeTypes } from './identifiers.js';
import type { SignedData } from './signed-data.js';
import type { SignerInfo } from './signer-info.js';

const maxTimestamps = 100;

type ContentDigest = (algorithm: DigestAlgorithm) => Promise<Buffer | null>;

/** The older archive timestamps of CAdES are carried too; what they cover depends on how others once wrote it, and is not told. */
export function timestampsOf(
  signedData: SignedData,
  signer: SignerInfo,
  digestOfContent: ContentDigest,
): CarriedTimestamp[] {
  const unsigned = (type: string) => valuesOf(signer.unsignedAttributes, type).map(({ whole }) => whole);
  const ofContent = valuesOf(signer.signedAttributes ?? [], attributeTypes.contentTimestamp).map(
    ({ whole }): CarriedTimestamp => ({ kind: 'content', token: whole, imprint: digestOfContent }),
  );
  const ofSignature = unsigned(attributeTypes.signatureTimestamp).map(
    (token): CarriedTimestamp => ({
      kind: 'signature',
      token,
      imprint: async (algorithm) => hash(algorithm, signer.signature, 'buffer'),
    }),
  );
  const older = unsigned(attributeTypes.archiveTimestampV2).map(
    (token): CarriedTimestamp => ({ kind: 'archive', token, imprint: async () => null }),
  );
  const archive = unsigned(attributeTypes.archiveTimestampV3).map(
    (token): CarriedTimestamp => ({
      kind: 'archive',
      token,
      imprint: async (algorithm) => {
        const digest = await digestOfContent(algorithm);
        return digest === null ? null : archiveImprint(token, signedData, signer, algorithm, digest);
      },
    }),
  );
  return [...ofContent, ...ofSignature, ...older, ...archive].slice(0, maxTimestamps);
}
