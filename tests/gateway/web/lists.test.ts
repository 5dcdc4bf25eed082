/** Home and lists as they are without a screen or script: what they count, what they hold, what their forms do. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failExpired } from '../../../gateway/deliveries/deliveries.store.js';
import { retryForRecipient } from '../../../gateway/deliveries/operate-deliveries.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { requeueSent } from '../../../gateway/mailbox/reports/mailed-deliveries.store.js';
import { BrowserSession, type SeenPage } from '../../support/browser-session.js';
import { clerksMorning, dayFromToday, type Morning, ownAgency, receive, send } from '../../support/clerks-morning.js';
import { metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

let gateway: HttpFixture;
let morning: Morning;
let clerk: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
  morning = await clerksMorning(gateway);
  clerk = await signedIn('clerk');
});
afterAll(() => gateway.close());

async function signedIn(role: 'clerk' | 'leader' | 'administrator', agency = ownAgency): Promise<BrowserSession> {
  const { email } = await addPerson(gateway.ctx, role, agency);
  const session = BrowserSession.of(gateway);
  await session.signIn(email, goodPassword);
  return session;
}

const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
const headingOf = ({ html }: SeenPage) => /<h1>(.*?)<\/h1>/.exec(html)?.[1];
const rowsOf = ({ html }: SeenPage) => [...html.matchAll(/data-row="([^"]*)"/g)].map(([, id]) => id);
const rowOf = ({ html }: SeenPage, id: string) => new RegExp(`<li[^>]*data-row="${id}".*?</li>`, 's').exec(html)?.[0];
/** Name → count, as the tabs show them. */
const tabsOf = ({ html }: SeenPage) =>
  Object.fromEntries(
    [
      ...(/<nav class="tabs".*?<\/nav>/s.exec(html)?.[0] ?? '').matchAll(
        /<a href[^>]*>([^<]*?) ?(?:<span class="count">([^<]*)<\/span>)?<\/a>/g,
      ),
    ].map(([, name = '', count]) => [name, count]),
  );
/** Name → [count, detail, address]. */
const contentsOf = ({ html }: SeenPage) =>
  Object.fromEntries(
    [
      ...html.matchAll(
        /<a href="([^"]*)"><span class="figure">([^<]*)<\/span>.*?contents-name">([^<]*)<.*?contents-detail">([^<]*)</gs,
      ),
    ].map(([, address, count, name = '', detail]) => [name, [count, detail, unescaped(address ?? '')]]),
  );

const parts = { refused: '/van-ban-di?loc=bi-tu-choi', undelivered: '/van-ban-di?loc=chua-gui-duoc' } as const;
const farFuture = '2999-01-01 00:00:00+00';

