/** The auditor's pages as they are asked for: what they say when all is well, when somebody changed the database, when nonsense is asked. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { addAnchor, removeAnchor } from '../../../gateway/identity/trust.js';
import { BrowserSession } from '../../support/browser-session.js';
import { addPerson, goodPassword } from '../../support/people.js';
import { newTestAuthority } from '../../support/test-authority.js';
import { type AuditRoom, headingOf, hostile, openAuditRoom, textOf } from './audit-room.js';

let room: AuditRoom;
beforeAll(async () => {
  room = await openAuditRoom();
});
afterAll(() => room.gateway.close());

const read = async (path: string) => {
  const { status, html } = await room.auditor.open(path);
  return { status, html, text: textOf(html), heading: headingOf(html) };
};
const query = async <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  (await room.gateway.ctx.database.query<Row>(sql, values)).rows;
const sizes = async () =>
  (await query<{ size: number }>('select size from checkpoints order by size')).map(({ size }) => size);

/** As digests are shown. */
const inGroups = (hex: string) => hex.replace(/.{8}(?=.)/g, '$& ');

/** What is changed by `sql` is as before afterwards. */
async function whileChanged(sql: string, undo: string, look: () => Promise<void>): Promise<void> {
  await query(sql);
  try {
    await look();
  } finally {
    await query(undo);
  }
}

describe('the first page', () => {
  it('opens with how large the log is, how old its checkpoint, and that all adds up', async () => {
    const { heading, text } = await read('/kiem-toan');
    expect(heading).toMatch(/^Nhật ký có \d+ mục, mốc mới nhất cách đây .+; mọi thứ khớp nhau\.$/);
    const [root] = await query<{ root: string }>(
      "select encode(root, 'hex') as root from checkpoints order by size desc limit 1",
    );
    expect(text.replaceAll(' ', '')).toContain(root?.root);
  });

  it('says so when somebody changed the database behind the gateway', async () => {
    const swap =
      'update log_nodes set hash = substr(hash, 17) || substr(hash, 1, 16) where level = (select max(level) from log_nodes)';
    await whileChanged(swap, swap, async () => {
      const { heading, text } = await read('/kiem-toan');
      expect(heading).toContain('1 điều không khớp');
      expect(text).toContain('Gốc cây của nhật ký khác với mốc đã ký.');
    });
  });

  it('says so when the checkpoint’s signature is not the log’s, and when events are gone', async () => {
    await whileChanged(
      `update checkpoints set note = replace(note, '— ', '— x') where size = (select max(size) from checkpoints)`,
      `update checkpoints set note = replace(note, '— x', '— ') where size = (select max(size) from checkpoints)`,
      async () => expect((await read('/kiem-toan')).text).toContain('không mang chữ ký của khóa nhật ký'),
    );
    const [last] = await query<{ max: number }>('select max(position) from events');
    await whileChanged(
      `update events set position = -1 where position = ${last?.max}`,
      `update events set position = ${last?.max} where position = -1`,
      async () => expect((await read('/kiem-toan')).text).toContain('ít hơn mốc đã ký'),
    );
  });

  it('lists documents of all agencies with links to their page and their proof', async () => {
    const { html, text } = await read('/kiem-toan?q=han+han');
    expect(text).toContain('Công điện về việc ứng phó hạn hán, xâm nhập mặn');
    expect(html).toContain(`href="/van-ban/${room.documents[0]}"`);
    expect(html).toContain(`href="/kiem-toan/van-ban/${room.documents[0]}"`);
    expect(html).not.toContain(`/van-ban/${room.documents[2]}`);
  });

  it('shows markup in a subject as text', async () => {
    const { html, text } = await read('/kiem-toan');
    expect(text).toContain(hostile);
    expect(html).not.toContain(hostile);
  });

  it.each(['tu=2016-05-20&den=2016-05-19', 'tu=2026-02-30', 'co-quan=H99.99', 'trang-thai=99', 'loai=zz', 'sau=x'])(
    'asked for %s says what is wrong instead of a list',
    async (asked) => {
      const { status, html, text } = await read(`/kiem-toan?${asked}`);
      expect([html.includes('role="alert"'), text.includes('hạn hán')]).toEqual([true, false]);
      expect([400, 404, 422]).toContain(status);
    },
  );

  it('has an empty list that teaches', async () => {
    expect((await read('/kiem-toan?so=9999')).text).toContain('Không có văn bản nào như vậy');
  });
});

