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
  /** What stands at its top; without it, the page's own. */
  readonly from?: string;
  /** Shown in the README or a guide: kept in docs/pictures. */
  readonly isKept?: true;
}

async function verify(page: Page, { container }: DemonstrationContent): Promise<void> {
  const file = { name: 'van-ban.asice', mimeType: 'application/vnd.etsi.asic-e+zip', buffer: container };
  await page.setInputFiles('[name=file]', file);
  await page.click('form button.main');
  await page.waitForSelector('.verdict');
}

/** A letter is dropped, its fields are read off it, three agencies are named. */
async function write(page: Page, { letter }: DemonstrationContent): Promise<void> {
  const file = { name: 'Công văn tập huấn ký số.pdf', mimeType: 'application/pdf', buffer: letter };
  await page.setInputFiles('#file', file);
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=subject]')?.value !== '');
  for (const [place, code] of ['H30.01', 'H30.05', 'H30.15'].entries()) {
    await page.reload();
    await page.fill('[name=recipient]', code);
    await page.press('[name=recipient]', 'Enter');
    await page.waitForSelector(`.chip >> nth=${place}`);
  }
  await page.evaluate(() => scrollTo(0, 0));
}

export const pictures: readonly Picture[] = [
  { name: 'welcome', role: null, path: '/' },
  { name: 'sign-in', role: null, path: '/dang-nhap' },
  { name: 'verify', role: null, path: '/kiem-tra', prepare: verify, isKept: true },
  { name: 'public-report', role: null, path: '/bao-cao/cong-khai' },
  { name: 'home', role: 'clerk', path: '/', isKept: true },
  { name: 'inbox', role: 'clerk', path: '/van-ban-den' },
  { name: 'outbox', role: 'clerk', path: '/van-ban-di' },
  { name: 'document', role: 'clerk', path: ({ sent }) => `/van-ban/${sent}` },
  { name: 'timeline', role: 'clerk', path: ({ sent }) => `/van-ban/${sent}`, from: '.recipients', isKept: true },
  { name: 'accept', role: 'clerk', path: ({ urgent }) => `/van-ban/${urgent}`, isKept: true },
  { name: 'send', role: 'clerk', path: '/soan', prepare: write, isKept: true },
  { name: 'drafts', role: 'clerk', path: '/nhap' },
  { name: 'directory', role: 'clerk', path: '/danh-ba' },
  { name: 'register', role: 'clerk', path: '/so-dang-ky', isKept: true },
  { name: 'account', role: 'clerk', path: '/tai-khoan' },
  { name: 'report', role: 'leader', path: '/bao-cao', isKept: true },
  { name: 'own-agency', role: 'administrator', path: '/co-quan-toi', isKept: true },
  { name: 'people', role: 'administrator', path: '/nguoi-dung' },
  { name: 'health', role: 'operator', path: '/van-hanh', isKept: true },
  { name: 'deliveries', role: 'operator', path: '/van-hanh/gui', isKept: true },
  { name: 'agencies', role: 'operator', path: '/van-hanh/co-quan' },
  { name: 'certificates', role: 'operator', path: '/van-hanh/chung-thu', isKept: true },
  { name: 'tokens', role: 'operator', path: '/nguoi-dung/khoa', isKept: true },
  { name: 'audit', role: 'auditor', path: '/kiem-toan', isKept: true },
  { name: 'audit-proof', role: 'auditor', path: ({ sent }) => `/kiem-toan/van-ban/${sent}`, isKept: true },
  { name: 'audit-log', role: 'auditor', path: '/kiem-toan/nhat-ky' },
];
