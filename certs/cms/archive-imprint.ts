/**
 * What an archive timestamp of a CAdES signature covers: the signed content, the signer's fields, and by an index of digests inside the
 * token every certificate, revocation list and attribute that was there when it was made.
 * Source: ETSI EN 319 122-1 V1.3.1 sections 5.5.2 (ats-hash-index-v3) and 5.5.3 (archive-time-stamp-v3); the older ats-hash-index:
 * ETSI TS 101 733 V2.2.1 section 6.4.2.
 */
import { createHash, hash } from 'node:crypto';
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { isProblem } from '../../schemas/problems/problem.js';
import { DerError, type DerNode, DerReader, fewChildrenOf, tags } from '../asn1/der.js';
import { digestIdentifiers, readAlgorithmIdentifier } from '../signature/algorithm-identifiers.js';
import type { SignatureDigest } from '../signature/signature-method.js';
import { onlyValueOf } from './attributes.js';
import { attributeTypes } from './identifiers.js';
import { readSignedData, type SignedData } from './signed-data.js';
import type { SignerInfo } from './signer-info.js';

interface HashIndex {
  readonly der: Buffer;
  /** Whether unsigned attributes are counted value by value (version 3) or whole. */
  readonly byValue: boolean;
  readonly algorithm: SignatureDigest;
  readonly certificates: readonly Buffer[];
  readonly revocations: readonly Buffer[];
  readonly attributes: readonly Buffer[];
}

const maxDigests = 4000;

function readDigests(list: DerNode): Buffer[] {
  return fewChildrenOf(list, maxDigests).map(({ tag, content }) => {
    if (tag !== tags.octetString) throw new DerError('a digest is no octet string');
    return content;
  });
}

function readHashIndex(node: DerNode, byValue: boolean): HashIndex {
  const reader = new DerReader(node.content);
  const named = reader.takeIf(tags.sequence);
  const lists: DerNode[] = [];
  while (!reader.done) lists.push(reader.take(tags.sequence));
  return { der: node.whole, byValue, ...digestsOf(named, lists, byValue) };
}

/** The older index may leave its algorithm out; then its first list was read in that place. */
function digestsOf(first: DerNode | undefined, rest: readonly DerNode[], byValue: boolean) {
  const isDefault = !byValue && rest.length === 2;
  const algorithm = isDefault ? 'sha256' : first && digestIdentifiers[readAlgorithmIdentifier(first).oid];
  const [certificates, revocations, attributes, tooMany] = isDefault ? [first, ...rest] : rest;
  if (!algorithm || !certificates || !revocations || !attributes || tooMany)
    throw new DerError('the index of digests is of no known kind');
  return {
    algorithm,
    certificates: readDigests(certificates),
    revocations: readDigests(revocations),
    attributes: readDigests(attributes),
  };
}

/** The index inside a token; undefined when there is none that can be read. */
function hashIndexOf(token: Buffer): HashIndex | undefined {
  try {
    const [signer] = readSignedData(token).signers;
    const attributes = signer?.unsignedAttributes ?? [];
    const newer = onlyValueOf(attributes, attributeTypes.archiveHashIndexV3);
    const older = onlyValueOf(attributes, attributeTypes.archiveHashIndex);
    if (newer !== undefined) return readHashIndex(newer, true);
    return older && readHashIndex(older, false);
  } catch (error) {
    if (error instanceof DerError || isProblem(error)) return undefined;
    throw error;
  }
}

/** Every digest of the index must belong to something that is (still) there; what came later is not in it. */
function isAllThere(digests: readonly Buffer[], present: readonly Buffer[], algorithm: SignatureDigest): boolean {
  const known = new Set(present.map((bytes) => hash(algorithm, bytes)));
  return digests.every((digest) => known.has(digest.toString('hex')));
}

function describesContents(index: HashIndex, signedData: SignedData, signer: SignerInfo): boolean {
  const attributes = signer.unsignedAttributes.flatMap(({ whole, typeDer, values }) =>
    index.byValue ? values.map((value) => Buffer.concat([typeDer, value.whole])) : [whole],
  );
  return (
    isAllThere(index.certificates, signedData.certificateChoices, index.algorithm) &&
    isAllThere(index.revocations, signedData.revocationChoices, index.algorithm) &&
    isAllThere(index.attributes, attributes, index.algorithm)
  );
}

/** @param contentDigest of the signed content, by the same algorithm. Null when the token does not cover what is there. */
export function archiveImprint(
  token: Buffer,
  signedData: SignedData,
  signer: SignerInfo,
  algorithm: DigestAlgorithm,
  contentDigest: Buffer,
): Buffer | null {
  const index = hashIndexOf(token);
  if (index === undefined || !describesContents(index, signedData, signer)) return null;
  return createHash(algorithm)
    .update(signedData.contentTypeDer)
    .update(contentDigest)
    .update(signer.fields)
    .update(index.der)
    .digest();
}
