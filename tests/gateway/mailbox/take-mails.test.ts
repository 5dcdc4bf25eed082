/** Mails that come together: each is kept whole and once, and nothing of them is there when one of them breaks off. */
import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailArrival, takeMails } from '../../../gateway/mailbox/intake/take-mail.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { strangeMail } from './mail-room.js';

const account = 'congvan@test.example';
let gateway: GatewayFixture;

beforeEach(async () => {
  gateway = await openGatewayFixture();
});
afterEach(() => gateway.close());

const arrival = (content: Readable): MailArrival => ({ receivedAt: new Date(), content });
const arriving = (mail: string) => arrival(Readable.from([Buffer.from(mail)]));
const letters = (count: number) => Array.from({ length: count }, (_, index) => strangeMail(`Thư ${index}`));
const rows = async () => {
  const { rows: found } = await gateway.ctx.database.query<{ sha256: string; size: number }>(
    'select sha256, size::int as size from mails_in order by id',
  );
  return found;
};

describe('mails that come together', () => {
  it('are kept in the order in which they came, octet for octet', async () => {
    const mails = letters(20);
    expect(await takeMails(gateway.ctx, account, mails.map(arriving))).toEqual({ came: 20, taken: 20 });
    expect(await rows()).toEqual(
      mails.map((mail) => ({ sha256: hash('sha256', mail), size: Buffer.byteLength(mail) })),
    );
    for (const mail of mails) expect(await gateway.ctx.blobs.has(hash('sha256', mail))).toBe(true);
  });

  it('are taken once, whether the same one comes twice at a time or came before', async () => {
    const [first = '', second = ''] = letters(2);
    await takeMails(gateway.ctx, account, [arriving(first)]);
    expect(await takeMails(gateway.ctx, account, [first, second, second].map(arriving))).toEqual({ came: 3, taken: 1 });
    expect(await rows()).toHaveLength(2);
    expect(await readdir(gateway.ctx.blobs.draftsFolder)).toEqual([]);
  });

  it('leave nothing when one of them breaks off while others are still to come, and come again', async () => {
    const [first = '', second = '', third = ''] = letters(3);
    async function* breaking() {
      yield arriving(first);
      yield arrival(
        Readable.from(
          (async function* () {
            yield Buffer.from(second.slice(0, 10));
            throw new Error('the connection is gone');
          })(),
        ),
      );
      await pause(100);
      yield arriving(third);
    }
    await expect(takeMails(gateway.ctx, account, breaking())).rejects.toThrow('the connection is gone');
    expect(await rows()).toEqual([]);
    expect(await readdir(gateway.ctx.blobs.draftsFolder)).toEqual([]);
    expect(await takeMails(gateway.ctx, account, [first, second, third].map(arriving))).toEqual({ came: 3, taken: 3 });
  });
});
