/**
 * The file that holds the passphrase of all keys: reading it, and making one at the first start.
 * Does not know what the passphrase opens (key-store.ts, secret-box.ts).
 * Source: design, "Environment": CONGVAN_KEY_PASSPHRASE_FILE.
 */
import { randomBytes } from 'node:crypto';
import { link, readFile, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '../../schemas/problems/problem.js';
import { syncFolder, writeDurably } from './write-durably.js';

const maxPassphraseBytes = 4096;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * The passphrase in the file: its first and only line, NFC.
 * @throws Problem `key_passphrase` when the file is missing, empty or not one line of text
 */
export async function readPassphraseFile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new Problem('key_passphrase', { detail: 'The passphrase file cannot be read.', cause });
  }
  const text = bytes
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .normalize('NFC');
  if (text === '' || bytes.length > maxPassphraseBytes || /[\r\n\0]/.test(text)) {
    throw new Problem('key_passphrase', { detail: 'The passphrase file must hold one line of text.' });
  }
  return text;
}

/** A new passphrase of 256 random bits. */
export function randomPassphrase(): string {
  return randomBytes(32).toString('base64url');
}

/** Reads the passphrase, after making the file (0600, random) when it is not there; several processes may start at once. */
export async function ensurePassphraseFile(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    return await readPassphraseFile(path);
  } catch (error) {
    if (!(error instanceof Problem) || !hasCode(error.cause, 'ENOENT')) throw error;
  }
  await writeDurably(draft, `${randomPassphrase()}\n`);
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(dirname(path));
  return readPassphraseFile(path);
}

/** Puts another passphrase into the file, in one step that survives a crash. */
export function replacePassphraseFile(path: string, passphrase: string): Promise<void> {
  return writeDurably(path, `${passphrase}\n`);
}
