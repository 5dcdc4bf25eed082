/** What time ends about incoming mails: confirmations, tokens, originals. */

import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tidyUp } from '../../../gateway/documents/janitor.js';
import { takeMail } from '../../../gateway/mailbox/intake/take-mail.js';
import { discardMail } from '../../../gateway/mailbox/operating/operate-mails.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { receiveMail } from '../../support/receive-mail.js';
import { automaticMail, strangeMail } from './mail-room.js';

const dayMs = 86_400_000;
let gateway: GatewayFixture;

beforeEach(async () => {
  gateway = await openGatewayFixture({ config: { mailKeepDays: 30 } });
});
afterEach(() => gateway.close());

const later = (days: number) => gateway.setNow(new Date(Date.now() + days * dayMs));
const rowOf = async (id: string) => {
  const { rows } = await gateway.ctx.database.query<{
    state: string;
    result: string;
    sha256: string;
    removedAt: string | null;
  }>('select state, result, sha256, original_removed_at as "removedAt" from mails_in where id = $1', [id]);
  const [row] = rows;
  if (row === undefined) throw new Error('no such mail');
  return row;
};
const isKept = async (id: string) => gateway.ctx.blobs.has((await rowOf(id)).sha256);

describe('the original of a mail', () => {
  it('is kept for the days that were set after the mail was handled or set aside, and as long as it waits', async () => {
    const { id: done } = await receiveMail(gateway.ctx, automaticMail());
    const { id: discarded } = await receiveMail(gateway.ctx, strangeMail('Gác lại'));
    await discardMail(gateway.ctx, discarded, 'user:test', null);
    const { id: waiting } = await receiveMail(gateway.ctx, strangeMail('Còn chờ'));
    later(29);
    expect((await tidyUp(gateway.ctx)).originalsRemoved).toBe(0);
    later(31);
    expect((await tidyUp(gateway.ctx)).originalsRemoved).toBe(2);
    expect([await isKept(done), await isKept(discarded), await isKept(waiting)]).toEqual([false, false, true]);
    expect((await rowOf(done)).removedAt).not.toBeNull();
    expect((await rowOf(waiting)).removedAt).toBeNull();
    expect((await tidyUp(gateway.ctx)).originalsRemoved).toBe(0);
  });

  it('is kept for good where nothing was set', async () => {
    const { id } = await receiveMail(gateway.ctx, automaticMail());
    later(36_500);
    const ctx = { ...gateway.ctx, config: { ...gateway.ctx.config, mailKeepDays: 0 } };
    expect((await tidyUp(ctx)).originalsRemoved).toBe(0);
    expect(await isKept(id)).toBe(true);
  });

  it('stays while another mailbox’s mail with the same octets needs it', async () => {
    const mail = automaticMail();
    const { id } = await receiveMail(gateway.ctx, mail);
    await takeMail(gateway.ctx, {
      account: 'khac@test.example',
      receivedAt: new Date(),
      content: Readable.from([Buffer.from(mail)]),
    });
    later(31);
    expect((await tidyUp(gateway.ctx)).originalsRemoved).toBe(1);
    expect(await isKept(id)).toBe(true);
  });

  it('that is gone already is marked as removed: a crash between the two does no harm', async () => {
    const { id } = await receiveMail(gateway.ctx, automaticMail());
    await gateway.ctx.blobs.remove((await rowOf(id)).sha256);
    later(31);
    expect((await tidyUp(gateway.ctx)).originalsRemoved).toBe(1);
    expect((await rowOf(id)).removedAt).not.toBeNull();
  });

  it('does not come back when its mailbox is read anew', async () => {
    const mail = automaticMail();
    const { id } = await receiveMail(gateway.ctx, mail);
    later(31);
    await tidyUp(gateway.ctx);
    await receiveMail(gateway.ctx, mail);
    expect(await isKept(id)).toBe(false);
  });
});

describe('a mail that awaits a confirmation', () => {
  const awaiting = async (...endsInDays: number[]) => {
    const { id } = await receiveMail(gateway.ctx, strangeMail('Xin xác nhận'));
    await gateway.ctx.database.query(`update mails_in set state = 'awaiting' where id = $1`, [id]);
    for (const days of endsInDays)
      await gateway.ctx.database.query(
        `insert into mail_confirmations (token_sha256, mail, agency, expires_at)
         values (md5(random()::text), $1, 'H30.03', now() + make_interval(days => $2))`,
        [id, days],
      );
    return id;
  };
  const tokens = async () => (await gateway.ctx.database.query('select from mail_confirmations')).rowCount;

  it('goes to quarantine when the last chance to confirm it has ended, and its token is forgotten a month later', async () => {
    const ended = await awaiting(1, 3);
    const open = await awaiting(1, 9);
    later(4);
    expect((await tidyUp(gateway.ctx)).confirmationsEnded).toBe(1);
    expect(await rowOf(ended)).toMatchObject({ state: 'quarantined', result: 'confirmation_ended' });
    expect((await rowOf(open)).state).toBe('awaiting');
    expect(await tokens()).toBe(4);
    later(32);
    await tidyUp(gateway.ctx);
    expect(await tokens()).toBe(2);
  });
});
