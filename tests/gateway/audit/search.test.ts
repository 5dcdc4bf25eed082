/** An auditor finds any document of any agency: by what it says, whose it is, when it was sent, where it stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditQuery, searchDocuments } from '../../../gateway/audit/search-documents.js';
import { declareStatus } from '../../../gateway/documents/declare-status.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';

const everything: AuditQuery = {
  q: '',
  agency: '',
  direction: 'both',
  from: '',
  to: '',
  status: '',
  type: '',
  number: '',
  after: '',
};
let gateway: GatewayFixture;
const ids: Record<'drought' | 'report' | 'review', string> = { drought: '', report: '', review: '' };

async function send(from: string, day: string, changes: Record<string, unknown>): Promise<string> {
  gateway.setNow(new Date(`${day}T12:00:00+07:00`));
  const { id } = await submitDocument(gateway.ctx, gateway.clerk(from), metadataOf(changes));
  // Ids are made from the clock of the machine: as if it had been that day.
  const { rows } = await gateway.ctx.database.query<{ id: string }>(
    `select (lpad(to_hex((extract(epoch from $2::timestamptz) * 1000)::bigint), 12, '0') || substr(replace($1::text, '-', ''), 13))::uuid as id`,
    [id, `${day}T12:00:00+07:00`],
  );
  gateway.setNow(null);
  return moveDocument(id, rows[0]?.id ?? '');
}

/** Gives a document another id, in every table. */
async function moveDocument(from: string, to: string): Promise<string> {
  await gateway.ctx.database.transaction(async (tx) => {
    await tx.query("set local session_replication_role = 'replica'");
    for (const table of ['recipients', 'files', 'deliveries', 'proofs', 'events', 'register_entries', 'statuses'])
      await tx.query(`update ${table} set document = $2 where document = $1`, [from, to]);
    await tx.query('update documents set id = $2 where id = $1', [from, to]);
  });
  return to;
}

beforeAll(async () => {
  gateway = await openGatewayFixture();
  ids.drought = await send('H30.03', '2016-05-19', {
    to: ['H30.05', 'H30.01'],
    subject: 'Công điện về việc ứng phó hạn hán, xâm nhập mặn',
    urgency: 'express',
  });
  await gateway.ctx.database.query("update documents set number = '07' where id = $1", [ids.drought]);
  ids.report = await send('H30.09', '2016-05-20', {
    to: ['H30.03'],
    type: 'BC',
    notation: 'BC-SXD',
    subject: 'Báo cáo tháng 4',
  });
  ids.review = await send('H30.05', '2016-06-01', { to: ['H30.01'], subject: 'Rà soát hồ sơ 100%_' });
  await arriveDocument(gateway.ctx, ids.drought, 'H30.05');
  await arriveDocument(gateway.ctx, ids.report, 'H30.03');
  await declareStatus(gateway.ctx, gateway.clerk('H30.05'), ids.drought, { code: '03' });
});
afterAll(() => gateway.close());

const search = (query: Partial<AuditQuery>, principal = gateway.auditor) =>
  searchDocuments(gateway.ctx, principal, { ...everything, ...query });
async function found(query: Partial<AuditQuery>): Promise<string[]> {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  return (await search(query)).items.map(({ id }) => names.get(id) ?? id);
}

