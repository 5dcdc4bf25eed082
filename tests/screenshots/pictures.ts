/** Which pages are pictured: one line each. `path` may be made from what the demonstration holds; `prepare` does what is seen only after an act. */
import type { Page } from 'playwright-core';
import type { Role } from '../../gateway/identity/access.js';
import type { DemonstrationContent } from './demonstration-content.js';

export interface Picture {
  readonly name: string;
  /** Whose page it is; null for visitors. */
  readonly role: Role | null;
  readonly path: string | ((content: DemonstrationContent) => string);
  readonly prepare?: (page: Page, content: DemonstrationContent) => Promise<void>;
  /** Shown in the README: kept in docs/pictures. */
  readonly isKept?: true;
}

async function verify(page: Page, { container }: DemonstrationContent): Promise<void> {
  const file = { name: 'van-ban.asice', mimeType: 'application/vnd.etsi.asic-e+zip', buffer: container };
  await page.setInputFiles('[name=file]', file);
  await page.click('form button.main');
  await page.waitForSelector('.verdict');
}

export const pictures: readonly Picture[] = [
  { name: 'welcome', role: null, path: '/' },
  { name: 'sign-in', role: null, path: '/dang-nhap' },
  { name: 'verify', role: null, path: '/kiem-tra', prepare: verify, isKept: true },
  { name: 'public-report', role: null, path: '/bao-cao/cong-khai' },
  { name: 'home', role: 'clerk', path: '/' },
  { name: 'inbox', role: 'clerk', path: '/van-ban-den' },
  { name: 'outbox', role: 'clerk', path: '/van-ban-di' },
  { name: 'document', role: 'clerk', path: ({ document }) => `/van-ban/${document}`, isKept: true },
  { name: 'send', role: 'clerk', path: '/soan', isKept: true },
  { name: 'directory', role: 'clerk', path: '/danh-ba' },
  { name: 'register', role: 'clerk', path: '/so-dang-ky' },
  { name: 'report', role: 'leader', path: '/bao-cao', isKept: true },
  { name: 'health', role: 'operator', path: '/van-hanh' },
  { name: 'deliveries', role: 'operator', path: '/van-hanh/gui' },
  { name: 'account', role: 'clerk', path: '/tai-khoan' },
];
