/** A number that was cancelled is not given again: not by the counter, and not to whoever types it for another document. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import { recallDocument } from '../../../gateway/documents/request-changes.js';
import { cancelEntry } from '../../../gateway/registers/correct-entries.js';
import { judgeNumber } from '../../../gateway/registers/number-standing.js';
import { foreseeIncoming } from '../../../gateway/registers/own-incoming-number.js';
import { cancelByHand } from '../../../gateway/registers/registers.store.js';
import { enterPaper, reserveNumber } from '../../../gateway/registers/reserve-numbers.js';
import { BrowserSession } from '../../support/browser-session.js';
import { arriveDocument, metadataOf, submitDocument } from '../../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture } from '../../support/http-fixture.js';
import { addPerson, goodPassword } from '../../support/people.js';

const [sender, own, keyless, keylessOwn] = ['H30.03', 'H30.09', 'H30.31', 'H30.32'];
const notation = 'STTTT-VP';
const neverAgain = { code: 'number_cancelled', field: 'number' };

let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture({
    withoutKey: [keyless, keylessOwn],
    agencies: { [own]: { numbering: 'agency' }, [keylessOwn]: { numbering: 'agency' } },
  });
});
afterAll(() => gateway.close());

const clerk = () => gateway.clerk(sender);
const cancel = (id: string, agency = sender) => cancelEntry(gateway.ctx, gateway.clerk(agency), id, 'Nhập nhầm');

interface PaperChanges {
  readonly number?: string;
  readonly notation?: string;
  readonly series?: string;
}

const paper = (year: number, changes: PaperChanges = {}, agency = sender) =>
  enterPaper(gateway.ctx, gateway.clerk(agency), {
    book: 'out',
    notation,
    ...changes,
    details: { date: `${year}-03-01`, subject: 'Giấy mời' },
  });

const send = (year: number, changes: Record<string, unknown> = {}, agency = sender) =>
  submitDocument(
    gateway.ctx,
    gateway.clerk(agency),
    metadataOf({ promulgation: { place: '', date: `${year}-03-01` }, ...changes }),
  );

const nextOf = async (year: number) => {
  const { standing } = await judgeNumber(gateway.ctx, { agency: sender, year, number: '', notation });
  return standing.kind === 'by-register' ? standing.next : standing.kind;
};

/** Waits until somebody else's statement waits for a lock. */
const untilSomebodyWaits = () =>
  vi.waitUntil(async () => {
    const { rows } = await gateway.ctx.database.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    return rows.length > 0;
  }, 10_000);

/** Does `other` while the entry is being cancelled; it begins before and ends after. */
async function whileCancelling<T>(
  id: string,
  agency: string,
  other: () => Promise<T>,
): Promise<PromiseSettledResult<T>> {
  const { database } = gateway.ctx;
  let outcome: Promise<PromiseSettledResult<T>[]> | undefined;
  await database.transaction(async (tx) => {
    const change = { id, agency, reason: 'Nhập nhầm', actor: 'user:clerk', at: new Date() };
    expect(await cancelByHand(tx, change, ['paper', 'reserved'])).toBeDefined();
    outcome = Promise.allSettled([other()]);
    await untilSomebodyWaits();
  });
  const [settled] = (await outcome) ?? [];
  if (settled === undefined) throw new Error('It was never begun');
  return settled;
}

describe('the counter of the outgoing book', () => {
  it('steps over a number that was typed for paper and cancelled, and says so before', async () => {
    const { id } = await paper(2021, { number: '003' });
    await cancel(id);
    expect((await send(2021)).number).toBe('01');
    expect((await reserveNumber(gateway.ctx, clerk(), { year: 2021, notation })).number).toBe('02');
    expect(await nextOf(2021)).toBe('04');
    expect((await send(2021, { subject: 'Hai' })).number).toBe('04');
    expect((await paper(2021)).number).toBe('05');
  });

  it('steps over what another series has given with the same notation and cancelled', async () => {
    const { id } = await reserveNumber(gateway.ctx, clerk(), { year: 2020, notation, series: 'hoi-dong' });
    await cancel(id);
    expect((await send(2020)).number).toBe('02');
    expect((await send(2020, { notation: 'STTTT-BC', subject: 'Ba' })).number).toBe('03');
  });

  it('goes on behind a number that is cancelled while it is about to give it', async () => {
    const { id } = await paper(2019, { number: '1' });
    const given = await whileCancelling(id, sender, () =>
      reserveNumber(gateway.ctx, clerk(), { year: 2019, notation }),
    );
    expect(given).toMatchObject({ status: 'fulfilled', value: { number: '02' } });
  });
});

