/**
 * What each outcome means for a person, and what to do about it: the one table behind the sentence of the report, the reasons of its
 * signatures and the advice.
 * Source: ETSI EN 319 102-1 V1.3.1 section 5.1.3, tables 5 and 6.
 */

import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { Indication, SubIndication } from '../report.js';

export interface Explanation {
  readonly meaning: Bilingual;
  readonly next: Bilingual;
}

export const refuse = say(
  'Từ chối tiếp nhận, báo nơi gửi và xin gửi lại bản gốc; đừng chuyển tiếp tệp này.',
  'Refuse it, tell the sender and ask for the original again; do not pass this file on.',
);
const askSigner = say(
  'Chưa dùng làm căn cứ. Báo nơi gửi và xin bản ký lại bằng chứng thư còn hiệu lực, có dấu thời gian.',
  'Do not rely on it yet. Ask the sender for a copy signed anew with a valid certificate and a timestamp.',
);
const askOperator = say(
  'Chưa dùng làm căn cứ. Báo người vận hành xem tổ chức cấp chứng thư này có được tin cậy không, rồi kiểm tra lại.',
  'Do not rely on it yet. Ask the operator whether this certification authority is to be trusted, then verify again.',
);

/** By sub-indication; by indication where there is none. */
export const explanations: Readonly<Record<Indication | SubIndication, Explanation>> = {
  'TOTAL-PASSED': {
    meaning: say(
      'Chữ ký là thật và nội dung đã ký không bị sửa.',
      'The signature is genuine and what was signed is unchanged.',
    ),
    next: say(
      'Dùng được. Lưu nguyên tệp gốc cùng phiếu này; đừng giải nén rồi nén lại, đừng lưu lại bằng chương trình khác.',
      'It can be used. Keep the original file with this report; do not unpack and repack it or save it with another program.',
    ),
  },
  'TOTAL-FAILED': {
    meaning: say('Chữ ký không hợp lệ.', 'The signature is not valid.'),
    next: refuse,
  },
  INDETERMINATE: {
    meaning: say('Chưa đủ căn cứ để kết luận.', 'There is not enough to decide by.'),
    next: say(
      'Chưa dùng làm căn cứ. Kiểm tra lại sau, hoặc hỏi nơi gửi.',
      'Do not rely on it yet. Verify it again later, or ask the sender.',
    ),
  },
  FORMAT_FAILURE: {
    meaning: say(
      'Tệp hoặc chữ ký không được tạo đúng quy định, hoặc đã bị hỏng.',
      'The file or its signature is not built as required, or was damaged.',
    ),
    next: refuse,
  },
  HASH_FAILURE: {
    meaning: say('Nội dung đã bị sửa sau khi ký.', 'The content was changed after it was signed.'),
    next: refuse,
  },
  SIG_CRYPTO_FAILURE: {
    meaning: say(
      'Chữ ký không khớp với chứng thư của người ký: chữ ký đã bị sửa hoặc do khóa khác tạo ra.',
      'The signature does not match the signer’s certificate: it was altered or made with another key.',
    ),
    next: refuse,
  },
  REVOKED: {
    meaning: say(
      'Chứng thư đã bị thu hồi trước thời điểm ký.',
      'The certificate had been revoked before the signature was made.',
    ),
    next: refuse,
  },
  EXPIRED: {
    meaning: say(
      'Chứng thư đã hết hạn trước thời điểm ký.',
      'The certificate had expired before the signature was made.',
    ),
    next: refuse,
  },
  NOT_YET_VALID: {
    meaning: say(
      'Chứng thư chưa có hiệu lực tại thời điểm ký.',
      'The certificate was not valid yet when the signature was made.',
    ),
    next: refuse,
  },
  SIG_CONSTRAINTS_FAILURE: {
    meaning: say(
      'Chữ ký không đáp ứng yêu cầu của mức kiểm tra này, chẳng hạn mang một dấu thời gian sai.',
      'The signature does not meet what is asked of it here; for instance it carries a wrong timestamp.',
    ),
    next: askSigner,
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    meaning: say(
      'Chứng thư không được cấp cho việc ký như thế này.',
      'The certificate was not issued for signatures of this kind.',
    ),
    next: askSigner,
  },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    meaning: say(
      'Đường dẫn chứng thực vi phạm quy tắc, nên không biết chắc ai đã ký.',
      'The certification path breaks a rule, so it is not certain who signed.',
    ),
    next: askOperator,
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    meaning: say(
      'Thuật toán hoặc độ dài khóa quá yếu tại thời điểm ký.',
      'The algorithm or the key length was too weak when the signature was made.',
    ),
    next: askSigner,
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    meaning: say(
      'Thuật toán quá yếu hoặc chưa được hỗ trợ, và không có bằng chứng chữ ký đã có từ khi thuật toán còn đủ mạnh.',
      'The algorithm is too weak or not supported, and nothing proves that the signature existed while it still was strong enough.',
    ),
    next: askSigner,
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    meaning: say('Không xác định được chứng thư của người ký.', 'The signer’s certificate could not be identified.'),
    next: askSigner,
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    meaning: say(
      'Chứng thư của người ký không dẫn tới tổ chức nào được tin cậy ở đây, nên không biết chắc ai đã ký.',
      'The signer’s certificate leads to no authority trusted here, so it is not certain who signed.',
    ),
    next: askOperator,
  },
  REVOKED_NO_POE: {
    meaning: say(
      'Chứng thư đã bị thu hồi, và không có bằng chứng chữ ký có trước lúc thu hồi.',
      'The certificate was revoked, and nothing proves that the signature existed before that.',
    ),
    next: askSigner,
  },
  REVOKED_CA_NO_POE: {
    meaning: say(
      'Chứng thư của tổ chức cấp đã bị thu hồi, và không có bằng chứng chữ ký có trước lúc thu hồi.',
      'The issuing authority’s certificate was revoked, and nothing proves that the signature existed before that.',
    ),
    next: askSigner,
  },
  OUT_OF_BOUNDS_NO_POE: {
    meaning: say(
      'Chứng thư không có hiệu lực tại thời điểm xét, và không có bằng chứng chữ ký có trong thời hạn hiệu lực.',
      'The certificate was not valid at the time judged for, and nothing proves that the signature existed while it was.',
    ),
    next: askSigner,
  },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    meaning: say(
      'Chứng thư đã hết hạn mà chưa từng bị thu hồi, nhưng không có bằng chứng chữ ký có trước lúc hết hạn.',
      'The certificate has expired without having been revoked, but nothing proves that the signature existed before its end.',
    ),
    next: askSigner,
  },
  NO_POE: {
    meaning: say(
      'Không có bằng chứng chữ ký đã có tại thời điểm cần xét.',
      'Nothing proves that the signature existed at the time that matters.',
    ),
    next: askSigner,
  },
  TRY_LATER: {
    meaning: say(
      'Nội dung không bị sửa, nhưng chưa biết chứng thư của người ký có bị thu hồi hay không.',
      'The content is unchanged, but whether the signer’s certificate was revoked is not known yet.',
    ),
    next: say(
      'Kiểm tra lại sau ít phút, khi hỏi được nơi cấp chứng thư. Cần dùng ngay thì gọi nơi gửi để xác nhận.',
      'Verify it again in a few minutes, when the issuer of the certificate answers. If it is needed now, call the sender to confirm.',
    ),
  },
  SIGNED_DATA_NOT_FOUND: {
    meaning: say(
      'Không tìm thấy nội dung mà chữ ký hoặc dấu thời gian bao trùm.',
      'What the signature or the timestamp covers was not found.',
    ),
    next: say(
      'Xin nơi gửi cả tệp chữ ký lẫn tệp được ký, rồi kiểm tra lại.',
      'Ask the sender for the signature together with what it signs, then verify again.',
    ),
  },
  CUSTOM: {
    meaning: say(
      'Loại chữ ký hoặc tệp này không xét được ở đây.',
      'This kind of signature or file cannot be judged here.',
    ),
    next: say(
      'Chưa dùng làm căn cứ. Xin nơi gửi bản ở dạng khác, hoặc nhờ người vận hành xem lý do bên dưới.',
      'Do not rely on it yet. Ask the sender for another form of it, or the operator to read the reasons below.',
    ),
  },
};