describe('home', () => {
  it('counts what is left to do today, and names one true thing of each', async () => {
    const home = await clerk.open('/');
    expect(headingOf(home)).toBe('Còn 7 việc phải làm trong hôm nay');
    expect(contentsOf(home)).toEqual({
      'Chờ tiếp nhận trong hôm nay': [
        '3',
        `1 hỏa tốc, 1 khẩn; hạn gần nhất ${dayFromToday(0).split('-').reverse().join('/')}`,
        '/van-ban-den?loc=cho-tiep-nhan',
      ],
      'Quá hạn xử lý': ['1', 'Lâu nhất quá 2 ngày: 01/BC-SXD', '/van-ban-den?loc=qua-han'],
      'Chờ trả lời yêu cầu của nơi gửi': ['1', 'Sở Công Thương xin lấy lại 01/SCT-NVY', '/van-ban-den?loc=cho-tra-loi'],
      'Bị từ chối': ['1', 'Sở Tài chính trả lại', '/van-ban-di?loc=bi-tu-choi'],
      'Chưa gửi được': [
        '1',
        expect.stringMatching(/^Sở Xây dựng: hộp thư đầy, gửi lại lúc \d\d:\d\d$/),
        '/van-ban-di?loc=chua-gui-duoc',
      ],
      'Chờ dấu thời gian': ['2', 'Văn bản đã gửi; hệ thống tự bổ sung bằng chứng', '/van-ban-di?loc=cho-dau-thoi-gian'],
    });
  });

  it('has each count equal to the list behind it', async () => {
    for (const [name, [count, , address]] of Object.entries(contentsOf(await clerk.open('/'))))
      expect(rowsOf(await clerk.open(String(address))).length, name).toBe(Number(count));
  });

  it('stands in the order of arrival, or by deadline, as its address says', async () => {
    const byArrival = await clerk.open('/');
    expect(byArrival.html).toContain('<a href="/?xep=han">Gần hạn trước</a>');
    const byDeadline = await clerk.open('/?xep=han');
    expect(byDeadline.html).toContain('<a href="/">Khẩn trước, mới trước</a>');
    const { rows } = await gateway.ctx.database.query<{ document: string }>(
      `select document from recipients where agency = $1 and inbox_at is not null and due_date is not null
         and todo is not null order by due_date, inbox_at`,
      [ownAgency],
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rowsOf(byDeadline)).toEqual(rows.map(({ document }) => document));
    expect(rowsOf(byArrival)).not.toEqual(rowsOf(byDeadline));
    expect(rowsOf(await clerk.open('/?xep=khac'))).toEqual(rowsOf(byArrival));
  });

  it('shows the same figure beside its name on every page', async () => {
    for (const address of ['/', '/van-ban-di', '/tai-khoan'])
      expect((await clerk.open(address)).html).toMatch(/Cần xử lý<span class="count">7<\/span>/);
  });

  it('says in English what it says in Vietnamese', async () => {
    const reader = await signedIn('clerk');
    await reader.open('/tuy-chon?ngon-ngu=en');
    expect(headingOf(await reader.open('/'))).toBe('7 things left to do today');
  });

  it('says so when nothing is left, and keeps the lines', async () => {
    const idle = await signedIn('clerk', 'H30.10');
    const home = await idle.open('/');
    expect(headingOf(home)).toBe('Hôm nay không còn việc nào phải làm');
    const lines = Object.values(contentsOf(home));
    expect(lines.length).toBe(6);
    for (const line of lines) expect(line.slice(0, 2)).toEqual(['0', 'không có']);
  });

  it('of a leader has what is urgent and what is assigned first', async () => {
    const leader = await signedIn('leader');
    const { html } = await leader.open('/');
    const parts = html.split('<section class="section">').slice(2);
    expect(parts.map((part) => /<h2>(.*?)<\/h2>/.exec(part)?.[1])).toEqual(['Khẩn', 'Đã phân công', 'Văn bản đến']);
    expect([...(parts[0] ?? '').matchAll(/data-row="([^"]*)"/g)].map(([, id]) => id)).toEqual([
      morning.express,
      morning.urgent,
    ]);
    expect(parts[1]).toContain(morning.assigned);
    expect(parts[1]).toContain('Đã phân công: Phòng Tổ chức');
  });
});

