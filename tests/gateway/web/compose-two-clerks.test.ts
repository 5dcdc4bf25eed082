/** Two clerks write in one draft: what only one changed is kept, what both changed is theirs to decide; with script and without. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keptVersions } from '../../../gateway/drafts/draft-changes.store.js';
import { BrowserSession } from '../../support/browser-session.js';
import { findViolations, openChromium, patienceMs } from '../../support/chromium.js';
import { smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { signInOn } from '../../support/judge-page.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { pressDraft } from '../../support/press-draft.js';

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture();
});
afterAll(() => gateway.close());

async function clerkNamed(name: string): Promise<BrowserSession> {
  const session = BrowserSession.of(gateway);
  await session.signIn((await addPerson(gateway.ctx, 'clerk', 'H30.03', name)).email, goodPassword);
  return session;
}

const fieldsOf = async (at: string): Promise<Readonly<Record<string, string>>> =>
  (
    await gateway.ctx.database.query<{ fields: Record<string, string> }>('select fields from drafts where id = $1', [
      at.split('/')[2],
    ])
  ).rows[0]?.fields ?? {};

/** What stands in a field of the page. */
const shownIn = (html: string, name: string): string =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1] ??
  new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)`).exec(html)?.[1] ??
  '';

const first = { subject: 'V/v họp giao ban', signer: 'Trần Quốc Tuấn, Giám đốc', code: 'STTTT-VP' };

describe('without script', () => {
  let [hong, minh]: BrowserSession[] = [];
  let draft: string;
  const press = (who: BrowserSession | undefined, act: string, fields: Readonly<Record<string, string>> = {}) =>
    pressDraft(gateway, who as BrowserSession, draft, { act, fields });

  beforeEach(async () => {
    [hong, minh] = [await clerkNamed('Lê Thị Hồng'), await clerkNamed('Phạm Văn Minh')];
    draft = (await (hong as BrowserSession).open('/soan')).path;
    await press(hong, 'save', first);
    await minh?.open(draft);
  });

  it('what each changed in fields of their own is kept, and the second is told who changed what', async () => {
    await press(hong, 'save', { ...first, subject: 'V/v họp giao ban tháng 5' });
    const page = await press(minh, 'save', { ...first, signer: 'Nguyễn Văn An, Phó Giám đốc' });
    expect(page.status).toBe(200);
    expect(page.html).toMatch(/Lê Thị Hồng sửa “Trích yếu” lúc \d\d:\d\d/);
    expect(await fieldsOf(draft)).toMatchObject({
      subject: 'V/v họp giao ban tháng 5',
      signer: 'Nguyễn Văn An, Phó Giám đốc',
    });
  });

  it('a field both changed is not written over: the page keeps what was typed and says who changed what, when, to what', async () => {
    await press(hong, 'save', { ...first, subject: 'V/v của Hồng' });
    const page = await press(minh, 'save', { ...first, subject: 'V/v của <b>Minh</b>' });
    expect(page.status).toBe(409);
    expect(page.html).toMatch(/Lê Thị Hồng sửa “Trích yếu” lúc \d\d:\d\d\. Nay là: V\/v của Hồng/);
    expect(shownIn(page.html, 'subject')).toBe('V/v của &lt;b>Minh&lt;/b>');
    expect(await fieldsOf(draft)).toMatchObject({ subject: 'V/v của Hồng' });
  });

  it('is asked again by every other button until the choice is made, and nothing else is done meanwhile', async () => {
    await press(hong, 'save', { ...first, subject: 'V/v của Hồng' });
    const typed = { ...first, subject: 'V/v của Minh', recipient: 'H30.05' };
    for (const act of ['save', 'add-recipient', 'send']) {
      const page = await press(minh, act, typed);
      expect([act, page.status, shownIn(page.html, 'recipient')]).toEqual([act, 409, 'H30.05']);
    }
    const { rows } = await gateway.ctx.database.query('select state, recipients from drafts where id = $1', [
      draft.split('/')[2],
    ]);
    expect(rows).toEqual([{ state: 'editing', recipients: [] }]);
  });

  it.each([
    ['mine', 'V/v của Minh'],
    ['theirs', 'V/v của Hồng'],
  ])('the choice “%s” is kept, and no field that nobody touched is written over by it', async (choice, subject) => {
    await press(hong, 'save', { ...first, subject: 'V/v của Hồng', signer: 'Nguyễn Văn An' });
    const page = await press(minh, 'save', { ...first, subject: 'V/v của Minh' });
    const [, button = ''] = new RegExp(`name="act" value="(${choice}[^"]*)"`).exec(page.html) ?? [];
    const after = await press(minh, button, { ...first, subject: 'V/v của Minh' });
    expect([after.status, shownIn(after.html, 'subject')]).toEqual([200, subject]);
    expect(await fieldsOf(draft)).toMatchObject({ subject, signer: 'Nguyễn Văn An' });
    expect((await press(minh, 'save', { ...first, subject: 'V/v sau cùng' })).status).toBe(200);
  });

  it('“mine” is no choice over what was changed after it was offered', async () => {
    await press(hong, 'save', { ...first, subject: 'V/v của Hồng' });
    const page = await press(minh, 'save', { ...first, subject: 'V/v của Minh' });
    const [, button = ''] = /name="act" value="(mine:\d+)"/.exec(page.html) ?? [];
    await press(hong, 'save', { ...first, subject: 'V/v của Hồng, sửa lại' });
    const again = await press(minh, button, { ...first, subject: 'V/v của Minh' });
    expect(again.status).toBe(409);
    expect(again.html).toContain('Nay là: V/v của Hồng, sửa lại');
    expect(await fieldsOf(draft)).toMatchObject({ subject: 'V/v của Hồng, sửa lại' });
  });

  it('a field somebody else changed is not sent by who did not see it', async () => {
    const files = [{ name: 'Công văn.pdf', bytes: smallPdf() }];
    await pressDraft(gateway, minh as BrowserSession, draft, { act: 'add-files', fields: first, files });
    await press(minh, 'add-recipient', { ...first, recipient: 'H30.05' });
    await hong?.open(draft);
    await press(hong, 'save', { ...first, subject: 'V/v chưa ai thấy' });
    const page = await press(minh, 'send', first);
    expect(page.html).toContain('Bản nháp vừa được sửa ở nơi khác');
    expect((await press(minh, 'send', { ...first, subject: 'V/v chưa ai thấy' })).html).toContain('Rút lại');
  });

  it('one’s own change in another window is told as such', async () => {
    const tab = BrowserSession.of(gateway);
    for (const [name, value] of (minh as BrowserSession).cookies) tab.cookies.set(name, value);
    await tab.open(draft);
    await press(tab, 'save', { ...first, subject: 'V/v ở cửa sổ kia' });
    const page = await press(minh, 'save', { ...first, subject: 'V/v ở cửa sổ này' });
    expect([page.status, page.html]).toEqual([409, expect.stringContaining('Anh/chị, ở cửa sổ khác, sửa “Trích yếu”')]);
  });

  it('a form older than anything known of the draft is refused, not believed', async () => {
    await gateway.ctx.database.query('update drafts set version = version + $2 where id = $1', [
      draft.split('/')[2],
      keptVersions + 1,
    ]);
    const page = await press(minh, 'save', { ...first, subject: 'V/v quá cũ' });
    expect(page.status).toBe(403);
    expect(await fieldsOf(draft)).toMatchObject({ subject: first.subject });
  });
});

