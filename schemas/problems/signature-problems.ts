/** Problems of keys, certificates and signatures. Most appear inside verification reports rather than as HTTP answers. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const signatureProblems = {
  // keys
  key_unreadable: {
    status: 500,
    retry: false,
    title: 'A private key cannot be opened',
    titleVi: 'Không mở được khóa bí mật',
  },
  key_passphrase: {
    status: 500,
    retry: false,
    title: 'The key passphrase is wrong',
    titleVi: 'Mật khẩu khóa không đúng',
  },
  key_missing: {
    status: 409,
    retry: false,
    title: 'The agency has no usable signing key here',
    titleVi: 'Cơ quan chưa có khóa ký sử dụng được tại đây',
  },
  key_mismatch: {
    status: 400,
    retry: false,
    title: 'The key does not belong to the certificate',
    titleVi: 'Khóa không khớp với chứng thư',
  },
  pkcs12_unreadable: {
    status: 400,
    retry: false,
    title: 'The PKCS#12 file cannot be opened',
    titleVi: 'Không mở được tệp PKCS#12',
  },
  // certificates
  certificate_malformed: {
    status: 400,
    retry: false,
    title: 'A certificate cannot be read',
    titleVi: 'Không đọc được chứng thư',
  },
  crl_malformed: {
    status: 400,
    retry: false,
    title: 'A revocation list cannot be read',
    titleVi: 'Không đọc được danh sách thu hồi',
  },
  no_path: {
    status: 400,
    retry: false,
    title: 'No certification path leads to a trust anchor',
    titleVi: 'Không có đường dẫn chứng thực tới gốc tin cậy',
  },
  path_invalid: {
    status: 400,
    retry: false,
    title: 'The certification path breaks a rule',
    titleVi: 'Đường dẫn chứng thực vi phạm quy tắc',
  },
  certificate_expired: {
    status: 400,
    retry: false,
    title: 'The certificate was not valid at that time',
    titleVi: 'Chứng thư không có hiệu lực tại thời điểm đó',
  },
  certificate_revoked: {
    status: 400,
    retry: false,
    title: 'The certificate was revoked',
    titleVi: 'Chứng thư đã bị thu hồi',
  },
  revocation_unknown: {
    status: 400,
    retry: true,
    title: 'No usable revocation data',
    titleVi: 'Không có dữ liệu thu hồi sử dụng được',
  },
  // signatures
  signature_missing: { status: 400, retry: false, title: 'There is no signature', titleVi: 'Không có chữ ký' },
  signature_malformed: {
    status: 400,
    retry: false,
    title: 'The signature is not built as required',
    titleVi: 'Chữ ký không đúng cấu trúc',
  },
  signature_wrong: {
    status: 400,
    retry: false,
    title: 'The signature value does not match',
    titleVi: 'Giá trị chữ ký không khớp',
  },
  signature_unsupported: {
    status: 400,
    retry: false,
    title: 'The kind of signature is not supported',
    titleVi: 'Loại chữ ký chưa được hỗ trợ',
  },
  digest_mismatch: {
    status: 400,
    retry: false,
    title: 'A file was changed after signing',
    titleVi: 'Tệp đã bị thay đổi sau khi ký',
  },
  reference_missing: {
    status: 400,
    retry: false,
    title: 'The signature refers to something that is not there',
    titleVi: 'Chữ ký tham chiếu tới thành phần không tồn tại',
  },
  reference_forbidden: {
    status: 400,
    retry: false,
    title: 'The signature uses a reference or transform that is not allowed',
    titleVi: 'Chữ ký dùng tham chiếu hoặc phép biến đổi không được phép',
  },
  not_covered: {
    status: 400,
    retry: false,
    title: 'A file is not covered by any signature',
    titleVi: 'Có tệp không được chữ ký nào bao phủ',
  },
  algorithm_weak: { status: 400, retry: false, title: 'The algorithm is too weak', titleVi: 'Thuật toán quá yếu' },
  algorithm_unsupported: {
    status: 400,
    retry: false,
    title: 'The algorithm is not supported',
    titleVi: 'Thuật toán chưa được hỗ trợ',
  },
  signing_certificate_mismatch: {
    status: 400,
    retry: false,
    title: 'The signed certificate reference does not match the certificate',
    titleVi: 'Tham chiếu chứng thư đã ký không khớp chứng thư',
  },
  timestamp_unsupported: {
    status: 400,
    retry: false,
    title: 'The timestamp was not judged',
    titleVi: 'Dấu thời gian chưa được thẩm định',
  },
  signer_not_sender: {
    status: 403,
    retry: false,
    title: "The container is sealed with a key that is not the sender's",
    titleVi: 'Gói được ký bằng khóa không phải của cơ quan gửi',
  },
  file_unknown: {
    status: 415,
    retry: false,
    title: 'The file is of no kind that can be verified',
    titleVi: 'Không nhận ra loại tệp để kiểm tra',
  },
} as const satisfies Record<string, CatalogueEntry>;
