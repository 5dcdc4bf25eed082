/** The number a PDF prints, beside the one its document is sent under: what was typed, or what the register is about to give. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, smallPdf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { officialLetter } from '../../support/official-letter.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { type Part, pressDraft } from '../../support/press-draft.js';

let gateway: HttpFixture;
let browser: BrowserSession;
let draft: string;

beforeAll(async () => {
  gateway = await openHttpFixture();
  browser = BrowserSession.of(gateway);
  await browser.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.03')).email, goodPassword);
});
afterAll(() => gateway.close());
beforeEach(async () => {
  draft = (await browser.open('/soan')).path;
});

const press = (act: string, code: string, files: readonly Part[] = []) =>
  pressDraft(gateway, browser, draft, { act, fields: { code }, files });
/** A letter on which its number stands, or the place of it is blank. */
const letter = async (number?: string): Promise<Part> => ({
  name: 'Công văn.pdf',
  bytes: await officialLetter('', '2016-05-19', number),
});

const same = 'Khớp số in trong PDF: 483/STTTT-CNTT, trang 1.';
const other = 'PDF in số 483/STTTT-CNTT ở trang 1, khác số sẽ gửi.';
const check = 'PDF in số 483/STTTT-CNTT, khác số sẽ gửi<';

it('is said to be the same while it is, and to be another one once it is, beside the field and before it is sent', async () => {
  const read = await press('add-files', '', [await letter('483')]);
  expect(read.html).toContain(same);
  for (const code of ['484/STTTT-CNTT', '483/STTTT-VP']) {
    const { html } = await press('save', code);
    expect([code, html.includes(same), html.includes(other), html.includes(check)]).toEqual([code, false, true, true]);
  }
  expect((await press('save', '0483/sttTT-cntt')).html).toContain(same);
});

it('is held against the number the register is about to give', async () => {
  await press('add-files', '', [await letter('483')]);
  const page = await press('save', '/STTTT-CNTT');
  expect(page.html).toContain('Sổ sẽ cho số');
  expect(page.html).toContain(other);
});

it('left blank in the PDF is no other number; the notation beside it is still read', async () => {
  await press('add-files', '', [await letter()]);
  expect((await press('save', '12/STTTT-CNTT')).html).not.toContain('in trong PDF');
  expect((await press('save', '12/STTTT-CNTT')).html).not.toContain('PDF in số');
  expect((await press('save', 'STTTT-VP')).html).toContain('PDF in số /STTTT-CNTT');
});

it('is asked of the main file alone: another document may be enclosed', async () => {
  await press('add-files', '', [
    { name: 'Công văn.pdf', bytes: smallPdf() },
    { ...(await letter('483')), name: 'Kèm.pdf' },
  ]);
  expect((await press('save', '12/STTTT-VP')).html).not.toContain('PDF in số');
});

it('is not held against a document that is sent on under a number of its own', async () => {
  const { id } = await submitDocument(
    gateway.ctx,
    gateway.clerk('H30.05'),
    metadataOf({ to: ['H30.03'], from: 'H30.05' }),
    {
      file: (await letter('483')).bytes,
    },
  );
  await arriveDocument(gateway.ctx, id, 'H30.03');
  draft = (await browser.open(`/soan?chuyen-tiep=${id}`)).path;
  expect((await press('save', '12/STTTT-VP')).html).not.toContain('PDF in số');
});
