/**
 * Which settings signing in has: how long sessions last, and the OpenID provider people may come from.
 * Part of the table in config-settings.ts.
 */
import { Type } from 'typebox';
import { say } from '../schemas/words/bilingual.js';
import { anyText, count, maybe, secureOrLocal } from './config-setting.js';

export const peopleSettings = {
  sessionIdleMinutes: count(1, 1440, 60, {
    env: 'CONGVAN_SESSION_IDLE_MINUTES',
    meaning: say(
      'Người không làm gì còn đăng nhập trong bao lâu.',
      'How long somebody who does nothing stays signed in.',
    ),
    unit: 'minutes',
    consequence:
      'Too long leaves a forgotten browser open to whoever sits down at it; too short loses half-written forms.',
  }),
  sessionHours: count(1, 720, 12, {
    env: 'CONGVAN_SESSION_HOURS',
    meaning: say(
      'Một phiên đăng nhập dài nhất bao lâu, dù vẫn đang làm việc.',
      'How long a session lasts at most, whatever is done in it.',
    ),
    unit: 'hours',
    consequence: 'A stolen cookie is good for so long, unless its owner signs out everywhere.',
  }),
  openIdIssuer: maybe(secureOrLocal, {
    env: 'CONGVAN_OIDC_ISSUER',
    meaning: say(
      'Nơi cấp tài khoản OpenID mà người dùng được đăng nhập qua (issuer; phải có discovery).',
      'The OpenID provider that people may sign in with (its issuer; it must offer discovery).',
    ),
    expects: 'an https:// address; http:// on this machine only',
    consequence:
      'Unset, people sign in with passwords only. With it CONGVAN_OIDC_CLIENT_ID must be set, and the provider must know <CONGVAN_PUBLIC_URL>/dang-nhap/openid/ve as redirect address.',
  }),
  openIdClientId: maybe(anyText, {
    env: 'CONGVAN_OIDC_CLIENT_ID',
    meaning: say(
      'Tên mà nơi cấp tài khoản OpenID biết cổng này.',
      'The name under which the OpenID provider knows this gateway.',
    ),
    consequence: 'Needed with CONGVAN_OIDC_ISSUER.',
  }),
  openIdClientSecretFile: maybe(anyText, {
    env: 'CONGVAN_OIDC_CLIENT_SECRET_FILE',
    meaning: say(
      'Tệp chứa bí mật cổng xuất trình với nơi cấp tài khoản OpenID.',
      'A file with the secret this gateway shows to the OpenID provider.',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, the gateway is a public client: it shows only that it began the sign-in itself (PKCE).',
  }),
  openIdMatch: Type.Enum(['email', 'subject'], {
    default: 'email',
    env: 'CONGVAN_OIDC_MATCH',
    meaning: say(
      'Tài khoản ở nơi cấp ứng với người nào ở đây: theo địa chỉ thư mà nơi cấp đã xác minh, hoặc theo subject đặt bằng `congvan user subject`.',
      'By what an account at the provider belongs to a person here: its e-mail address, which the provider must have verified, or its subject, set by `congvan user subject`.',
    ),
    expects: 'email or subject',
    consequence:
      'email trusts the provider with every address of this gateway. Nobody is added by signing in: who has no account here stays outside.',
  }),
  openIdName: Type.String({
    minLength: 1,
    maxLength: 60,
    default: 'OpenID',
    env: 'CONGVAN_OIDC_NAME',
    meaning: say(
      'Tên gọi nơi cấp tài khoản; ghi trên nút đăng nhập.',
      'What people call the provider; stands on the button.',
    ),
    expects: 'a name of 1 to 60 characters',
    consequence: 'Only the text of the button.',
  }),
};
