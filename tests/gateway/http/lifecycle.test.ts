import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { metadataOf, smallPdf } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../../support/http-fixture.js';

const [senderCode, one, two] = ['H30.03', 'H30.05', 'H30.01'];

let gateway: HttpFixture;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  gateway = await openHttpFixture({ workers: true });
  for (const code of [senderCode, one, two]) tokens[code] = await gateway.token([code]);
});
afterAll(() => gateway.close());

const tokenOf = (code: string) => tokens[code] ?? '';

interface View {
  id: string;
  state: string;
  businessType: number;
  affects: string | null;
  changedBy: string[];
  isWithdrawn: boolean;
  recipients: { agency: string; status?: string | null; request?: string; requestKind?: string | null }[];
  statuses: { id: string; code: string; agency: string; reason: string | null; staff: object | null }[];
}

async function post<T>(path: string, as: string, body: object | FormData, status = 200): Promise<T> {
  const isForm = body instanceof FormData;
  const answer = await gateway.call(`/api/v1/documents${path}`, tokenOf(as), {
    method: 'POST',
    body: isForm ? body : JSON.stringify(body),
    ...(isForm ? {} : { headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  return JSON.parse(text) as T;
}

const view = async (id: string, as = senderCode) =>
  (await (await gateway.call(`/api/v1/documents/${id}`, tokenOf(as))).json()) as View;
const standing = ({ recipients }: View, agency: string) => recipients.find((row) => row.agency === agency);

/** A document that has arrived at both recipients. */
async function arrived(subject: string): Promise<string> {
  const { id } = await post<View>('', senderCode, submissionForm(metadataOf({ to: [one, two], subject })), 201);
  await expect
    .poll(async () => (await view(id)).recipients.map(({ status }) => status), { timeout: 10_000 })
    .toEqual(['01', '01']);
  return id;
}

/** The form of a change, with its reason before the files. */
function changeForm(subject: string, reason = 'Sai số liệu'): FormData {
  const form = new FormData();
  form.append('metadata', JSON.stringify(metadataOf({ to: [one, two], subject })));
  form.append('reason', reason);
  form.append('file', new Blob([new Uint8Array(smallPdf(subject))]), 'moi.pdf');
  return form;
}

describe('statuses', () => {
  it('go from receipt to completion, each a sealed message the sender can verify', async () => {
    const id = await arrived('Đi hết đường');
    const staff = { department: 'Văn phòng', staff: 'Trần Thị B' };
    for (const code of ['03', '04', '05', '06'])
      expect(await post(`/${id}/status`, one, { code, staff })).toMatchObject({
        agency: one,
        status: code,
        changed: true,
      });
    const seen = await view(id);
    expect(standing(seen, one)?.status).toBe('06');
    expect(standing(seen, two)?.status).toBe('01');
    expect(seen.statuses.filter(({ agency }) => agency === one).map(({ code }) => code)).toEqual([
      '01',
      '03',
      '04',
      '05',
      '06',
    ]);
    for (const { id: status } of seen.statuses) {
      const answer = await gateway.call(`/api/v1/documents/${id}/statuses/${status}`, tokenOf(senderCode));
      expect(answer.headers.get('content-type')).toBe('application/vnd.etsi.asic-e+zip');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(await verifyFile(bufferSource(bytes), { policy: 'core', anchors: [] })).toMatchObject({
        indication: 'TOTAL-PASSED',
      });
      const container = await openContainer(bufferSource(bytes));
      expect(container.dataEntries.map((entry) => entry.name)).toEqual(['envelope.edxml']);
    }
  });

  it('said twice change nothing the second time', async () => {
    const id = await arrived('Nói hai lần');
    expect(await post(`/${id}/status`, one, { code: '03' })).toMatchObject({
      changed: true,
      incomingNumber: expect.any(String),
    });
    expect(await post(`/${id}/status`, one, { code: '03' })).toMatchObject({ changed: false });
    expect((await view(id)).statuses.filter(({ code }) => code === '03')).toHaveLength(1);
  });

  it('of refusal carry their reason; a return says that the address was wrong', async () => {
    const id = await arrived('Gửi nhầm nơi');
    await post(`/${id}/status`, one, { code: '02', reason: 'Thiếu phụ lục' });
    expect(await post(`/${id}/return`, two, {})).toMatchObject({ status: '02' });
    const seen = await view(id);
    expect(seen.statuses.filter(({ code }) => code === '02').map(({ reason }) => reason)).toEqual([
      'Thiếu phụ lục',
      expect.stringContaining('Gửi không đúng nơi nhận'),
    ]);
  });

  it('complete from a mere receipt when they are told to accept first', async () => {
    const id = await arrived('Xong ngay');
    await post(`/${id}/status`, one, { code: '06' }, 409);
    expect(await post(`/${id}/status`, one, { code: '06', acceptFirst: true })).toMatchObject({ status: '06' });
    expect((await view(id)).statuses.filter(({ agency }) => agency === one).map(({ code }) => code)).toEqual([
      '01',
      '03',
      '06',
    ]);
  });
});

describe('a recall', () => {
  it('is open while only some have answered, and over when all have; copies become inaccessible', async () => {
    const id = await arrived('Thu hồi');
    const asked = await post<{ state: string; recipients: object[] }>(`/${id}/recall`, senderCode, {
      reason: 'Gửi nhầm',
    });
    expect(asked).toMatchObject({ state: 'sealed' });
    expect(asked.recipients).toEqual(
      expect.arrayContaining([
        { agency: one, request: 'pending' },
        { agency: two, request: 'pending' },
      ]),
    );
    expect(await post(`/${id}/status`, one, { code: '15' })).toMatchObject({ request: 'agreed' });
    const partly = await view(id);
    expect(partly.state).toBe('sealed');
    expect(standing(partly, one)).toMatchObject({ request: 'agreed', requestKind: 'recall' });
    expect(standing(partly, two)).toMatchObject({ request: 'pending', requestKind: 'recall' });
    const gone = await gateway.call(`/api/v1/documents/${id}/container`, tokenOf(one));
    expect(gone.status).toBe(410);
    expect(await gone.json()).toMatchObject({ code: 'document_withdrawn' });
    for (const part of ['files/1', 'edxml', 'proof'])
      expect((await gateway.call(`/api/v1/documents/${id}/${part}`, tokenOf(one))).status, part).toBe(410);
    expect((await view(id, one)).isWithdrawn).toBe(true);
    expect((await gateway.call(`/api/v1/documents/${id}/container`, tokenOf(two))).status).toBe(200);
    await post(`/${id}/status`, two, { code: '16' }, 400);
    await post(`/${id}/status`, two, { code: '16', reason: 'Đã thi hành' });
    const over = await view(id);
    expect(over.state).toBe('recalled');
    expect(standing(over, two)).toMatchObject({ request: 'refused' });
    expect((await gateway.call(`/api/v1/documents/${id}/container`, tokenOf(senderCode))).status).toBe(200);
    await post(`/${id}/update`, senderCode, changeForm('muộn'), 409);
  });

  it('by status 13 is the same, and asks for a reason', async () => {
    const id = await arrived('Thu hồi bằng 13');
    await post(`/${id}/status`, senderCode, { code: '13' }, 400);
    expect(await post(`/${id}/status`, senderCode, { code: '13', reason: 'Sai' })).toMatchObject({ state: 'sealed' });
    expect(standing(await view(id), one)).toMatchObject({ request: 'pending', requestKind: 'recall' });
    await post(`/${id}/recall`, senderCode, { reason: '' }, 400);
    expect(await post(`/${id}/recall`, senderCode, { reason: 'lần nữa' })).toMatchObject({ state: 'sealed' });
  });
});

describe.each([
  ['update', 2, 'sealed'],
  ['replace', 3, 'replaced'],
] as const)('%s', (kind, businessType, stateAtEnd) => {
  it('is a document of its own that the recipients agree to one by one', async () => {
    const id = await arrived(`Cũ ${kind}`);
    const changed = await post<View>(`/${id}/${kind}`, senderCode, changeForm(`Mới ${kind}`), 201);
    const newer = await view(changed.id);
    expect(newer).toMatchObject({ businessType, affects: id, state: 'sealed' });
    expect((await view(id)).changedBy).toEqual([changed.id]);
    await expect
      .poll(async () => (await view(changed.id)).recipients.map(({ status }) => status), { timeout: 10_000 })
      .toEqual(['01', '01']);
    await post(`/${id}/status`, one, { code: '15' });
    expect((await view(id)).state).toBe('sealed');
    await post(`/${id}/status`, two, { code: '15' });
    expect((await view(id)).state).toBe(stateAtEnd);
    expect((await gateway.call(`/api/v1/documents/${id}/container`, tokenOf(one))).status).toBe(
      kind === 'replace' ? 410 : 200,
    );
    expect((await gateway.call(`/api/v1/documents/${changed.id}/container`, tokenOf(one))).status).toBe(200);
  });

  it('needs a reason, a form, and comes from the sender; the same key is the same change', async () => {
    const id = await arrived(`Chặt chẽ ${kind}`);
    expect(await post(`/${id}/${kind}`, senderCode, changeForm('x', ' '), 400)).toMatchObject({ field: 'reason' });
    expect(await post(`/${id}/${kind}`, senderCode, {}, 415)).toMatchObject({ code: 'media_type' });
    expect(await post(`/${id}/${kind}`, one, changeForm('x'), 404)).toMatchObject({ code: 'not_found' });
    const twice = [1, 2].map(async () => {
      const answer = await gateway.call(`/api/v1/documents/${id}/${kind}`, tokenOf(senderCode), {
        method: 'POST',
        body: changeForm('một lần'),
        headers: { 'idempotency-key': `${kind}-once` },
      });
      return ((await answer.json()) as { id?: string; code?: string }).id ?? 'in_progress';
    });
    const ids = new Set((await Promise.all(twice)).filter((each) => each !== 'in_progress'));
    expect(ids.size).toBe(1);
    expect((await view(id)).changedBy).toHaveLength(1);
  });
});
