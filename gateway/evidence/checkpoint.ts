/**
 * The text of a signed checkpoint: what others keep to hold the log to its word.
 * Source: C2SP tlog-checkpoint and signed-note (Ed25519 signatures, key hash = SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[0..4)).
 */
import { createHash, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { type Checkpoint, readNote } from '../../certs/log/signed-note.js';
import type { KeyRing } from '../identity/key-ring.js';

type CheckpointSigner = Awaited<ReturnType<KeyRing['checkpointSigner']>>;

const ed25519 = 0x01;

function keyHash(name: string, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.of(ed25519)).update(publicKey).digest().subarray(0, 4);
}

/** @param raw Ed25519, 32 bytes */
const checkpointKey = (raw: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });

/** The same as a file of SubjectPublicKeyInfo, for openssl. */
export const checkpointKeyPem = (raw: Buffer) => checkpointKey(raw).export({ type: 'spki', format: 'pem' }).toString();

/** What people compare keys by: SHA-256 of the SubjectPublicKeyInfo, hex. */
export const checkpointKeyDigest = (raw: Buffer): string =>
  hash('sha256', checkpointKey(raw).export({ type: 'spki', format: 'der' }));

/** The key as signed-note tools take it: `name+hash+key` (C2SP signed-note, verifier keys). @param raw Ed25519, 32 bytes */
export function verifierKey(name: string, raw: Buffer): string {
  const key = Buffer.concat([Buffer.of(ed25519), raw]);
  return `${name}+${keyHash(name, raw).toString('hex')}+${key.toString('base64')}`;
}

const textOf = ({ origin, size, root }: Checkpoint) => `${origin}\n${size}\n${root.toString('base64')}\n`;

/** The signed note. */
export function signCheckpoint(size: number, root: Buffer, signer: CheckpointSigner): string {
  const text = textOf({ origin: signer.name, size, root });
  const signature = Buffer.concat([keyHash(signer.name, signer.publicKey), signer.sign(Buffer.from(text))]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

/**
 * The checkpoint, when the note is well-formed and signed by this key; otherwise undefined.
 * @param publicKey Ed25519, 32 bytes
 */
export function openCheckpoint(note: string, name: string, publicKey: Buffer): Checkpoint | undefined {
  const read = readNote(note);
  if (read === undefined || read.signedBy !== name) return undefined;
  const { text, signature, origin, size, root } = read;
  if (!signature.subarray(0, 4).equals(keyHash(name, publicKey))) return undefined;
  if (!verify(null, Buffer.from(text), checkpointKey(publicKey), signature.subarray(4))) return undefined;
  return { origin, size, root };
}
