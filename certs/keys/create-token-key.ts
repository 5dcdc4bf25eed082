/**
 * New key pairs inside a PKCS#11 token, where they stay.
 * Source: OASIS PKCS #11 Base Specification 2.40, section 5.13 (C_GenerateKeyPair); Current Mechanisms 2.40, sections 2.1.4 and 2.3.5.
 */
import { randomBytes } from 'node:crypto';
import { oid } from '../asn1/write-der.js';
import type { KeyKind } from '../authority/create-keypair.js';
import type { Template } from './pkcs11-module.js';
import { attributes, hasPrivateKey, type TokenKey } from './pkcs11-objects.js';
import { useToken } from './pkcs11-token.js';

const mechanisms = { rsa: 0x00, ec: 0x1040 } as const;
const idBytes = 16;

const curves: Readonly<Partial<Record<KeyKind, string>>> = {
  'p-256': '1.2.840.10045.3.1.7',
  'p-384': '1.3.132.0.34',
  'p-521': '1.3.132.0.35',
};

function sizeOf(kind: KeyKind): Template {
  const curve = curves[kind];
  if (curve !== undefined) return [{ type: attributes.ecParams, value: oid(curve) }];
  return [
    { type: attributes.modulusBits, value: Number(kind.slice('rsa-'.length)) },
    { type: attributes.publicExponent, value: Buffer.of(1, 0, 1) },
  ];
}

/** True when the token has a key of this name. @throws Problem `token_unavailable`, `key_passphrase` */
export function hasTokenKey(key: TokenKey): Promise<boolean> {
  return useToken(key, async (session) => hasPrivateKey(session, key));
}

/**
 * Makes a key with the label of `wanted`, which cannot be taken out again.
 * @param wanted its id is used when it has one
 * @returns the key by label and id
 * @throws Problem `token_unavailable`, `key_passphrase`
 */
export async function createTokenKey(wanted: TokenKey, kind: KeyKind): Promise<TokenKey> {
  const id = wanted.id ?? randomBytes(idBytes).toString('hex');
  const common: Template = [
    { type: attributes.token, value: true },
    ...(wanted.label === null ? [] : [{ type: attributes.label, value: wanted.label }]),
    { type: attributes.id, value: Buffer.from(id, 'hex') },
  ];
  const publicKey = [...common, { type: attributes.verify, value: true }, ...sizeOf(kind)];
  const privateKey = [
    ...common,
    { type: attributes.private, value: true },
    { type: attributes.sensitive, value: true },
    { type: attributes.extractable, value: false },
    { type: attributes.sign, value: true },
  ];
  const mechanism = kind.startsWith('rsa-') ? mechanisms.rsa : mechanisms.ec;
  await useToken(wanted, ({ cryptoki, session }) =>
    cryptoki.C_GenerateKeyPairAsync(session, { mechanism }, publicKey, privateKey),
  );
  return { ...wanted, id };
}
