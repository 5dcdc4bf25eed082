/** How commands name a key in a PKCS#11 token. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { TokenKey } from '../../certs/keys/pkcs11-objects.js';
import type { Config } from '../../gateway/config.js';
import { usage } from '../usage.js';

export interface TokenOptions {
  readonly token?: string;
  readonly keyLabel?: string;
  readonly keyId?: string;
  readonly pkcs11Module?: string;
  readonly pinFile?: string;
}

export const addTokenOptions = (command: Command): Command =>
  command
    .option(
      '--token <label>',
      'khóa nằm trong thiết bị PKCS#11 mang nhãn này / the key is in the PKCS#11 token with this label',
    )
    .option('--key-label <label>', 'nhãn của khóa / label of the key')
    .option('--key-id <hex>', 'mã của khóa / id of the key')
    .option('--pkcs11-module <file>', 'mặc định / default: CONGVAN_PKCS11_MODULE')
    .option('--pin-file <file>', 'tệp chứa mã PIN; mặc định / file with the PIN; default: CONGVAN_PKCS11_PIN_FILE');

/** The key that is meant; undefined without --token. @throws CommanderError when something is missing */
export function readTokenKey(options: TokenOptions, config: Config): TokenKey | undefined {
  const { token, keyLabel, keyId } = options;
  if (token === undefined) return undefined;
  const module = options.pkcs11Module ?? config.pkcs11Module;
  const pinFile = options.pinFile ?? config.pkcs11PinFile;
  if (module === null) throw usage('--token cần / needs --pkcs11-module or CONGVAN_PKCS11_MODULE');
  if (pinFile === null) throw usage('--token cần / needs --pin-file or CONGVAN_PKCS11_PIN_FILE');
  if (keyLabel === undefined && keyId === undefined) throw usage('--token cần / needs --key-label or --key-id');
  if (keyId !== undefined && !/^([0-9a-f]{2}){1,64}$/i.test(keyId)) throw usage('--key-id: hex, e.g. 01 or 4f2a');
  const place = { module: resolve(module), token, pinFile: resolve(pinFile) };
  return { ...place, label: keyLabel ?? null, id: keyId?.toLowerCase() ?? null };
}
