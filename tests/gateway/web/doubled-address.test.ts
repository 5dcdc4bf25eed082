/** An administrator adds an address that another agency has: what they are told, and what it opens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let operator: AddedPerson;
let administrator: AddedPerson;

beforeAll(async () => {
  gateway = await openHttpFixture();
  operator = await addPerson(gateway.ctx, 'operator');
  administrator = await addPerson(gateway.ctx, 'administrator', 'H30.05');
});
afterAll(() => gateway.close());

async function signedIn({ email }: AddedPerson, goal = '/nguoi-dung'): Promise<BrowserSession> {
  const browser = BrowserSession.of(gateway);
  expect((await browser.signIn(email, goodPassword, goal)).status).toBe(200);
  return browser;
}

const passwordOn = ({ html }: SeenPage) => /<dd class="key">([^<]+)<\/dd>/.exec(html)?.[1] ?? '';
const idOn = ({ html }: SeenPage) => /href="\/nguoi-dung\/([0-9a-f-]{36})"/.exec(html)?.[1] ?? '';

describe('an address that is an account of another agency', () => {
  const add = async (browser: BrowserSession, email: string) => {
    await browser.open('/nguoi-dung/them');
    return browser.submit('/nguoi-dung/them', { name: 'Lê Văn Tám', email, role: 'clerk' });
  };
  const sameButFor = (page: SeenPage, email: string) =>
    page.html.replaceAll(idOn(page), 'ID').replace(passwordOn(page), 'PASSWORD').replaceAll(email, 'ADDRESS');

  it('is answered and listed like any other to an administrator, again as an own one; operators are told', async () => {
    const other = await addPerson(gateway.ctx, 'clerk', 'H30.03');
    const browser = await signedIn(administrator);
    const free = 'moi@congvan.example';
    const [known, unknown] = [await add(browser, other.email), await add(browser, free)];
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(sameButFor(known, other.email)).toBe(sameButFor(unknown, free));
    expect((await browser.open(`/nguoi-dung?q=${other.email}`)).html).toContain(idOn(known));
    expect((await browser.open(`/nguoi-dung/${idOn(known)}`)).html).not.toContain('Trùng địa chỉ');
    for (const email of [other.email, free]) expect((await add(browser, email)).status).toBe(409);
    const operators = await signedIn(operator);
    expect((await operators.open(`/nguoi-dung/${idOn(known)}`)).html).toContain('Trùng địa chỉ');
    expect((await operators.open(`/nguoi-dung/${idOn(unknown)}`)).html).not.toContain('Trùng địa chỉ');
    await operators.open('/nguoi-dung/them');
    const told = await operators.submit('/nguoi-dung/them', {
      name: 'Lê Văn Tám',
      email: other.email,
      role: 'clerk',
      agency: 'H30.09',
    });
    expect([told.status, told.html.includes('Địa chỉ này đã có tài khoản.')]).toEqual([409, true]);
  });

  it('opens that account with its own password alone, whatever is done to the person who was added', async () => {
    const other = await addPerson(gateway.ctx, 'clerk', 'H30.03');
    const browser = await signedIn(administrator);
    const added = await add(browser, other.email);
    const id = idOn(added);
    await browser.open(`/nguoi-dung/${id}`);
    const renewed = await browser.submit(`/nguoi-dung/${id}/mat-khau`);
    await browser.open(`/nguoi-dung/${id}`);
    await browser.submit(`/nguoi-dung/${id}/khoa`);
    for (const password of [passwordOn(added), passwordOn(renewed)]) {
      expect(password).not.toBe('');
      expect((await BrowserSession.of(gateway).signIn(other.email, password)).path).toContain('/dang-nhap');
    }
    await signedIn(other, '/');
    const { rows } = await gateway.ctx.database.query(
      `select kind, payload ->> 'what' as what from events
       where kind in ('user.added', 'user.changed') and payload ->> 'user' = $1 order by id`,
      [other.id],
    );
    expect(rows).toEqual([
      { kind: 'user.added', what: null },
      { kind: 'user.changed', what: 'password' },
    ]);
  });
});
