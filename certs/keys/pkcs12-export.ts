/**
 * Writing PKCS#12 files for other systems: the key encrypted, certificates beside it, all under one integrity check.
 * Source: RFC 7292 sections 4 and 5, appendix B.
 */
import { createHmac, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import type { KeyWithChain } from './key-with-chain.js';

/** `aes-256` for systems of today; `3des` for old ones that know nothing else. */
export type Pkcs12Cipher = 'aes-256' | '3des';

type Node = forge.asn1.Asn1;

const iterations = 10_000;
const { Class, Type } = forge.asn1;

const oids = {
  data: '1.2.840.113549.1.7.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  localKeyId: '1.2.840.113549.1.9.21',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

const sequence = (...parts: Node[]) => forge.asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
const set = (...parts: Node[]) => forge.asn1.create(Class.UNIVERSAL, Type.SET, true, parts);
const explicit = (part: Node) => forge.asn1.create(Class.CONTEXT_SPECIFIC, 0, true, [part]);
const oid = (id: string) => forge.asn1.create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(id).getBytes());
const octets = (bytes: string) => forge.asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes);
const integer = (value: number) =>
  forge.asn1.create(Class.UNIVERSAL, Type.INTEGER, false, forge.asn1.integerToDer(value).getBytes());
const encode = (node: Node) => forge.asn1.toDer(node).getBytes();
const binary = (bytes: Buffer) => bytes.toString('latin1');

/** Joins a key with its certificate, as systems expect it. */
const localKey = set(sequence(oid(oids.localKeyId), set(octets('\x01'))));

function certificateBag(certificate: Buffer, isOwn: boolean): Node {
  const value = sequence(oid(oids.x509Certificate), explicit(octets(binary(certificate))));
  return sequence(oid(oids.certBag), explicit(value), ...(isOwn ? [localKey] : []));
}

function keyBag(entry: KeyWithChain, passphrase: string, cipher: Pkcs12Cipher): Node {
  const pkcs8 = entry.privateKey.export({ type: 'pkcs8', format: 'der' });
  const plain = forge.asn1.fromDer(forge.util.createBuffer(binary(pkcs8)));
  const encrypted =
    cipher === '3des'
      ? forge.pki.encryptPrivateKeyInfo(plain, passphrase, { algorithm: '3des', count: iterations })
      : forge.pki.encryptPrivateKeyInfo(plain, forge.util.encodeUtf8(passphrase), {
          algorithm: 'aes256',
          prfAlgorithm: 'sha256',
          count: iterations,
          saltSize: 16,
        });
  return sequence(oid(oids.shroudedKeyBag), explicit(encrypted), localKey);
}

function macOver(content: string, passphrase: string, cipher: Pkcs12Cipher): Node {
  const digest = cipher === '3des' ? 'sha1' : 'sha256';
  const hash = forge.md[digest].create();
  const salt = randomBytes(16);
  const saltBuffer = forge.util.createBuffer(binary(salt));
  const key = forge.pkcs12.generateKey(passphrase, saltBuffer, 3, iterations, hash.digestLength, hash);
  const mac = createHmac(digest, Buffer.from(key.getBytes(), 'latin1')).update(Buffer.from(content, 'latin1')).digest();
  const algorithm = sequence(oid(oids[digest]), forge.asn1.create(Class.UNIVERSAL, Type.NULL, false, ''));
  return sequence(sequence(algorithm, octets(binary(mac))), octets(binary(salt)), integer(iterations));
}

const dataInfo = (bytes: string) => sequence(oid(oids.data), explicit(octets(bytes)));

/** The key, its certificate and chain as a PKCS#12 file. */
export function exportPkcs12(entry: KeyWithChain, passphrase: string, cipher: Pkcs12Cipher = 'aes-256'): Buffer {
  const certificates = [entry.certificate, ...entry.chain].map((der, index) => certificateBag(der, index === 0));
  const safes = sequence(
    dataInfo(encode(sequence(...certificates))),
    dataInfo(encode(sequence(keyBag(entry, passphrase, cipher)))),
  );
  const content = encode(safes);
  const file = sequence(integer(3), dataInfo(content), macOver(content, passphrase, cipher));
  return Buffer.from(encode(file), 'latin1');
}
