/**
 * The mark a change of passphrase leaves in the key folder, so that with the old or the new passphrase alone every key opens
 * and the change can be finished, wherever it was cut off. Each passphrase is kept sealed under the other.
 * Does not touch keys (key-store.ts).
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { openSecret, sealSecret } from './secret-box.js';
import { syncFolder, writeDurably } from './write-durably.js';

const markName = 'rotation';

export interface Rotation {
  /** Which of the two the caller holds. */
  readonly holding: 'old' | 'new';
  /** The passphrase the caller does not hold. */
  readonly other: string;
}

function tryOpen(passphrase: string, box: string | undefined): string | null {
  try {
    return openSecret(passphrase, Buffer.from(box ?? '', 'base64')).toString('utf8');
  } catch (error) {
    if (isProblem(error, 'key_passphrase')) return null;
    throw error;
  }
}

/** The change under way, or null. @throws Problem `key_passphrase` when `passphrase` is neither of the two */
export async function readRotation(folder: string, passphrase: string): Promise<Rotation | null> {
  let text: string;
  try {
    text = await readFile(join(folder, markName), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const [newUnderOld, oldUnderNew] = text.split('\n');
  const next = tryOpen(passphrase, newUnderOld);
  if (next !== null) return { holding: 'old', other: next };
  const old = tryOpen(passphrase, oldUnderNew);
  if (old !== null) return { holding: 'new', other: old };
  throw new Problem('key_passphrase', {
    detail: 'The passphrase is neither the old nor the new one of a change under way.',
  });
}

export function markRotation(folder: string, old: string, next: string): Promise<void> {
  const boxes = [sealSecret(old, Buffer.from(next)), sealSecret(next, Buffer.from(old))];
  return writeDurably(join(folder, markName), boxes.map((box) => `${box.toString('base64')}\n`).join(''));
}

export async function clearRotation(folder: string): Promise<void> {
  await rm(join(folder, markName), { force: true });
  await syncFolder(folder);
}
