/** The report's page as anybody without script reads it: what can be mended is said at its field, what is not known has no column. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sameDayRule } from '../../../gateway/registers/pace.js';
import { enterPaper } from '../../../gateway/registers/reserve-numbers.js';
import { BrowserSession } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

const own = 'H30.05';
let gateway: HttpFixture;
let clerk: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
  gateway.setNow(new Date('2016-05-19T09:42:00+07:00'));
  const details = {
    ...{ date: '2016-05-12', arrivedOn: '2016-05-12', subject: 'Bản đồ hiện trạng' },
    ...{ paperReason: 'large' as const, toStateAgency: true },
  };
  for (const book of ['out', 'in'] as const) await enterPaper(gateway.ctx, gateway.clerk(own), { book, details });
  clerk = BrowserSession.of(gateway);
  await clerk.signIn((await addPerson(gateway.ctx, 'clerk', own)).email, goodPassword);
});
afterAll(() => gateway.close());

/** The control of a field, as its tag and what is chosen in it. */
function fieldIn(html: string, name: string): { tag: string; chosen: string | undefined; error: string | undefined } {
  const [, tag = '', options = ''] = new RegExp(`(<select id="${name}"[^>]*>)(.*?)</select>`, 's').exec(html) ?? [];
  const [, error] = new RegExp(`<p class="error" id="${name}-error">.*?</svg>(.*?)</p>`, 's').exec(html) ?? [];
  const [chosen = ''] = options.match(/<option[^>]* selected[^>]*>/) ?? [];
  return { tag, chosen: /value="([^"]*)"/.exec(chosen)?.[1], error };
}

describe('a period that cannot be', () => {
  it.each([
    ['ends before it begins', 'tu=2016-05&den=2016-03'],
    ['is longer than five years', 'tu=2011-04&den=2016-04'],
    ['ends before it begins, of documents that come in', `tu=2016-05&den=2016-03&chieu=den&co-quan=${own}`],
  ])('is said at the field where it %s, with what was chosen', async (_, query) => {
    const { status, html } = await clerk.open(`/bao-cao?${query}`);
    expect(status).toBe(400);
    const [from, to, direction, whose] = ['tu', 'den', 'chieu', 'co-quan'].map((name) => fieldIn(html, name));
    expect(from?.error).toBe('Chọn tháng đầu không sau tháng cuối; một kỳ dài nhất 60 tháng.');
    expect(from?.tag).toContain('aria-invalid="true"');
    expect(from?.tag).toContain('aria-describedby="tu-error"');
    expect(to).toMatchObject({ error: undefined, tag: expect.not.stringContaining('aria-invalid') });
    const asked = new URLSearchParams(query);
    expect([from?.chosen, to?.chosen]).toEqual([asked.get('tu'), asked.get('den')]);
    expect([direction?.chosen, whose?.chosen ?? '']).toEqual([asked.get('chieu') ?? 'di', asked.get('co-quan') ?? '']);
    expect(html).not.toContain('/bao-cao/tai-ve');
  });

  it('is said at the field of the month that is none, whatever stands there', async () => {
    const { status, html } = await clerk.open(`/bao-cao?den=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(status).toBe(400);
    expect(fieldIn(html, 'den').error).toBe('Chọn một tháng trong danh sách.');
    expect(fieldIn(html, 'tu').error).toBeUndefined();
    expect(html).not.toContain('alert(1)</script>');
  });

  it('does not hide that a report is not for its reader', async () => {
    expect((await clerk.open('/bao-cao?tu=2016-05&den=2016-03&co-quan=H30.07')).status).toBe(403);
  });
});

describe('the table of agencies', () => {
  it('tells why documents went on paper, and of those that come in it has no column for it', async () => {
    const outgoing = await clerk.open('/bao-cao?tu=2016-05&den=2016-05');
    expect(outgoing.html).toContain('Lý do chính');
    expect(outgoing.html).toContain('Bản vẽ, bản đồ khổ lớn: 1 văn bản');
    const incoming = await clerk.open('/bao-cao?tu=2016-05&den=2016-05&chieu=den');
    expect(incoming.html).toContain('<th scope="row" class="agency"><a');
    for (const text of ['Lý do chính', 'Bản vẽ, bản đồ khổ lớn', 'văn bản gửi giấy'])
      expect(incoming.html).not.toContain(text);
  });
});

describe('the rules by which it counts', () => {
  it('stand on the page, on the public one and in the file', async () => {
    const file = await (await clerk.request('/bao-cao/tai-ve?dang=csv&tu=2016-05&den=2016-05')).text();
    for (const text of [(await clerk.open('/bao-cao')).html, (await clerk.open('/bao-cao/cong-khai')).html, file])
      expect(text).toContain(sameDayRule.vi);
    expect(file).toContain('same-day, bản 2');
  });
});