describe('a number the counter gave and that was cancelled', () => {
  it('is typed by nobody: reserved with or without a notation, of a paper document, of a document never sealed', async () => {
    const reserved = await reserveNumber(gateway.ctx, clerk(), { year: 2018, notation });
    const open = await reserveNumber(gateway.ctx, clerk(), { year: 2018 });
    const counted = await paper(2018);
    for (const { id } of [reserved, open, counted]) await cancel(id);
    for (const number of ['1', '02', '3']) await expect(paper(2018, { number })).rejects.toMatchObject(neverAgain);
    expect((await paper(2018, { number: '1', notation: 'GM-STTTT' })).number).toBe('1');
    await expect(send(2018, {}, keyless)).rejects.toMatchObject({ code: 'key_missing' });
    await expect(paper(2018, { number: '1' }, keyless)).rejects.toMatchObject(neverAgain);
  });

  it('is not got by who typed it for paper while it was being cancelled', async () => {
    for (const wish of [{ notation }, {}]) {
      const { id, number } = await reserveNumber(gateway.ctx, clerk(), { year: 2017, ...wish });
      const typed = await whileCancelling(id, sender, () => paper(2017, { number }));
      expect(typed).toMatchObject({ status: 'rejected', reason: neverAgain });
    }
  });

  it('is shown to who writes a draft with it', async () => {
    const { id } = await reserveNumber(gateway.ctx, clerk(), { year: 2016, notation });
    await cancel(id);
    const { standing } = await judgeNumber(gateway.ctx, { agency: sender, year: 2016, number: '1', notation });
    expect(standing).toEqual({ kind: 'cancelled', next: '02' });
  });

  it('is refused with words, through the API and in the form', async () => {
    const { id } = await reserveNumber(gateway.ctx, clerk(), { year: 2015, notation });
    await cancel(id);
    const details = { date: '2015-03-01', subject: 'Giấy mời' };
    const answer = await gateway.call('/api/v1/registers/out/paper', await gateway.token([sender]), {
      method: 'POST',
      body: JSON.stringify({ number: '1', notation, details }),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ ...neverAgain, title: 'Số này đã hủy, không cấp lại' });
    const session = BrowserSession.of(gateway);
    await session.signIn((await addPerson(gateway.ctx, 'clerk', sender)).email, goodPassword);
    await session.open('/so-dang-ky/van-ban-giay?so=di');
    const page = await session.submit('/so-dang-ky/van-ban-giay', { number: '1', notation, ...details });
    expect(page.status).toBe(409);
    expect(page.html).toContain('Số này đã hủy, không cấp lại');
  });
});

describe('a number that was typed and cancelled', () => {
  it('is typed once more for the same paper, also when the counter has passed it, by one of two', async () => {
    const slip = await paper(2014, { number: '1' });
    expect((await send(2014)).number).toBe('02');
    await cancel(slip.id);
    const both = await Promise.allSettled([paper(2014, { number: '01' }), paper(2014, { number: '01' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'number_taken' } });
  });

  it('is given again to a document of the agency’s own number that was never sealed', async () => {
    for (let time = 0; time < 2; time += 1)
      await expect(send(2014, { number: '7' }, keylessOwn)).rejects.toMatchObject({ code: 'key_missing' });
    expect((await paper(2014, { number: '7' }, keylessOwn)).number).toBe('7');
  });

  it('is typed once more although it was stepped over before places were marked as such', async () => {
    const slip = await paper(2013, { number: '1' });
    await send(2013);
    const { database } = gateway.ctx;
    await database.query(
      `update register_entries set number_shared = false,
         cancelled_reason = 'Số này đã dùng cho văn bản khác cùng ký hiệu (in use by another entry)'
       where year = 2013 and state = 'cancelled'`,
    );
    await cancel(slip.id);
    await expect(paper(2013, { number: '1' })).rejects.toMatchObject(neverAgain);
    const migration = new URL('../../../gateway/database/migrations/0040_cancelled_numbers.sql', import.meta.url);
    await database.query(/^update [^;]+;/m.exec(readFileSync(migration, 'utf8'))?.[0] ?? '');
    expect((await paper(2013, { number: '1' })).number).toBe('1');
  });
});

describe('the incoming book', () => {
  const accept = async (id: string, incomingNumber?: string) =>
    (await declareStatus(gateway.ctx, gateway.clerk(own), id, { code: '03', incomingNumber })).incomingNumber;

  async function received(subject: string): Promise<string> {
    const { id } = await submitDocument(gateway.ctx, clerk(), metadataOf({ to: [own], subject }));
    await arriveDocument(gateway.ctx, id, own);
    return id;
  }

  async function recalled(subject: string, incomingNumber?: string): Promise<string | null> {
    const id = await received(subject);
    const number = await accept(id, incomingNumber);
    await recallDocument(gateway.ctx, clerk(), id, { reason: 'Sai nội dung' });
    await declareStatus(gateway.ctx, gateway.clerk(own), id, { code: '15' });
    return number;
  }

  const paperIn = (number?: string) =>
    enterPaper(gateway.ctx, gateway.clerk(own), {
      book: 'in',
      ...(number === undefined ? {} : { number }),
      details: { date: '2016-05-19', subject: 'Giấy mời', author: 'UBND phường 1', code: '5/GM-UBND' },
    });

  const refused = { code: 'number_cancelled', field: 'incomingNumber' };

  it('gives the number of a recalled document to nobody, whether it was typed or counted', async () => {
    expect(await recalled('Đếm')).toBe('01');
    expect(await recalled('Ghi', '003')).toBe('003');
    for (const number of ['1', '3']) {
      await expect(accept(await received(`Ghi lại ${number}`), number)).rejects.toMatchObject(refused);
      await expect(paperIn(number)).rejects.toMatchObject(refused);
    }
    expect((await foreseeIncoming(gateway.ctx, own)).next).toBe('02');
    expect(await accept(await received('Hai'))).toBe('02');
    expect((await foreseeIncoming(gateway.ctx, own)).next).toBe('04');
    expect(await accept(await received('Bốn'))).toBe('04');
  });

  it('counts over a paper document that was entered by hand and cancelled, which may be entered once more', async () => {
    const slip = await paperIn('5');
    await cancel(slip.id, own);
    expect(await accept(await received('Sáu'))).toBe('06');
    expect((await paperIn('05')).number).toBe('05');
  });

  it('does not give a number to who typed it while it was being cancelled', async () => {
    const counted = await paperIn();
    const typed = await whileCancelling(counted.id, own, () => paperIn(counted.number));
    expect(typed).toMatchObject({ status: 'rejected', reason: refused });
  });
});
