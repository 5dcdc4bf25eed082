/**
 * `npm run screenshots [-- --to DIR] [NAME…]`: pictures of the main pages of a running demonstration, at three widths, light and dark.
 * All go to DIR (default: a folder for temporary files, printed); those that README and guides show also to docs/pictures, light and as
 * wide as a page of text can show them. Exits 1 when one of these is too large to be kept.
 */
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../gateway/identity/access.js';
import { openChromium } from '../support/chromium.js';
import { type DemonstrationContent, openDemonstration } from './demonstration-content.js';
import { type Picture, pictures } from './pictures.js';

const widths = [1440, 820, 390] as const;
const colours = ['light', 'dark'] as const;
/** As much as fits on one screen: whole pages of lists are long. */
const height = 900;
/** The widest layout of the pages, no wider than needed: text in pictures shrinks to the width of the text around them. */
const keptSize = { width: 1110, height: 780 };
const maxKeptBytes = 150_000;
const kept = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));

const { values, positionals } = parseArgs({ options: { to: { type: 'string' } }, allowPositionals: true });

async function signIn(page: Page, { accounts }: DemonstrationContent, role: Role): Promise<void> {
  const account = accounts.find((one) => one.role === role);
  if (account === undefined) throw new Error(`the demonstration has no ${role}`);
  await page.goto('/dang-nhap');
  await page.fill('[name=email]', account.email);
  await page.fill('[name=password]', account.password);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('[action="/dang-xuat"]', { state: 'attached' });
}

/** @returns false when there is no such page */
async function openPicture(page: Page, picture: Picture, content: DemonstrationContent): Promise<boolean> {
  const { path, prepare } = picture;
  const answer = await page.goto(typeof path === 'string' ? path : path(content));
  if (answer?.status() === 404) return false;
  await prepare?.(page, content);
  await page.evaluate('document.fonts.ready');
  return true;
}

/** The browser's viewer draws a PDF anew when its frame changes, and says nowhere when it is done. */
const viewerMs = 2_500;

/** Every width breaks the page elsewhere. */
async function resize(page: Page, size: { width: number; height: number }, from: string | undefined): Promise<void> {
  await page.setViewportSize(size);
  if (from !== undefined) await page.evaluate((selector) => document.querySelector(selector)?.scrollIntoView(), from);
  if ((await page.locator('iframe').count()) > 0) await page.waitForTimeout(viewerMs);
}

async function keep(page: Page, { name, from }: Picture): Promise<void> {
  await resize(page, keptSize, from);
  const path = join(kept, `${name}.png`);
  await page.screenshot({ path });
  const { size } = await stat(path);
  if (size <= maxKeptBytes) return;
  process.stderr.write(`${path}: ${size} bytes are more than ${maxKeptBytes}\n`);
  process.exitCode = 1;
}

type Colours = (typeof colours)[number];

class Photographer {
  constructor(
    private readonly browser: Browser,
    private readonly content: DemonstrationContent,
    private readonly folder: string,
  ) {}

  /** All wanted pages of one person, in one sitting. */
  async takeFor(role: Role | null, wanted: readonly Picture[], colorScheme: Colours): Promise<void> {
    const context = await this.browser.newContext({ baseURL: this.content.url, colorScheme });
    const page = await context.newPage();
    if (role !== null) await signIn(page, this.content, role);
    for (const picture of wanted)
      if (await openPicture(page, picture, this.content)) await this.#takeOne(page, picture, colorScheme);
      else process.stderr.write(`${picture.name}: there is no such page\n`);
    await context.close();
  }

  async #takeOne(page: Page, picture: Picture, colorScheme: Colours): Promise<void> {
    const { name, isKept, from } = picture;
    for (const width of widths) {
      await resize(page, { width, height }, from);
      await page.screenshot({ path: join(this.folder, `${name}-${width}-${colorScheme}.png`) });
    }
    if (isKept === true && colorScheme === 'light') await keep(page, picture);
  }
}

const folder = values.to ?? (await mkdtemp(join(tmpdir(), 'congvan-pictures-')));
await Promise.all([folder, kept].map((path) => mkdir(path, { recursive: true })));
const content = await openDemonstration();
const browser = await openChromium();
try {
  const photographer = new Photographer(browser, content, folder);
  const wanted = pictures.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const colorScheme of colours)
    for (const role of new Set(wanted.map((picture) => picture.role))) {
      const own = wanted.filter((picture) => picture.role === role);
      await photographer.takeFor(role, own, colorScheme);
    }
  process.stdout.write(`${folder}\n`);
} finally {
  await browser.close();
  await content.stop();
}
