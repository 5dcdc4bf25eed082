import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { type DocumentQuery, findDocuments } from '../../../gateway/documents/find-documents.js';
import type { Principal } from '../../../gateway/identity/access.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, reader, other] = ['H30.03', 'H30.05', 'H30.15'];

let gateway: GatewayFixture;
const ids: Record<string, string> = {};

async function send(
  name: string,
  changes: Record<string, unknown>,
  arrived: readonly string[] = [reader],
): Promise<void> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf({ subject: name, ...changes }));
  for (const agency of arrived) await arriveDocument(gateway.ctx, id, agency);
  ids[name] = id;
}

beforeAll(async () => {
  gateway = await openGatewayFixture();
  await send('Báo cáo mật độ dân số', { type: 'BC', notation: 'BC-STTTT' });
  await send('Kế hoạch phòng chống hạn mặn', {
    type: 'KH',
    notation: 'KH-STTTT',
    promulgation: { place: '', date: '2016-04-01' },
  });
  await send('Khẩn cấp: sạt lở', { urgency: 'express' });
  await send('Đề nghị góp ý', { to: [reader, other] }, [reader, other]);
  await send('Chưa đến', {}, []);
  await send('Gửi nơi khác', { to: [other] }, [other]);
});
afterAll(() => gateway.close());

const names = async (query: DocumentQuery, principal: Principal = gateway.clerk(reader)) =>
  (await findDocuments(gateway.ctx, principal, query)).items.map(({ subject }) => subject);

describe('the inbox', () => {
  it('holds what arrived, newest first, urgent ones nobody accepted before all', async () => {
    expect(await names({ box: 'in' })).toEqual([
      'Khẩn cấp: sạt lở',
      'Đề nghị góp ý',
      'Kế hoạch phòng chống hạn mặn',
      'Báo cáo mật độ dân số',
    ]);
    await declareStatus(gateway.ctx, gateway.clerk(reader), ids['Khẩn cấp: sạt lở'] ?? '', { code: '03' });
    expect(await names({ box: 'in' })).toEqual([
      'Đề nghị góp ý',
      'Khẩn cấp: sạt lở',
      'Kế hoạch phòng chống hạn mặn',
      'Báo cáo mật độ dân số',
    ]);
  });

  it('is searched with and without diacritics, by number, in any order of words', async () => {
    for (const q of ['hạn mặn', 'han man', 'HAN  MAN', 'mặn hạn', 'kh-stttt', 'ke hoach phong'])
      expect(await names({ box: 'in', q })).toEqual(['Kế hoạch phòng chống hạn mặn']);
    expect(await names({ box: 'in', q: '100%' })).toEqual([]);
    expect(await names({ box: 'in', q: '_' })).toEqual([]);
  });

  it('is filtered by status, urgency and date of the document', async () => {
    expect(await names({ box: 'in', status: '03' })).toEqual(['Khẩn cấp: sạt lở']);
    expect(await names({ box: 'in', urgency: 'express' })).toEqual(['Khẩn cấp: sạt lở']);
    expect(await names({ box: 'in', urgency: 'normal', status: '01' })).toHaveLength(3);
    expect(await names({ box: 'in', from: '2016-03-30', to: '2016-04-30' })).toEqual(['Kế hoạch phòng chống hạn mặn']);
  });

  it('of a token for several agencies shows each agency’s copy once, also across pages', async () => {
    const both = gateway.clerk(reader, other);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await findDocuments(gateway.ctx, both, { box: 'in', limit: 1, cursor });
      seen.push(...page.items.map(({ subject, agency }) => `${subject} @${agency}`));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    expect(seen).toEqual(expect.arrayContaining([`Đề nghị góp ý @${reader}`, `Đề nghị góp ý @${other}`]));
  });
});

describe('the outbox', () => {
  it('holds what was sent, with how far its recipients are', async () => {
    const { items } = await findDocuments(gateway.ctx, gateway.clerk(sender), { box: 'out' });
    expect(items.map(({ subject }) => subject)).toEqual([
      'Gửi nơi khác',
      'Chưa đến',
      'Đề nghị góp ý',
      'Khẩn cấp: sạt lở',
      'Kế hoạch phòng chống hạn mặn',
      'Báo cáo mật độ dân số',
    ]);
    expect(items[1]?.statuses).toEqual({ none: 1 });
    expect(items[2]?.statuses).toEqual({ '01': 2 });
    expect(await names({ box: 'out', status: '03' }, gateway.clerk(sender))).toEqual(['Khẩn cấp: sạt lở']);
    expect(await names({ box: 'out' })).toEqual([]);
  });

  it('pages hold each document once, whatever the filter', async () => {
    for (const filter of [{}, { status: '01' }, { q: 'stttt' }, { urgency: 'normal' }]) {
      const whole = await names({ box: 'out', ...filter }, gateway.clerk(sender));
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await findDocuments(gateway.ctx, gateway.clerk(sender), {
          box: 'out',
          limit: 1,
          cursor,
          ...filter,
        });
        paged.push(...page.items.map(({ subject }) => subject));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      expect(paged).toEqual(whole);
    }
  });

  it('of an auditor holds everything, in both boxes', async () => {
    expect(await names({ box: 'out' }, gateway.auditor)).toHaveLength(6);
    expect(await names({ box: 'in', agency: other }, gateway.auditor)).toEqual(['Gửi nơi khác', 'Đề nghị góp ý']);
  });
});

describe('what is refused', () => {
  it.each([
    [{ limit: 201 }, 'limit'],
    [{ status: '99' }, 'status'],
    [{ urgency: 'very' }, 'urgency'],
    [{ from: '2016-02-31' }, 'from'],
    [{ cursor: 'abc' }, 'cursor'],
  ])('%j', async (change, field) => {
    await expect(findDocuments(gateway.ctx, gateway.clerk(reader), { box: 'in', ...change })).rejects.toMatchObject({
      code: 'invalid_request',
      field,
    });
  });

  it('the box of an agency the token does not act for', async () => {
    await expect(findDocuments(gateway.ctx, gateway.clerk(reader), { box: 'in', agency: other })).rejects.toMatchObject(
      { code: 'wrong_agency' },
    );
  });
});

describe('the status none', () => {
  it('shows what has not arrived everywhere yet to those who sent it, or see everything', async () => {
    await send('Đến một nơi', { to: [reader, other] }, [other]);
    const none = { status: 'none' } as const;
    expect(await names({ box: 'out', ...none }, gateway.clerk(sender))).toEqual(['Đến một nơi', 'Chưa đến']);
    expect(await names({ box: 'out', ...none, q: 'chua' }, gateway.clerk(sender))).toEqual(['Chưa đến']);
    expect(await names({ box: 'out', ...none }, gateway.auditor)).toEqual(['Đến một nơi', 'Chưa đến']);
    expect(await names({ box: 'in', ...none })).toEqual([]);
    await expect(names({ box: 'in', status: 'never' })).rejects.toMatchObject({ field: 'status' });
    await arriveDocument(gateway.ctx, ids['Đến một nơi'] ?? '', reader);
    await declareStatus(gateway.ctx, gateway.clerk(reader), ids['Đến một nơi'] ?? '', { code: '02', reason: 'x' });
    expect(await names({ box: 'out', ...none }, gateway.clerk(sender))).toEqual(['Chưa đến']);
  });
});
