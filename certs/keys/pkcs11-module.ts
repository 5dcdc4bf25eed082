/**
 * How a PKCS#11 module is loaded, and what its failures mean to us.
 * The binding is an optional package with native code: where it could not be built, tokens cannot be used and everything else can.
 * Does not open sessions (pkcs11-token.ts) nor use keys (pkcs11-key.ts).
 * Source: OASIS PKCS #11 Cryptographic Token Interface Base Specification 2.40, sections 5.1 (return values) and 5.4 (C_Initialize).
 */
import { createRequire } from 'node:module';
import { Problem } from '../../schemas/problems/problem.js';

/** Sessions, slots and objects as the binding hands them out. */
export type Handle = Buffer;

interface Attribute {
  readonly type: number;
  readonly value?: Buffer | string | number | boolean;
}

/** Attributes that an object has, or must have. */
export type Template = readonly Attribute[];

export interface Mechanism {
  readonly mechanism: number;
}

/** What we use of the binding; its own types are not there where it is not installed. */
export interface Cryptoki {
  load(path: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Template): void;
  C_FindObjects(session: Handle, count: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: Template): { readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_SignAsync(session: Handle, data: Buffer, output: Buffer): Promise<Buffer>;
  C_GenerateKeyPairAsync(
    session: Handle,
    mechanism: Mechanism,
    publicKey: Template,
    privateKey: Template,
  ): Promise<{ readonly publicKey: Handle; readonly privateKey: Handle }>;
}

/** Return values that tell us more than "it failed". */
export const returnValues = {
  attributeTypeInvalid: 0x12,
  deviceError: 0x30,
  deviceRemoved: 0x32,
  keyHandleInvalid: 0x60,
  objectHandleInvalid: 0x82,
  pinIncorrect: 0xa0,
  pinExpired: 0xa3,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  alreadyInitialized: 0x191,
} as const;

/** The CKR number of what the binding threw; undefined for anything else. */
export function returnValueOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || error.name !== 'Pkcs11Error' || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}

export const unavailable = (detail: string, cause?: unknown): Problem =>
  new Problem('token_unavailable', { detail, ...(cause === undefined ? {} : { cause }) });

const osLocking = 0x02;

function newBinding(): Cryptoki {
  try {
    const { PKCS11 } = createRequire(import.meta.url)('pkcs11js') as { PKCS11: new () => Cryptoki };
    return new PKCS11();
  } catch (cause) {
    throw unavailable(
      'The package pkcs11js is not installed. It is built at installation: install g++, make and python3, then run npm ci.',
      cause,
    );
  }
}

/** Another part of this process may have initialised the same module before. */
function initialize(binding: Cryptoki): void {
  try {
    // Signing runs on other threads.
    binding.C_Initialize({ flags: osLocking });
  } catch (error) {
    if (returnValueOf(error) !== returnValues.alreadyInitialized) throw error;
  }
}

const loaded = new Map<string, Cryptoki>();

/**
 * The module at `path`, loaded once in a process and kept.
 * @throws Problem `token_unavailable` when the binding is not installed or the module cannot be loaded
 */
export function loadModule(path: string): Cryptoki {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  const binding = newBinding();
  try {
    binding.load(path);
    initialize(binding);
  } catch (cause) {
    throw unavailable(
      'The PKCS#11 module cannot be loaded: is its path right, and is it made for this machine?',
      cause,
    );
  }
  loaded.set(path, binding);
  return binding;
}
