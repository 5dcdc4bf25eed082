/** People at a gateway's pages in a real browser, each with a browser of their own. What a browser complains of is kept. */
import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import type { Language } from '../../gateway/web/language.js';
import { patienceMs } from './chromium.js';

export interface Account {
  readonly email: string;
  readonly password: string;
}

export interface VisitOptions extends BrowserContextOptions {
  readonly language?: Language;
}

/** Refused styles, scripts, frames; what an answer that is no success says of itself is not about the page. */
const isComplaint = (message: ConsoleMessage) =>
  ['error', 'warning'].includes(message.type()) && !/^Failed to load resource/.test(message.text());

export class Visitors {
  readonly complaints: string[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** A page of somebody who is signed in, or of a stranger. */
  async enter(account: Account | null, { language = 'vi', ...options }: VisitOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.url,
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    page.on('console', (message) => isComplaint(message) && this.complaints.push(`${message.text()} (${page.url()})`));
    page.on('pageerror', (error) => this.complaints.push(`${error} (${page.url()})`));
    await page.goto(
      `/tuy-chon?${new URLSearchParams({ 'ngon-ngu': language, ve: account === null ? '/' : '/dang-nhap' })}`,
    );
    if (account !== null) await signIn(page, account);
    return page;
  }
}

async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
}

/** As if somebody let files go over the page where a document is written; until its script runs a page takes no drop. */
export async function dropFiles(page: Page, files: readonly { name: string; content: Buffer }[]): Promise<void> {
  await page.waitForURL(/\/soan\//);
  const given = files.map(({ name, content }) => [name, content.toString('base64')] as const);
  await page.evaluate((all) => {
    const data = new DataTransfer();
    for (const [name, base64] of all)
      data.items.add(new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, given);
}
