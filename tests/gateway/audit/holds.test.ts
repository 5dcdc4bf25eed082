/** A legal hold keeps what time or secrecy would remove, until it is lifted; whoever removes waits for whoever holds, and the other way round. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tidyUp } from '../../../gateway/documents/janitor.js';
import { sequenceOnce } from '../../../gateway/evidence/sequencer.js';
import { verifyLog } from '../../../gateway/evidence/verify-log.js';
import { type Principal, principalOf, roleScopes } from '../../../gateway/identity/access.js';
import { eraseOriginals } from '../../../gateway/mailbox/operating/erase-originals.js';
import { changeHolds } from '../../../gateway/retention/held.store.js';
import { type HoldRequest, liftHold, listHolds, placeHold } from '../../../gateway/retention/holds.js';
import { readRetention } from '../../../gateway/retention/retention.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';
import { addPerson } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';
import { automaticMail, strangeMail } from '../mailbox/mail-room.js';

const dayMs = 86_400_000;
const operator = principalOf('user:operator', roleScopes.operator, []);
let gateway: GatewayFixture;

beforeEach(async () => {
  gateway = await openGatewayFixture({ config: { mailKeepDays: 30 } });
});
afterEach(() => gateway.close());

const place = (request: HoldRequest, reason = 'Thanh tra', principal: Principal = operator) =>
  placeHold(gateway.ctx, principal, request, reason);
const refuses = (act: Promise<unknown>, code: string) => expect(act).rejects.toMatchObject({ code });
const later = (days: number) => gateway.setNow(new Date(Date.now() + days * dayMs));
const removed = async () => (await tidyUp(gateway.ctx)).originalsRemoved;

async function digestOf(mail: string): Promise<string> {
  const { rows } = await gateway.ctx.database.query<{ sha256: string }>('select sha256 from mails_in where id = $1', [
    mail,
  ]);
  return rows[0]?.sha256 ?? '';
}
const isKept = async (mail: string) => gateway.ctx.blobs.has(await digestOf(mail));

/** A mail that was handled, about the document or from the address. */
async function handledMail(change: { document?: string; sender?: string; received?: string }): Promise<string> {
  const { id } = await receiveMail(
    gateway.ctx,
    automaticMail().replace('Subject:', `X-Once: ${Math.random()}\r\nSubject:`),
  );
  await gateway.ctx.database.query(
    `update mails_in set document = $2, sender = coalesce($3, sender), received_at = coalesce($4, received_at) where id = $1`,
    [id, change.document ?? null, change.sender ?? null, change.received ?? null],
  );
  return id;
}

describe('a hold over a document', () => {
  it('keeps the originals of the mails about it past their time, and no others', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const [about, other] = [await handledMail({ document }), await handledMail({})];
    await place({ document });
    later(31);
    expect(await removed()).toBe(1);
    expect([await isKept(about), await isKept(other)]).toEqual([true, false]);
  });

  it('is found by the DocumentId, too', async () => {
    const { id: document, documentId } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const about = await handledMail({ document });
    await place({ document: documentId });
    later(31);
    expect(await removed()).toBe(0);
    expect(await isKept(about)).toBe(true);
    expect(await listHolds(gateway.ctx)).toMatchObject([{ document, documentId, reason: 'Thanh tra', liftedAt: null }]);
  });

  it('lets go when it is lifted', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const about = await handledMail({ document });
    const hold = await place({ document });
    later(31);
    expect(await removed()).toBe(0);
    await liftHold(gateway.ctx, operator, hold, 'Thanh tra xong');
    expect(await removed()).toBe(1);
    expect(await isKept(about)).toBe(false);
    await refuses(liftHold(gateway.ctx, operator, hold, 'Lần nữa'), 'not_found');
  });
});

