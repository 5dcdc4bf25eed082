/**
 * Passwords: which ones are taken, how they are kept, how one is checked. Does not know whose they are.
 * Source: RFC 9106 (Argon2id); NIST SP 800-63B section 3.1.1 (length rather than composition, no cut, Unicode normalised).
 */
import { hash as hashArgon2, type Options, verify as verifyArgon2 } from '@node-rs/argon2';
import { Problem } from '../../schemas/problems/problem.js';

const minLength = 12;
const maxLength = 200;

/** 19 MiB, 2 passes, 1 lane: what a thief pays for each guess; some 25 ms for us. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Checked when there is no such account, so that the answer takes as long as for one that exists. */
let decoy: Promise<string> | undefined;

const normalized = (password: string): string => password.normalize('NFC');

/**
 * Refuses passwords that are guessed first.
 * @param about what its owner is known by: neither may be the password nor most of it
 * @throws Problem `password_unsuitable` saying why
 */
export function requireSuitable(password: string, about: readonly string[]): void {
  const text = normalized(password);
  const characters = [...text];
  const refuse = (detail: string) => new Problem('password_unsuitable', { detail, field: 'password' });
  if (characters.length < minLength) throw refuse(`A password has at least ${minLength} characters`);
  if (characters.length > maxLength) throw refuse(`A password has at most ${maxLength} characters`);
  if (new Set(characters).size < 5) throw refuse('A password has at least 5 different characters');
  const folded = text.toLowerCase();
  const isTelling = (known: string) => known.length >= 4 && folded.includes(known) && known.length * 2 > folded.length;
  if (about.some((known) => isTelling(known.toLowerCase())))
    throw refuse('The password may not be the name or address of its owner');
}

/** What is kept: Argon2id with salt and cost, in its own text form. */
export const hashPassword = (password: string): Promise<string> => hashArgon2(normalized(password), cost);

/**
 * Whether it is the password that was hashed.
 * @param kept null when there is none: takes as long and is false
 */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  // Longer than any that was taken: not worth the work.
  const text = password.length > maxLength * 4 ? '' : normalized(password);
  const isRight = await verifyArgon2(kept ?? (await decoy), text);
  return kept !== null && isRight;
}
