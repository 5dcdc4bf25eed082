/** Forms of a page found by looking at it, filled with markup by a real browser and sent: what a test needs to know of no field's name. */
import type { Locator, Page } from 'playwright-core';

/** Calls `ran()` by whichever way a page would let it; short enough for every field. */
const typedMarkup = `"'><img src=x onerror=ran()>`;

/** Somebody's session would end, a document be gone or taken over, for everybody who comes after. */
const leftAlone = ['/dang-xuat', '/tai-khoan/phien', '/nhap/*/bo', '/nguoi-dung/*/phien', '/nguoi-dung/*/mat-khau'];

export interface FoundForm {
  /** Where it is sent, ids left out, and the names of what is typed into: the same form on two pages is one. */
  readonly key: string;
  readonly index: number;
}

const withoutIds = (path: string) =>
  path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b|\b[a-z2-7]{26}\b|\bH30\.\d\d\b/g, '*');

const typeable =
  'textarea, input[type=file], input:not([type]), input[type=text], input[type=search], input[type=email]';
const typeableToo = 'input[type=url], input[type=tel], input[type=password]';
const fields = `${typeable}, ${typeableToo}`;

/** Every form of an answer with something to type into, in its order. @param parser an empty page: nothing of the answer is loaded or shown */
export async function findForms(parser: Page, html: string, address: string): Promise<FoundForm[]> {
  const found = await parser.evaluate(
    ([text, selector]) =>
      [...new DOMParser().parseFromString(text, 'text/html').querySelectorAll('form')].map((form) => ({
        action: form.getAttribute('action'),
        names: [...form.querySelectorAll<HTMLInputElement>(selector)].map(({ name }) => name),
      })),
    [html, fields] as const,
  );
  return found.flatMap(({ action, names }, index) => {
    const path = withoutIds((action ?? address).replace(/[?#].*/, ''));
    return names.length === 0 || leftAlone.includes(path) ? [] : [{ key: `${path} ${names.join(' ')}`, index }];
  });
}

const hostileFile = {
  name: '<img src=x onerror=ran()>.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`code,name\nH30.9,"<img src=x onerror=ran()>"\n<img src=x onerror=ran()>,x\n`),
};

async function typeInto(field: Locator): Promise<void> {
  if (!(await field.isEditable().catch(() => false))) return;
  if ((await field.getAttribute('type')) === 'file') await field.setInputFiles(hostileFile);
  else await field.fill(typedMarkup, { force: true });
}

/** Types into every field of the form and sends it by its first button; the page is then where that led. */
export async function typeAndSend(page: Page, { index }: FoundForm): Promise<void> {
  await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
  const form = page.locator('form').nth(index);
  for (const field of await form.locator(fields).all()) await typeInto(field);
  // Some are sent by the page's script, which stays.
  const ended = Promise.race(
    (['load', 'download'] as const).map((event) => page.waitForEvent(event as 'load', { timeout: 2_000 })),
  ).catch(() => undefined);
  // What a browser would refuse to send is sent: whoever is hostile has none that refuses.
  await form.evaluate((one: HTMLFormElement) => {
    one.noValidate = true;
    const button = one.querySelector<HTMLButtonElement>('button:not([type=button]), input[type=submit]');
    one.requestSubmit(button);
  });
  await ended;
}

/** Elements that no page of ours has, or that carry a handler. */
export const foreignElements = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('img, [onerror], [onload]')].map((one) => one.outerHTML.slice(0, 200)),
  );
