import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleScopes } from '../../../gateway/identity/access.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { decisionPages, printPages } from '../../support/printed-pages.js';

let gateway: HttpFixture;
let token: string;
let file: Buffer;

beforeAll(async () => {
  gateway = await openHttpFixture();
  token = await gateway.token(['H30.03']);
  file = await printPages(decisionPages());
});
afterAll(() => gateway.close());

const post = (
  body: FormData | Uint8Array<ArrayBuffer> | string,
  { by = token as string | null, type = 'application/pdf' as string | null } = {},
) =>
  gateway.call('/api/v1/proposals', by, {
    method: 'POST',
    body,
    headers: type === null ? {} : { 'content-type': type },
  });
const bytes = (content: Buffer) => new Uint8Array(content);
const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;

describe('POST /api/v1/proposals', () => {
  it('reads a PDF sent as the body, or as a part of a form', async () => {
    const form = new FormData();
    form.append('file', new Blob([bytes(file)]), 'quyet-dinh.pdf');
    for (const answer of [await post(bytes(file)), await post(form, { type: null })]) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        pages: 3,
        fields: { number: { value: '123', text: 'Số: 123/QĐ-UBND', page: 1 }, type: { value: 'QĐ' } },
        remarks: [],
      });
    }
  });

  it('is for those who may submit documents', async () => {
    expect((await post(bytes(file), { by: null })).status).toBe(401);
    const reader = await gateway.token(['H30.03'], ['documents:read']);
    expect(roleScopes.clerk).toContain('documents:submit');
    expect(await codeOf(await post(bytes(file), { by: reader }))).toBe('missing_scope');
  });

  it.each([
    ['nothing', Buffer.alloc(0), 400, 'file_empty'],
    ['no PDF', Buffer.from('Kính gửi'), 400, 'pdf_malformed'],
    ['more than it reads', Buffer.alloc(34 * 1024 * 1024), 413, 'file_too_large'],
  ])('refuses %s', async (_what, content, status, code) => {
    const answer = await post(bytes(content));
    expect(answer.status).toBe(status);
    expect(await codeOf(answer)).toBe(code);
  });

  it('refuses another type of body', async () => {
    expect((await post('{}', { type: 'text/markdown' })).status).toBe(415);
  });

  it('reads no more than two files of one caller at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(bytes(file))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2);
    expect(statuses).toContain(429);
  });
});
