/** Two people at one form, without script: what only one touched is kept, what both changed is asked about, and nothing goes back without a word. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seenField } from '../../../gateway/web/parts/seen.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { newestEvent } from '../../support/operator-room.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

async function visitor(...who: Parameters<typeof addPerson> extends [unknown, ...infer Rest] ? Rest : never) {
  const session = BrowserSession.of(gateway);
  await session.signIn((await addPerson(gateway.ctx, ...who)).email, goodPassword);
  return session;
}

/** What a form of the page holds, as a browser would send it back. */
function filledIn({ html }: SeenPage, action: string): Record<string, string> {
  const from = html.indexOf('<form', html.lastIndexOf('<', html.indexOf(`action="${action}"`)));
  const form = html.slice(from, html.indexOf('</form>', from));
  const text = (value = '') => value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const lines = [...form.matchAll(/<input(?=[^>]* name="([^"]+)")(?=[^>]* type="(?:text|email|number|date)")[^>]*>/g)];
  const areas = [...form.matchAll(/<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)/g)];
  const choices = [...form.matchAll(/<select[^>]* name="([^"]+)"[^>]*>(.*?)<\/select>/gs)];
  return Object.fromEntries([
    ...lines.map(([line, name]) => [name, text(/ value="([^"]*)"/.exec(line)?.[1])]),
    ...areas.map(([, name, value]) => [name, text(value)]),
    ...choices.map(([, name, options = '']) => [
      name,
      text(
        /<option(?=[^>]* selected)[^>]* value="([^"]*)"|<option[^>]* value="([^"]*)"[^>]* selected/
          .exec(options)
          ?.slice(1)
          .find(Boolean),
      ),
    ]),
  ]);
}

interface Form {
  readonly at: string;
  readonly action: string;
  /** Two fields of it. */
  readonly one: string;
  readonly other: string;
  readonly more?: Readonly<Record<string, string>>;
  /** What the two fields hold. */
  stored(): Promise<readonly unknown[]>;
  enter(): Promise<BrowserSession>;
}

const query = async (sql: string, values: readonly unknown[]) =>
  Object.values((await gateway.ctx.database.query<Record<string, unknown>>(sql, [...values])).rows[0] ?? {});

async function agencyForm(): Promise<Form> {
  await gateway.ctx.database.query(
    `update agencies set name = 'Sở Ban đầu', email = 'dau@so.example' where code = 'H30.07'`,
  );
  const at = '/van-hanh/co-quan/H30.07';
  return {
    ...{ at, action: at, one: 'ten', other: 'thu' },
    stored: () => query(`select name, email from agencies where code = 'H30.07'`, []),
    enter: () => visitor('operator'),
  };
}

async function personForm(): Promise<Form> {
  const { id } = await addPerson(gateway.ctx, 'administrator', 'H30.05', 'Sở Ban đầu');
  const at = `/nguoi-dung/${id}`;
  return {
    ...{ at, action: at, one: 'name', other: 'role' },
    stored: () => query('select name, role from users where id = $1', [id]),
    enter: () => visitor('operator'),
  };
}

async function entryForm(): Promise<Form> {
  const clerk = await visitor('clerk', 'H30.03');
  await clerk.open('/so-dang-ky/van-ban-giay?so=di');
  const entered = await clerk.submit('/so-dang-ky/van-ban-giay', {
    ...{ so: 'di', notation: 'TTr-SNV', date: '2026-05-19', subject: 'Sở Ban đầu', note: 'đầu' },
  });
  const id = new URL(entered.path, gateway.url).searchParams.get('muc') ?? '';
  const at = `/so-dang-ky/muc/${id}`;
  return {
    ...{ at, action: `${at}/sua`, one: 'subject', other: 'note', more: { reason: 'sửa cho đúng' } },
    stored: () =>
      query(`select entry->>'subject' as subject, entry->>'note' as note from register_entries where id = $1`, [id]),
    enter: () => visitor('clerk', 'H30.03'),
  };
}

const valuesFor = { ten: ['Sở Một', 'Sở Hai'], thu: ['mot@so.example', 'hai@so.example'], role: ['clerk', 'leader'] };
const valueIn = (name: string, which: 0 | 1) =>
  (valuesFor as Record<string, readonly string[]>)[name]?.[which] ?? `nội dung ${which}`;

describe.each([
  ['of an agency', agencyForm],
  ['of a person', personForm],
  ['of a book’s entry', entryForm],
])('the form %s', (_name, open) => {
  async function twoAtIt() {
    const form = await open();
    const [first, second] = [await form.enter(), await form.enter()];
    const [shownFirst, shown] = [await first.open(form.at), await second.open(form.at)];
    const send = (who: BrowserSession, page: SeenPage, typed: Readonly<Record<string, string>>) =>
      who.submit(form.action, { ...filledIn(page, form.action), ...form.more, ...typed });
    return { form, first, second, shownFirst, shown, send };
  }

  it('keeps what the other one changed in a field that the second did not touch', async () => {
    const { form, first, second, shownFirst, shown, send } = await twoAtIt();
    const one = valueIn(form.one, 0);
    const other = valueIn(form.other, 1);
    expect((await send(first, shownFirst, { [form.one]: one })).status).toBe(200);
    expect((await send(second, shown, { [form.other]: other })).status).toBe(200);
    expect(await form.stored()).toEqual([one, other]);
  });

  it('asks who changes to something else what was changed meanwhile, and keeps what was typed; saved again it holds', async () => {
    const { form, first, second, shownFirst, shown, send } = await twoAtIt();
    const [theirs, mine] = [valueIn(form.one, 0), valueIn(form.one, 1)];
    await send(first, shownFirst, { [form.one]: theirs });
    const [, before] = await form.stored();
    const asked = await send(second, shown, { [form.one]: mine });
    expect(asked.status).toBe(409);
    expect(asked.html).toContain('Người khác vừa sửa');
    expect(asked.html).toContain(theirs);
    expect(filledIn(asked, form.action)[form.one]).toBe(mine);
    expect(await form.stored()).toEqual([theirs, before]);
    expect((await send(second, asked, {})).status).toBe(200);
    expect(await form.stored()).toEqual([mine, before]);
  });

  it('says nothing when both typed the same', async () => {
    const { form, first, second, shownFirst, shown, send } = await twoAtIt();
    const same = valueIn(form.one, 0);
    await send(first, shownFirst, { [form.one]: same });
    expect((await send(second, shown, { [form.one]: same })).status).toBe(200);
  });

  it.each(['', '{', '[1]', '{"ten":1}', 'null'])('takes a form that says it showed “%s” as it stands', async (seen) => {
    const { form, second, shown, send } = await twoAtIt();
    const typed = valueIn(form.one, 0);
    expect((await send(second, shown, { [form.one]: typed, [seenField]: seen })).status).toBe(200);
    expect((await form.stored())[0]).toBe(typed);
  });
});

it('an agency’s change names in the log only what was touched, and what was typed wrongly stays in the form', async () => {
  const { at, action, enter, stored } = await agencyForm();
  const operator = await enter();
  const page = await operator.open(at);
  const wrong = await operator.submit(action, { ...filledIn(page, action), ten: 'Sở Mới', thu: 'không phải thư' });
  expect(wrong.status).toBe(400);
  expect(filledIn(wrong, action)).toMatchObject({ ten: 'Sở Mới', thu: 'không phải thư' });
  expect(await stored()).toEqual(['Sở Ban đầu', 'dau@so.example']);
  await operator.submit(action, { ...filledIn(wrong, action), thu: 'moi@so.example' });
  expect(await newestEvent(gateway, 'agency.changed')).toMatchObject({ agency: 'H30.07', changed: ['name', 'email'] });
});

it('whoever is no longer signed in when a form is sent comes back to its page', async () => {
  const clerk = await visitor('clerk', 'H30.03');
  const page = '/so-dang-ky/van-ban-giay?so=di';
  await clerk.open(page);
  const token = clerk.hiddenFields('/so-dang-ky/van-ban-giay');
  clerk.cookies.clear();
  const send = (referer: string) =>
    clerk.open('/so-dang-ky/van-ban-giay', {
      method: 'POST',
      body: new URLSearchParams(token),
      headers: { origin: gateway.url, referer },
    });
  expect((await send(`${gateway.url}${page}`)).path).toBe(`/dang-nhap?${new URLSearchParams({ ve: page })}`);
  for (const elsewhere of ['https://noi-khac.example/x', '', 'x'])
    expect((await send(elsewhere)).path).toBe('/dang-nhap');
});
