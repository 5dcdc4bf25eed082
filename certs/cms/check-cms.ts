/**
 * Checks a CMS SignedData, encapsulated or detached: one result per signer. The base of CAdES, PAdES, S/MIME and timestamps.
 * Judges the signatures themselves; trust, revocation and carried timestamps belong to certs/verdict.
 * Source: RFC 5652 section 5.
 */
import { isProblem } from '../../schemas/problems/problem.js';
import { type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { checkSigner } from './check-signer.js';
import { type CmsContent, digestedOnce, encapsulated } from './signed-content.js';
import { type ReadOptions, readSignedData, type SignedData } from './signed-data.js';

export interface CmsOptions extends ReadOptions {
  /** Names the signature in the report; several signers of one SignedData get `#1`, `#2` … behind it. Default `cms`. */
  readonly id?: string;
  /** Each signer must have signed which certificate is its own (CAdES and PAdES baseline, RFC 3161). Default false. */
  readonly requireSigningCertificate?: boolean;
  /** Names of what the content is, reported as covered when the signed digest matches. Default none. */
  readonly covers?: readonly string[];
  /** Certificates from elsewhere that may be a signer's, DER. Default none. */
  readonly certificates?: readonly Buffer[];
}

/** A detached signature should bring no content of its own; the same content twice deceives nobody. */
async function isSameContent(given: CmsContent, own: Buffer): Promise<boolean> {
  const [digest, ownDigest] = await Promise.all([given.digest('sha256'), encapsulated(own).digest('sha256')]);
  return digest !== null && ownDigest !== null && digest.equals(ownDigest);
}

/** The content to be checked against, and what is wrong with there being none or two. */
async function contentOf(
  { content: own }: SignedData,
  given: CmsContent | null,
): Promise<[CmsContent | null, SignatureFinding[]]> {
  if (given === null && own === null)
    return [null, [signatureFinding('reference_missing', 'The signed content is not there')]];
  if (given === null) return [digestedOnce(encapsulated(own ?? Buffer.alloc(0))), []];
  const content = digestedOnce(given);
  if (own === null || (await isSameContent(content, own))) return [content, []];
  return [content, [signatureFinding('cms_malformed', 'A detached signature carries a content of its own')]];
}

/** As `checkCms`, for those who have read the structure already. */
export async function checkSignedData(
  signedData: SignedData,
  given: CmsContent | null,
  options: CmsOptions = {},
): Promise<CheckedSignature[]> {
  const [content, findings] = await contentOf(signedData, given);
  const { id = 'cms', requireSigningCertificate = false, covers = [], certificates = [] } = options;
  const checked: CheckedSignature[] = [];
  for (const [index, signer] of signedData.signers.entries()) {
    const name = signedData.signers.length === 1 ? id : `${id}#${index + 1}`;
    const one = await checkSigner(signedData, signer, content, {
      id: name,
      requireSigningCertificate,
      covers,
      certificates,
    });
    checked.push({ ...one, findings: [...findings, ...one.findings] });
  }
  return checked;
}

/**
 * Every signer of `cms` (ContentInfo with SignedData, DER or BER), checked on its own; empty when nobody signed.
 * Hostile input gives findings, never an exception.
 * @param content what was signed; null: what `cms` encapsulates
 */
export async function checkCms(
  cms: Buffer,
  content: CmsContent | null,
  options: CmsOptions = {},
): Promise<CheckedSignature[]> {
  try {
    return await checkSignedData(readSignedData(cms, options), content, options);
  } catch (error) {
    if (!isProblem(error, 'cms_malformed')) throw error;
    return [unreadableSignature(options.id ?? 'cms', signatureFinding('cms_malformed', error.detail))];
  }
}
