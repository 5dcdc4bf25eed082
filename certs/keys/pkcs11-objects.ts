/**
 * Keys as objects inside a PKCS#11 token: how one is named, found and what its public half says.
 * Does not sign (pkcs11-key.ts) nor make keys (create-token-key.ts).
 * Source: OASIS PKCS #11 Base Specification 2.40, sections 4 (objects) and 5.7 (C_FindObjects); RFC 3279 section 2.3 (public keys).
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import { onlyElement, tags } from '../asn1/der.js';
import { nullElement, octetBits, oid, sequence, unsignedInteger } from '../asn1/write-der.js';
import { rsaEncryption } from '../signature/algorithm-identifiers.js';
import { type Handle, returnValueOf, returnValues, type Template } from './pkcs11-module.js';
import type { TokenPlace, TokenSession } from './pkcs11-token.js';

/** Which key of which token. Holds no secret. */
export interface TokenKey extends TokenPlace {
  /** Label of the key (CKA_LABEL); null when its id is enough. */
  readonly label: string | null;
  /** Id of the key (CKA_ID), hex; null when its label is enough. */
  readonly id: string | null;
}

export const attributes = {
  class: 0x00,
  token: 0x01,
  private: 0x02,
  label: 0x03,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  sign: 0x108,
  verify: 0x10a,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
  alwaysAuthenticate: 0x202,
} as const;

type KeyHalf = 'publicKey' | 'privateKey';

const classes: Readonly<Record<KeyHalf, number>> = { publicKey: 2, privateKey: 3 };
const rsaKeyType = 0;
const ecPublicKey = '1.2.840.10045.2.1';

/** Up to two: more need not be told apart. */
function search({ cryptoki, session }: TokenSession, { label, id }: TokenKey, half: KeyHalf): Handle[] {
  const wanted: Template = [
    { type: attributes.class, value: classes[half] },
    ...(label === null ? [] : [{ type: attributes.label, value: label }]),
    ...(id === null ? [] : [{ type: attributes.id, value: Buffer.from(id, 'hex') }]),
  ];
  cryptoki.C_FindObjectsInit(session, wanted);
  try {
    return cryptoki.C_FindObjects(session, 2);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

export const hasPrivateKey = (session: TokenSession, key: TokenKey): boolean =>
  search(session, key, 'privateKey').length > 0;

/** The one object that is meant. @throws Problem `key_missing` when there is none or more than one */
export function findKey(session: TokenSession, key: TokenKey, half: KeyHalf): Handle {
  const name = JSON.stringify([half, key.label, key.id]);
  const known = session.found.get(name);
  if (known !== undefined) return known;
  const [object, another] = search(session, key, half);
  if (object === undefined) throw new Problem('key_missing', { detail: 'The token has no such key.' });
  if (another !== undefined)
    throw new Problem('key_missing', { detail: 'The token has more than one such key: name its id.' });
  session.found.set(name, object);
  return object;
}

function readAttribute({ cryptoki, session }: TokenSession, object: Handle, type: number): Buffer {
  const [attribute] = cryptoki.C_GetAttributeValue(session, object, [{ type }]);
  return attribute?.value ?? Buffer.alloc(0);
}

/** True for keys that want the PIN before each signature, as some cards for people do. */
export function wantsPinEachTime(session: TokenSession, object: Handle): boolean {
  try {
    return readAttribute(session, object, attributes.alwaysAuthenticate)[0] === 1;
  } catch (error) {
    if (returnValueOf(error) === returnValues.attributeTypeInvalid) return false;
    throw error;
  }
}

function publicKeyInfo(session: TokenSession, object: Handle): Buffer {
  const read = (type: number) => readAttribute(session, object, type);
  if (read(attributes.keyType)[0] === rsaKeyType) {
    const key = sequence(unsignedInteger(read(attributes.modulus)), unsignedInteger(read(attributes.publicExponent)));
    return sequence(sequence(oid(rsaEncryption), nullElement), octetBits(key));
  }
  const point = onlyElement(read(attributes.ecPoint), tags.octetString).content;
  return sequence(sequence(oid(ecPublicKey), read(attributes.ecParams)), octetBits(point));
}

/** The public half, which must lie in the token too. @throws Problem `key_missing`, `algorithm_unsupported` */
export function readPublicKey(session: TokenSession, key: TokenKey): KeyObject {
  const object = findKey(session, key, 'publicKey');
  try {
    return createPublicKey({ key: publicKeyInfo(session, object), format: 'der', type: 'spki' });
  } catch (cause) {
    if (returnValueOf(cause) !== undefined) throw cause;
    throw new Problem('algorithm_unsupported', { detail: 'The kind of key in the token is not supported.', cause });
  }
}
