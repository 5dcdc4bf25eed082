/** A browser without a screen or script: keeps cookies, fills in the forms it was shown, follows where it is sent. */
import type { HttpFixture } from './http-fixture.js';

export interface SeenPage {
  readonly status: number;
  readonly path: string;
  readonly html: string;
  readonly headers: Headers;
}

const unescaped = (text = '') => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');

export class BrowserSession {
  readonly cookies = new Map<string, string>();
  #page: SeenPage | null = null;

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  static of({ url }: Pick<HttpFixture, 'url'>, headers: Readonly<Record<string, string>> = {}): BrowserSession {
    return new BrowserSession(url, headers);
  }

  /** One request, cookies included; nothing is followed. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(path, this.url), {
      ...init,
      redirect: 'manual',
      headers: { ...this.headers, ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (attributes.some((one) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(one))) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Opens a page, following up to 5 redirects. */
  async open(path: string, init: RequestInit = {}): Promise<SeenPage> {
    let at = path;
    let answer = await this.request(at, init);
    for (let left = 5; left > 0 && answer.status >= 300 && answer.status < 400; left -= 1) {
      const goal = new URL(answer.headers.get('location') ?? '/', new URL(at, this.url));
      at = goal.origin === new URL(this.url).origin ? `${goal.pathname}${goal.search}` : goal.href;
      answer = await this.request(at);
    }
    this.#page = { status: answer.status, path: at, html: await answer.text(), headers: answer.headers };
    return this.#page;
  }

  /** Sends the form with this action from the page that is open, with its hidden fields. */
  submit(action: string, fields: Readonly<Record<string, string>> = {}, init: RequestInit = {}): Promise<SeenPage> {
    const body = new URLSearchParams({ ...this.hiddenFields(action), ...fields });
    const origin = new URL(this.url).origin;
    return this.open(action, { method: 'POST', body, ...init, headers: { origin, ...init.headers } });
  }

  hiddenFields(action: string): Record<string, string> {
    const html = this.#page?.html ?? '';
    const buttons = new RegExp(`<form[^>]*action="${action}"[^>]*>|<button[^>]*formaction="${action}"`);
    const start = html.search(buttons);
    if (start < 0) throw new Error(`the page has no form for ${action}`);
    const from = html.lastIndexOf('<form', start + 5);
    const form = html.slice(from, html.indexOf('</form>', from));
    const hidden = form.matchAll(/<input type="hidden" name="([^"]*)"[^>]*? value="([^"]*)"/g);
    return Object.fromEntries([...hidden].map(([, name, value]) => [name, unescaped(value)]));
  }

  async signIn(email: string, password: string, goal = '/'): Promise<SeenPage> {
    await this.open(`/dang-nhap?${new URLSearchParams({ ve: goal })}`);
    return this.submit('/dang-nhap', { email, password });
  }
}