describe('the inbox', () => {
  it('has what is urgent and waits first in its day, then the newest', async () => {
    expect(rowsOf(await clerk.open('/van-ban-den'))).toEqual([
      morning.express,
      morning.urgent,
      morning.recalled,
      morning.plain,
      morning.accepted,
      morning.assigned,
      morning.overdue,
    ]);
  });

  it('says of each document its deadline and where it stands', async () => {
    const page = await clerk.open('/van-ban-den');
    expect(rowOf(page, morning.express)).toMatch(/hôm nay.*Đã đến/s);
    expect(rowOf(page, morning.urgent)).toContain('còn 1 ngày');
    expect(rowOf(page, morning.recalled)).toMatch(/Không có hạn.*Nơi gửi xin thu hồi/s);
    expect(rowOf(page, morning.accepted)).toMatch(/Đã tiếp nhận, số đến 0[1-9]/);
    expect(rowOf(page, morning.overdue)).toMatch(/row-due late.*quá 2 ngày.*Đang xử lý/s);
  });

  it('divides older documents from today’s', async () => {
    const old = await receive(gateway, { from: 'H30.07', subject: 'Tờ trình hôm trước' });
    await gateway.ctx.database.query(
      `update recipients set inbox_at = inbox_at - interval '1 day' where document = $1`,
      [old],
    );
    const { html } = await clerk.open('/van-ban-den');
    const headings = [...html.matchAll(/<h3>(Hôm[^<]*)<\/h3>/g)].map(([, text]) => text);
    expect(headings).toEqual([expect.stringMatching(/^Hôm nay, /), expect.stringMatching(/^Hôm qua, /)]);
    await declareStatus(gateway.ctx, gateway.clerk(ownAgency), old, { code: '03' });
  });

  it('has parts whose counts are true', async () => {
    const page = await clerk.open('/van-ban-den');
    expect(tabsOf(page)).toEqual({ 'Tất cả': '8', 'Cần làm': '5', 'Chưa đọc': '4', Khẩn: '2', 'Có hạn': '5' });
    for (const [view, count] of [
      ['can-lam', 5],
      ['chua-doc', 4],
      ['khan', 2],
      ['co-han', 5],
      ['da-phan-cong', 1],
    ] as const)
      expect(rowsOf(await clerk.open(`/van-ban-den?loc=${view}`)).length, view).toBe(count);
  });

  it.each([
    ['q=xam+nhap+man', ['express']],
    ['q=xâm+nhập+mặn', ['express']],
    ['q=stc-qlns', ['accepted']],
    ['trang-thai=05', ['overdue']],
    ['do-khan=urgent', ['urgent']],
    ['han=qua-han', ['overdue']],
    ['han=hom-nay', ['express']],
    ['loai=TB', ['assigned']],
    ['co-quan=giao+thong', ['assigned']],
    ['loc=can-lam&do-khan=express', ['express']],
    ['den=2015-12-31', []],
  ] as const)('narrowed to %s holds what matches', async (query, found) => {
    const page = await clerk.open(`/van-ban-den?${query}`);
    expect(rowsOf(page)).toEqual(found.map((name) => morning[name]));
  });

  it.each([
    'loc=het',
    'loai=KHÔNG',
    'trang-thai=99',
    'do-khan=x',
    'han=mai',
    'tu=hom-qua',
    'sau=xyz',
    'sau=MjAxNi0wNS0xOSwwLHgseA',
  ])('refuses %s instead of showing everything', async (query) => {
    const page = await clerk.open(`/van-ban-den?${query}`);
    expect(page.status).toBe(400);
    expect(rowsOf(page)).toEqual([]);
  });

  it('teaches when nothing matches, and leads back', async () => {
    const { html } = await clerk.open('/van-ban-den?q=khong+co+tu+nay');
    expect(html).toContain('Không có văn bản nào hợp điều kiện');
    expect(html).toContain('<a href="/van-ban-den">Xem tất cả</a>');
  });

  it('goes on page after page without losing or repeating a row', async () => {
    const many = await signedIn('clerk', 'H30.11');
    await gateway.ctx.database.query(
      `insert into documents select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'idempotency_key', null))).*
       from documents d, generate_series(1, 120) where d.id = $1`,
      [morning.plain],
    );
    await gateway.ctx.database.query(
      `insert into recipients (document, agency, status, from_agency, urgency, inbox_at)
       select d.id, 'H30.11', case when n % 3 = 0 then '03' else '01' end, d.from_agency, n % 2, now() - n / 10 * interval '6 hours'
       from (select id, from_agency, row_number() over ()::int as n from documents d
         where not exists (select from recipients r where r.document = d.id)) d`,
    );
    const seen: (string | undefined)[] = [];
    let address: string | undefined = '/van-ban-den';
    for (let pages = 0; address !== undefined && pages < 5; pages += 1) {
      const page: SeenPage = await many.open(address);
      seen.push(...rowsOf(page));
      address = /<a href="([^"]*)" rel="next">/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen.length).toBe(120);
    expect(new Set(seen).size).toBe(120);
  });
});

