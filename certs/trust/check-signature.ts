/**
 * Whether a certificate or revocation list was signed by a given key, with an algorithm that is strong enough.
 * Source: RFC 3279, RFC 4055 and RFC 5758 (identifiers); ETSI TS 119 312 section 6 (strength).
 */
import type { KeyObject } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { requireStrongKey } from '../keys/key-algorithm.js';
import { type AlgorithmIdentifier, signatureMethodOf } from '../signature/algorithm-identifiers.js';
import { isRightSignature, type SignatureMethod } from '../signature/signature-method.js';
import type { SignedObject } from './signed-object.js';

function methodOf(algorithm: AlgorithmIdentifier): SignatureMethod {
  const method = signatureMethodOf(algorithm);
  if (method === undefined)
    throw new Problem('algorithm_unsupported', {
      detail: `A certificate is signed with the algorithm ${algorithm.oid}.`,
    });
  if (method.weak) throw new Problem('algorithm_weak', { detail: `A certificate is signed with ${method.name}.` });
  return method;
}

/**
 * True when `signed` carries a right signature by `key`.
 * @throws Problem `algorithm_weak`, `algorithm_unsupported`; DerError for malformed parameters
 */
export function isSignedBy(signed: SignedObject, key: KeyObject): boolean {
  const method = methodOf(signed.signatureAlgorithm);
  requireStrongKey(key);
  return isRightSignature(method, signed.signedBytes, key, signed.signature, 'der');
}