describe('an auditor’s search', () => {
  it.each([
    ['nothing: all agencies, newest first', {}, ['review', 'report', 'drought']],
    ['words without marks', { q: 'HAN HAN xam nhap' }, ['drought']],
    ['words with marks', { q: 'xâm nhập mặn' }, ['drought']],
    ['the name of the sender', { q: 'so tai chinh ra soat' }, ['review']],
    ['signs that patterns know', { q: '100%_' }, ['review']],
    ['a sign alone', { q: '%' }, ['review']],
    ['an agency', { agency: 'H30.05' }, ['review', 'drought']],
    ['an agency by its name', { agency: 'sở tài chính' }, ['review', 'drought']],
    ['an agency that sent', { agency: 'H30.05', direction: 'sent' }, ['review']],
    ['an agency that received', { agency: 'H30.05', direction: 'received' }, ['drought']],
    ['an agency it was addressed to and has not reached', { agency: 'H30.01', direction: 'received' }, []],
    ['a day', { from: '2016-05-19', to: '2016-05-19' }, ['drought']],
    ['from a day on', { from: '2016-05-20' }, ['review', 'report']],
    ['until a day', { to: '2016-05-20' }, ['report', 'drought']],
    ['days of an agency', { agency: 'H30.03', from: '2016-05-20', to: '2016-05-31' }, ['report']],
    ['a status anywhere', { status: '03' }, ['drought']],
    ['a status at the agency', { agency: 'H30.05', direction: 'received', status: '03' }, ['drought']],
    ['another status at the agency', { agency: 'H30.05', direction: 'received', status: '01' }, []],
    ['what has not arrived somewhere', { status: 'none' }, ['review', 'drought']],
    ['a type', { type: 'BC' }, ['report']],
    ['a number', { number: '7' }, ['drought']],
    ['a number with its zero', { number: '07' }, ['drought']],
    ['a number nobody has', { number: '70' }, []],
    [
      'all at once',
      { q: 'xam nhap', agency: 'H30.03', direction: 'sent', status: '03', number: '7', type: 'CV', to: '2016-05-19' },
      ['drought'],
    ],
  ] as const)('by %s', async (_what, query, names) => {
    expect(await found(query)).toEqual(names);
  });

  it.each([
    ['the last day before the first one', { from: '2016-05-20', to: '2016-05-19' }, 'invalid_request', 'to'],
    ['a day that is none', { from: '2016-02-30' }, 'invalid_request', 'from'],
    ['a day with a letter', { to: '2016-05-1x' }, 'invalid_request', 'to'],
    ['an agency nobody knows', { agency: 'không có' }, 'unknown_agency', 'agency'],
    ['a status that is none', { status: '99' }, 'invalid_request', 'status'],
    ['a type that is none', { type: '__proto__' }, 'invalid_request', 'type'],
    ['a place that is none', { after: "' or 1=1 --" }, 'invalid_request', 'after'],
  ] as const)('is refused for %s', async (_what, query, code, field) => {
    await expect(search(query)).rejects.toMatchObject({ code, field });
  });

  it('takes days as far as the calendar goes: the year 9999, and a hundred years at once', async () => {
    expect(await found({ to: '9999-12-31' })).toHaveLength(3);
    expect(await found({ from: '1900-01-01', to: '1999-12-31' })).toEqual([]);
    expect(await found({ from: '9999-01-01' })).toEqual([]);
    expect(await found({ from: '1916-05-19', to: '2016-05-20' })).toEqual(['report', 'drought']);
  });

  it('is for auditors', async () => {
    await expect(search({}, gateway.clerk('H30.03'))).rejects.toMatchObject({ code: 'missing_scope' });
  });
});

describe('a large archive', () => {
  /** Copies of the report, handed in one after the other, all sent by H30.09. */
  const copies = 10_120;

  beforeAll(async () => {
    await gateway.ctx.database.query(
      `insert into documents select (jsonb_populate_record(d, jsonb_build_object('id', uuidv7(), 'subject', 'Bản sao ' || n,
         'search', 'ban sao ' || n))).* from documents d, generate_series(1, $2::int) n where d.id = $1`,
      [ids.report, copies],
    );
  });

  it('is shown page by page, each document once, to its end', async () => {
    const seen = new Set<string>();
    let pages = 0;
    for (let after = ''; ; pages += 1) {
      const page = await search({ q: 'ban sao 1', after });
      for (const { id } of page.items) seen.add(id);
      if (page.next === null) break;
      after = page.next;
    }
    const expected = Array.from({ length: copies }, (_, n) => n + 1).filter((n) => String(n).includes('1')).length;
    expect(seen.size).toBe(expected);
    expect(pages).toBeGreaterThan(20);
  });

  it('answers a search for something old with "go on" instead of reading everything', async () => {
    const first = await search({ q: 'xam nhap man' });
    expect(first.items).toEqual([]);
    expect(first.next).not.toBeNull();
    const second = await search({ q: 'xam nhap man', after: first.next ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual([ids.drought]);
    expect(second.next).toBeNull();
  });

  it('finds a number, an agency’s documents and old days at once', async () => {
    expect(await found({ number: '7' })).toEqual(['drought']);
    expect(await found({ agency: 'H30.05' })).toEqual(['review', 'drought']);
    expect(await found({ to: '2016-05-19' })).toEqual(['drought']);
  });
});
