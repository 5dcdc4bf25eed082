/** Absence and standing in, as two people of an agency meet it in their browsers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vietnamDay } from '../../../gateway/agencies/agency.js';
import { declareAbsence } from '../../../gateway/identity/absences/absences.js';
import { closeAccount } from '../../../gateway/identity/people/manage-people.js';
import { everybodysManager } from '../../../gateway/identity/people/manager.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { type AddedPerson, addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let leader: AddedPerson;
let clerk: AddedPerson;
const agency = 'H30.05';
const dayMs = 86_400_000;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.setNow(null);
  leader = await addPerson(gateway.ctx, 'leader', agency);
  clerk = await addPerson(gateway.ctx, 'clerk', agency);
});

const inDays = (days: number) => vietnamDay(new Date(Date.now() + days * dayMs));

async function signedIn({ email }: AddedPerson): Promise<{ browser: BrowserSession; page: SeenPage }> {
  const browser = BrowserSession.of(gateway);
  return { browser, page: await browser.signIn(email, goodPassword, '/tai-khoan') };
}

const declared = (fields: Partial<Record<'fromDay' | 'toDay' | 'deputy', string>> = {}) => ({
  fromDay: inDays(0),
  toDay: inDays(2),
  deputy: clerk.id,
  ...fields,
});

/** The clerk's browser, acting for the leader. */
async function standingIn(): Promise<BrowserSession> {
  await declareAbsence(gateway.ctx, leader.id, declared(), `user:${leader.id}`);
  const { browser } = await signedIn(clerk);
  await browser.submit('/tai-khoan/lam-thay');
  return browser;
}

/** Whether the API tells this browser something only clerks may see. */
const scopesOf = async (browser: BrowserSession) => {
  const deliveries = await browser.request('/api/v1/channels/pauses');
  return { reads: (await browser.request('/api/v1/documents?box=in')).status, clerk: deliveries.status === 200 };
};

describe('a leader who is away', () => {
  it('names a clerk, who is told, steps in, and is shown with both names', async () => {
    const { browser } = await signedIn(leader);
    const said = await browser.submit('/tai-khoan/vang-mat', declared());
    expect(said.html).toContain('Đã ghi vắng mặt');
    expect(said.html).toMatch(/làm thay/);
    const deputy = await signedIn(clerk);
    const [, name = ''] = /có thể làm thay (Trần Thị Bé \d+)/.exec(deputy.page.html) ?? [];
    const acting = await deputy.browser.submit('/tai-khoan/lam-thay');
    const masthead = acting.html.slice(0, acting.html.indexOf('<main'));
    expect(masthead).toContain(`thay ${name}`);
    expect(masthead).toContain('Lãnh đạo');
    expect(await scopesOf(deputy.browser)).toEqual({ reads: 200, clerk: false });
    const back = await deputy.browser.submit('/tai-khoan/lam-thay/thoi');
    expect(back.html).toContain('với tên của riêng mình');
    expect(await scopesOf(deputy.browser)).toEqual({ reads: 200, clerk: true });
  });

  it('is named beside the deputy in what the deputy looks at', async () => {
    const browser = await standingIn();
    const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ to: [agency] }));
    await arriveDocument(gateway.ctx, id, agency);
    expect((await browser.request(`/api/v1/documents/${id}`)).status).toBe(200);
    const { rows } = await gateway.ctx.database.query('select person, behalf from document_views where document = $1', [
      id,
    ]);
    expect(rows).toEqual([{ person: clerk.id, behalf: leader.id }]);
    expect(gateway.logLines.some((line) => line.includes(`"actor":"user:${clerk.id} for user:${leader.id}"`))).toBe(
      true,
    );
  });

  it('comes back early, and the deputy is the clerk again at once', async () => {
    const browser = await standingIn();
    const own = await signedIn(leader);
    const [, end = ''] = /action="(\/tai-khoan\/vang-mat\/[0-9a-f-]+\/thoi)"/.exec(own.page.html) ?? [];
    expect((await own.browser.submit(end)).html).toContain('Đã kết thúc vắng mặt');
    const page = await browser.open('/tai-khoan');
    expect(page.html).not.toContain('Thôi làm thay');
    expect(await scopesOf(browser)).toEqual({ reads: 200, clerk: true });
    const { rows } = await gateway.ctx.database.query<{ payload: Record<string, string>; agencies: string[] }>(
      `select payload, agencies from events where payload ->> 'what' = 'absence' and payload ->> 'user' = $1 order by id`,
      [leader.id],
    );
    expect(rows).toMatchObject([
      { agencies: [agency], payload: { to: 'declared', deputy: clerk.id, actor: `user:${leader.id}` } },
      { agencies: [agency], payload: { to: 'ended', actor: `user:${leader.id}` } },
    ]);
  });

  it('is stood in for until the last day is over in Vietnam, without anybody doing anything', async () => {
    const browser = await standingIn();
    const midnight = Date.parse(`${inDays(3)}T00:00:00+07:00`);
    // The session would be over by then: it is kept alive as by somebody at work.
    await gateway.ctx.database.query(
      "update sessions set expires_at = now() + interval '9 days', last_seen_at = now() + interval '4 days'",
    );
    gateway.setNow(new Date(midnight - 1_000));
    expect((await browser.open('/tai-khoan')).html).toContain('Thôi làm thay');
    gateway.setNow(new Date(midnight));
    const after = await browser.open('/tai-khoan');
    expect(after.html).not.toContain('Thôi làm thay');
    expect(after.html).toContain('Văn thư');
  });

  it.each([
    ['whose account is closed', () => closeAccount(gateway.ctx, everybodysManager('cli:test'), leader.id)],
    [
      'who is no leader any more',
      () => gateway.ctx.database.query("update users set role = 'administrator' where id = $1", [leader.id]),
    ],
    [
      'who moved to another agency',
      () => gateway.ctx.database.query("update users set agency = 'H30.03' where id = $1", [leader.id]),
    ],
  ])('%s is stood in for no longer', async (_what, change) => {
    const browser = await standingIn();
    await change();
    expect((await browser.open('/tai-khoan')).html).not.toContain('Thôi làm thay');
    expect(await scopesOf(browser)).toEqual({ reads: 200, clerk: true });
  });
});

