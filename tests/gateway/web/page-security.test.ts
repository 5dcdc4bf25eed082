/** Every page with hostile texts in it: what it sends along, what it holds, and that a real browser runs none of it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleScopes } from '../../../gateway/identity/access.js';
import { type PageName, pagePermissions } from '../../../gateway/web/page-permissions.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { openChromium } from '../../support/chromium.js';
import { addressFor, fillWithHostility, type HostileGateway, hostile } from '../../support/hostile-content.js';
import { type Outline, outlinesOf } from '../../support/html-outline.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { inParallel } from '../../support/in-parallel.js';
import { signInOn } from '../../support/judge-page.js';
import { goodPassword } from '../../support/people.js';
import { openWatchedPage } from '../../support/watched-page.js';

let gateway: HttpFixture;
let content: HostileGateway;
let browser: Browser;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([openHttpFixture({ demonstrationMail: true }), openChromium()]);
  content = await fillWithHostility(gateway);
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

type Reader = 'nobody' | keyof HostileGateway['people'];
const readers = ['nobody', 'clerk', 'operator', 'auditor'] as const satisfies readonly Reader[];

/** What is looked at: every page of the table, the mailboxes beside it, what is not there, and a search for markup. */
const paths = [
  ...Object.keys(pagePermissions).flatMap((name) => (name.startsWith('GET ') ? [name.slice('GET '.length)] : [])),
  ...['/thu', '/thu/H30.15', '/thu/H30.15/new', '/khong-co'],
].filter((path) => !['/song', '/giao-dien/:version/:file', '/tuy-chon'].includes(path));

/** Whether the table lets somebody of this role in; what is not in the table is everybody's. */
function isFor(role: Exclude<Reader, 'nobody'>, path: string): boolean {
  const access = pagePermissions[`GET ${path}` as PageName] ?? 'public';
  return access === 'public' || access === 'person' || roleScopes[role].includes(access);
}

const addresses = (chosen: readonly string[] = paths) => [
  ...chosen.map((path) => addressFor(path, content.ids)),
  ...['/van-ban-den', '/van-ban-di', '/danh-ba', '/kiem-tra', '/dang-nhap', '/tim'].map(
    (path) => `${path}?${new URLSearchParams({ q: hostile, sha256: hostile, ve: hostile })}`,
  ),
];

/** Parts of a page that its script asks for: no documents of their own. */
const fragments = ['/soan/goi-y-noi-nhan', '/tim/goi-y'];

async function sessionOf(reader: Reader): Promise<BrowserSession> {
  const session = BrowserSession.of(gateway);
  if (reader !== 'nobody') await session.signIn(content.people[reader].email, goodPassword);
  return session;
}

const isPage = ({ headers }: SeenPage) => headers.get('content-type')?.startsWith('text/html') === true;

/** A document of its own, made to be kept: it carries its one style, known by digest, and may run no script at all. */
const isReport = ({ status, path }: SeenPage) => status === 200 && path.endsWith('/phieu-kiem-tra');

/** What is wrong with the headers of a page, one word each. */
function faultsOfHeaders(page: SeenPage): string[] {
  const { headers } = page;
  const policy = headers.get('content-security-policy') ?? '';
  const wanted: readonly (readonly [string, boolean])[] = [
    ['nothing by default', policy.includes("default-src 'none'")],
    isReport(page)
      ? ['its own style only, no script', /style-src 'sha256-[\w+/]+=*'/.test(policy) && !policy.includes('script-src')]
      : ['scripts of its own only', policy.includes("script-src 'self'")],
    ['no frame around it', policy.includes("frame-ancestors 'none'")],
    ['no base', policy.includes("base-uri 'none'")],
    ['no exception', !/unsafe|data:|https?:|\*/.test(policy)],
    ['no guessing of types', headers.get('x-content-type-options') === 'nosniff'],
    ['no referrer for others', /^(same-origin|no-referrer)$/.test(headers.get('referrer-policy') ?? '')],
    ['in no cache', /no-store/.test(headers.get('cache-control') ?? '')],
  ];
  return wanted.flatMap(([name, isGood]) => (isGood ? [] : [name]));
}

