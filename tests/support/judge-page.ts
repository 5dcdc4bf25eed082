/** A page as people with different screens and abilities meet it. CONGVAN_SCREENSHOTS=DIR keeps pictures. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findViolations } from './chromium.js';
import { goodPassword } from './people.js';

/** The widths the pages are designed for; on 320 pixels nothing may stick out either (WCAG 2.2, success criterion 1.4.10). */
export const widths = [390, 820, 1440] as const;
const pictures = process.env['CONGVAN_SCREENSHOTS'];

/** True when something sticks out at the side: then the page would scroll sideways. */
export const isTooWide = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

/** At the present width. */
async function keepPicture(page: Page, name: string, width: number): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
}

export async function keepPictures(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    await keepPicture(page, name, width);
  }
}

/** Without violation of WCAG 2.2 AA at every width, and never wider than the screen. */
export async function judgePage(page: Page, name: string): Promise<void> {
  for (const width of [320, ...widths]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await isTooWide(page), `${name} at ${width}`).toBe(false);
    if (width === 320) continue;
    expect(await findViolations(page), `${name} at ${width}`).toEqual([]);
    await keepPicture(page, name, width);
  }
}

export async function signInOn(page: Page, email: string): Promise<void> {
  await page.goto('/dang-nhap');
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', goodPassword);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('[action="/dang-xuat"]', { state: 'attached' });
}
