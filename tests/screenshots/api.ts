/** The demonstration's API, as a document system of one of its agencies uses it. */
import { setTimeout as pause } from 'node:timers/promises';

export interface LetterWish {
  readonly to: readonly string[];
  readonly notation: string;
  readonly subject: string;
  /** YYYY-MM-DD, on the letter. */
  readonly date: string;
  readonly type?: string;
  readonly urgency?: string;
  readonly dueDate?: string;
  readonly paper?: 'none' | 'follows';
}

export interface StatusWish {
  readonly code: string;
  readonly reason?: string;
  readonly staff?: { readonly department?: string; readonly staff?: string };
}

const signer = { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Phạm Quốc Việt' };
/** Arrivals come a moment after sending: so long is waited for one before it is answered. */
const arrivalPatienceMs = 15_000;
const arrivalPauseMs = 200;

export class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await this.#ask(path, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...init.headers };
    return fetch(`${this.url}/api/v1${path}`, { ...init, headers });
  }

  /** @returns the document's id */
  async send({ date, ...wish }: LetterWish, pdf: Uint8Array): Promise<string> {
    const form = new FormData();
    const metadata = { type: 'CV', promulgation: { place: 'Vị Thanh', date }, signer, pages: 1, ...wish };
    form.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }));
    form.append('file', new Blob([Buffer.from(pdf)], { type: 'application/pdf' }), `${wish.notation}.pdf`);
    const answer = await this.call('/documents', { method: 'POST', body: form });
    return ((await answer.json()) as { id: string }).id;
  }

  post(path: string, body: object): Promise<Response> {
    return this.call(path, jsonPost(body));
  }

  /** Declares a status of what has been sent a moment ago: repeated until the document has arrived. */
  async answer(document: string, status: StatusWish): Promise<void> {
    const path = `/documents/${document}/status`;
    const until = Date.now() + arrivalPatienceMs;
    for (;;) {
      const answer = await this.#ask(path, jsonPost(status));
      if (answer.ok) return;
      if (answer.status === 400 || Date.now() > until)
        throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      await pause(arrivalPauseMs);
    }
  }
}

const jsonPost = (body: object): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
