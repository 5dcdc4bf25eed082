/** Which settings the command line has. Part of the table in config-settings.ts. */
import { say } from '../schemas/words/bilingual.js';
import { anyText, maybe, webAddress } from './config-setting.js';

export const commandSettings = {
  url: maybe(webAddress, {
    env: 'CONGVAN_URL',
    meaning: say('Cổng mà dòng lệnh làm việc cùng.', 'The gateway the command line talks to.'),
    expects: 'an http:// or https:// address',
    consequence: 'Unset, commands talk to the configured host and port of this machine.',
  }),
  token: maybe(anyText, {
    env: 'CONGVAN_TOKEN',
    meaning: say('Mã truy cập mà dòng lệnh dùng.', 'The token the command line uses.'),
    secret: true,
    consequence: 'Unset, commands need --token.',
  }),
};
