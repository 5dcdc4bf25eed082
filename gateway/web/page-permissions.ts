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
  'GET /van-ban-den/tiep-nhan': 'status:write',
  'POST /van-ban-den/tiep-nhan': 'status:write',
  'POST /van-ban-di/da-xu-ly': 'status:write',
  'POST /bo-loc': 'documents:read',
  'POST /bo-loc/:filter/xoa': 'documents:read',
  'GET /tim': 'documents:read',
  'GET /tim/goi-y': 'documents:read',
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
  'GET /van-hanh': 'admin',
  'GET /van-hanh/gui': 'admin',
  'POST /van-hanh/gui/lai': 'admin',
  'POST /van-hanh/gui/lai/:id': 'admin',
  'POST /van-hanh/kenh/:channel/dung': 'admin',
  'POST /van-hanh/kenh/:channel/chay': 'admin',
  'GET /van-hanh/thu': 'admin',
  'GET /van-hanh/thu/:id': 'admin',
  'POST /van-hanh/thu/:id/tha': 'admin',
  'POST /van-hanh/thu/:id/bo': 'admin',
  'POST /van-hanh/thu/:id/gui-lai': 'admin',
} as const satisfies Record<`${'GET' | 'POST'} /${string}`, PageAccess>;

export type PageName = keyof typeof pagePermissions;
