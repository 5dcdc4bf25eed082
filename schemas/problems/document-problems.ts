/** Problems of drafts and documents: what cannot be sent, and what their state does not allow. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const documentProblems = {
  upload_damaged: {
    status: 422,
    retry: false,
    title: 'The file that arrived is not the one that was sent: upload it again',
    titleVi: 'Tệp nhận được không giống tệp đã gửi: hãy tải lên lại',
  },
  draft_held_up: {
    status: 409,
    retry: false,
    title: 'Something keeps the draft from being sent; its page says what',
    titleVi: 'Bản nháp chưa gửi được; trang soạn nói rõ vì sao',
  },
  draft_sending: {
    status: 409,
    retry: false,
    title: 'The draft is on its way already',
    titleVi: 'Bản nháp đang được gửi đi',
  },
  held: {
    status: 409,
    retry: false,
    title: 'A legal hold keeps this: it cannot be removed before the hold is lifted',
    titleVi: 'Đang bị giữ theo yêu cầu pháp lý: chưa được xóa cho đến khi thôi giữ',
  },
  draft_full: {
    status: 413,
    retry: false,
    title: 'The files of all drafts take more room than the agency has: send or discard some',
    titleVi: 'Tệp của các bản nháp vượt quá chỗ dành cho cơ quan: hãy gửi hoặc bỏ bớt',
  },
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
  quota_exceeded: {
    status: 413,
    retry: false,
    title: 'The agency has used up the room it is given, for this time or in all',
    titleVi: 'Cơ quan đã dùng hết dung lượng được gửi trong thời gian này, hoặc được lưu tất cả',
  },
  number_taken: {
    status: 409,
    retry: false,
    title: 'This number and notation is already used this year',
    titleVi: 'Số và ký hiệu này đã dùng trong năm',
  },
  number_cancelled: {
    status: 409,
    retry: false,
    title: 'This number was cancelled and is not given again',
    titleVi: 'Số này đã hủy, không cấp lại',
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
  export_too_large: {
    status: 422,
    retry: false,
    title: 'That is too much for one export: choose fewer days, or one agency',
    titleVi: 'Quá nhiều cho một lần xuất: hãy chọn ít ngày hơn, hoặc một cơ quan',
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
} as const satisfies Record<string, CatalogueEntry>;
