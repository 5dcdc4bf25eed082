/**
 * Every page and form with who may use it: the one table the routes are registered from. What roles may do is in identity/access.ts;
 * tests/golden/permissions.tsv shows both together, as they are enforced.
 */
import type { Scope } from '../identity/access.js';

/** `public`: everybody. `person`: whoever is signed in. Otherwise the scope that a role must have. */
export type PageAccess = 'public' | 'person' | Scope;

export const pagePermissions = {
  'GET /': 'public',
  'GET /tuy-chon': 'public',
  'GET /giao-dien/:version/:file': 'public',
  'GET /dang-nhap': 'public',
  'POST /dang-nhap': 'public',
  'GET /dang-nhap/ma': 'public',
  'POST /dang-nhap/ma': 'public',
  'GET /dang-nhap/openid': 'public',
  'GET /dang-nhap/openid/ve': 'public',
  'GET /song': 'person',
  'POST /dang-xuat': 'person',
  'GET /van-ban-den': 'documents:read',
  'GET /van-ban-di': 'documents:read',
  'GET /so-dang-ky': 'registers:read',
  'GET /so-dang-ky/in': 'registers:read',
  'GET /so-dang-ky/tai-ve': 'registers:read',
  'POST /so-dang-ky/giu-so': 'registers:write',
  'GET /so-dang-ky/van-ban-giay': 'registers:write',
  'POST /so-dang-ky/van-ban-giay': 'registers:write',
  'GET /so-dang-ky/muc/:entry': 'registers:write',
  'POST /so-dang-ky/muc/:entry/sua': 'registers:write',
  'POST /so-dang-ky/muc/:entry/huy': 'registers:write',
  'GET /bao-cao': 'person',
  'GET /bao-cao/tai-ve': 'person',
  'GET /bao-cao/cong-khai': 'public',
  'GET /soan': 'documents:submit',
  'POST /soan': 'documents:submit',
  'GET /soan/:draft': 'documents:submit',
  'POST /soan/:draft': 'documents:submit',
  'POST /soan/:draft/rut-lai': 'documents:submit',
  'GET /soan/:draft/tep/:file': 'documents:submit',
  'PUT /soan/:draft/tep/:file': 'documents:submit',
  'PATCH /soan/:draft/tep/:file': 'documents:submit',
  'GET /soan/goi-y-noi-nhan': 'documents:submit',
  'GET /nhap': 'documents:submit',
  'POST /nhap/:draft/bo': 'documents:submit',
  'GET /danh-ba': 'directory:read',
  'POST /danh-ba/nhom': 'groups:write',
  'GET /danh-ba/nhom/:group': 'groups:write',
  'POST /danh-ba/nhom/:group': 'groups:write',
  'GET /tai-khoan': 'person',
  'POST /tai-khoan/mat-khau': 'person',
  'POST /tai-khoan/xac-thuc/bat': 'person',
  'POST /tai-khoan/xac-thuc/xac-nhan': 'person',
  'POST /tai-khoan/xac-thuc/tat': 'person',
  'POST /tai-khoan/xac-thuc/ma-du-phong': 'person',
  'POST /tai-khoan/phien/:session': 'person',
  'POST /tai-khoan/phien': 'person',
  'GET /kiem-tra': 'public',
  'POST /kiem-tra': 'public',
  'POST /kiem-tra/phieu': 'documents:read',
} as const satisfies Record<`${'GET' | 'POST' | 'PUT' | 'PATCH'} /${string}`, PageAccess>;

export type PageName = keyof typeof pagePermissions;
