/** Problems of requests, whatever they ask for. */
import type { CatalogueEntry } from './catalogue-entry.js';

export const requestProblems = {
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
} as const satisfies Record<string, CatalogueEntry>;
