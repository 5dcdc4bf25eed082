/** Who is late when a document was sent by mistake: it is waited for until its recipient gave it back, and the day it did so decides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportExchange } from '../../../gateway/registers/exchange-report.js';
import { recountReport } from '../../../gateway/registers/keep-counts.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { type Answer, type Asking, Offices, type Sending, vietnam } from './office-acts.js';

let gateway: GatewayFixture;
let offices: Offices;
let month = 0;
beforeAll(async () => {
  gateway = await openGatewayFixture();
  offices = new Offices(gateway, '2017-12-31T23:59');
});
afterAll(() => gateway.close());

const nothing: Answer = { what: 'nothing', by: 'api', after: 0 };
const answered = (what: Answer['what'], after: number): Answer => ({ what, by: 'api', after });
const asked = (what: Asking['for'], after: number, answer: Asking['answer'] = 'agreed'): Asking => ({
  ...{ for: what, answer, after },
});
const day = 1_440;

const sent = (at: string, answer: Answer, asks: readonly Asking[]): Sending => ({
  ...{ from: 'H30.03', to: ['H30.05'], at, by: 'api', paper: 'none', takes: 1, answers: [answer], asks },
});

/** What a month of its own says of the documents that arrived on its fifth, read on a day of it. */
async function told(sendings: readonly (readonly [Answer, readonly Asking[]])[], readOn = '20') {
  month += 1;
  const name = `2017-${String(month).padStart(2, '0')}`;
  for (const [answer, asks] of sendings) await offices.send(sent(`${name}-05T09:00`, answer, asks));
  gateway.setNow(vietnam(`${name}-${readOn}T17:00`));
  const query = { from: name, to: name, direction: 'in', agency: 'H30.05' } as const;
  const { sameDay, late } = (await reportExchange(gateway.ctx, gateway.auditor, query)).pace.acknowledged;
  return { sameDay, late };
}

describe('a document its recipient gives back', () => {
  it('on the day it came is not waited for: neither in time nor late', async () => {
    expect(await told([[nothing, [asked('recall', 5)]]])).toEqual({ sameDay: 0, late: 0 });
  });

  it('on a later day is late: it waited over its day', async () => {
    expect(await told([[nothing, [asked('recall', day)]]])).toEqual({ sameDay: 0, late: 1 });
  });

  it('for another one is not waited for, but the other one is', async () => {
    expect(await told([[nothing, [asked('replace', 5)]]])).toEqual({ sameDay: 0, late: 1 });
  });

  it('after it was acknowledged counts as it was acknowledged', async () => {
    const inTime = [answered('accept', 5), [asked('recall', 5)]] as const;
    const refused = [answered('refuse', 5), [asked('recall', 5)]] as const;
    const late = [answered('accept', day), [asked('recall', 5)]] as const;
    expect(await told([inTime, refused, late])).toEqual({ sameDay: 2, late: 1 });
  });

  it('leaves those that still wait alone, on the same day and after', async () => {
    const today = [
      [nothing, [asked('recall', 5)]],
      [nothing, []],
    ] as const;
    expect(await told(today, '05')).toEqual({ sameDay: 0, late: 0 });
    expect(await told(today)).toEqual({ sameDay: 0, late: 1 });
  });
});

describe('what gives nothing back', () => {
  it('is to keep the document, or to agree to an update', async () => {
    expect(await told([[nothing, [asked('recall', 5, 'refused')]]])).toEqual({ sameDay: 0, late: 1 });
    // The update itself arrives, too, and waits.
    expect(await told([[nothing, [asked('update', 5)]]])).toEqual({ sameDay: 0, late: 2 });
  });

  it('is the update agreed to on the day, when the recall came on the next', async () => {
    expect(await told([[nothing, [asked('update', 5), asked('recall', day)]]])).toEqual({ sameDay: 0, late: 2 });
    expect(await told([[nothing, [asked('update', 5), asked('recall', 5)]]])).toEqual({ sameDay: 0, late: 1 });
  });

  it('counts the same when everything is counted anew', async () => {
    expect(await recountReport(gateway.ctx)).toBe(0);
  });
});
