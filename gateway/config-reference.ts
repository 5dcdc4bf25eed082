/** The page that explains every setting, written from the settings themselves so that it cannot fall behind. */
import type { Setting } from './config-setting.js';
import { settings } from './config-settings.js';

/** docs/configuration.md, whole. */
export function writeConfigurationReference(): string {
  return `# Configuration

Every setting is an environment variable. All are checked when a process starts, and all problems are printed at once.
Secrets are given as paths of files. Generated from \`gateway/config-*settings.ts\` by \`npm run docs\`; do not edit.

${settings.map(([, setting]) => explain(setting)).join('\n')}`;
}

function explain(setting: Setting): string {
  const facts = [
    `Default: ${showDefault(setting.default)}.`,
    ...(setting.unit === undefined ? [] : [`Unit: ${setting.unit}.`]),
    ...(setting.expects === undefined ? [] : [`Takes ${setting.expects}.`]),
  ];
  return `## ${setting.env}\n${setting.meaning.en}\n\n${setting.meaning.vi}\n\n${facts.join(' ')}\n\n${setting.consequence}\n`;
}

function showDefault(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'unset';
  if (typeof value === 'boolean') return value ? '`1`' : '`0`';
  return `\`${String(value)}\``;
}