describe('what nobody has read yet', () => {
  it('is what nobody of the agency has opened; opening its container is reading it', async () => {
    const before = await clerk.open('/van-ban-den?loc=chua-doc');
    expect(rowsOf(before)).toContain(morning.plain);
    const colleague = await signedIn('administrator');
    expect((await colleague.request(`/api/v1/documents/${morning.plain}/container`)).status).toBe(200);
    const after = await clerk.open('/van-ban-den?loc=chua-doc');
    expect(rowsOf(after)).toEqual(rowsOf(before).filter((id) => id !== morning.plain));
  });

  it('stays unread when its sender opens it', async () => {
    const sender = await signedIn('clerk', 'H30.01');
    expect((await sender.request(`/api/v1/documents/${morning.express}`)).status).toBe(200);
    expect(rowsOf(await clerk.open('/van-ban-den?loc=chua-doc'))).toContain(morning.express);
  });
});

describe('the outbox', () => {
  it('says who refused and why, and what could not be delivered', async () => {
    const page = await clerk.open('/van-ban-di');
    expect(rowsOf(page)).toEqual([morning.failed, morning.refused]);
    expect(rowOf(page, morning.refused)).toContain('Sở Tài chính: Thiếu phụ lục 2');
    expect(rowOf(page, morning.failed)).toMatch(/Chưa gửi được đến Sở Xây dựng.*hộp thư đầy, gửi lại lúc/s);
  });

  it('lets a refusal be called dealt with: it leaves the things to do and stays in the list', async () => {
    const id = await send(gateway, ['H30.06'], 'V/v cử người tập huấn');
    await declareStatus(gateway.ctx, gateway.clerk('H30.06'), id, { code: '02', reason: 'Không thuộc thẩm quyền' });
    await clerk.open('/van-ban-di?loc=bi-tu-choi');
    const after = await clerk.submit('/van-ban-di/da-xu-ly', { chon: id });
    expect(after.path).toContain('/van-ban-di?loc=bi-tu-choi');
    expect(after.html).toContain('Đã bỏ 1 văn bản khỏi phần này.');
    expect(rowsOf(after)).not.toContain(id);
    expect(rowsOf(await clerk.open('/van-ban-di'))).toContain(id);
  });

  it('does not let an agency note what another one sent', async () => {
    const stranger = await signedIn('clerk', 'H30.09');
    const other = await send(gateway, ['H30.06'], 'V/v báo cáo quý');
    await declareStatus(gateway.ctx, gateway.clerk('H30.06'), other, { code: '02', reason: 'Sai nơi nhận' });
    const own = await gateway.ctx.database.query('select 1 from recipients where noted_at is not null');
    const page = await stranger.open('/');
    const token = /name="form-token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const body = new URLSearchParams({ 'form-token': token, chon: other, ve: '/van-ban-di', 'den-luc': farFuture });
    const answer = await stranger.open('/van-ban-di/da-xu-ly', {
      method: 'POST',
      body,
      headers: { origin: gateway.url },
    });
    expect(answer.html).toContain('Đã bỏ 0 văn bản');
    expect((await gateway.ctx.database.query('select 1 from recipients where noted_at is not null')).rowCount).toBe(
      own.rowCount,
    );
  });
});

