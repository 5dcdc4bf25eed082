/** A page of a real browser in which nothing hostile may run and nothing may be refused: either would be markup that got through. */
import type { Browser, Page } from 'playwright-core';

export interface WatchedPage {
  readonly page: Page;
  /** What ran (by calling `ran`), what the policy refused, and dialogs, one line each. */
  readonly seen: readonly string[];
}

export async function openWatchedPage(browser: Browser, baseURL: string): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL });
  const seen: string[] = [];
  const page = await context.newPage();
  await page.exposeFunction('ran', () => void seen.push(`ran on ${page.url()}`));
  await page.exposeFunction('violated', (what: string) => void seen.push(`${what} on ${page.url()}`));
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => violated(event.violatedDirective + ' ' + event.blockedURI));`,
  );
  page.on('dialog', (dialog) => {
    seen.push(`a dialog on ${page.url()}`);
    void dialog.dismiss();
  });
  return { page, seen };
}