describe('the proof of a document', () => {
  const page = (n: 0 | 1 | 2 = 0) => `/kiem-toan/van-ban/${room.documents[n]}`;

  it('shows every event in the log with its place, its way, and by whom it was', async () => {
    const { heading, text } = await read(page());
    expect(heading).toMatch(/^01\/STTTT-VP: cả \d+ sự kiện đều nằm trong nhật ký đã ký\.$/);
    expect(text).toMatch(/Ký số và gửi.*Báo trạng thái : Đã đến, H30\.05/);
    expect(text).toContain('Đường lên gốc');
  });

  it('says that an event is younger than the checkpoint', async () => {
    await room.operator.open('/van-hanh/giu-ho-so');
    await room.operator.submit('/van-hanh/giu-ho-so', {
      loai: 'document',
      'van-ban': room.documents[0],
      'ly-do': 'Thanh tra',
    });
    const { heading, text } = await read(page());
    expect(heading).toContain('1 sự kiện mới hơn mốc');
    expect(text).toMatch(/Giữ hồ sơ : Thanh tra Trần Thị Bé \d+/);
    await sequenceOnce(room.gateway.ctx);
    expect((await read(page())).heading).toContain('đều nằm trong nhật ký');
  });

  it('says so when the payload of an event was changed', async () => {
    const change = (from: string, to: string) =>
      `update events set payload = replace(payload::text, '${from}', '${to}')::jsonb where document = '${room.documents[2]}' and kind = 'document.submitted'`;
    await whileChanged(change('H30.09', 'H30.08'), change('H30.08', 'H30.09'), async () => {
      const { heading, text } = await read(page(2));
      expect(heading).toContain('1 sự kiện không khớp với nhật ký đã ký');
      expect(text).toContain('nội dung đã bị sửa');
    });
  });

  it('says so when the log holds something else than the checkpoint signed', async () => {
    const swap = `update log_nodes set hash = substr(hash, 17) || substr(hash, 1, 16) where level = 0`;
    await whileChanged(swap, swap, async () =>
      expect((await read(page())).text).toContain('không dẫn tới gốc của mốc'),
    );
  });

  it('lists who looked, at what and from where, this look included', async () => {
    const { text } = await read(page());
    expect(text).toMatch(/Lịch sử xem.*\(\+07\) Trần Thị Bé \d+ Kiểm tra trang bằng chứng 127\.0\.0\.1/);
  });

  it('shows many looks page by page', async () => {
    const [person] = await query<{ id: string }>('select id from users limit 1');
    await query(
      `insert into document_views (document, person, part, address, viewed_at)
       select $1, $2, 'file/' || n, '10.0.0.1', now() - interval '1 day' + n * interval '1 second' from generate_series(1, 120) n`,
      [room.documents[1], person?.id],
    );
    let { html } = await read(page(1));
    let pages = 1;
    const seen = new Set([...html.matchAll(/tệp (\d+)</g)].map(([, n]) => n));
    for (let next = /\?xem-truoc=\d+/.exec(html); next !== null; next = /\?xem-truoc=\d+/.exec(html)) {
      ({ html } = await read(`${page(1)}${next[0]}`));
      for (const [, n] of html.matchAll(/tệp (\d+)</g)) seen.add(n);
      pages += 1;
    }
    expect([pages, seen.size]).toEqual([3, 120]);
  });

  it('gives the report on the container’s signatures, and notes that look', async () => {
    const answer = await room.auditor.request(`${page()}/phieu-kiem-tra`);
    const report = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(report).toContain('TOTAL-PASSED');
    const looks = await query("select from document_views where document = $1 and part = 'report'", [
      room.documents[0],
    ]);
    expect(looks).toHaveLength(1);
  });

  it.each(['01890000-0000-7000-8000-000000000000', 'no-id', "'%20or%201=1", '%00'])(
    'of %s is not found',
    async (id) => {
      expect((await read(`/kiem-toan/van-ban/${id}`)).status).toBe(404);
      expect((await read(`/kiem-toan/van-ban/${id}/phieu-kiem-tra`)).status).toBe(404);
    },
  );
});