describe('several documents at once', () => {
  it('are accepted one by one, and the answer says of each what happened', async () => {
    const ids = [
      await receive(gateway, { from: 'H30.03', subject: 'V/v thứ nhất' }),
      await receive(gateway, { from: 'H30.03', subject: 'V/v thứ hai' }),
    ];
    const refused = await receive(gateway, { from: 'H30.03', subject: 'V/v đã từ chối' });
    await clerk.open('/van-ban-den');
    await declareStatus(gateway.ctx, gateway.clerk(ownAgency), refused, { code: '02', reason: 'Gửi nhầm' });
    const body = new URLSearchParams(clerk.hiddenFields('/van-ban-den/tiep-nhan'));
    for (const id of [...ids, refused]) body.append('chon', id);
    const result = await clerk.open('/van-ban-den/tiep-nhan', {
      method: 'POST',
      body,
      headers: { origin: gateway.url },
    });
    expect(result.status).toBe(200);
    expect(headingOf(result)).toBe('Đã tiếp nhận 2 văn bản, 1 văn bản chưa được.');
    const numbers = [...result.html.matchAll(/số đến (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers.length).toBe(2);
    const { rows } = await gateway.ctx.database.query<{ document: string; n: number }>(
      `select document, number::int as n from register_entries where book = 'in' and document = any ($1) order by ordinal`,
      [[...ids, refused]],
    );
    expect(rows.map(({ document }) => document)).toEqual(ids);
    expect((rows[1]?.n ?? 0) - (rows[0]?.n ?? 0)).toBe(1);
    expect(result.html).toContain('Chưa tiếp nhận: ');
    expect(result.html).toContain('<a href="/van-ban-den">Về danh sách</a>');
  });

  it('none chosen is said, and nothing happens', async () => {
    await clerk.open('/van-ban-den');
    const page = await clerk.submit('/van-ban-den/tiep-nhan');
    expect(page.html).toContain('Chưa chọn văn bản nào');
  });

  it.each(['không-phải-mã', ''])('“%s” instead of an id is refused', async (chon) => {
    await clerk.open('/van-ban-den');
    expect((await clerk.submit('/van-ban-den/tiep-nhan', { chon })).status).toBe(400);
  });

  it('of others are not accepted, nor shown', async () => {
    const stranger = await signedIn('clerk', 'H30.09');
    await receive(gateway, { from: 'H30.03', subject: 'V/v không phải của H30.09' });
    const page = await stranger.open('/');
    const token = /name="form-token" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const body = new URLSearchParams({ 'form-token': token, chon: morning.express, ve: '/van-ban-den' });
    const result = await stranger.open('/van-ban-den/tiep-nhan', {
      method: 'POST',
      body,
      headers: { origin: gateway.url },
    });
    expect(result.html).not.toContain('hạn hán');
    expect(rowOf(await clerk.open('/van-ban-den'), morning.express)).toContain('Đã đến');
  });

  it('cannot be chosen by who may not accept', async () => {
    const administrator = await signedIn('administrator');
    expect((await administrator.open('/van-ban-den')).html).not.toContain('name="chon"');
  });
});

describe('a filter with a name', () => {
  it('is found beside the tabs, by its owner only, until it is deleted', async () => {
    await clerk.open('/van-ban-den?do-khan=urgent&han=tuan');
    const saved = await clerk.submit('/bo-loc', { ten: 'Khẩn <b>tuần này</b>' });
    expect(saved.html).toContain('Đã lưu bộ lọc');
    expect(Object.keys(tabsOf(await clerk.open('/van-ban-den')))).toContain('Khẩn &lt;b>tuần này&lt;/b>');
    const page = await clerk.open('/van-ban-den?do-khan=urgent&han=tuan');
    expect(page.html).toMatch(/aria-current="page"[^>]*>Khẩn &lt;b/);
    const colleague = await signedIn('clerk');
    expect((await colleague.open('/van-ban-den')).html).not.toContain('tuần này');
    const id = /\/bo-loc\/([0-9a-f-]{36})\/xoa/.exec(page.html)?.[1];
    await colleague.open('/');
    const token = /name="form-token" value="([^"]*)"/.exec((await colleague.open('/')).html)?.[1] ?? '';
    const body = new URLSearchParams({ 'form-token': token, hop: 'in' });
    await colleague.open(`/bo-loc/${id}/xoa`, { method: 'POST', body, headers: { origin: gateway.url } });
    expect((await clerk.open('/van-ban-den?do-khan=urgent&han=tuan')).html).toContain('tuần này');
    const gone = await clerk.submit(`/bo-loc/${id}/xoa`);
    expect(gone.html).toContain('Đã xóa bộ lọc.');
    expect(gone.html).not.toContain('tuần này');
  });

  it('takes the place of one of the same name; a thirteenth is refused with a sentence', async () => {
    const person = await signedIn('clerk');
    const save = async (ten: string) => {
      await person.open('/van-ban-den?loc=khan');
      return person.submit('/bo-loc', { ten });
    };
    for (let n = 1; n <= 12; n += 1) expect((await save(`Bộ lọc ${n}`)).html).toContain('Đã lưu');
    expect((await save('BỘ LỌC 3')).html).toContain('Đã lưu');
    expect((await save('Bộ lọc 13')).html).toContain('nhiều nhất 12 bộ lọc');
    expect((await save('   ')).html).toContain('Chưa lưu');
  });
});