describe('a hold over an agency’s days', () => {
  const days = { agency: 'H30.05', from: '2026-03-01', to: '2026-03-31' };

  it.each([
    ['that came from its address on the last evening', '2026-03-31T23:59:59+07:00', true],
    ['that came from its address on the first morning', '2026-03-01T00:00:00+07:00', true],
    ['that came from its address the day after', '2026-04-01T00:00:00+07:00', false],
    ['that came from its address the day before', '2026-02-28T23:59:59+07:00', false],
  ])('on a mail %s', async (_when, received, isHeld) => {
    const { rows } = await gateway.ctx.database.query<{ email: string }>(
      "select email from agencies where code = 'H30.05'",
    );
    const mail = await handledMail({ sender: rows[0]?.email.toUpperCase() ?? '', received });
    await place(days);
    later(31);
    await removed();
    expect(await isKept(mail)).toBe(isHeld);
  });

  it('keeps mails about documents it sent or received, and not those of others', async () => {
    const send = async (from: string) => (await submitDocument(gateway.ctx, gateway.clerk(from))).id;
    const received = '2026-03-15T10:00:00+07:00';
    const [toIt, fromIt] = [await send('H30.03'), await send('H30.05')];
    const [first, second, stranger] = [
      await handledMail({ document: toIt, received }),
      await handledMail({ document: fromIt, received }),
      await handledMail({ received }),
    ];
    await place({ ...days, agency: 'Sở Tài chính' });
    later(31);
    expect(await removed()).toBe(1);
    expect([await isKept(first), await isKept(second), await isKept(stranger)]).toEqual([true, true, false]);
  });
});

describe('the original of a mail marked as a state secret', () => {
  /** As a worker leaves it that died before it erased. */
  async function ordered(change: Parameters<typeof handledMail>[0]): Promise<string> {
    const id = await handledMail(change);
    await gateway.ctx.database.query('update mails_in set erase_due = true where id = $1', [id]);
    return id;
  }

  it('is erased at once, with a hold as without one: this system may not keep it', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const [free, held] = [await ordered({}), await ordered({ document })];
    await place({ document });
    await eraseOriginals(gateway.ctx);
    expect([await isKept(free), await isKept(held)]).toEqual([false, false]);
  });
});

describe('a draft past its time', () => {
  async function draft(agency: string, changed: string, source: string | null = null): Promise<string> {
    const { id: person } = await addPerson(gateway.ctx, 'clerk', agency);
    const { rows } = await gateway.ctx.database.query<{ id: string }>(
      `insert into drafts (id, agency, person, source, touched, created_at, updated_at)
       values (gen_random_uuid(), $1, $2, $3, true, $4, $4) returning id`,
      [agency, person, source, changed],
    );
    return rows[0]?.id ?? '';
  }

  it('stays while its agency’s days or the document it was begun from are held, and goes when they are not', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const held = await draft('H30.05', '2016-03-31T23:00:00+07:00');
    const answer = await draft('H30.09', '2016-05-01T00:00:00Z', document);
    const ended = [await draft('H30.05', '2016-04-01T01:00:00+07:00'), await draft('H30.09', '2016-03-15T00:00:00Z')];
    const holds = [await place({ agency: 'H30.05', from: '2016-03-01', to: '2016-03-31' }), await place({ document })];
    const left = async () => {
      await tidyUp(gateway.ctx);
      return (await gateway.ctx.database.query<{ id: string }>('select id from drafts order by updated_at')).rows.map(
        ({ id }) => id,
      );
    };
    expect(await left()).toEqual([held, answer]);
    expect(ended).toHaveLength(2);
    for (const hold of holds) await liftHold(gateway.ctx, operator, hold, 'Xong');
    expect(await left()).toEqual([]);
  });
});

