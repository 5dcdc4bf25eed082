/** Of a mail that carries a state secret only time, sender and digest stay, whatever crashes and however often it comes. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseOriginals } from '../../../gateway/mailbox/operating/erase-originals.js';
import { workOffMails } from '../../../workers/mails.js';
import { readyContainer } from '../../support/foreign-messages.js';
import { type GatewayFixture, openGatewayFixture } from '../../support/gateway-fixture.js';
import { fullBlock, type MailSigner, mailSigner, plainMail } from '../../support/mailed-document.js';
import { publishLists } from '../../support/publish-lists.js';
import { receiveMail, repliesTo } from '../../support/receive-mail.js';

const sender = 'H30.03';
const address = 'vanthu@so.example';
let gateway: GatewayFixture;
let signer: MailSigner;

beforeAll(async () => {
  gateway = await openGatewayFixture({ agencies: { [sender]: { email: address } } });
  await publishLists(gateway.ctx, gateway.authority);
  signer = await mailSigner(gateway.ctx, gateway.authority, sender);
});
afterAll(async () => {
  signer.remove();
  await gateway.close();
});

const sha256 = (mail: string) => createHash('sha256').update(mail).digest('hex');
const isStored = (mail: string) => gateway.ctx.blobs.has(sha256(mail));

/** Everything the database holds of a mail and its answers, as text. */
async function remains(id: string): Promise<string> {
  const { rows } = await gateway.ctx.database.query(
    'select m.*, array(select to_jsonb(o) from mails_out o where o.mail = m.id) as answers from mails_in m where id = $1',
    [id],
  );
  return JSON.stringify(rows[0]);
}

describe('a mail with the stamp of a state secret', () => {
  it.each([
    ['in its lines', () => signer.sign({ text: `${fullBlock}\nTỐI MẬT\n`, subject: 'Chuyện riêng' })],
    ['without diacritics', () => signer.sign({ text: `TOI MAT\n${fullBlock}`, subject: 'Chuyện riêng' })],
    ['in its subject', () => signer.sign({ subject: 'MẬT' })],
    [
      'in the name of a file',
      () => signer.sign({ attachments: [{ name: '[Mật] Chuyện riêng.pdf', bytes: Buffer.from('%PDF-1.4') }] }),
    ],
    [
      'inside a file',
      () => signer.sign({ attachments: [{ name: 'a.txt', bytes: Buffer.from('Chuyện riêng\nTUYỆT MẬT\n') }] }),
    ],
    [
      'from nobody known',
      () => plainMail({ from: 'ai-do@example.com', text: `${fullBlock}\nMẬT`, subject: 'Chuyện riêng' }),
    ],
  ])('%s leaves nothing of it', async (_, make) => {
    const text = make();
    const mail = await receiveMail(gateway.ctx, text);
    expect(mail).toMatchObject({ state: 'done', result: 'secret_refused', document: null });
    expect(await isStored(text)).toBe(false);
    const kept = await remains(mail.id);
    expect(kept).toContain(sha256(text));
    for (const word of ['Chuyện riêng', 'chuyen rieng', 'Trích yếu', 'bằng thư']) expect(kept).not.toContain(word);
  });

  it('is answered without a word of it', async () => {
    const mail = await receiveMail(gateway.ctx, signer.sign({ subject: 'MẬT' }));
    const [reply] = await repliesTo(gateway.ctx, mail.id);
    expect(reply).toMatchObject({ recipient: address, subject: expect.stringContaining('Văn bản có dấu chỉ độ mật') });
  });

  it('is logged with its digest', async () => {
    const text = signer.sign({ text: `${fullBlock}\nMẬT` });
    await receiveMail(gateway.ctx, text);
    expect(gateway.logLines.filter((line) => line.includes(sha256(text))).join()).toContain('state secret');
  });

  it('in a sealed container leaves nothing of it', async () => {
    const file = { name: 'Tối mật.pdf', bytes: Buffer.from('%PDF-1.4') };
    const bytes = await readyContainer(sender, { signer: await gateway.ctx.keys.sealSigner(sender), file });
    const text = plainMail({ attachments: [{ name: 'a.asice', bytes }] });
    expect(await receiveMail(gateway.ctx, text)).toMatchObject({ result: 'secret_refused' });
    expect(await isStored(text)).toBe(false);
  });

  it('whose worker died before it was erased is erased by the next one', async () => {
    const text = signer.sign({ text: `${fullBlock}\nMẬT` });
    const { blobs } = gateway.ctx;
    const dying = Object.assign(Object.create(blobs) as typeof blobs, {
      open: (digest: string) => blobs.open(digest),
      draftPath: () => blobs.draftPath(),
      commit: (draft: string, digest: string) => blobs.commit(draft, digest),
      keepAll: (contents: Parameters<typeof blobs.keepAll>[0]) => blobs.keepAll(contents),
      remove: async () => {
        throw new Error('killed here');
      },
    });
    await expect(receiveMail({ ...gateway.ctx, blobs: dying }, text)).rejects.toThrow('killed here');
    expect(await isStored(text)).toBe(true);
    await workOffMails(gateway.ctx);
    expect(await isStored(text)).toBe(false);
  });

  it('handed in again is erased again, from this mailbox and from another', async () => {
    const text = signer.sign({ text: `${fullBlock}\nMẬT` });
    const first = await receiveMail(gateway.ctx, text);
    expect(await isStored(text)).toBe(false);
    await receiveMail(gateway.ctx, text);
    expect(await isStored(text)).toBe(false);
    // The same original waits for another mailbox while it is erased.
    await gateway.ctx.database.query(
      `insert into mails_in (id, account, sha256, size, received_at) select gen_random_uuid(), 'other@test.example', sha256, size, received_at
       from mails_in where id = $1`,
      [first.id],
    );
    await workOffMails(gateway.ctx);
    const { rows } = await gateway.ctx.database.query('select state, result from mails_in where sha256 = $1', [
      sha256(text),
    ]);
    expect(rows).toEqual([
      { state: 'done', result: 'secret_refused' },
      { state: 'done', result: 'secret_refused' },
    ]);
    await eraseOriginals(gateway.ctx);
  });
});
