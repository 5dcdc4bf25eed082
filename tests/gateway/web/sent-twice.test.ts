/** A press too many: what a form does is done once, and two forms are two, whatever the browser's way back brings up again. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let clerk: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

beforeEach(async () => {
  clerk = BrowserSession.of(gateway);
  await clerk.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.03')).email, goodPassword);
});

/** Numbers of the book whose entries say this in their note. */
async function numbersOf(note: string): Promise<string[]> {
  const { rows } = await gateway.ctx.database.query<{ number: string }>(
    `select number from register_entries where entry ->> 'note' = $1 order by number`,
    [note],
  );
  return rows.map(({ number }) => number);
}

const paper = '/so-dang-ky/van-ban-giay';
const letter = (note: string) => ({ date: '2026-05-19', subject: 'V/v nước lớn', notation: 'VP', note });

describe('a paper document', () => {
  it('that is sent twice at the same moment takes one number', async () => {
    await clerk.open(`${paper}?so=di`);
    const fields = letter('hai lần bấm');
    const pages = await Promise.all([clerk.submit(paper, fields), clerk.submit(paper, fields)]);
    expect(await numbersOf('hai lần bấm')).toHaveLength(1);
    for (const { html } of pages) expect(html).toContain('Đã vào sổ');
  });

  it('that is another one is entered, though its form is the one before, brought up again', async () => {
    await clerk.open(`${paper}?so=di`);
    const hidden = clerk.hiddenFields(paper);
    await clerk.submit(paper, letter('bản thứ nhất'));
    const body = new URLSearchParams({ ...hidden, ...letter('bản thứ hai') });
    await clerk.open(paper, { method: 'POST', body, headers: { origin: gateway.url } });
    expect(await numbersOf('bản thứ nhất')).toHaveLength(1);
    expect(await numbersOf('bản thứ hai')).toHaveLength(1);
  });

  it('is not found under the id of another agency’s entry', async () => {
    await clerk.open(`${paper}?so=di`);
    const hidden = clerk.hiddenFields(paper);
    await clerk.submit(paper, letter('của H30.03'));
    const other = BrowserSession.of(gateway);
    await other.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.05')).email, goodPassword);
    await other.open(`${paper}?so=di`);
    // The id follows from the form and what stands in it: the token is another one, and so is the id.
    const page = await other.submit(paper, { 'ma-lan': hidden['ma-lan'] ?? '', ...letter('của H30.03') });
    expect(page.html).toContain('Đã vào sổ');
    expect(await numbersOf('của H30.03')).toHaveLength(2);
  });
});

it('a number is reserved once by two presses, and again by the next form', async () => {
  const form = '/so-dang-ky/giu-so';
  const fields = { notation: 'VP', note: 'giữ cho lãnh đạo' };
  await clerk.open('/so-dang-ky');
  await Promise.all([clerk.submit(form, fields), clerk.submit(form, fields)]);
  expect(await numbersOf('giữ cho lãnh đạo')).toHaveLength(1);
  await clerk.open('/so-dang-ky');
  await clerk.submit(form, fields);
  expect(await numbersOf('giữ cho lãnh đạo')).toHaveLength(2);
});
