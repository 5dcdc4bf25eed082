/** What a browser shows when a request failed outside the pages, and that programs still get their problem document. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserSession } from '../../support/browser-session.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

/** As Chromium sends it with every address that somebody opens. */
const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

let gateway: HttpFixture;
let visitor: BrowserSession;

beforeAll(async () => {
  gateway = await openHttpFixture();
  visitor = BrowserSession.of(gateway, { accept });
});
afterAll(() => gateway.close());

const kindOf = (headers: Headers) => headers.get('content-type');
const asProgram = (path: string, init: RequestInit = {}) => fetch(`${gateway.url}${path}`, init);

async function signedIn(): Promise<BrowserSession> {
  const { email } = await addPerson(gateway.ctx, 'clerk', 'H30.05');
  const session = BrowserSession.of(gateway, { accept });
  await session.signIn(email, goodPassword);
  return session;
}

describe('a browser at an unknown address', () => {
  it.each(['/khong-co', '/api/v1/khong-co', `/van-ban/${'x'.repeat(1_500)}`])(
    'is shown a page that says what to do: %#',
    async (path) => {
      const page = await visitor.open(path);
      expect([page.status, kindOf(page.headers)]).toEqual([404, 'text/html; charset=utf-8']);
      expect(page.html).toContain('<html lang="vi"');
      expect(page.html).toContain('<h1>Không tìm thấy trang này.</h1>');
      expect(page.html).toContain('<a href="/">Về trang đầu</a>');
      expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
      expect(page.headers.get('vary')).toContain('accept');
    },
  );

  it('reads it in English where that was chosen', async () => {
    const reader = BrowserSession.of(gateway, { accept });
    await reader.open('/tuy-chon?ngon-ngu=en&ve=/');
    expect((await reader.open('/khong-co')).html).toContain('<h1>There is no such page.</h1>');
  });

  it('keeps the navigation of whoever is signed in', async () => {
    expect((await visitor.open('/khong-co')).html).not.toContain('/van-ban-den');
    expect((await (await signedIn()).open('/khong-co')).html).toContain('href="/van-ban-den"');
  });

  it('that cannot be read gets a page, too', async () => {
    const page = await visitor.open('/van-ban/%E0%A4%A');
    expect([page.status, kindOf(page.headers)]).toEqual([400, 'text/html; charset=utf-8']);
  });
});

describe('a browser', () => {
  it('that opens the address of a form is told that it is none', async () => {
    const page = await visitor.open('/dang-xuat');
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'POST']);
    expect(page.html).toContain('Địa chỉ này không mở được như một trang.');
  });

  it('that opens an address of the API without a session is asked to sign in', async () => {
    const page = await visitor.open('/api/v1/documents?box=in');
    expect([page.status, page.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(page.html).toContain('Hãy đăng nhập để xem trang này.');
    expect(page.html).toContain('href="/dang-nhap"');
  });

  it('is told by a page that the gateway is at fault, and programs by a problem document', async () => {
    const session = await signedIn();
    const path = '/api/v1/agencies';
    await gateway.ctx.database.query('alter table agencies rename to agencies_away');
    const page = await session.open(path).finally(async () => {
      const answer = await asProgram(path, { headers: { authorization: 'Bearer nobody' } });
      expect(kindOf(answer.headers)).toContain('application/problem+json');
      await gateway.ctx.database.query('alter table agencies_away rename to agencies');
    });
    expect([page.status, kindOf(page.headers)]).toEqual([500, 'text/html; charset=utf-8']);
    expect(page.html).toContain('Cổng chưa làm được việc này.');
    expect(page.html).not.toContain('agencies_away');
    expect((await session.open(path)).status).toBe(200);
  });
});

describe('a program', () => {
  it.each([undefined, '*/*', 'application/json', 'text/html;q=0, application/json', 'text/html; q=0.000'])(
    'that accepts %s gets a problem document',
    async (accepted) => {
      const answer = await asProgram('/khong-co', accepted === undefined ? {} : { headers: { accept: accepted } });
      expect([answer.status, kindOf(answer.headers)]).toEqual([404, 'application/problem+json; charset=utf-8']);
      expect(await answer.json()).toMatchObject({ code: 'not_found', status: 404 });
    },
  );

  it('with a wrong method learns which the address takes', async () => {
    const answer = await asProgram('/api/v1/agencies/H30.05', { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PATCH');
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  it('with an address that cannot be read gets a problem document', async () => {
    const answer = await asProgram('/api/v1/documents/%E0%A4%A');
    expect([answer.status, kindOf(answer.headers)]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ code: 'invalid_request' });
  });
});