describe('placing a hold', () => {
  it('waits for removals that are under way, so that nothing held goes after it stands', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    let finish = () => {};
    const removing = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const tidying = gateway.ctx.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock_shared($1)', [0x686f6c64]);
      await removing;
    });
    let isPlaced = false;
    const placing = place({ document }).then(() => {
      isPlaced = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isPlaced).toBe(false);
    finish();
    await Promise.all([tidying, placing]);
    expect(isPlaced).toBe(true);
  });

  it('makes removals wait in turn', async () => {
    await handledMail({});
    later(31);
    let hasTidied = false;
    const tidying = await gateway.ctx.database.transaction(async (tx) => {
      await changeHolds(tx);
      const running = removed().then(() => {
        hasTidied = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(hasTidied).toBe(false);
      return { running };
    });
    await tidying.running;
    expect(hasTidied).toBe(true);
  });

  it('is an event that auditors see and the agencies do not, and so is lifting it', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    const hold = await place({ document });
    await liftHold(gateway.ctx, operator, hold, 'Xong');
    const { rows } = await gateway.ctx.database.query(
      `select kind, document, agencies, payload from events where kind like 'hold.%' order by id`,
    );
    expect(rows).toEqual([
      {
        kind: 'hold.placed',
        document,
        agencies: [],
        payload: { hold, document, reason: 'Thanh tra', actor: 'user:operator' },
      },
      { kind: 'hold.lifted', document, agencies: [], payload: { hold, reason: 'Xong', actor: 'user:operator' } },
    ]);
    await sequenceOnce(gateway.ctx);
    expect((await verifyLog(gateway.ctx)).faults).toEqual([]);
  });

  it.each([
    ['a document nobody knows', { document: 'H30.99,2016/05/19,1/X' }, 'not_found'],
    ['no document at all', { document: ' ' }, 'not_found'],
    ['an agency nobody knows', { agency: 'H99.99', from: '2026-01-01', to: '2026-01-02' }, 'unknown_agency'],
    ['words that fit several agencies', { agency: 'sở', from: '2026-01-01', to: '2026-01-02' }, 'unknown_agency'],
    ['days in the wrong order', { agency: 'H30.05', from: '2026-01-02', to: '2026-01-01' }, 'invalid_request'],
    ['a day that is none', { agency: 'H30.05', from: '2026-02-30', to: '2026-03-01' }, 'invalid_request'],
  ] as const)('is refused for %s', async (_what, request, code) => {
    await refuses(place(request), code);
  });

  it('is refused without a reason, with too long a one, twice over the same, and to who is no operator', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    await refuses(place({ document }, '  '), 'invalid_request');
    await refuses(place({ document }, 'x'.repeat(501)), 'invalid_request');
    for (const principal of [gateway.auditor, gateway.clerk('H30.03')])
      await refuses(place({ document }, 'Thanh tra', principal), 'missing_scope');
    const hold = await place({ document });
    await refuses(place({ document }), 'already_exists');
    await refuses(liftHold(gateway.ctx, gateway.auditor, hold, 'x'), 'missing_scope');
    await refuses(liftHold(gateway.ctx, operator, 'no-id', 'x'), 'not_found');
  });

  it('of one that two documents share by their DocumentId is left to the id', async () => {
    const [one, other] = [
      await submitDocument(gateway.ctx, gateway.clerk('H30.03')),
      await submitDocument(gateway.ctx, gateway.clerk('H30.03')),
    ];
    await gateway.ctx.database.query('update documents set document_id = $1', ['H30.03,2016/05/19,1/X']);
    await refuses(place({ document: 'H30.03,2016/05/19,1/X' }), 'conflict');
    await place({ document: other.id });
    expect((await listHolds(gateway.ctx)).map(({ document }) => document)).toEqual([other.id]);
    expect(one.id).not.toBe(other.id);
  });
});

describe('what is kept and how long', () => {
  it('says when the next original goes, and that held ones do not', async () => {
    const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
    await handledMail({ document });
    const rule = async () => (await readRetention(gateway.ctx)).find(({ name }) => name === 'originals');
    const next = Date.parse((await rule())?.nextAt ?? '');
    expect(Math.abs(next - Date.now() - 30 * dayMs)).toBeLessThan(60_000);
    await place({ document });
    expect(await rule()).toEqual({ name: 'originals', keepDays: 30, count: 1, held: 1, nextAt: null });
    later(31);
    await removed();
    expect(await rule()).toMatchObject({ count: 1, held: 1 });
  });

  it('counts originals that wait for somebody, whose time has not begun', async () => {
    await receiveMail(gateway.ctx, strangeMail('Còn chờ'));
    const rules = await readRetention(gateway.ctx);
    expect(rules.find(({ name }) => name === 'originals')).toMatchObject({ count: 1, held: 0, nextAt: null });
    expect(rules.find(({ name }) => name === 'documents')).toMatchObject({ keepDays: null, nextAt: null });
  });
});