describe('the search', () => {
  it('finds received and sent documents, without diacritics and by number', async () => {
    const { html } = await clerk.open('/tim?q=bien+che');
    expect(html).toContain('Văn bản có “bien che”');
    expect(rowsOf({ html } as SeenPage)).toEqual([morning.refused]);
    expect(rowsOf(await clerk.open('/tim?q=01/cđ-ubnd'))).toEqual([morning.express]);
  });

  it('shows options while one types, from two letters on', async () => {
    const answer = await clerk.open('/tim/goi-y?q=ha');
    expect(answer.html.startsWith('<div role="listbox"')).toBe(true);
    expect(answer.html).toContain(`data-href="/van-ban/${morning.express}"`);
    expect((await clerk.open('/tim/goi-y?q=h')).status).toBe(204);
  });

  it('shows nobody what their agency neither sent nor received', async () => {
    const stranger = await signedIn('clerk', 'H30.12');
    expect((await stranger.open('/tim/goi-y?q=han+han')).html).not.toContain(morning.express);
    expect(rowsOf(await stranger.open('/tim?q=han+han'))).toEqual([]);
  });
});

describe('the day’s end', () => {
  it('lists what came today and is not accepted, in a sentence of its own', async () => {
    const page = await clerk.open('/van-ban-den?loc=cuoi-ngay');
    const count = rowsOf(page).length;
    expect(headingOf(page)).toBe(`Hôm nay còn ${count} văn bản đến chưa tiếp nhận.`);
    expect(rowsOf(page)).toContain(morning.express);
    expect(rowsOf(page)).not.toContain(morning.recalled);
    expect(headingOf(await (await signedIn('clerk', 'H30.13')).open('/van-ban-den?loc=cuoi-ngay'))).toBe(
      'Mọi văn bản đến hôm nay đã được tiếp nhận hoặc trả lời.',
    );
  });
});

