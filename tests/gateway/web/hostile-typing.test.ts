/**
 * Markup typed into every form of every page by a real browser, as every role: nothing of it runs, nothing is refused, no element is
 * made of it, there and wherever it is shown afterwards. Forms are found by looking, so a new one is covered by itself.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roleScopes } from '../../../gateway/identity/access.js';
import { type PageName, pagePermissions } from '../../../gateway/web/page-permissions.js';
import { panels } from '../../../gateway/web/pages/document/panels.js';
import { openChromium, patienceMs } from '../../support/chromium.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { addressWith, everythingToNameInAddresses } from '../../support/hostile-parameters.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { signInOn } from '../../support/judge-page.js';
import { addPerson } from '../../support/people.js';
import { findForms, foreignElements, typeAndSend } from '../../support/type-hostility.js';
import { openWatchedPage, type WatchedPage } from '../../support/watched-page.js';
import { bringDocument } from '../mailbox/answer-room.js';

const readers = ['nobody', ...(Object.keys(roleScopes) as Role[])] as const;
type Reader = (typeof readers)[number];

let gateway: HttpFixture;
let browser: Browser;
/** Shows nothing, so no policy of a page holds for what it parses. */
let parser: Page;
let names: Readonly<Record<string, string>>;
const open = new Map<Reader, WatchedPage>();

beforeAll(async () => {
  [gateway, browser] = await Promise.all([
    openHttpFixture({ agencies: { 'H30.05': { email: 'vanthu@yte.example' } } }),
    openChromium(),
  ]);
  parser = await browser.newPage();
  names = {
    ...(await everythingToNameInAddresses(gateway.ctx)),
    own: (await submitDocument(gateway.ctx, gateway.clerk('H30.05'), metadataOf({ to: ['H30.03'] }))).id,
    'tra-loi token': (await bringDocument(gateway)).token,
  };
  for (const reader of readers) open.set(reader, await comeIn(reader));
});
afterAll(async () => {
  await browser.close();
  await gateway.close();
});

async function comeIn(reader: Reader): Promise<WatchedPage> {
  const watched = await openWatchedPage(browser, gateway.url);
  watched.page.setDefaultTimeout(patienceMs);
  if (reader === 'nobody') return watched;
  const agency = reader === 'operator' || reader === 'auditor' ? null : 'H30.05';
  await signInOn(watched.page, (await addPerson(gateway.ctx, reader, agency)).email);
  return watched;
}

/** Not pages: a stream, files, downloads. */
const noPages = ['/song', '/giao-dien/:version/:file', '/tuy-chon', '/van-ban/:id/tep/:n', '/soan/:draft/tep/:file'];

/** What a page shows more of when asked: every panel of a document that came in and of one that went out, the reason in a mail's link. */
const asked = [
  ...panels.flatMap(({ word }) => [':id', ':own'].map((id) => `/van-ban/${id}?lam=${word}`)),
  '/tra-loi/:token?viec=02',
];

const mayOpen = (reader: Reader, access: string) =>
  access === 'public' ||
  (reader !== 'nobody' && (access === 'person' || roleScopes[reader].some((scope) => scope === access)));

const addressesOf = (reader: Reader): string[] => {
  const paths = Object.keys(pagePermissions).flatMap((name) => (name.startsWith('GET ') ? [name.slice(4)] : []));
  const accessOf = (path: string) =>
    pagePermissions[`GET ${path.replace(/\?.*/, '').replace(':own', ':id')}` as PageName];
  return [...paths.filter((path) => !noPages.includes(path)), ...asked]
    .filter((path) => mayOpen(reader, accessOf(path)))
    .map((path) => addressWith(path, names));
};

/** Sent once, whoever found it first. */
const sent = new Set<string>();

async function sendFormsAt({ page }: WatchedPage, address: string): Promise<void> {
  const answer = await page.request.get(new URL(address, gateway.url).href);
  if (answer.headers()['content-type']?.startsWith('text/html') !== true) return;
  for (const form of await findForms(parser, await answer.text(), address)) {
    if (sent.has(form.key)) continue;
    sent.add(form.key);
    await page.goto(address);
    await typeAndSend(page, form);
    expect(await foreignElements(page), `${form.key}, sent from ${address}`).toEqual([]);
  }
}

/** Each address with the first who may open it. */
function readersOfAll(): readonly (readonly [Reader, string])[] {
  const first = new Map<string, Reader>();
  for (const reader of ['clerk', 'administrator', 'operator', 'auditor', 'nobody'] as const)
    for (const address of addressesOf(reader)) if (!first.has(address)) first.set(address, reader);
  return [...first].map(([address, reader]) => [reader, address] as const);
}

describe('markup that is typed', () => {
  it.each(readers)('makes nothing where %s sends it', async (reader) => {
    const watched = open.get(reader) as WatchedPage;
    for (const address of addressesOf(reader)) await sendFormsAt(watched, address);
    expect(watched.seen).toEqual([]);
  });

  it('makes nothing where it is read afterwards', async () => {
    expect(sent.size, 'forms').toBeGreaterThan(45);
    let shown = 0;
    for (const [reader, address] of readersOfAll()) {
      const { page, seen } = open.get(reader) as WatchedPage;
      // A download, or an answer without content, leaves the page before it.
      await page.goto(address).catch(() => null);
      expect(await foreignElements(page), address).toEqual([]);
      expect(seen).toEqual([]);
      if ((await page.content()).includes('onerror')) shown += 1;
    }
    expect(shown, 'pages that show what was typed').toBeGreaterThan(25);
  });
});
