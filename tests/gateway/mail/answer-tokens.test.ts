/** What a document's mail gives its reader to answer with. */
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectAgenciesByCode } from '../../../gateway/agencies/agencies.store.js';
import type { GatewayContext } from '../../../gateway/context.js';
import { answerAddress, answerTokensInAddresses } from '../../../gateway/mail/answer-tokens.js';
import { mailTokensIn, newMailToken } from '../../../gateway/mail/mail-token.js';
import { prepareMail } from '../../../gateway/mail/prepare-mail.js';
import { writeMail } from '../../../gateway/mail/write-mail.js';
import { takeApart } from '../../mail/take-apart.js';
import type { GatewayFixture } from '../../support/gateway-fixture.js';
import { openOpenssl } from '../../support/openssl-folder.js';
import { derOf } from '../../support/pem.js';
import { bringDocument, gatewayAddress, openAnswerRoom, readerAddress, readerCode } from '../mailbox/answer-room.js';

let gateway: GatewayFixture;

beforeAll(async () => {
  gateway = await openAnswerRoom();
});
afterAll(() => gateway.close());

/** The mail as it travels, of a document that is brought once more, with the context changed as wished. */
async function mailWith(
  changes: Partial<GatewayContext>,
  encryptTo: Buffer | null = null,
): Promise<{ raw: Buffer; tokens: string[] }> {
  const protection = { signature: 'detached', encryptTo } as const;
  const ctx = { ...gateway.ctx, ...changes };
  const { id, documentId, delivery } = await bringDocument(gateway);
  const { rows } = await ctx.database.query<{ sha256: string }>(
    'select container_sha256 as sha256 from documents where id = $1',
    [id],
  );
  const sha256 = rows[0]?.sha256 ?? '';
  const open = () => ctx.blobs.open(sha256);
  const loss = new AbortController().signal;
  const job = {
    delivery,
    kind: 'document',
    document: id,
    documentId,
    target: readerCode,
    status: null,
    sha256,
    loss,
    open,
  } as const;
  const [target] = await selectAgenciesByCode(ctx.database, [readerCode]);
  if (target === undefined) throw new Error('there is no reader');
  const source = await open();
  const { mail } = await prepareMail(ctx, job, { target: { ...target, email: readerAddress }, source, protection });
  const signer = await ctx.keys.mailSigner(gatewayAddress);
  const raw = Buffer.concat(await writeMail(mail, signer, protection, new Date()).toArray());
  await source.close();
  const given = await ctx.database.query<{ digest: string }>(
    'select token_sha256 as digest from answer_tokens where delivery = $1',
    [delivery],
  );
  return { raw, tokens: given.rows.map(({ digest }) => digest) };
}

const textOf = (raw: Buffer) =>
  takeApart(raw)
    .parts.find(({ type, name }) => type === 'text/plain' && name === null)
    ?.content.toString() ?? '';

describe('the mail of a document', () => {
  it('has a token of its own in its reply address, its text and its links, of which only the digest is kept', async () => {
    const { raw, tokens } = await mailWith({});
    const [replyTo = ''] = takeApart(raw).field('reply-to');
    const [, token = ''] = /^congvan\+a([a-z2-7]{26})@truc\.example$/.exec(replyTo) ?? [];
    expect(tokens).toContain(hash('sha256', token));
    const text = textOf(raw);
    expect(text).toContain(`Mã trả lời / Answer code: ${token}`);
    for (const code of ['03', '02', '06'])
      expect(text).toContain(`https://gateway.example/tra-loi/${token}?viec=${code}`);
    const { rows } = await gateway.ctx.database.query('select t::text from answer_tokens t');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('leaves the token of an earlier attempt good', async () => {
    const { tokens } = await mailWith({});
    expect(new Set(tokens).size).toBe(2);
  });

  it('where the mail server knows no subaddresses carries the token in its text alone', async () => {
    const { raw } = await mailWith({ config: { ...gateway.ctx.config, mailReturnDelimiter: 'none' } });
    expect(takeApart(raw).field('reply-to')).toEqual([]);
    expect(textOf(raw)).toMatch(/Answer code: [a-z2-7]{26}\n/);
  });

  it('that is encrypted shows its token to nobody on the way', async () => {
    const openssl = openOpenssl();
    openssl.certificate('reader', '-newkey', 'rsa:2048');
    const { raw, tokens } = await mailWith({}, derOf(openssl.read('reader.crt').toString()));
    openssl.write('mail.eml', raw);
    openssl.run('cms', '-decrypt', '-in', 'mail.eml', '-recip', 'reader.crt', '-inkey', 'reader.key', '-out', 'inside');
    const inside = openssl.read('inside').toString();
    openssl.remove();
    expect(takeApart(raw).field('reply-to')).toEqual([]);
    expect(raw.toString('latin1')).not.toContain('congvan+a');
    const texts = Array.from(inside.matchAll(/\r?\n\r?\n([A-Za-z0-9+/=\r\n]{76,}?)\r?\n--/g), ([, text = '']) =>
      Buffer.from(text, 'base64').toString(),
    );
    const [token = ''] = mailTokensIn(texts.join('\n'));
    expect(tokens).toContain(hash('sha256', token));
  });

  it('where nobody reads mails offers the links, and no reply', async () => {
    const { raw } = await mailWith({ readsMails: false });
    expect(takeApart(raw).field('reply-to')).toEqual([]);
    expect(textOf(raw)).toContain('/tra-loi/');
    expect(textOf(raw)).not.toContain('Từ chối: lý do');
  });
});

describe('a token', () => {
  it('is 26 letters and digits, another one each time', () => {
    const tokens = Array.from({ length: 1_000 }, newMailToken);
    expect(new Set(tokens).size).toBe(1_000);
    for (const token of tokens) expect(token).toMatch(/^[a-z2-7]{26}$/);
    // Every letter of the alphabet turns up: no bits are lost.
    expect(new Set(tokens.join('')).size).toBe(32);
  });

  it('makes an address that fits, with the longest mailbox there may be', () => {
    const mailFrom = `${'a'.repeat(30)}@b.example`;
    const address = answerAddress({ mailFrom, mailReturnDelimiter: '+' }, newMailToken()) ?? '';
    expect(Buffer.byteLength(address.split('@')[0] ?? '')).toBeLessThanOrEqual(64);
  });

  it('is read back from addresses in any case, and from quoted text, whatever stands around it', () => {
    const token = newMailToken();
    expect(answerTokensInAddresses(`"X" <CONGVAN+A${token.toUpperCase()}@TRUC.EXAMPLE>, b@c.example`)).toEqual([token]);
    expect(answerTokensInAddresses(`congvan+${token}@truc.example`)).toEqual([]);
    expect(mailTokensIn(`> > Answer code: ${token}\n> https://g.example/tra-loi/${token}?viec=03`)).toEqual([token]);
    expect(mailTokensIn(`${token}a 1${token}`)).toEqual([]);
    expect(mailTokensIn(Array.from({ length: 200 }, newMailToken).join(' '))).toHaveLength(50);
  });
});
