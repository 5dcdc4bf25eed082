/**
 * What this process was told: the one reader of the environment. Checks everything before anything starts and
 * names all problems at once. Does not explain the settings (config-settings.ts).
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import type { Setting } from './config-setting.js';
import { type Config, configSchema, settings } from './config-settings.js';
import { isEnterableByOthers } from './database/reachable.js';
import { dkimKeyFault } from './mail/dkim.js';

export type { Config } from './config-settings.js';

/** Every wrong setting, one line each; the message is what an operator should see. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Cấu hình không hợp lệ / the configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

/**
 * The settings of this process.
 * `data` comes back absolute; the password of `CONGVAN_DATABASE_PASSWORD_FILE` is inside `databaseUrl`,
 * that of `CONGVAN_SMTP_PASSWORD_FILE` inside `smtpUrl`, those of `CONGVAN_IMAP_PASSWORD_FILE` inside `imapUrls`.
 * @throws ConfigError naming every problem
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const values = Object.fromEntries(settings.map(([key, setting]) => [key, readSetting(env, setting, problems)]));
  requireReadable(values, problems);
  requireSender(values, problems);
  requireDkim(values, problems);
  requireTokenParts(values, problems);
  requireOpenIdParts(values, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  const config = Value.Parse(configSchema, values);
  return {
    ...config,
    data: dataFolder(env['CONGVAN_DATA'], process.cwd()),
    databaseUrl: config.databaseUrl && withPassword(config.databaseUrl, config.databasePasswordFile),
    smtpUrl: config.smtpUrl && withPassword(config.smtpUrl, config.smtpPasswordFile),
    imapUrls: withPasswords(config.imapUrls, config.imapPasswordFile),
  };
}

const prefix = 'CONGVAN_';
/** What a developer's shell may have set for the tests. */
const ofTests = ['CONGVAN_SCREENSHOTS', 'CONGVAN_VECTORS'];

/** Names that look like settings of ours and are none: what somebody meant to set with them is not set. In their order. */
export function unknownSettings(env: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set([...ofTests, ...settings.map(([, { env: name }]) => name)]);
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .sort();
}

function readSetting(env: NodeJS.ProcessEnv, setting: Setting, problems: string[]): unknown {
  const text = env[setting.env]?.trim();
  if (text === undefined || text === '') return setting.default;
  const value = convert(text, setting.type);
  if (Value.Check(setting, value)) return value;
  const shown = setting.secret === true ? '' : `, not "${text.slice(0, 80)}"`;
  problems.push(`${setting.env}: expects ${expectation(setting)}${shown}`);
  return setting.default;
}

function convert(text: string, type: string | undefined): unknown {
  if (type === 'integer') return /^\d+$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return { '1': true, true: true, '0': false, false: false }[text.toLowerCase()] ?? text;
  if (type === 'array')
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  return text;
}

function expectation(setting: Setting): string {
  if (setting.expects !== undefined) return setting.expects;
  const { type, minimum, maximum } = setting as Setting & { minimum?: number; maximum?: number };
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  return type === 'boolean' ? '0 or 1' : 'a text';
}

function requireReadable(values: Readonly<Record<string, unknown>>, problems: string[]): void {
  for (const [key, setting] of settings) {
    const path = values[key];
    if (!setting.env.endsWith('_FILE') || typeof path !== 'string') continue;
    try {
      accessSync(path, constants.R_OK);
    } catch {
      problems.push(`${setting.env}: cannot read ${path}`);
    }
  }
}

/** A mail that comes from nowhere cannot be answered, and its bounces are lost. */
function requireSender({ smtpUrl, mailFrom }: Readonly<Record<string, unknown>>, problems: string[]): void {
  if (smtpUrl !== null && mailFrom === null)
    problems.push('CONGVAN_MAIL_FROM: must be set where CONGVAN_SMTP_URL is: the address mails come from');
}

function requireDkim({ dkimKeyFile, dkimSelector }: Readonly<Record<string, unknown>>, problems: string[]): void {
  if (typeof dkimKeyFile !== 'string') return;
  if (dkimSelector === null) problems.push('CONGVAN_DKIM_SELECTOR: must be set where CONGVAN_DKIM_KEY_FILE is');
  const fault = dkimKeyFault(dkimKeyFile);
  if (fault !== null) problems.push(`CONGVAN_DKIM_KEY_FILE: ${dkimKeyFile} ${fault}`);
}

function requireTokenParts(values: Readonly<Record<string, unknown>>, problems: string[]): void {
  const { mailTokenUrl, mailTokenClientId, mailRefreshTokenFile, mailAccessTokenFile } = values;
  if (mailTokenUrl !== null && mailAccessTokenFile !== null)
    problems.push('CONGVAN_MAIL_ACCESS_TOKEN_FILE: cannot be set together with CONGVAN_MAIL_TOKEN_URL');
  if (mailTokenUrl !== null && mailTokenClientId === null)
    problems.push('CONGVAN_MAIL_TOKEN_CLIENT_ID: must be set where CONGVAN_MAIL_TOKEN_URL is');
  if (mailTokenUrl !== null && mailRefreshTokenFile === null)
    problems.push('CONGVAN_MAIL_REFRESH_TOKEN_FILE: must be set where CONGVAN_MAIL_TOKEN_URL is');
}

function requireOpenIdParts(values: Readonly<Record<string, unknown>>, problems: string[]): void {
  const { openIdIssuer, openIdClientId } = values;
  if (openIdIssuer !== null && openIdClientId === null)
    problems.push('CONGVAN_OIDC_CLIENT_ID: must be set where CONGVAN_OIDC_ISSUER is');
}

function dataFolder(set: string | undefined, workingFolder: string): string {
  if (set !== undefined && set.trim() !== '') return resolve(workingFolder, set.trim());
  const isRoot = process.getuid?.() === 0;
  return isRoot && !isEnterableByOthers(workingFolder) ? '/var/lib/congvan' : resolve(workingFolder, 'var');
}

const passwordInto = (address: string, password: string): string => {
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  return url.href;
};

function withPassword(address: string, passwordFile: string | null): string {
  return passwordFile === null ? address : passwordInto(address, readFileSync(passwordFile, 'utf8').trim());
}

/** One line for each address; an address without one keeps the password it has. */
function withPasswords(addresses: readonly string[], passwordFile: string | null): string[] {
  const lines = passwordFile === null ? [] : readFileSync(passwordFile, 'utf8').split(/\r?\n/);
  return addresses.map((address, index) => {
    const password = lines[index]?.trim() ?? '';
    return password === '' ? address : passwordInto(address, password);
  });
}

/** What links of this gateway begin with. */
export const baseAddress = ({ publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string =>
  publicUrl ?? `http://${host}:${port}`;

/** Where the passphrase of all keys is: the file that was named, else one of our own in the data folder. */
export const keyPassphrasePath = (config: Pick<Config, 'data' | 'keyPassphraseFile'>): string =>
  config.keyPassphraseFile ?? join(config.data, 'key-passphrase');
