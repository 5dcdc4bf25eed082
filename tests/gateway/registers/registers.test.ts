import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgency } from '../../../gateway/agencies/change-agencies.js';
import type { Config } from '../../../gateway/config.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { principalOf, roleScopes } from '../../../gateway/identity/access.js';
import { cancelReservation, correctEntry } from '../../../gateway/registers/correct-entries.js';
import { reportElectronicShare } from '../../../gateway/registers/electronic-share.js';
import { listRegister, readRegister } from '../../../gateway/registers/list-register.js';
import { registerColumns } from '../../../gateway/registers/register-columns.js';
import { registerTable } from '../../../gateway/registers/register-table.js';
import { enterPaper, reserveNumber } from '../../../gateway/registers/reserve-numbers.js';
import { writeCsv } from '../../../gateway/registers/write-csv.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';

const [sender, reader, selfNumbering] = ['H30.03', 'H30.05', 'H30.07'];

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openGatewayFixture({ agencies: { [selfNumbering]: { numbering: 'agency' } } });
});
afterAll(() => gateway.close());

const clerk = () => gateway.clerk(sender);
const inYear = (year: number, changes: Record<string, unknown> = {}) =>
  metadataOf({ promulgation: { place: 'Vị Thanh', date: `${year}-03-01` }, ...changes });
const paper = (date: string, changes: Record<string, unknown> = {}) => ({
  date,
  subject: 'Về việc nghỉ lễ',
  type: 'TB',
  ...changes,
});

async function ordinalsOf(year: number, series: string): Promise<number[]> {
  const { rows } = await gateway.ctx.database.query<{ ordinal: number }>(
    `select ordinal from register_entries where agency = $1 and book = 'out' and year = $2 and series = $3
     and ordinal is not null order by ordinal`,
    [sender, year, series],
  );
  return rows.map(({ ordinal }) => ordinal);
}

