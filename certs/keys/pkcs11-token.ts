/**
 * Work on a PKCS#11 token: a few sessions, logged in once, opened anew after the token was taken out and put back.
 * A wrong PIN is tried once and not again before the PIN file changes: after a few wrong ones a token locks itself for good.
 * Does not know keys (pkcs11-key.ts).
 * Source: OASIS PKCS #11 Base Specification 2.40, sections 5.5 (slots and tokens) and 5.6 (sessions, C_Login).
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../../schemas/problems/problem.js';
import { readPassphraseFile } from './passphrase-file.js';
import { type Cryptoki, type Handle, loadModule, returnValueOf, returnValues, unavailable } from './pkcs11-module.js';

/** Where a token is and how it opens. */
export interface TokenPlace {
  /** Path of the PKCS#11 module (a shared library). */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  /** Path of a file with the PIN alone. */
  readonly pinFile: string;
}

/** One session, logged in. */
export interface TokenSession {
  readonly cryptoki: Cryptoki;
  readonly session: Handle;
  /** Objects found in this session before. */
  readonly found: Map<string, Handle>;
}

/** Each signature takes a thread of Node's pool of four: a slow token must not take them all. */
const mostSessions = 2;
const patienceMs = 120_000;
const serialReadWrite = 0x04 | 0x02;

/** `user`: for all sessions. `signature`: for one signature of a key that asks for the PIN each time. */
type TokenUser = 'user' | 'signature';
const userTypes: Readonly<Record<TokenUser, number>> = { user: 1, signature: 2 };

const nameOf = ({ module, token, pinFile }: TokenPlace) => [module, token, pinFile].join('\0');

/** After these the sessions are of no use any more; new ones may work. */
const sessionsLost: ReadonlySet<number | undefined> = new Set([
  returnValues.deviceError,
  returnValues.deviceRemoved,
  returnValues.keyHandleInvalid,
  returnValues.objectHandleInvalid,
  returnValues.sessionClosed,
  returnValues.sessionHandleInvalid,
  returnValues.tokenNotPresent,
  returnValues.tokenNotRecognized,
  returnValues.userNotLoggedIn,
]);

/** SHA-256 of the PIN that each token refused. */
const refusedPins = new Map<string, string>();

function findSlot(cryptoki: Cryptoki, label: string): Handle {
  const slots = cryptoki.C_GetSlotList(true);
  const [slot, another] = slots.filter((one) => cryptoki.C_GetTokenInfo(one).label.trimEnd() === label);
  if (slot === undefined) throw unavailable(`No token with the label "${label}" is present.`);
  if (another !== undefined) throw unavailable(`More than one token has the label "${label}".`);
  return slot;
}

const wrongPin = (cause?: unknown) =>
  new Problem('key_passphrase', {
    detail:
      'The PIN of the token is wrong. It is not tried again before the PIN file changes, so that the token does not lock itself.',
    cause,
  });

/**
 * Logs a session in with the PIN of the PIN file.
 * @throws Problem `key_passphrase`, `token_unavailable`; the binding's error when it is not about the PIN
 */
export async function logIn(place: TokenPlace, { cryptoki, session }: TokenSession, user: TokenUser): Promise<void> {
  const pin = await readPassphraseFile(place.pinFile);
  const name = nameOf(place);
  const digest = createHash('sha256').update(pin).digest('hex');
  if (refusedPins.get(name) === digest) throw wrongPin();
  try {
    cryptoki.C_Login(session, userTypes[user], pin);
  } catch (error) {
    const value = returnValueOf(error);
    // All sessions of a process share one login.
    if (value === returnValues.userAlreadyLoggedIn) return;
    if (value === returnValues.pinLocked || value === returnValues.pinExpired)
      throw unavailable('The PIN of the token is locked or expired.', error);
    if (value !== returnValues.pinIncorrect) throw error;
    refusedPins.set(name, digest);
    throw wrongPin(error);
  }
}

class Token {
  readonly #place: TokenPlace;
  readonly #idle: TokenSession[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #isLost = false;

  constructor(place: TokenPlace) {
    this.#place = place;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async use<T>(work: (session: TokenSession) => Promise<T>): Promise<T> {
    while (this.#busy >= mostSessions) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy++;
    try {
      const session = this.#idle.pop() ?? (await this.#open());
      const result = await this.#workIn(session, work);
      this.#keep(session);
      return result;
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  /** After a failure a session may still be in the middle of something. */
  async #workIn<T>(session: TokenSession, work: (session: TokenSession) => Promise<T>): Promise<T> {
    try {
      return await work(session);
    } catch (error) {
      close(session);
      if (sessionsLost.has(returnValueOf(error))) this.#lose();
      throw error;
    }
  }

  #keep(session: TokenSession): void {
    if (this.#isLost) close(session);
    else this.#idle.push(session);
  }

  #lose(): void {
    this.#isLost = true;
    for (const session of this.#idle.splice(0)) close(session);
  }

  async #open(): Promise<TokenSession> {
    const cryptoki = loadModule(this.#place.module);
    const slot = findSlot(cryptoki, this.#place.token);
    const session = { cryptoki, session: cryptoki.C_OpenSession(slot, serialReadWrite), found: new Map() };
    try {
      await logIn(this.#place, session, 'user');
      return session;
    } catch (error) {
      close(session);
      throw error;
    }
  }
}

function close({ cryptoki, session }: TokenSession): void {
  try {
    cryptoki.C_CloseSession(session);
  } catch {
    // It is gone with its token.
  }
}

const tokens = new Map<string, Token>();

function tokenAt(place: TokenPlace): Token {
  const name = nameOf(place);
  const known = tokens.get(name);
  if (known !== undefined && !known.isLost) return known;
  const token = new Token(place);
  tokens.set(name, token);
  return token;
}

/** A token that hangs keeps its session; whoever waits for it is told. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = pause(patienceMs, undefined, { signal: done.signal, ref: false }).then(() => {
    throw unavailable('The token does not answer.');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}

function asProblem(error: unknown): unknown {
  return returnValueOf(error) === undefined ? error : unavailable('The token failed; is it still there?', error);
}

/**
 * Runs `work` in a session on the token, logged in; at most two at the same time, others wait. When the sessions turn out to be
 * lost, `work` is run once more in a new one.
 * @throws Problem `token_unavailable` (no module, no token, locked, no answer, or a failure inside), `key_passphrase` (wrong PIN, no PIN file)
 */
export async function useToken<T>(place: TokenPlace, work: (session: TokenSession) => Promise<T>): Promise<T> {
  try {
    return await inTime(tokenAt(place).use(work));
  } catch (error) {
    if (!sessionsLost.has(returnValueOf(error))) throw asProblem(error);
  }
  try {
    return await inTime(tokenAt(place).use(work));
  } catch (error) {
    throw asProblem(error);
  }
}
