/** What a PDF says of its document becomes what its form says, whatever the form that brought it showed. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { letterSubject, officialLetter } from '../../support/official-letter.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let browser: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
  browser = BrowserSession.of(gateway);
  await browser.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.03')).email, goodPassword);
});
afterAll(() => gateway.close());

/** The form as it is before anybody touched it. */
const blank = { type: 'CV', code: '', subject: '', date: '', signer: '', urgency: 'normal', paper: 'none' };

async function send(
  draft: string,
  act: string,
  fields: Readonly<Record<string, string>>,
  file?: Buffer,
): Promise<SeenPage> {
  const body = new FormData();
  body.append('form-token', browser.hiddenFields(draft)['form-token'] ?? '');
  if (file !== undefined) body.append('file', new Blob([new Uint8Array(file)]), 'ke-hoach.pdf');
  for (const [name, value] of Object.entries({ ...fields, act })) body.append(name, value);
  return browser.open(draft, { method: 'POST', body, headers: { origin: gateway.url } });
}

const marksOn = ({ html }: SeenPage) =>
  Object.fromEntries([...html.matchAll(/name="(read-\w+)"/g)].map(([, name]) => [name, '1']));
const isKind = ({ html }: SeenPage, name: string) => new RegExp(`<option[^>]* selected[^>]*>${name}<`).test(html);

it('what was read is not taken back by a form that was made before, and is by one that showed it', async () => {
  const { path: draft } = await browser.open('/soan');
  const read = await send(draft, 'add-files', blank, await officialLetter('KẾ HOẠCH'));
  expect(read.html).toContain(letterSubject);
  expect(isKind(read, 'Kế hoạch')).toBe(true);
  const later = await send(draft, 'autosave', blank);
  expect(later.html).toContain(letterSubject);
  const emptied = await send(draft, 'save', { ...blank, type: 'KH', ...marksOn(read) });
  expect(emptied.html).not.toContain(letterSubject);
  expect(isKind(emptied, 'Kế hoạch')).toBe(true);
});

it('what was typed meanwhile is the writer’s', async () => {
  const { path: draft } = await browser.open('/soan');
  await send(draft, 'save', { note: 'một bản nháp khác' });
  const page = await send(draft, 'add-files', { ...blank, subject: 'V/v của tôi' }, await officialLetter());
  expect(page.html).toContain('V/v của tôi');
  expect(page.html).toContain('STTTT-CNTT');
  expect(page.html).not.toContain(letterSubject);
});