describe('with script', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  async function pageOf(name: string): Promise<Page> {
    const context = await browser.newContext({ baseURL: gateway.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    await signInOn(page, (await addPerson(gateway.ctx, 'clerk', 'H30.03', name)).email);
    return page;
  }
  const isSaved = (page: Page) => page.waitForSelector('#luu-luc:has-text("Bản nháp lưu lúc")');
  const isUnsaved = (page: Page) => page.waitForSelector('#luu-luc:has-text("Chưa lưu")');
  async function type(page: Page, name: string, value: string): Promise<void> {
    await page.fill(`[name=${name}]`, value);
    await isUnsaved(page);
    await isSaved(page);
  }

  it('both write in fields of their own and see each other’s; none is asked anything', async () => {
    const [one, other] = [await pageOf('Lê Thị Hồng'), await pageOf('Phạm Văn Minh')];
    await one.goto('/soan');
    await type(one, 'subject', 'V/v hai người cùng viết');
    await other.goto(one.url());
    await type(other, 'signer', 'Nguyễn Văn An');
    await type(one, 'subject', 'V/v hai người cùng viết, bản hai');
    // The cursor of the second stands in the field that the first changed.
    await other.click('summary:has-text("Thêm thông tin")');
    await other.fill('[name=note]', 'Bản giấy gửi sau');
    await other.focus('[name=subject]');
    await other.waitForSelector('#tin:has-text("Lê Thị Hồng sửa “Trích yếu”")');
    expect(await other.inputValue('[name=subject]')).toBe('V/v hai người cùng viết, bản hai');
    await type(other, 'signer', 'Nguyễn Văn An, Giám đốc');
    expect(await fieldsOf(new URL(one.url()).pathname)).toMatchObject({
      subject: 'V/v hai người cùng viết, bản hai',
      signer: 'Nguyễn Văn An, Giám đốc',
      note: 'Bản giấy gửi sau',
    });
    await Promise.all([one.context().close(), other.context().close()]);
  });

  it('keeping by itself stops where both changed a field, with a notice, and goes on after the choice', async () => {
    const [one, other] = [await pageOf('Lê Thị Hồng'), await pageOf('Phạm Văn Minh')];
    await one.goto('/soan');
    await type(one, 'subject', 'V/v ban đầu');
    await other.goto(one.url());
    await type(one, 'subject', 'V/v của Hồng');
    await other.fill('[name=subject]', 'V/v của Minh');
    await other.waitForSelector('[role=alert]:has-text("Lê Thị Hồng sửa “Trích yếu”")');
    expect(await other.textContent('#luu-luc')).toContain('chờ anh/chị chọn');
    expect(await findViolations(other)).toEqual([]);
    // What is typed further stays on the page, and is not kept.
    await other.fill('[name=subject]', 'V/v của Minh, thêm nữa');
    await other.waitForTimeout(2_000);
    const at = new URL(one.url()).pathname;
    expect(await fieldsOf(at)).toMatchObject({ subject: 'V/v của Hồng' });
    await other.click('button:has-text("Dùng phần tôi gõ")');
    await isSaved(other);
    expect(await other.inputValue('[name=subject]')).toBe('V/v của Minh, thêm nữa');
    await type(other, 'subject', 'V/v của Minh, sau cùng');
    expect(await fieldsOf(at)).toMatchObject({ subject: 'V/v của Minh, sau cùng' });
    await Promise.all([one.context().close(), other.context().close()]);
  });
});