describe('the log', () => {
  it('opens with its newest checkpoint and shows key, roots and timestamps', async () => {
    const { heading, text } = await read('/kiem-toan/nhat-ky');
    expect(heading).toMatch(/^Mốc mới nhất ký \d+ mục, lúc /);
    const key = (await (await room.gateway.call('/api/v1/log/key', null)).json()) as { verifier: string; pem: string };
    const der = Buffer.from(key.pem.replace(/-----.*?-----|\s/g, ''), 'base64');
    expect(text).toContain(inGroups(createHash('sha256').update(der).digest('hex')));
    expect(text).toContain(key.verifier);
    expect(text).toContain('Công văn: dấu thời gian');
  });

  it('compares two checkpoints step by step, and any two hold', async () => {
    const all = await sizes();
    for (const [earlier, later] of [
      [all[0], all.at(-1)],
      [all[1], all[2]],
      [all[2], all[2]],
    ]) {
      const { heading, text } = await read(`/kiem-toan/nhat-ky?tu=${earlier}&den=${later}`);
      expect(heading).toBe(`Nhật ký ${later} mục giữ nguyên mọi mục của mốc ${earlier}.`);
      expect(text).toContain('Từng bước');
    }
  });

  it('says so when the tree does not lead from one to the other', async () => {
    const all = await sizes();
    const swap = `update log_nodes set hash = substr(hash, 17) || substr(hash, 1, 16) where level > 0 or index >= ${all[0]}`;
    await whileChanged(swap, swap, async () => {
      const { heading } = await read(`/kiem-toan/nhat-ky?tu=${all[0]}&den=${all.at(-1)}`);
      expect(heading).toBe(`Mốc ${all.at(-1)} không nối tiếp mốc ${all[0]}: nhật ký đã bị thay.`);
    });
  });

  it('says so when a timestamp is over another checkpoint', async () => {
    const [stamp] = await query<{ size: number }>('select size from checkpoint_stamps limit 1');
    const note = (from: string, to: string) =>
      `update checkpoints set note = replace(note, '${from}', '${to}') where size = ${stamp?.size}`;
    await whileChanged(note('— ', '— x'), note('— x', '— '), async () =>
      expect((await read('/kiem-toan/nhat-ky')).text).toContain('không phải của mốc này'),
    );
  });

  it.each([
    'tu=0&den=1',
    'tu=5&den=',
    'tu=abc&den=1',
    'tu=-1&den=2',
    'tu=1&den=99999999999',
    'tu=999999999999999999&den=1',
    'tu=1e3&den=2',
  ])('asked to compare %s says at the field what to choose', async (asked) => {
    const { status, html } = await read(`/kiem-toan/nhat-ky?${asked}`);
    expect([status, html.includes('class="field wrong"')]).toEqual([404, true]);
  });

  it('asked to compare a later one with an earlier one says which must be larger', async () => {
    const all = await sizes();
    const { status, text } = await read(`/kiem-toan/nhat-ky?tu=${all.at(-1)}&den=${all[0]}`);
    expect([status, text.includes('Mốc sau phải có ít nhất bằng')]).toEqual([400, true]);
  });

  it('shows checkpoints page by page, each once', async () => {
    for (let n = 0; n < 30; n += 1) {
      await query(
        'insert into events (kind, agencies, payload, salt, payload_sha256) select kind, agencies, payload, salt, payload_sha256 from events limit 1',
      );
      await sequenceOnce(room.gateway.ctx);
    }
    const all = await sizes();
    const seen: number[] = [];
    for (let path: string | undefined = '/kiem-toan/nhat-ky'; path !== undefined; ) {
      const { html } = await read(path);
      seen.push(...[...html.matchAll(/checkpoints\?after=(\d+)&amp;limit=1/g)].map(([, n]) => Number(n) + 1));
      path = /\/kiem-toan\/nhat-ky\?truoc=\d+/.exec(html)?.[0];
    }
    expect(seen).toEqual(all.reverse());
  });
});

