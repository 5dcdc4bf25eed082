/**
 * How mails get the domain's own signature, which receiving servers ask for: what nodemailer needs to know for it.
 * nodemailer says nothing of a key it cannot use and sends without a signature, so the key is looked at beforehand.
 * Source: RFC 6376 (DKIM); RFC 8301 section 3.2 (RSA keys of at least 1024 bits, better 2048).
 */
import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config-settings.js';

type DkimSettings = Pick<Config, 'data' | 'mailFrom' | 'dkimKeyFile' | 'dkimSelector' | 'dkimDomain'>;

const leastBits = 2048;
/** What is larger waits in a file: the signature stands before what it is over. */
const inMemoryBytes = 1024 * 1024;
/** No mail is on its way so long: what is older was left by a process that was killed. */
const leftOverMs = 24 * 3_600_000;

/** What is wrong with a key file, in words; null when it can sign. */
export function dkimKeyFault(path: string): string | null {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType !== 'rsa') return 'is no RSA key';
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) < leastBits ? `has fewer than ${leastBits} bits` : null;
  } catch {
    return 'holds no private key (PEM, without a passphrase)';
  }
}

/** A folder for large mails, emptied of what was left over. */
function openDrafts(data: string): string {
  const folder = join(data, 'mail-drafts');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > leftOverMs) rmSync(path, { force: true });
  }
  return folder;
}

/** Options of nodemailer; null where the operator wants no such signature. @throws the file system's error */
export function dkimOptions({ data, mailFrom, dkimKeyFile, dkimSelector, dkimDomain }: DkimSettings) {
  if (dkimKeyFile === null || dkimSelector === null) return null;
  return {
    domainName: dkimDomain ?? mailFrom?.split('@')[1] ?? '',
    keySelector: dkimSelector,
    privateKey: readFileSync(dkimKeyFile, 'utf8'),
    cacheDir: openDrafts(data),
    // nodemailer's own spelling.
    cacheTreshold: inMemoryBytes,
  };
}
