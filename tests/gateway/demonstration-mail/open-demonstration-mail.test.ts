import { expect, it } from 'vitest';
import { loadConfig } from '../../../gateway/config.js';
import { wantsDemonstrationMail } from '../../../gateway/demonstration-mail/open-demonstration-mail.js';

const wants = (env: NodeJS.ProcessEnv) => wantsDemonstrationMail(loadConfig(env));
const everywhere = { CONGVAN_HOST: '0.0.0.0' };

it.each([{}, { CONGVAN_HOST: '::1' }, { CONGVAN_HOST: 'localhost' }, { ...everywhere, CONGVAN_DEMO_MAIL: 'on' }])(
  'the demonstration has its mail server with %j',
  (env) => expect(wants(env)).toBe(true),
);

it.each([
  { CONGVAN_DEMO_MAIL: 'off' },
  everywhere,
  { CONGVAN_HOST: '10.0.0.5' },
  { CONGVAN_HOST: '127.0.0.1.evil.example' },
  { CONGVAN_PUBLIC_URL: 'https://congvan.example' },
  { CONGVAN_TRUSTED_PROXIES: '127.0.0.1' },
  { CONGVAN_SMTP_URL: 'smtp://mail.example', CONGVAN_MAIL_FROM: 'a@congvan.example', CONGVAN_DEMO_MAIL: 'on' },
  { CONGVAN_IMAP_URL: 'imaps://a@mail.example', CONGVAN_DEMO_MAIL: 'on' },
])('the demonstration has no mail server with %j', (env) => expect(wants(env)).toBe(false));
