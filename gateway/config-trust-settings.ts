/**
 * Which settings keys, timestamps and revocation have: where secrets and tokens are, who gives the time, who may be asked over the network.
 * Part of the table in config-settings.ts.
 */
import { Type } from 'typebox';
import { say } from '../schemas/words/bilingual.js';
import { anyText, count, hostOrRange, list, maybe, webAddress } from './config-setting.js';

export const trustSettings = {
  keyPassphraseFile: maybe(anyText, {
    env: 'CONGVAN_KEY_PASSPHRASE_FILE',
    meaning: say(
      'Tệp chứa cụm mật khẩu mã hóa khóa bí mật và bí mật webhook.',
      'A file with the passphrase that encrypts private keys and webhook secrets.',
    ),
    expects: 'the path of a readable file',
    consequence: 'Unset, a passphrase is made once and kept in the data folder, beside the keys it protects.',
  }),
  pkcs11Module: maybe(anyText, {
    env: 'CONGVAN_PKCS11_MODULE',
    meaning: say(
      'Mô-đun PKCS#11 (thư viện của hãng thiết bị ký) mà lệnh `congvan cert … --token` dùng.',
      'The PKCS#11 module (a shared library of the token’s maker) that `congvan cert … --token` uses.',
    ),
    expects: 'the path of a shared library',
    consequence: 'Unset, the commands need --pkcs11-module. What a certificate was taken in with stays with it.',
  }),
  pkcs11PinFile: maybe(anyText, {
    env: 'CONGVAN_PKCS11_PIN_FILE',
    meaning: say(
      'Tệp chứa mã PIN của thiết bị ký, cho `congvan cert … --token`; cổng chỉ giữ đường dẫn, không giữ mã PIN.',
      'A file with the PIN of the token, for `congvan cert … --token`; its path is kept, the PIN never is.',
    ),
    expects: 'the path of a readable file',
    consequence:
      'Unset, the commands need --pin-file. The file must stay where it is: it is read whenever the token opens.',
  }),
  tsaUrls: list(webAddress, {
    env: 'CONGVAN_TSA_URL',
    meaning: say(
      'Các nơi cấp dấu thời gian (RFC 3161) cho bằng chứng, hỏi theo thứ tự này; cách nhau bằng dấu phẩy, kèm user:password@ nếu cần.',
      'Timestamp authorities (RFC 3161) for proofs, asked in this order; separated by commas, with user:password@ where needed.',
    ),
    expects: 'http:// or https:// addresses separated by commas',
    secret: true,
    consequence: 'Unset, the gateway’s own authority gives the timestamps: good for pilots, proof to nobody outside.',
  }),
  tsaPolicy: maybe('^[0-2](\\.\\d+)+$', {
    env: 'CONGVAN_TSA_POLICY',
    meaning: say(
      'Chính sách dấu thời gian duy nhất được chấp nhận (mã OID).',
      'The only timestamp policy that will do (object identifier).',
    ),
    expects: 'an object identifier such as 1.2.3.4',
    consequence: 'Unset, the authority’s own policy is accepted; one that it does not know leaves proofs pending.',
  }),
  tsaTimeoutSeconds: count(1, 300, 30, {
    env: 'CONGVAN_TSA_TIMEOUT_SECONDS',
    meaning: say(
      'Thời gian chờ một câu trả lời của nơi cấp dấu thời gian.',
      'How long a timestamp authority may take for one answer.',
    ),
    unit: 'seconds',
    consequence:
      'A slow authority delays proofs, never documents; too short gives up on public ones, which may take long.',
  }),
  revocationFetch: Type.Boolean({
    default: true,
    env: 'CONGVAN_REVOCATION_FETCH',
    meaning: say(
      'Khi kiểm tra có hỏi qua mạng, tại địa chỉ ghi trong chứng thư, để lấy trả lời OCSP, danh sách thu hồi và chứng thư nơi cấp còn thiếu hay không.',
      'Whether verifications ask over the network, at the addresses certificates name, for OCSP answers, revocation lists and certificates of issuers that are not at hand.',
    ),
    consequence:
      '0 asks nobody: signatures without revocation data of their own stay undecided, unless their lists are known here.',
  }),
  fetchAllow: list(hostOrRange, {
    env: 'CONGVAN_FETCH_ALLOW',
    meaning: say(
      'Máy (máy hoặc máy:cổng) và dải địa chỉ (CIDR) trong mạng riêng được hỏi về thu hồi chứng thư; cách nhau bằng dấu phẩy.',
      'Hosts (host or host:port) and address ranges (CIDR) in private networks that may be asked for revocation data; separated by commas.',
    ),
    expects: 'hosts or address ranges separated by commas, e.g. ocsp.example,10.1.0.0/16',
    consequence: 'Unset, only public addresses are asked, never loopback, private or link-local ones.',
  }),
};
