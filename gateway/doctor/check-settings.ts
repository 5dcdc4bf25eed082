/** Settings: none is misspelt. What a wrong value is keeps the gateway from being opened at all (config.ts). */
import { unknownSettings } from '../config.js';
import { type Finding, fine, warning } from './finding.js';

export function checkSettings(env?: NodeJS.ProcessEnv): Finding {
  const unknown = unknownSettings(env);
  if (unknown.length === 0) return fine('settings', 'mọi thiết lập đều có tên đúng', 'every setting is one there is');
  return warning(
    'settings',
    `không có thiết lập tên này nên không có tác dụng: ${unknown.join(', ')}`,
    `no such setting, so without effect: ${unknown.join(', ')}`,
    'Correct the name (all are in docs/configuration.md), or take it out of the environment.',
  );
}