describe('what is trusted', () => {
  it('shows anchors and who changed them, by name, and the anchors of another day', async () => {
    const { ctx } = room.gateway;
    const { id } = await addPerson(ctx, 'operator');
    const [person] = await query<{ name: string }>('select name from users where id = $1', [id]);
    const other = (await newTestAuthority('Nơi khác')).root.certificate;
    const decision = { actor: `user:${id}`, reason: 'Ban Cơ yếu <b>mới</b>', at: new Date() };
    const fingerprint = await addAnchor(ctx.database, other, decision);
    const now = await read('/kiem-toan/tin-cay');
    expect(now.heading).toBe('Cổng tin 2 chứng thư gốc, kho tin cậy phiên bản 2.');
    expect(now.text).toContain(inGroups(fingerprint));
    expect(now.text).toContain(`${person?.name}`);
    expect(now.text).toContain('Ban Cơ yếu <b>mới</b>');
    await removeAnchor(ctx.database, fingerprint, { ...decision, reason: 'Nhầm' });
    expect((await read('/kiem-toan/tin-cay')).heading).toBe('Cổng tin 1 chứng thư gốc, kho tin cậy phiên bản 3.');
    expect((await read('/kiem-toan/tin-cay?ngay=2001-01-01')).heading).toMatch(/^Cuối ngày 01\/01\/2001 cổng tin 0 /);
    expect((await read('/kiem-toan/tin-cay?ngay=9999-12-31')).heading).toContain('tin 1 chứng thư gốc');
    const wrong = await read('/kiem-toan/tin-cay?ngay=2026-13-01');
    expect([wrong.status, wrong.text.includes('Hãy chọn một ngày có thật.')]).toEqual([400, true]);
  });

  it('shows the certificates in use, those of agencies with their names', async () => {
    const { text } = await read('/kiem-toan/tin-cay');
    expect(text).toMatch(/Sở Thông tin và Truyền thông dấu cơ quan/);
    expect(text).toContain('full (mặc định)');
  });
});

describe('retention and holds', () => {
  it('are shown to the auditor, who cannot change them; the operator’s forms say what is wrong', async () => {
    await room.operator.open('/van-hanh/giu-ho-so');
    const wrong = await room.operator.submit('/van-hanh/giu-ho-so', {
      loai: 'agency',
      'co-quan': 'H30.05',
      tu: '2026-02-01',
      den: '2026-01-01',
      'ly-do': 'x',
    });
    expect([wrong.status, textOf(wrong.html).includes('không trước ngày đầu')]).toEqual([400, true]);
    expect(wrong.html).toContain('value="H30.05"');
    const placed = await room.operator.submit('/van-hanh/giu-ho-so', {
      loai: 'agency',
      'co-quan': 'Sở Tài chính',
      tu: '2026-01-01',
      den: '2026-12-31',
      'ly-do': `Kiện ${hostile}`,
    });
    expect(placed.path).toBe('/van-hanh/giu-ho-so?xong=giu');
    const { heading, text, html } = await read('/kiem-toan/luu-tru');
    expect(heading).toMatch(/^\d lệnh giữ đang có hiệu lực/);
    expect(text).toContain('Sở Tài chính, từ 01/01/2026 đến 31/12/2026');
    expect(text).toContain(`Kiện ${hostile}`);
    expect(html).not.toContain('action="/van-hanh');
    const again = await room.operator.submit('/van-hanh/giu-ho-so', {
      loai: 'agency',
      'co-quan': 'H30.05',
      tu: '2026-01-01',
      den: '2026-12-31',
      'ly-do': 'x',
    });
    expect([again.status, textOf(again.html).includes('đang được giữ rồi')]).toEqual([409, true]);
  });

  it('are lifted in place, by a form that names the thing', async () => {
    const { html } = await room.operator.open('/van-hanh/giu-ho-so');
    const [action = ''] = /\/van-hanh\/giu-ho-so\/[0-9a-f-]+\/thoi/.exec(html) ?? [];
    expect(textOf(html)).toMatch(/Thôi giữ Sở Tài chính, từ 01\/01\/2026 đến 31\/12\/2026\?/);
    const lifted = await room.operator.submit(action, { 'ly-do': 'Hòa giải xong' });
    expect(lifted.path).toBe('/van-hanh/giu-ho-so?xong=thoi');
    expect(textOf(lifted.html)).toContain('Hòa giải xong');
  });
});

describe('other roles', () => {
  it.each(['clerk', 'leader', 'administrator', 'operator'] as const)(
    'a %s is told that these pages are not theirs',
    async (role) => {
      const browser = BrowserSession.of(room.gateway);
      const { email } = await addPerson(room.gateway.ctx, role, role === 'operator' ? null : 'H30.03');
      await browser.signIn(email, goodPassword);
      for (const path of [
        '/kiem-toan',
        `/kiem-toan/van-ban/${room.documents[0]}`,
        '/kiem-toan/nhat-ky',
        '/kiem-toan/xuat',
        '/kiem-toan/tin-cay',
        '/kiem-toan/luu-tru',
      ]) {
        const { status, html } = await browser.open(path);
        expect([path, status, textOf(html).includes('Vai của anh/chị không dùng trang này')]).toEqual([
          path,
          403,
          true,
        ]);
      }
      const holds = await browser.open('/van-hanh/giu-ho-so');
      expect(holds.status).toBe(role === 'operator' ? 200 : 403);
    },
  );
});
