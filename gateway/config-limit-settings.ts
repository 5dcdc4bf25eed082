/**
 * Which limits hold for whoever asks: requests by the minute, and what anybody may have verified.
 * Part of the table in config-settings.ts.
 */
import { say } from '../schemas/words/bilingual.js';
import { count, gibibyte } from './config-setting.js';

export const limitSettings = {
  rateLimitRequests: count(1, 10_000_000, 60_000, {
    env: 'CONGVAN_RATE_LIMIT_REQUESTS',
    meaning: say(
      'Số yêu cầu mỗi phút của một mã truy cập, hoặc của một địa chỉ không có mã.',
      'Requests per minute for one token, or for one address without a token.',
    ),
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  rateLimitVerifications: count(1, 1_000_000, 60, {
    env: 'CONGVAN_RATE_LIMIT_VERIFICATIONS',
    meaning: say(
      'Số lượt kiểm tra công khai mỗi phút của một địa chỉ.',
      'Public verifications per minute for one address.',
    ),
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  rateLimitAuthority: count(1, 10_000_000, 6_000, {
    env: 'CONGVAN_RATE_LIMIT_AUTHORITY',
    meaning: say(
      'Số dấu thời gian, trả lời và danh sách thu hồi do cổng tự cấp mỗi phút cho một địa chỉ.',
      'Timestamps, revocation answers and revocation lists of the embedded authority per minute for one address.',
    ),
    unit: 'requests per minute',
    consequence: 'More are answered with rate_limited.',
  }),
  maxVerificationBytes: count(1, 1024 * gibibyte, 100_000_000, {
    env: 'CONGVAN_MAX_VERIFICATION_BYTES',
    meaning: say(
      'Tệp lớn nhất mà ai cũng kiểm tra được, không cần mã truy cập.',
      'The largest file that anybody may have verified, without a token.',
    ),
    unit: 'bytes',
    consequence:
      'Larger ones are refused with file_too_large; `congvan verify` takes any size. While it is judged, a file lies in the data folder.',
  }),
  verificationsAtOnce: count(1, 1000, 4, {
    env: 'CONGVAN_VERIFICATIONS_AT_ONCE',
    meaning: say(
      'Số lượt kiểm tra công khai cùng lúc trong một tiến trình; một địa chỉ dùng nhiều nhất một nửa. Số tệp đang tải lên được gấp mười sáu lần, một địa chỉ nhiều nhất một phần tư.',
      'Public verifications judged at the same time in one process; one address has at most half of them. Sixteen times as many files may be on their way, a quarter of them from one address.',
    ),
    unit: 'verifications',
    consequence:
      'More are answered with rate_limited. Files on their way and files judged take at most twice this number times CONGVAN_MAX_VERIFICATION_BYTES on the disk.',
  }),
};
