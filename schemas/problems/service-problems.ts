/** Problems of requests, states and the running service. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const serviceProblems = {
  // requests
  invalid_request: {
    status: 400,
    retry: false,
    title: 'The request is not as described',
    titleVi: 'Yêu cầu không đúng quy định',
  },
  unauthenticated: { status: 401, retry: false, title: 'A valid token is required', titleVi: 'Cần mã truy cập hợp lệ' },
  missing_scope: {
    status: 403,
    retry: false,
    title: 'The token lacks the needed scope',
    titleVi: 'Mã truy cập thiếu quyền cần thiết',
  },
  wrong_agency: {
    status: 403,
    retry: false,
    title: 'The token does not act for this agency',
    titleVi: 'Mã truy cập không đại diện cho cơ quan này',
  },
  not_found: { status: 404, retry: false, title: 'Not found', titleVi: 'Không tìm thấy' },
  method_not_allowed: {
    status: 405,
    retry: false,
    title: 'This method is not available here',
    titleVi: 'Phương thức không được hỗ trợ',
  },
  media_type: {
    status: 415,
    retry: false,
    title: 'This content type is not accepted',
    titleVi: 'Kiểu nội dung không được chấp nhận',
  },
  body_too_large: {
    status: 413,
    retry: false,
    title: 'The request is larger than allowed',
    titleVi: 'Yêu cầu vượt quá kích thước cho phép',
  },
  rate_limited: { status: 429, retry: true, title: 'Too many requests', titleVi: 'Quá nhiều yêu cầu' },
  range_unsatisfiable: {
    status: 416,
    retry: false,
    title: 'The range lies outside the file',
    titleVi: 'Khoảng byte nằm ngoài tệp',
  },
  upload_interrupted: {
    status: 400,
    retry: true,
    title: 'The upload ended early',
    titleVi: 'Tải lên bị ngắt giữa chừng',
  },
  // documents
  secret_refused: {
    status: 422,
    retry: false,
    title: 'Documents marked as state secrets must not be sent here',
    titleVi: 'Không được gửi văn bản mật qua hệ thống này',
  },
  unknown_agency: {
    status: 422,
    retry: false,
    title: 'No agency has this code',
    titleVi: 'Không có cơ quan mang mã này',
  },
  agency_closed: {
    status: 422,
    retry: false,
    title: 'The agency is not active on this date',
    titleVi: 'Cơ quan không hoạt động vào ngày này',
  },
  no_recipient: {
    status: 422,
    retry: false,
    title: 'The document has no recipient',
    titleVi: 'Văn bản chưa có nơi nhận',
  },
  number_taken: {
    status: 409,
    retry: false,
    title: 'This number and notation is already used this year',
    titleVi: 'Số và ký hiệu này đã dùng trong năm',
  },
  number_unknown: {
    status: 422,
    retry: false,
    title: 'This number is not reserved',
    titleVi: 'Số này chưa được giữ trước',
  },
  idempotency_conflict: {
    status: 409,
    retry: false,
    title: 'This Idempotency-Key was used with other content',
    titleVi: 'Idempotency-Key này đã dùng với nội dung khác',
  },
  in_progress: {
    status: 409,
    retry: true,
    title: 'The same request is still being handled',
    titleVi: 'Yêu cầu giống hệt đang được xử lý',
  },
  illegal_move: {
    status: 409,
    retry: false,
    title: 'The state does not allow this step',
    titleVi: 'Trạng thái hiện tại không cho phép bước này',
  },
  document_withdrawn: {
    status: 410,
    retry: false,
    title: 'The sender took this document back or replaced it',
    titleVi: 'Văn bản đã được thu hồi hoặc thay thế',
  },
  original_removed: {
    status: 410,
    retry: false,
    title: 'The original of this mail was removed on purpose',
    titleVi: 'Bản gốc của thư này đã được chủ ý xóa',
  },
  conflict: {
    status: 409,
    retry: true,
    title: 'Somebody else changed this at the same time',
    titleVi: 'Có người khác vừa thay đổi dữ liệu này',
  },
  already_exists: { status: 409, retry: false, title: 'It exists already', titleVi: 'Đã tồn tại' },
  channel_refused: {
    status: 422,
    retry: false,
    title: 'The channel cannot be used like this',
    titleVi: 'Không dùng được kênh này như vậy',
  },
  // asking others
  address_refused: {
    status: 422,
    retry: false,
    title: 'This address may not be reached',
    titleVi: 'Không được phép truy cập địa chỉ này',
  },
  fetch_failed: {
    status: 502,
    retry: true,
    title: 'Somebody asked over the network gave no usable answer',
    titleVi: 'Nơi được hỏi qua mạng không trả lời dùng được',
  },
  mail_not_sent: {
    status: 503,
    retry: true,
    title: 'The mail server did not take the mail',
    titleVi: 'Máy chủ thư không nhận thư',
  },
  scanner_unavailable: {
    status: 503,
    retry: true,
    title: 'Files cannot be scanned for viruses at the moment',
    titleVi: 'Hiện không quét vi-rút được',
  },
  // the running service
  database_unavailable: {
    status: 503,
    retry: true,
    title: 'The database cannot be reached',
    titleVi: 'Không kết nối được cơ sở dữ liệu',
  },
  gateway_unreachable: {
    status: 503,
    retry: true,
    title: 'The gateway cannot be reached, or something else answered',
    titleVi: 'Không kết nối được cổng',
  },
  storage_full: {
    status: 507,
    retry: true,
    title: 'There is no room left for files',
    titleVi: 'Hết dung lượng lưu trữ',
  },
  storage_damaged: {
    status: 500,
    retry: false,
    title: 'A stored file is missing or damaged',
    titleVi: 'Tệp lưu trữ bị mất hoặc hỏng',
  },
  backup_invalid: {
    status: 422,
    retry: false,
    title: 'The backup is incomplete or damaged',
    titleVi: 'Bản sao lưu chưa hoàn tất hoặc bị hỏng',
  },
  restore_target: {
    status: 409,
    retry: false,
    title: 'A backup can only be restored where nothing is yet',
    titleVi: 'Chỉ khôi phục được vào nơi chưa có dữ liệu',
  },
  shutting_down: { status: 503, retry: true, title: 'The service is stopping', titleVi: 'Dịch vụ đang dừng' },
  schema_newer: {
    status: 503,
    retry: false,
    title: 'The database belongs to a newer version',
    titleVi: 'Cơ sở dữ liệu thuộc phiên bản mới hơn',
  },
  schema_older: {
    status: 503,
    retry: false,
    title: 'The database belongs to an older version',
    titleVi: 'Cơ sở dữ liệu thuộc phiên bản cũ hơn',
  },
  schema_differs: {
    status: 503,
    retry: false,
    title: 'The database schema is not the one this version made',
    titleVi: 'Lược đồ cơ sở dữ liệu không đúng với phiên bản này',
  },
  internal: { status: 500, retry: true, title: 'Something went wrong inside', titleVi: 'Lỗi nội bộ' },
} as const satisfies Record<string, CatalogueEntry>;
