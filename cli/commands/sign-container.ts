/**
 * What commands share that put a signature on a container without a gateway: the signer from files, an output that appears complete or not
 * at all, exit codes.
 * Does not know what is signed (seal.ts, countersign.ts).
 */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileSigner, readCertificates, readPrivateKey } from '../../certs/keys/file-key.js';
import type { Signer } from '../../certs/keys/signer.js';
import { ContainerWriter } from '../../schemas/asice/container-writer.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { TextOutput } from '../command-output.js';

export interface SigningOptions {
  /** PEM, possibly encrypted. */
  readonly key: string;
  /** PEM or DER; further certificates in it are the issuers, nearest first. */
  readonly cert: string;
  /** File holding the passphrase of an encrypted key. */
  readonly passphraseFile?: string;
  readonly out: string;
  readonly json?: boolean;
}

export interface Signed {
  readonly size: number;
  readonly sha256: Buffer;
}

const exitUsage = 64;
const exitBadData = 65;

/** @throws Problem `key_passphrase`, `key_malformed`, `certificate_malformed`, `algorithm_*`, `key_mismatch` */
export async function readSigner({ key, cert, passphraseFile }: SigningOptions): Promise<Signer> {
  const passphrase =
    passphraseFile === undefined ? undefined : (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  const [certificate, ...chain] = readCertificates(await readFile(cert));
  if (certificate === undefined) throw new Problem('certificate_malformed');
  return fileSigner(readPrivateKey(await readFile(key), passphrase), certificate, chain);
}

/** Writes a container beside `out` and puts it in its place when it is complete. */
export async function writeContainer(
  out: string,
  write: (writer: ContainerWriter) => Promise<Signed>,
): Promise<Signed> {
  const draft = join(dirname(out), `.${basename(out)}.${randomUUID()}`);
  const writer = await ContainerWriter.create(draft);
  try {
    const signed = await write(writer);
    await putInPlace(draft, out);
    return signed;
  } finally {
    await writer.abort();
  }
}

async function putInPlace(draft: string, path: string): Promise<void> {
  try {
    const file = await open(draft, 'r');
    await file.sync().finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    await unlink(draft);
    throw error;
  }
}

/**
 * Signs and says what came of it.
 * @returns the exit code: 0 signed, 65 key, certificate, metadata or file unfit, 64 usage (also a file that cannot be read)
 */
export async function signAndTell(
  command: string,
  { out, json }: SigningOptions,
  { stdout, stderr }: TextOutput,
  sign: () => Promise<Signed>,
): Promise<number> {
  try {
    const signed = await sign();
    const summary = { out, size: signed.size, sha256: signed.sha256.toString('hex') };
    stdout(
      json === true ? `${JSON.stringify(summary)}\n` : `${out}: ${summary.size} byte, SHA-256 ${summary.sha256}\n`,
    );
    return 0;
  } catch (error) {
    if (!isProblem(error)) {
      stderr(`congvan ${command}: ${error instanceof Error ? error.message : String(error)}\n`);
      return exitUsage;
    }
    const field = error.field === undefined ? '' : ` (${error.field})`;
    stderr(`congvan ${command}: ${error.code}: ${error.detail}${field}\n`);
    return exitBadData;
  }
}
