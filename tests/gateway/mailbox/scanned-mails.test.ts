/** Files of mails are shown to a real clamd before anything is numbered: what is infected goes nowhere, what cannot be scanned waits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVirusScanner } from '../../../gateway/scanning/virus-scanner.js';
import { workOffMails } from '../../../workers/mails.js';
import { type Clamd, eicar, eicarName, openClamd } from '../../support/clamd.js';
import { type GatewayFixture, openGatewayFixture, smallPdf } from '../../support/gateway-fixture.js';
import { type MailSigner, mailSigner } from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';

const sender = 'H30.03';
const address = 'vanthu@so.example';
let clamd: Clamd;
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  clamd = await openClamd();
  gateway = await openGatewayFixture({
    agencies: { [sender]: { email: address } },
    config: { clamdUrl: clamd.tcpUrl, clamdSeconds: 5 },
  });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
}, 90_000);
afterAll(async () => {
  signer?.remove();
  await gateway?.close();
  await clamd?.close();
});

async function countOf(table: 'documents' | 'register_entries'): Promise<number> {
  const { rows } = await gateway.ctx.database.query<{ n: number }>(`select count(*) as n from ${table}`);
  return rows[0]?.n ?? 0;
}

describe('a mail with an infected file', () => {
  it('becomes no document and takes no number; its sender is told which file, and with what', async () => {
    const before = [await countOf('documents'), await countOf('register_entries')];
    const attachments = [
      { name: 'Công văn.pdf', bytes: smallPdf() },
      { name: 'phu-luc.txt', bytes: eicar },
    ];
    const mail = await receiveMail(gateway.ctx, signer.sign({ attachments }));
    expect(mail).toMatchObject({ state: 'done', result: 'file_infected', document: null });
    expect([await countOf('documents'), await countOf('register_entries')]).toEqual(before);
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply?.recipient).toBe(address);
    expect(reply?.text).toContain('phu-luc.txt');
    expect(reply?.text).toContain(eicarName);
  });
});

describe('while the scanner is away', () => {
  it('a mail waits, and is sent when the scanner is back', async () => {
    const away = await openGatewayFixture({
      agencies: { [sender]: { email: address } },
      config: { clamdUrl: 'tcp://127.0.0.1:9', clamdSeconds: 5 },
    });
    const own = await mailSigner(away.ctx, away.authority, sender);
    try {
      await publishLists(away.ctx, away.authority);
      const held = await receiveMail(away.ctx, own.sign());
      expect(held).toMatchObject({ state: 'new', result: 'scanner_unavailable', document: null });
      const back = { ...away.ctx, scanner: openVirusScanner({ ...away.ctx.config, clamdUrl: clamd.tcpUrl }) };
      await away.ctx.database.query('update mails_in set next_at = now() where id = $1', [held.id]);
      while (await workOffMails(back));
      const { rows } = await away.ctx.database.query<{ state: string; result: string }>(
        'select state, result from mails_in where id = $1',
        [held.id],
      );
      expect(rows).toEqual([{ state: 'done', result: 'submitted' }]);
    } finally {
      own.remove();
      await away.close();
    }
  });
});