describe('an absence is refused', () => {
  it.each([
    ['with days the wrong way round', { fromDay: inDays(3), toDay: inDays(2) }, 400, 'toDay'],
    ['that is over', { fromDay: inDays(-3), toDay: inDays(-2) }, 400, 'toDay'],
    ['of more than a year', { toDay: inDays(400) }, 400, 'toDay'],
    ['on a day there is not', { fromDay: '2016-02-30' }, 400, 'fromDay'],
    ['without a day', { toDay: '' }, 400, 'toDay'],
  ])('%s, at the field', async (_what, fields, status, field) => {
    const { browser } = await signedIn(leader);
    const page = await browser.submit('/tai-khoan/vang-mat', declared(fields));
    expect(page.status).toBe(status);
    expect(page.html).toMatch(new RegExp(`name="${field}"[^>]*aria-invalid="true"`));
  });

  it('with a deputy of another agency or role, oneself, or nobody', async () => {
    const { browser } = await signedIn(clerk);
    const others = [
      (await addPerson(gateway.ctx, 'clerk', 'H30.03')).id,
      (await addPerson(gateway.ctx, 'administrator', agency)).id,
      leader.id,
      clerk.id,
      'x',
    ];
    for (const deputy of others) {
      const page = await browser.submit('/tai-khoan/vang-mat', declared({ deputy }));
      expect(page.status).toBe(422);
      expect(page.html).toContain('không còn làm thay được');
    }
  });

  it('on days when somebody stands in already', async () => {
    const { browser } = await signedIn(leader);
    await browser.submit('/tai-khoan/vang-mat', declared());
    const again = await browser.submit('/tai-khoan/vang-mat', declared({ fromDay: inDays(2), toDay: inDays(5) }));
    expect(again.status).toBe(409);
    expect(
      (await browser.submit('/tai-khoan/vang-mat', declared({ fromDay: inDays(3), toDay: inDays(5) }))).status,
    ).toBe(200);
  });
});

describe('nobody steps in who was not asked', () => {
  it('not by an absence of other people, to come, or ended', async () => {
    const other = await addPerson(gateway.ctx, 'clerk', agency);
    const ids = [
      await declareAbsence(gateway.ctx, leader.id, declared({ deputy: other.id }), 'cli:test'),
      await declareAbsence(gateway.ctx, leader.id, declared({ fromDay: inDays(5), toDay: inDays(6) }), 'cli:test'),
    ];
    const { browser } = await signedIn(clerk);
    for (const absence of [...ids, 'x', clerk.id]) {
      const page = await browser.open('/tai-khoan');
      expect(page.status).toBe(200);
      const token = browser.hiddenFields('/dang-xuat')['form-token'] ?? '';
      const body = new URLSearchParams({ 'form-token': token, absence });
      const init = { method: 'POST', body, headers: { origin: gateway.url } };
      expect((await browser.open('/tai-khoan/lam-thay', init)).status).toBe(404);
    }
  });

  it('a deputy cannot hand on the place: their own deputy gets their own role', async () => {
    const second = await standingIn();
    const third = await addPerson(gateway.ctx, 'clerk', agency);
    expect((await second.submit('/tai-khoan/vang-mat', declared({ deputy: third.id }))).status).toBe(200);
    const { browser } = await signedIn(third);
    const acting = await browser.submit('/tai-khoan/lam-thay');
    expect(acting.html).toMatch(/Thôi làm thay Trần Thị Bé/);
    // A clerk's place, although that clerk acts as a leader.
    expect(await scopesOf(browser)).toEqual({ reads: 200, clerk: true });
  });

  it('nobody ends somebody else’s absence', async () => {
    const absence = await declareAbsence(gateway.ctx, leader.id, declared(), 'cli:test');
    const { browser } = await signedIn(clerk);
    const token = browser.hiddenFields('/dang-xuat')['form-token'] ?? '';
    const init = {
      method: 'POST',
      body: new URLSearchParams({ 'form-token': token }),
      headers: { origin: gateway.url },
    };
    for (const id of [absence, 'x'])
      expect((await browser.open(`/tai-khoan/vang-mat/${id}/thoi`, init)).status).toBe(404);
  });
});

it('an administrator says it for their people, and for nobody else', async () => {
  const administrator = await addPerson(gateway.ctx, 'administrator', agency);
  const { browser } = await signedIn(administrator);
  await browser.open(`/nguoi-dung/${leader.id}`);
  const said = await browser.submit(`/nguoi-dung/${leader.id}/vang-mat`, declared());
  expect(said.html).toContain('Đã ghi vắng mặt');
  const [, end = ''] = /action="(\/nguoi-dung\/[0-9a-f-]+\/vang-mat\/[0-9a-f-]+\/thoi)"/.exec(said.html) ?? [];
  expect((await browser.submit(end)).html).toContain('Đã kết thúc vắng mặt');
  // Nobody stands in for administrators.
  expect((await browser.open('/tai-khoan')).html).not.toContain('action="/tai-khoan/vang-mat"');
});