/** The one script, and a document's own files shown in its page. */
const ownSources: Readonly<Record<string, RegExp>> = {
  script: /^\/giao-dien\/[0-9a-f]+\/main\.js$/,
  iframe: /^\/van-ban\/[0-9a-f-]{36}\/[a-z]+\/\d+(#|$)/,
};

const foreignTags = ['style', 'img', 'object', 'embed', 'base'];

/** What a page holds that it must not, as Python's parser sees it. */
function faultsOfContent(page: SeenPage, { elements }: Outline): string[] {
  const { path } = page;
  const [root] = elements;
  const foreign = elements.filter(({ tag, attributes }) => {
    if (isReport(page)) return tag !== 'style' && (tag === 'script' || foreignTags.includes(tag));
    const own = ownSources[tag];
    if (own !== undefined) return !own.test(attributes['src'] ?? '');
    return foreignTags.includes(tag);
  });
  const handlers = elements
    .flatMap(({ attributes }) => Object.keys(attributes))
    .filter((name) => /^(on|style$)/.test(name));
  return [
    ...(fragments.includes(path) || /^(vi|en)$/.test(root?.attributes['lang'] ?? '') ? [] : ['no language']),
    ...foreign.map(({ tag }) => `a ${tag}`),
    ...handlers,
  ];
}

describe.each(readers)('every page, opened by %s', (reader) => {
  it('is guarded by its headers and holds no style, script or handler within itself', async () => {
    const session = await sessionOf(reader);
    const seen = await inParallel(addresses(), async (address) => ({ address, page: await session.open(address) }));
    for (const { address, page } of seen) expect(page.status, address).toBeLessThan(500);
    const pages = seen.filter(({ page }) => isPage(page));
    expect(pages.length).toBeGreaterThan(10);
    const own = pages.filter(({ page }) => !page.path.startsWith('/api/'));
    const outlines = outlinesOf(own.map(({ page }) => page.html));
    for (const [n, { address, page }] of own.entries())
      expect([...faultsOfHeaders(page), ...faultsOfContent(page, outlines[n] as Outline)], address).toEqual([]);
  });
});

describe('in a real browser', () => {
  const watch = () => openWatchedPage(browser, gateway.url);

  it('the watch sees what it is there for', async () => {
    const { page, seen } = await watch();
    await page.goto('/kiem-tra');
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="ran()">')`);
    await expect.poll(() => seen.length).toBeGreaterThan(0);
    await page.context().close();
  });

  it.each(['clerk', 'operator', 'auditor'] as const)('nothing of it runs for a %s', async (role) => {
    const { page, seen } = await watch();
    await signInOn(page, content.people[role].email);
    let shown = 0;
    // One that is refused shows nothing of its subject: it is looked at once.
    const [refused = ''] = paths.filter((path) => !isFor(role, path));
    for (const address of addresses([...paths.filter((path) => isFor(role, path)), refused])) {
      const answer = await page.goto(address).catch((error: Error) => {
        // A download, or an answer without content.
        if (/Download is starting|ERR_ABORTED/.test(error.message)) return null;
        throw error;
      });
      if (answer !== null && (await page.content()).includes('onerror')) shown += 1;
    }
    expect(shown, 'pages that show hostile text').toBeGreaterThan(3);
    expect(seen).toEqual([]);
    await page.context().close();
  });

  it('nothing of a verified file runs, its name and its signer’s included', async () => {
    const { page, seen } = await watch();
    await page.goto('/kiem-tra');
    const name = '<img src=x onerror=ran()>.asice';
    await page.setInputFiles('[name=file]', { name, mimeType: 'application/zip', buffer: content.file });
    await page.click('form button.main');
    await page.waitForSelector('.verdict');
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');
    expect(await page.locator('.file-line').textContent()).toContain(name);
    expect(await page.locator('main').textContent()).toContain('Chữ ký của <img src=x onerror=ran()> là thật');
    expect(seen).toEqual([]);
    await page.context().close();
  });
});