describe('trouble called dealt with', () => {
  const refuse = (id: string, agency: string) =>
    declareStatus(gateway.ctx, gateway.clerk(agency), id, { code: '02', reason: 'Sai thẩm quyền' });
  /** An attempt in vain, as a worker writes it. */
  const putOff = async (id: string, agency: string) => {
    for (const change of [`state = 'sending'`, `state = 'queued', deferrals = deferrals + 1`])
      await gateway.ctx.database.query(
        `update deliveries set ${change}, next_at = now() + interval '20 minutes' where document = $1 and recipient = $2`,
        [id, agency],
      );
  };
  const expire = async (id: string) => {
    await gateway.ctx.database.query(`update deliveries set expires_at = now() where document = $1`, [id]);
    await gateway.ctx.database.transaction((tx) => failExpired(tx, ['local'], 10));
  };
  const onItsWay = async (to: readonly string[], subject: string) =>
    (await submitDocument(gateway.ctx, gateway.clerk(ownAgency), metadataOf({ to, notation: 'SNV-VP', subject }))).id;
  /** It is in the recipient's inbox here, and could not be pushed to the recipient's own system. */
  const pushInVain = async (subject: string) => {
    const id = await send(gateway, ['H30.06'], subject);
    await putOff(id, 'H30.06');
    return id;
  };
  const callDealtWith = (id: string, fields: Readonly<Record<string, string>> = {}) =>
    clerk.submit('/van-ban-di/da-xu-ly', { chon: id, ...fields });
  const listed = async (part: keyof typeof parts) => {
    const page = await clerk.open(parts[part]);
    const name = part === 'refused' ? 'Bị từ chối' : 'Chưa gửi được';
    expect(tabsOf(page)[name]).toBe(String(rowsOf(page).length));
    return rowsOf(page);
  };

  it('is there again when the recipient it could not be brought to refuses it', async () => {
    const id = await pushInVain('V/v góp ý dự thảo');
    await clerk.open(parts.undelivered);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
    await refuse(id, 'H30.06');
    expect(await listed('refused')).toContain(id);
    await clerk.open(parts.refused);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
  });

  it('is no more than what the page showed: what arose since stays', async () => {
    const id = await send(gateway, ['H30.06', 'H30.07'], 'V/v lấy ý kiến lần hai');
    await refuse(id, 'H30.06');
    await clerk.open(parts.refused);
    await refuse(id, 'H30.07');
    const after = await callDealtWith(id);
    expect(after.html).toContain('Đã bỏ 0 văn bản khỏi phần này.');
    expect(rowsOf(after)).toContain(id);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
  });

  it('is also what is put off once more, and not what fails for good', async () => {
    const id = await onItsWay(['H30.09'], 'V/v gửi chậm');
    expect(await listed('undelivered')).not.toContain(id);
    await putOff(id, 'H30.09');
    expect(await listed('undelivered')).toContain(id);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
    await putOff(id, 'H30.09');
    expect(await listed('undelivered')).not.toContain(id);
    await expire(id);
    expect(await listed('undelivered')).toContain(id);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
  });

  it('is not what goes wrong anew after it was sent again', async () => {
    const id = await onItsWay(['H30.09'], 'V/v gửi lại');
    await expire(id);
    await clerk.open(parts.undelivered);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
    await retryForRecipient(gateway.ctx, gateway.clerk(ownAgency), id, 'H30.09');
    expect(await listed('undelivered')).not.toContain(id);
    await putOff(id, 'H30.09');
    expect(await listed('undelivered')).toContain(id);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
  });

  it('is not what comes back after it was sent', async () => {
    const id = await onItsWay(['H30.09'], 'V/v thư bị trả lại');
    await putOff(id, 'H30.09');
    await clerk.open(parts.undelivered);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
    const { rows } = await gateway.ctx.database.query<{ id: string }>(
      `update deliveries set state = 'sent' where document = $1 returning id`,
      [id],
    );
    const bounce = { nextAt: new Date(), reasonCode: 'mailbox_full', reason: '452 4.2.2' };
    await gateway.ctx.database.transaction((tx) => requeueSent(tx, rows[0]?.id ?? '', bounce));
    expect(await listed('undelivered')).toContain(id);
    expect(rowsOf(await callDealtWith(id))).not.toContain(id);
  });

  it('of one recipient leaves the other one’s to be named, at home and in the list', async () => {
    const id = await onItsWay(['H30.05', 'H30.07'], 'V/v hai nơi chưa nhận');
    await putOff(id, 'H30.05');
    await clerk.open(parts.undelivered);
    await callDealtWith(id);
    await putOff(id, 'H30.07');
    const { rows } = await gateway.ctx.database.query<{ name: string }>(
      `select name from agencies where code = 'H30.07'`,
    );
    const name = rows[0]?.name ?? '';
    expect(contentsOf(await clerk.open('/'))['Chưa gửi được']?.[1]).toMatch(new RegExp(`^${name}, gửi lại lúc`));
    expect(rowOf(await clerk.open(parts.undelivered), id)).toContain(`Chưa gửi được đến ${name}`);
    await callDealtWith(id);
  });

  it('is never what is still to come, whatever moment the form names', async () => {
    const id = await pushInVain('V/v mốc thời gian ở tương lai');
    await clerk.open(parts.undelivered);
    expect(rowsOf(await callDealtWith(id, { 'den-luc': farFuture }))).not.toContain(id);
    await refuse(id, 'H30.06');
    expect(await listed('refused')).toContain(id);
  });

  it.each(['', 'hôm nay', '2026-01-01', '2026-13-01 00:00:00+00', '0001-01-01 00:00:00+00', 'infinity'])(
    'is refused by a form whose moment is “%s”',
    async (moment) => {
      const id = await send(gateway, ['H30.06'], 'V/v mốc thời gian sai');
      await refuse(id, 'H30.06');
      await clerk.open(parts.refused);
      expect((await callDealtWith(id, { 'den-luc': moment })).status).toBe(400);
      expect(await listed('refused')).toContain(id);
    },
  );

  it('is asked for by a form that stays the same while nothing happens: an open page has nothing to renew', async () => {
    const forms = [];
    for (let n = 0; n < 2; n += 1) {
      await clerk.open(parts.refused);
      forms.push(clerk.hiddenFields('/van-ban-di/da-xu-ly'));
    }
    expect(forms[1]).toEqual(forms[0]);
    expect(forms[0]).toHaveProperty('den-luc');
  });
});
