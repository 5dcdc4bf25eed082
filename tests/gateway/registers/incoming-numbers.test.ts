/** Incoming numbers, typed or given by the register: each once, whoever is at it at the same moment. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { foreseeIncoming } from '../../../gateway/registers/own-incoming-number.js';
import { enterPaper } from '../../../gateway/registers/reserve-numbers.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';

const [sender, own, given] = ['H30.03', 'H30.09', 'H30.05'];

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture({ agencies: { [own]: { numbering: 'agency' } } });
});
afterAll(() => gateway.close());

async function received(agency = own): Promise<string> {
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(sender), metadataOf({ to: [agency] }));
  await arriveDocument(gateway.ctx, id, agency);
  return id;
}

const accept = async (id: string, incomingNumber?: string, agency = own) =>
  (await declareStatus(gateway.ctx, gateway.clerk(agency), id, { code: '03', incomingNumber })).incomingNumber;

const several = (count: number): Promise<string[]> => Promise.all(Array.from({ length: count }, () => received()));

const statusOf = async (id: string) => {
  const { rows } = await gateway.ctx.database.query<{ status: string }>(
    'select status from recipients where document = $1',
    [id],
  );
  return rows[0]?.status;
};

const paper = (number?: string) =>
  enterPaper(gateway.ctx, gateway.clerk(own), {
    book: 'in',
    ...(number === undefined ? {} : { number }),
    details: { date: '2016-05-19', subject: 'Giấy mời', author: 'UBND phường 1', code: '5/GM-UBND' },
  });

describe('a number somebody types', () => {
  it('is got by one of two clerks at the same moment; the other is told who has it, and nothing else happens', async () => {
    for (let round = 0; round < 5; round += 1) {
      const ids = await several(4);
      const answers = await Promise.allSettled(
        ids.map((id, n) => accept(id, n % 2 === 0 ? `${800 + round}A` : `0${800 + round}a`)),
      );
      const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused.map(({ code, field }) => [code, field])).toEqual(
        Array.from({ length: 3 }, () => ['number_taken', 'incomingNumber']),
      );
      for (const { detail } of refused)
        expect(detail).toMatch(/^Incoming number 0?80\dA is that of \d+\/STTTT-VP \(Sở .*\), given by user:clerk$/i);
      expect((await Promise.all(ids.map(statusOf))).sort()).toEqual(['01', '01', '01', '03']);
    }
  });

  it('is refused when a paper document has it, which is named; and the other way round', async () => {
    expect((await paper('900')).number).toBe('900');
    await expect(accept(await received(), '900')).rejects.toMatchObject({
      code: 'number_taken',
      detail: 'Incoming number 900 is that of 5/GM-UBND (UBND phường 1), given by user:clerk',
    });
    await accept(await received(), '901');
    await expect(paper('0901')).rejects.toMatchObject({ code: 'number_taken' });
  });

  it('is given through the API, with 03 alone, by an agency that numbers by itself alone', async () => {
    const status = async (agency: string, body: object) => {
      const answer = await gateway.call(
        `/api/v1/documents/${await received(agency)}/status`,
        await gateway.token([agency]),
        {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        },
      );
      return [answer.status, await answer.json()];
    };
    const wish = { code: '03', incomingNumber: '77b' };
    expect(await status(own, wish)).toEqual([200, expect.objectContaining({ status: '03', incomingNumber: '77b' })]);
    expect(await status(own, wish)).toEqual([409, expect.objectContaining({ code: 'number_taken' })]);
    const refusal = [400, expect.objectContaining({ code: 'invalid_request', field: 'incomingNumber' })];
    expect(await status(given, wish)).toEqual(refusal);
    expect(await status(own, { ...wish, code: '02', reason: 'Gửi nhầm' })).toEqual(refusal);
    expect(await status(own, { code: '03', incomingNumber: '7/7' })).toEqual(refusal);
  });
});

describe('the next number of the book', () => {
  it('steps over those that were typed, also before the first one', async () => {
    const agency = 'H30.15';
    await gateway.ctx.database.query(`update agencies set numbering = 'agency' where code = $1`, [agency]);
    for (const number of ['1', '002', '4']) await accept(await received(agency), number, agency);
    expect(await foreseeIncoming(gateway.ctx, agency)).toEqual({ next: '03', isOwnAllowed: true });
    const numbers = [];
    for (let n = 0; n < 3; n += 1) numbers.push(await accept(await received(agency), undefined, agency));
    expect(numbers).toEqual(['03', '05', '06']);
  });

  it('and typed ones race: every number once, and whoever typed none always gets one', async () => {
    const next = Number((await foreseeIncoming(gateway.ctx, own)).next);
    const ids = await several(12);
    const answers = await Promise.allSettled([
      ...ids.map((id, n) => accept(id, n % 2 === 0 ? String(next + n / 2) : undefined)),
      ...Array.from({ length: 4 }, async () => (await paper()).number),
    ]);
    const untyped = answers.filter((_, n) => n >= 12 || n % 2 === 1);
    expect(untyped.filter(({ status }) => status === 'rejected')).toEqual([]);
    const numbers = answers.flatMap((one) => (one.status === 'fulfilled' ? [Number(one.value)] : []));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('the migration that came with the rule', () => {
  it('keeps numbers that had been given twice, and lets nobody take them a third time', async () => {
    const { database } = gateway.ctx;
    const migration = readFileSync(
      new URL('../../../gateway/database/migrations/0033_incoming_numbers.sql', import.meta.url),
      'utf8',
    );
    const ids = [await received(), await received(), await received()];
    // A later migration asks for the column this one brings.
    await database.query('alter table register_entries disable trigger register_entries_insert_number');
    await database.query('drop function next_incoming_number');
    await database.query('alter table register_entries drop column number_shared');
    for (const [n, id] of ids.slice(0, 2).entries())
      await database.query(
        `insert into register_entries (id, agency, book, year, number, state, document, created_by, created_at)
         values (gen_random_uuid(), $1, 'in', extract(year from now() at time zone 'Asia/Ho_Chi_Minh'), $2, 'issued', $3, 'user:clerk', now() + $4 * interval '1 s')`,
        [own, `${n}555`.slice(n === 0 ? 0 : 1), id, n],
      );
    await database.query(migration);
    await database.query('alter table register_entries enable trigger register_entries_insert_number');
    const { rows } = await database.query<{ number: string; shared: boolean }>(
      `select number, number_shared as shared from register_entries where number like '%555' order by created_at`,
    );
    expect(rows).toEqual([
      { number: '0555', shared: false },
      { number: '555', shared: true },
    ]);
    await expect(accept(ids[2] ?? '', '555')).rejects.toMatchObject({ code: 'number_taken' });
  });
});
