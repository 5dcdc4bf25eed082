/**
 * Reading PKCS#12 files as tokens, browsers and other systems export them, old ciphers (RC2-40, 3DES) included.
 * Certificates come out byte for byte and keys as PKCS#8, so that elliptic keys, which the library cannot hold, pass too.
 * Refused: files without integrity protection, public-key protection, more than one private key.
 * Source: RFC 7292 (PKCS#12), RFC 8018 (PBES2); PKCS#12 passwords are BMPStrings, PBES2 passwords UTF-8.
 */
import { createHmac, createPrivateKey, timingSafeEqual, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { Problem } from '../../schemas/problems/problem.js';
import { algorithmOfKey } from './key-algorithm.js';
import type { KeyWithChain } from './key-with-chain.js';
import { orderChain } from './order-chain.js';

export { exportPkcs12 } from './pkcs12-export.js';

type Node = forge.asn1.Asn1;

const maxFileBytes = 1024 * 1024;
const maxIterations = 600_000;
const maxBags = 64;

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  pbes2: '1.2.840.113549.1.5.13',
} as const;

const digests: Readonly<Record<string, 'sha1' | 'sha256' | 'sha384' | 'sha512'>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

class Unreadable extends Error {}

function children(node: Node | undefined): Node[] {
  if (node === undefined || typeof node.value === 'string') throw new Unreadable('a part is missing');
  return node.value;
}

/** Bytes of a primitive, or of an octet string cut into pieces (BER), as a binary string. */
function bytesOf(node: Node | undefined): string {
  if (node === undefined) throw new Unreadable('a part is missing');
  return typeof node.value === 'string' ? node.value : node.value.map(bytesOf).join('');
}

const oidOf = (node: Node | undefined) => forge.asn1.derToOid(forge.util.createBuffer(bytesOf(node)));
const parse = (bytes: string) => forge.asn1.fromDer(forge.util.createBuffer(bytes));
const toBuffer = (bytes: string) => Buffer.from(bytes, 'latin1');

function countOf(node: Node | undefined): number {
  const bytes = bytesOf(node);
  const count = bytes.length > 4 ? Number.POSITIVE_INFINITY : Number.parseInt(toBuffer(bytes).toString('hex'), 16);
  if (!(count >= 1 && count <= maxIterations))
    throw new Unreadable(`between 1 and ${maxIterations} iterations are allowed`);
  return count;
}

/** MacData over the authenticated safe: a wrong passphrase or a changed file end here. */
function checkIntegrity(mac: Node | undefined, content: string, passphrase: string): void {
  if (mac === undefined) throw new Unreadable('the file is not protected against changes');
  const [digestInfo, saltNode, iterations] = children(mac);
  const [algorithm, expected] = children(digestInfo);
  const digest = digests[oidOf(children(algorithm)[0])];
  if (digest === undefined) throw new Unreadable('the protection against changes is of an unknown kind');
  const hash = forge.md[digest].create();
  const count = iterations === undefined ? 1 : countOf(iterations);
  const salt = forge.util.createBuffer(bytesOf(saltNode));
  const key = forge.pkcs12.generateKey(passphrase, salt, 3, count, hash.digestLength, hash);
  const actual = createHmac(digest, toBuffer(key.getBytes())).update(toBuffer(content)).digest();
  const given = toBuffer(bytesOf(expected));
  if (given.length !== actual.length || !timingSafeEqual(given, actual)) {
    throw new Unreadable('the passphrase is wrong or the file was changed');
  }
}