describe('the outgoing book', () => {
  it('shows every number in order, reserved and cancelled ones too, with all ten columns', async () => {
    await submitDocument(gateway.ctx, clerk(), inYear(2021, { to: [reader, 'H30.15'], copies: 3 }));
    const reservation = await reserveNumber(gateway.ctx, clerk(), { year: 2021, note: 'Quyết định chờ ký' });
    await submitDocument(gateway.ctx, clerk(), inYear(2021, { subject: 'Về việc khác' }));
    await cancelReservation(gateway.ctx, clerk(), reservation.id, 'Không ban hành');
    await enterPaper(gateway.ctx, clerk(), { book: 'out', notation: 'TB-STTTT', details: paper('2021-03-02') });
    const { items, next } = await listRegister(gateway.ctx, clerk(), { book: 'out', year: 2021 });
    expect(next).toBeNull();
    expect(items.map(({ ordinal, number, state, medium }) => [ordinal, number, state, medium])).toEqual([
      [1, '01', 'issued', 'electronic'],
      [2, '02', 'cancelled', 'electronic'],
      [3, '03', 'issued', 'electronic'],
      [4, '04', 'issued', 'paper'],
    ]);
    for (const row of items) expect(Object.keys(row.columns)).toEqual(registerColumns.out.map(([name]) => name));
    expect(items[0]?.columns).toMatchObject({
      code: '01/STTTT-VP',
      date: '2021-03-01',
      subject: 'Công văn: Về việc gửi, nhận văn bản điện tử',
      signer: 'Nguyễn Văn Minh',
      recipients: 'Sở Tài chính; Sở Y tế',
      copies: '3',
    });
    expect(items[1]?.columns['note']).toContain('Hủy số: Không ban hành');
    expect(items[3]?.columns).toMatchObject({ code: '04/TB-STTTT', subject: 'Thông báo: Về việc nghỉ lễ' });
  });

  it('is read page by page without missing or repeating a row', async () => {
    for (let i = 0; i < 7; i += 1)
      await enterPaper(gateway.ctx, clerk(), { book: 'out', details: paper('2019-01-05') });
    const numbers: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRegister(gateway.ctx, clerk(), { book: 'out', year: 2019, limit: 3, cursor });
      numbers.push(...page.items.map(({ number }) => number));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(numbers).toEqual(['01', '02', '03', '04', '05', '06', '07']);
  });

  it('comes out as CSV that spreadsheets read and never run', async () => {
    await enterPaper(gateway.ctx, clerk(), {
      book: 'out',
      details: paper('2018-01-05', { subject: 'Về "x", hai', unit: '=1+1' }),
    });
    let csv = '';
    const table = registerTable(readRegister(gateway.ctx, clerk(), { book: 'out', year: 2018 }));
    for await (const lines of writeCsv(table)) csv += lines;
    expect(csv.startsWith('\ufeff"Số, ký hiệu văn bản",')).toBe(true);
    expect(csv).toContain('"Thông báo: Về ""x"", hai"');
    expect(csv).toContain(",'=1+1,");
    expect(csv.trim().split('\r\n')).toHaveLength(2);
  });

  it('keeps series apart, also where the notation is left open', async () => {
    const main = await reserveNumber(gateway.ctx, clerk(), { year: 2017 });
    const council = await reserveNumber(gateway.ctx, clerk(), { year: 2017, series: 'hoi-dong' });
    const named = await reserveNumber(gateway.ctx, clerk(), { year: 2017, series: 'hoi-dong', notation: 'HĐTĐ' });
    expect([main.number, council.number, named.number]).toEqual(['01', '01', '02']);
    const { items } = await listRegister(gateway.ctx, clerk(), { book: 'out', year: 2017, series: 'hoi-dong' });
    expect(items).toHaveLength(2);
    for (const subject of ['Một', 'Hai'])
      expect(
        await submitDocument(gateway.ctx, clerk(), inYear(2017, { subject, number: '01', notation: subject })),
      ).toMatchObject({ number: '01' });
    await expect(
      submitDocument(gateway.ctx, clerk(), inYear(2017, { subject: 'Ba', number: '01' })),
    ).rejects.toMatchObject({ code: 'number_unknown' });
  });

  it('skips a number that another series has given with the same notation, and shows it', async () => {
    const wish = { year: 2012, notation: 'STTTT-VP' };
    await reserveNumber(gateway.ctx, clerk(), { ...wish, series: 'hoi-dong' });
    expect((await submitDocument(gateway.ctx, clerk(), inYear(2012))).number).toBe('02');
    expect((await reserveNumber(gateway.ctx, clerk(), { ...wish, series: 'hoi-dong' })).number).toBe('03');
    const { items } = await listRegister(gateway.ctx, clerk(), { book: 'out', year: 2012 });
    expect(items.map(({ ordinal, number, state }) => [ordinal, number, state])).toEqual([
      [1, '01', 'cancelled'],
      [2, '02', 'issued'],
    ]);
    expect(items[0]?.columns['note']).toContain('Hủy số: Số này đã dùng');
    const { rows } = await gateway.ctx.database.query<{ number: string }>(
      `select payload->>'number' as number from events where kind = 'register.cancelled' and (payload->>'year')::int = 2012`,
    );
    expect(rows.map(({ number }) => number).sort()).toEqual(['01', '02']);
  });

  it('goes on behind any number of entries made by hand', async () => {
    const entry = { book: 'out', notation: 'TB-STTTT', details: paper('2011-01-05') } as const;
    await gateway.ctx.database.query(
      `insert into register_entries (id, agency, book, year, number, notation, state, medium, created_by)
       select gen_random_uuid(), $1, 'out', 2011, n::text, 'TB-STTTT', 'issued', 'paper', 'user:clerk' from generate_series(1, 450) n`,
      [sender],
    );
    for (const number of ['451', '452'])
      expect(await enterPaper(gateway.ctx, clerk(), entry)).toMatchObject({ number });
    expect(await ordinalsOf(2011, '')).toEqual(Array.from({ length: 452 }, (_, index) => index + 1));
  });

  it('stays without gaps, and every code once, when two series and entries by hand race', async () => {
    const wish = { year: 2010, notation: 'QĐ-STTTT' };
    const byHand = (number: number) =>
      enterPaper(gateway.ctx, clerk(), {
        book: 'out',
        number: String(number),
        notation: wish.notation,
        details: paper('2010-01-05'),
      }).catch((error: { code?: string }) => error.code);
    const given = await Promise.all(
      Array.from({ length: 8 }, (_, i) => [
        reserveNumber(gateway.ctx, clerk(), wish),
        reserveNumber(gateway.ctx, clerk(), { ...wish, series: 'hoi-dong' }),
        byHand(3 * i + 2),
      ]).flat(),
    );
    expect(given.filter((one) => typeof one === 'string' && one !== 'number_taken')).toEqual([]);
    // A paper document may take the place of a reservation of the same number: that is one entry.
    const numbers = new Map(given.flatMap((one) => (typeof one === 'object' ? [[one.id, Number(one.number)]] : [])));
    expect(new Set(numbers.values()).size).toBe(numbers.size);
    for (const series of ['', 'hoi-dong']) {
      const ordinals = await ordinalsOf(2010, series);
      expect(ordinals).toEqual(ordinals.map((_, index) => index + 1));
    }
  });

  it('takes a paper document that names a reservation in its place', async () => {
    const reservation = await reserveNumber(gateway.ctx, clerk(), { year: 2009, note: 'Chờ ký' });
    const entry = { book: 'out', number: '1', notation: 'GM-STTTT', details: paper('2009-01-05') } as const;
    expect(await enterPaper(gateway.ctx, clerk(), entry)).toMatchObject({ id: reservation.id, number: '01' });
    const { items } = await listRegister(gateway.ctx, clerk(), { book: 'out', year: 2009 });
    expect(items).toMatchObject([{ ordinal: 1, state: 'issued', medium: 'paper', columns: { code: '01/GM-STTTT' } }]);
  });

  it('gives numbers without gaps to many clerks at once', async () => {
    const reserved = await Promise.all(
      Array.from({ length: 10 }, () => reserveNumber(gateway.ctx, clerk(), { year: 2015 })),
    );
    expect(reserved.map(({ number }) => Number(number)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('the incoming book', () => {
  it('has an entry for each accepted document, and for paper', async () => {
    const { id } = await submitDocument(gateway.ctx, clerk(), metadataOf());
    await arriveDocument(gateway.ctx, id, reader);
    await declareStatus(gateway.ctx, gateway.clerk(reader), id, { code: '03' });
    await enterPaper(gateway.ctx, gateway.clerk(reader), {
      book: 'in',
      details: { date: '2016-05-10', author: 'Bộ Tài chính', code: '12/BTC', subject: 'Về thuế' },
    });
    const { items } = await listRegister(gateway.ctx, gateway.clerk(reader), { book: 'in' });
    expect(items.map(({ columns }) => columns)).toMatchObject([
      { number: '01', author: 'Sở Thông tin và Truyền thông', date: '2016-05-19', received: 'Đã tiếp nhận' },
      { number: '02', author: 'Bộ Tài chính', code: '12/BTC', date: '2016-05-10' },
    ]);
    for (const row of items) expect(Object.keys(row.columns)).toEqual(registerColumns.in.map(([name]) => name));
  });

  it('lets what came on paper in the first hours of a year in Vietnam be corrected to its own day, and to no other year', async () => {
    gateway.setNow(new Date('2020-12-31T18:30:00Z'));
    const details = { date: '2020-12-30', author: 'Bộ Tài chính', code: '13/BTC', subject: 'Về thuế' };
    const entry = await enterPaper(gateway.ctx, gateway.clerk(reader), { book: 'in', details });
    gateway.setNow(null);
    expect(entry.year).toBe(2021);
    const arrived = (arrivedOn: string) =>
      correctEntry(gateway.ctx, gateway.clerk(reader), entry.id, { ...details, arrivedOn }, 'Thiếu ngày đến');
    await expect(arrived('2020-12-31')).rejects.toMatchObject({ field: 'details.arrivedOn' });
    await arrived('2021-01-01');
    const { items } = await listRegister(gateway.ctx, gateway.clerk(reader), { book: 'in', year: 2021 });
    expect(items[0]?.columns).toMatchObject({ arrivedOn: '2021-01-01' });
  });

  it('shows the number of a document that was given back to its sender as cancelled', async () => {
    const readersBook = async () => (await listRegister(gateway.ctx, gateway.clerk(reader), { book: 'in' })).items;
    const before = (await readersBook()).length;
    const ids: string[] = [];
    for (const kind of ['given back', 'kept']) {
      const { id } = await submitDocument(gateway.ctx, clerk(), metadataOf({ to: [reader], subject: kind }));
      await arriveDocument(gateway.ctx, id, reader);
      await declareStatus(gateway.ctx, gateway.clerk(reader), id, { code: '03' });
      await recallDocument(gateway.ctx, clerk(), id, { reason: 'Sai nội dung' });
      ids.push(id);
    }
    await declareStatus(gateway.ctx, gateway.clerk(reader), ids[0] ?? '', { code: '15' });
    await declareStatus(gateway.ctx, gateway.clerk(reader), ids[1] ?? '', { code: '16', reason: 'Đã thực hiện' });
    const [givenBack, kept] = (await readersBook()).slice(before);
    expect(givenBack).toMatchObject({ document: ids[0], state: 'cancelled' });
    expect(givenBack?.columns['note']).toContain('Văn bản bị thu hồi');
    expect(kept).toMatchObject({ document: ids[1], state: 'issued' });
    const { rows } = await gateway.ctx.database.query<{ payload: object }>(
      `select payload from events where kind = 'register.cancelled' and document = $1 and agencies = $2`,
      [ids[0], [reader]],
    );
    expect(rows).toMatchObject([{ payload: { book: 'in', number: givenBack?.number } }]);
  });
});

describe('what is refused', () => {
  it('a number of the gateway for an agency that gives its own', async () => {
    const own = gateway.clerk(selfNumbering);
    await expect(reserveNumber(gateway.ctx, own, {})).rejects.toMatchObject({ code: 'invalid_request' });
    const entry = { book: 'out', details: paper('2014-01-05') } as const;
    await expect(enterPaper(gateway.ctx, own, entry)).rejects.toMatchObject({ field: 'number' });
    expect(await enterPaper(gateway.ctx, own, { ...entry, number: '5' })).toMatchObject({ number: '5' });
  });

  it('a number in use, a reservation of others or used before, missing fields, secrets, missing scopes', async () => {
    await enterPaper(gateway.ctx, clerk(), { book: 'out', number: '9', notation: 'X', details: paper('2014-01-05') });
    await expect(
      enterPaper(gateway.ctx, clerk(), { book: 'out', number: '09', notation: 'x', details: paper('2014-01-06') }),
    ).rejects.toMatchObject({ code: 'number_taken' });
    const { id } = await reserveNumber(gateway.ctx, clerk(), { year: 2014 });
    await expect(cancelReservation(gateway.ctx, gateway.clerk(reader), id, 'x')).rejects.toMatchObject({
      code: 'not_found',
    });
    await cancelReservation(gateway.ctx, clerk(), id, 'thôi');
    await expect(cancelReservation(gateway.ctx, clerk(), id, 'thôi')).rejects.toMatchObject({ code: 'not_found' });
    await expect(submitDocument(gateway.ctx, clerk(), inYear(2014, { number: '01' }))).rejects.toMatchObject({
      code: 'number_unknown',
    });
    await expect(enterPaper(gateway.ctx, clerk(), { book: 'out', details: { subject: 'x' } })).rejects.toMatchObject({
      field: 'details.date',
    });
    await expect(
      enterPaper(gateway.ctx, clerk(), { book: 'out', details: paper('2014-01-05', { note: 'TUYỆT MẬT' }) }),
    ).rejects.toMatchObject({ code: 'secret_refused' });
    await expect(reserveNumber(gateway.ctx, gateway.auditor, {})).rejects.toMatchObject({ code: 'missing_scope' });
    await expect(listRegister(gateway.ctx, clerk(), { book: 'out', agency: reader })).rejects.toMatchObject({
      code: 'wrong_agency',
    });
  });
});

describe('the electronic share', () => {
  it('counts by its named definition, per agency and month', async () => {
    const [date, month] = ['2013-04-01', '2013-04'];
    const promulgation = { place: '', date };
    await submitDocument(gateway.ctx, clerk(), metadataOf({ promulgation }));
    await submitDocument(gateway.ctx, clerk(), metadataOf({ promulgation, paper: 'follows', subject: 'Hai bản' }));
    await submitDocument(
      gateway.ctx,
      gateway.clerk(reader),
      metadataOf({ promulgation, to: [sender], notation: 'STC-VP' }),
    );
    await enterPaper(gateway.ctx, clerk(), { book: 'out', details: paper(date, { toStateAgency: true }) });
    await enterPaper(gateway.ctx, clerk(), { book: 'out', details: paper(date) });
    const all = await reportElectronicShare(gateway.ctx, gateway.auditor, { from: '2013-01-01', to: '2013-12-31' });
    expect(all.definition).toMatchObject({ name: 'electronic-share', version: 2 });
    expect(all.rows).toMatchObject([
      { key: sender, electronicOnly: 1, electronicAndPaper: 1, paper: 1, numerator: 2, denominator: 3 },
      { key: reader, electronicOnly: 1, electronicAndPaper: 0, paper: 0, share: 1 },
    ]);
    expect(all.total).toMatchObject({ numerator: 3, denominator: 4, share: 0.75 });
    const own = await reportElectronicShare(gateway.ctx, clerk(), {
      from: '2013-01-01',
      to: '2013-12-31',
      by: 'month',
    });
    expect(own.rows).toMatchObject([{ key: month, numerator: 2, denominator: 3 }]);
    await expect(
      reportElectronicShare(gateway.ctx, clerk(), { from: '2013-13-01', to: '2013-12-31' }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('counts only what goes to another state agency, on both sides, unless the setting says otherwise', async () => {
    const promulgation = { place: '', date: '2008-04-01' };
    await addAgency(gateway.ctx, { code: 'A30.1', name: 'Văn phòng Tỉnh ủy' }, 'user:test');
    await addAgency(gateway.ctx, { code: '000.00.01.I30', name: 'Hội Nông dân tỉnh' }, 'user:test');
    const send = (to: readonly string[]) =>
      submitDocument(gateway.ctx, clerk(), metadataOf({ promulgation, to, subject: to.join() }));
    for (const to of [['A30.1'], ['000.00.01.I30'], [sender], ['A30.1', reader]]) await send(to);
    for (const changes of [{}, { toStateAgency: true }])
      await enterPaper(gateway.ctx, clerk(), { book: 'out', details: paper('2008-04-02', changes) });
    const report = (shareDefinition: Config['shareDefinition']) =>
      reportElectronicShare({ ...gateway.ctx, config: { ...gateway.ctx.config, shareDefinition } }, clerk(), {
        from: '2008-01-01',
        to: '2008-12-31',
      });
    expect(await report('electronic-share-2')).toMatchObject({
      definition: { name: 'electronic-share', version: 2, en: expect.stringContaining('state agency') },
      total: { numerator: 1, denominator: 2 },
    });
    expect(await report('all-recipients-1')).toMatchObject({
      definition: { name: 'all-recipients', version: 1 },
      total: { numerator: 3, denominator: 5 },
    });
  });

  it('is reported for one agency when it is named: an own one, or any for those who report for all', async () => {
    const year = { from: '2013-01-01', to: '2013-12-31' };
    const operator = principalOf('user:operator', roleScopes.operator, []);
    for (const who of [operator, gateway.auditor, gateway.clerk(sender, reader)]) {
      const all = await reportElectronicShare(gateway.ctx, who, year);
      expect(all.rows.map(({ key }) => key)).toEqual([sender, reader]);
      const one = await reportElectronicShare(gateway.ctx, who, { ...year, agency: reader });
      expect(one.rows.map(({ key }) => key)).toEqual([reader]);
    }
    await expect(reportElectronicShare(gateway.ctx, clerk(), { ...year, agency: reader })).rejects.toMatchObject({
      code: 'wrong_agency',
      field: 'agency',
    });
  });
});
