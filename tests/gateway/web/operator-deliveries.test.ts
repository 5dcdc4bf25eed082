/** What an operator does with channels, deliveries and mails on the pages: every act, wrong roles, races that were lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { newestEvent, type OperatorRoom, signInOperator } from '../../support/operator-room.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';

const evil = '<img src=x onerror=alert(1)>';
let gateway: HttpFixture;
let room: OperatorRoom;

beforeAll(async () => {
  gateway = await openHttpFixture();
  room = await signInOperator(gateway);
});
afterAll(() => gateway.close());

async function failedDelivery(reason = 'webhook_refused'): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'), metadataOf({ subject: `Mật độ ${evil}` }));
  const { rows } = await gateway.ctx.database.query<{ id: string }>(
    `update deliveries set state = 'failed', reason_code = $2, reason = $3, finished_at = now() where document = $1 returning id`,
    [id, reason, evil],
  );
  return rows[0]?.id ?? '';
}

const stateOf = async (id: string) =>
  (await gateway.ctx.database.query<{ state: string }>('select state from deliveries where id = $1', [id])).rows[0]
    ?.state;

describe('a channel', () => {
  it('is paused with a reason, named, and goes on again; both are events of the operator', async () => {
    await room.browser.open('/van-hanh/gui');
    const paused = await room.browser.submit('/van-hanh/kenh/email/dung', { 'ly-do': `bảo trì ${evil}` });
    expect(paused.html).toContain('Kênh đã dừng.');
    expect(paused.html).toContain('bảo trì &lt;img src=x');
    expect(paused.html).not.toContain(evil);
    expect(await newestEvent(gateway, 'channel.paused')).toMatchObject({ channel: 'email', actor: room.actor });
    const resumed = await room.browser.submit('/van-hanh/kenh/email/chay');
    expect(resumed.html).toContain('Kênh đang chạy lại.');
    expect(await newestEvent(gateway, 'channel.resumed')).toMatchObject({ channel: 'email', actor: room.actor });
  });

  it('that is paused twice at the same moment is paused once', async () => {
    const other = await signInOperator(gateway);
    await Promise.all([room.browser.open('/van-hanh/gui'), other.browser.open('/van-hanh/gui')]);
    const pages = await Promise.all([
      room.browser.submit('/van-hanh/kenh/webhook/dung'),
      other.browser.submit('/van-hanh/kenh/webhook/dung'),
    ]);
    for (const page of pages) expect(page.status).toBe(200);
    const { rows } = await gateway.ctx.database.query(
      `select from events where kind = 'channel.paused' and payload->>'channel' = 'webhook'`,
    );
    expect(rows).toHaveLength(1);
    await room.browser.submit('/van-hanh/kenh/webhook/chay');
  });

  it('nobody knows is not found', async () => {
    await room.browser.open('/van-hanh/gui');
    const fields = room.browser.hiddenFields('/van-hanh/kenh/email/dung');
    const answer = await room.browser.open('/van-hanh/kenh/bo-cau/dung', {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: gateway.url },
    });
    expect(answer.status).toBe(404);
  });
});

describe('deliveries that failed', () => {
  it('are listed by reason and state, without subjects, and their texts are only text', async () => {
    const id = await failedDelivery();
    const page = await room.browser.open('/van-hanh/gui?trang-thai=failed&kenh=local');
    expect(page.html).toContain(`/van-hanh/gui/lai/${id}`);
    expect(page.html).toContain('phần mềm của cơ quan từ chối');
    expect(page.html).not.toContain('Mật độ');
    expect(page.html).not.toContain(evil);
    expect((await room.browser.open('/van-hanh/gui?trang-thai=failed&kenh=email')).html).toContain(
      'Không có lượt gửi nào như vậy',
    );
  });

  it('are sent again one by one; who comes second is told', async () => {
    const id = await failedDelivery();
    const other = await signInOperator(gateway);
    await room.browser.open('/van-hanh/gui?trang-thai=failed');
    await other.browser.open('/van-hanh/gui?trang-thai=failed');
    const first = await room.browser.submit(`/van-hanh/gui/lai/${id}`);
    expect(first.html).toContain('Lượt gửi đã vào hàng đợi.');
    expect(await stateOf(id)).toBe('queued');
    const second = await other.browser.submit(`/van-hanh/gui/lai/${id}`);
    expect(second.status).toBe(409);
    expect(second.html).toContain('role="alert"');
    expect(await newestEvent(gateway, 'delivery.retried')).toMatchObject({ delivery: id, actor: room.actor });
  });

  it('are sent again all of one reason, and none of another', async () => {
    const [one, two, other] = [
      await failedDelivery('expired'),
      await failedDelivery('expired'),
      await failedDelivery('mail_refused'),
    ];
    await room.browser.open('/van-hanh/gui');
    const page = await room.browser.submit('/van-hanh/gui/lai', { kenh: 'local', 'ma-ly-do': 'expired' });
    expect(page.html).toContain('Đã cho gửi lại 2 lượt.');
    expect([await stateOf(one), await stateOf(two), await stateOf(other)]).toEqual(['queued', 'queued', 'failed']);
  });

  it('page by page, each once', async () => {
    for (let n = 0; n < 51; n += 1) await failedDelivery('internal');
    const seen = new Set<string>();
    let next: string | undefined = '/van-hanh/gui?trang-thai=failed&kenh=local';
    for (let page = 0; next !== undefined && page < 5; page += 1) {
      const { html } = await room.browser.open(next);
      for (const [, id = ''] of html.matchAll(/action="\/van-hanh\/gui\/lai\/([0-9a-f-]{36})"/g)) seen.add(id);
      next = /href="(\/van-hanh\/gui\?[^"]*sau=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    const { rows } = await gateway.ctx.database.query(`select from deliveries where state = 'failed'`);
    expect(seen.size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(51);
  }, 60_000);
});

describe('a mail in quarantine', () => {
  const mailOf = (subject: string) =>
    receiveMail(
      gateway.ctx,
      `From: ${'"<b>x</b>"'} <la@la.example>\r\nSubject: ${subject}\r\nContent-Type: text/html\r\n\r\n<p>chào <script>alert(1)</script><img src="http://evil.example/x"></p>\r\n`,
    );

  it('is read as text, released with a reason and by name', async () => {
    const { id } = await mailOf(evil);
    const list = await room.browser.open('/van-hanh/thu?trang-thai=quarantined');
    expect(list.html).toContain('&lt;img src=x');
    const page = await room.browser.open(`/van-hanh/thu/${id}`);
    expect(page.html).toContain('chào');
    expect(page.html).not.toContain('<script>alert');
    expect(page.html).not.toMatch(/<img[^>]*evil/);
    const after = await room.browser.submit(`/van-hanh/thu/${id}/tha`, { 'ly-do': 'đã gọi xác nhận' });
    expect(after.html).toContain('Đã thả thư');
    expect(await newestEvent(gateway, 'mail.released')).toMatchObject({
      mail: id,
      reason: 'đã gọi xác nhận',
      actor: room.actor,
    });
  });

  it('is set aside once: the second decision finds it decided', async () => {
    const { id } = await mailOf('hai người cùng xem');
    const other = await signInOperator(gateway);
    await room.browser.open(`/van-hanh/thu/${id}`);
    await other.browser.open(`/van-hanh/thu/${id}`);
    expect((await room.browser.submit(`/van-hanh/thu/${id}/bo`)).html).toContain('Đã bỏ qua thư.');
    expect((await other.browser.submit(`/van-hanh/thu/${id}/bo`)).html).toContain('Đã bỏ qua thư.');
    const { rows } = await gateway.ctx.database.query(
      `select from events where kind = 'mail.discarded' and payload->>'mail' = $1`,
      [id],
    );
    expect(rows).toHaveLength(1);
  });

  it('nobody knows is not found', async () => {
    for (const id of ['01890000-0000-7000-8000-000000000000', 'no-uuid'])
      expect((await room.browser.open(`/van-hanh/thu/${id}`)).status).toBe(404);
  });
});

describe('people of other roles', () => {
  it.each(['clerk', 'leader', 'administrator', 'auditor'] as const)(
    'a %s opens and does nothing here',
    async (role) => {
      const { email } = await addPerson(gateway.ctx, role, role === 'auditor' ? null : 'H30.03');
      const browser = BrowserSession.of(gateway);
      await browser.signIn(email, goodPassword);
      expect((await browser.open('/van-hanh')).status).toBe(403);
      await browser.open('/tai-khoan');
      const body = new URLSearchParams(browser.hiddenFields('/dang-xuat'));
      const answer = await browser.request('/van-hanh/kenh/email/dung', {
        method: 'POST',
        body,
        headers: { origin: gateway.url },
      });
      expect(answer.status).toBe(403);
      const { rows } = await gateway.ctx.database.query('select from channel_pauses');
      expect(rows).toEqual([]);
    },
  );
});