/** Decrypts an AlgorithmIdentifier with its ciphertext; both old PKCS#12 ciphers and PBES2. */
function decrypt(algorithm: Node | undefined, ciphertext: string, passphrase: string): Node {
  const [scheme, parameters] = children(algorithm);
  const isPbes2 = oidOf(scheme) === oids.pbes2;
  const derivation = isPbes2 ? children(children(parameters)[0])[1] : parameters;
  countOf(children(derivation)[1]);
  const { Class, Type, create } = forge.asn1;
  const content = create(Class.UNIVERSAL, Type.OCTETSTRING, false, ciphertext);
  const encrypted = create(Class.UNIVERSAL, Type.SEQUENCE, true, [algorithm as Node, content]);
  const opened = forge.pki.decryptPrivateKeyInfo(encrypted, isPbes2 ? forge.util.encodeUtf8(passphrase) : passphrase);
  if (opened === null) throw new Unreadable('a part does not open with the passphrase');
  return opened;
}

function safeContents(info: Node, passphrase: string): Node {
  const [type, wrapped] = children(info);
  const content = children(wrapped)[0];
  if (oidOf(type) === oids.data) return parse(bytesOf(content));
  if (oidOf(type) !== oids.encryptedData) throw new Unreadable('a part is protected with a public key');
  const [, encrypted] = children(content);
  const [, algorithm, ciphertext] = children(encrypted);
  return decrypt(algorithm, bytesOf(ciphertext), passphrase);
}

interface Contents {
  readonly keys: Buffer[];
  readonly certificates: Buffer[];
}

function derOf(node: Node): Buffer {
  return toBuffer(forge.asn1.toDer(node).getBytes());
}

function addBag(bag: Node, passphrase: string, contents: Contents): void {
  const [type, wrapped] = children(bag);
  const value = children(wrapped)[0];
  const kind = oidOf(type);
  if (kind === oids.keyBag && value !== undefined) contents.keys.push(derOf(value));
  if (kind === oids.shroudedKeyBag) {
    const [algorithm, ciphertext] = children(value);
    contents.keys.push(derOf(decrypt(algorithm, bytesOf(ciphertext), passphrase)));
  }
  if (kind === oids.certBag) {
    const [certificateType, certificate] = children(value);
    if (oidOf(certificateType) !== oids.x509Certificate) return;
    contents.certificates.push(toBuffer(bytesOf(children(certificate)[0])));
  }
}

function readContents(bytes: Buffer, passphrase: string): Contents {
  const [, authSafe, mac] = children(parse(bytes.toString('latin1')));
  const [type, wrapped] = children(authSafe);
  if (oidOf(type) !== oids.data) throw new Unreadable('the file is protected with a public key');
  const content = bytesOf(children(wrapped)[0]);
  checkIntegrity(mac, content, passphrase);
  const bags = children(parse(content)).flatMap((info) => children(safeContents(info, passphrase)));
  if (bags.length > maxBags) throw new Unreadable('the file has too many parts');
  const contents: Contents = { keys: [], certificates: [] };
  for (const bag of bags) addBag(bag, passphrase, contents);
  return contents;
}

function assemble({ keys, certificates }: Contents): KeyWithChain {
  const [der, second] = keys;
  if (der === undefined || second !== undefined) throw new Unreadable('the file must hold exactly one private key');
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  algorithmOfKey(privateKey);
  const views = certificates.map((certificate) => new X509Certificate(certificate));
  const own = views.find((certificate) => certificate.checkPrivateKey(privateKey));
  if (own === undefined)
    throw new Problem('key_mismatch', { detail: 'No certificate in the file belongs to its key.' });
  return { privateKey, certificate: own.raw, chain: orderChain(own, views) };
}

/**
 * Opens a PKCS#12 file of at most 1 MB.
 * @throws Problem `pkcs12_unreadable` (wrong passphrase included), `key_mismatch` when no certificate fits the key, `algorithm_*`
 */
export function importPkcs12(bytes: Buffer, passphrase: string): KeyWithChain {
  if (bytes.length > maxFileBytes) throw new Problem('pkcs12_unreadable', { detail: 'The file is larger than 1 MB.' });
  try {
    return assemble(readContents(bytes, passphrase));
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const detail = cause instanceof Unreadable ? `The PKCS#12 file cannot be opened: ${cause.message}.` : undefined;
    throw new Problem('pkcs12_unreadable', { cause, ...(detail === undefined ? {} : { detail }) });
  }
}
