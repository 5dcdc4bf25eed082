/** A document that lies in an agency's mailbox, and replies to it as that mailbox's people, and others, could write them. */
import { Readable } from 'node:stream';
import { signEntity } from '../../../certs/smime/sign-mail.js';
import type { GatewayContext } from '../../../gateway/context.js';
import type { Transaction } from '../../../gateway/database/database.js';
import { createAnswerToken } from '../../../gateway/mail/answer-tokens.js';
import {
  arriveDocument,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  submitDocument,
} from '../../support/gateway-fixture.js';
import { publishLists } from '../../support/publish-lists.js';

export const [senderCode, readerCode, otherCode] = ['H30.03', 'H30.05', 'H30.01'];
export const readerAddress = 'vanthu@yte.example';
export const trustedServer = 'mx.truc.example';
export const gatewayAddress = 'congvan@truc.example';

export const answerConfig = {
  mailFrom: gatewayAddress,
  imapUrls: ['imaps://congvan@mail.truc.example'],
  mailTrustedServers: [trustedServer],
  publicUrl: 'https://gateway.example',
};

export const answerAgencies = {
  [readerCode]: { email: readerAddress },
  [otherCode]: { email: 'vanphong@ubnd.example' },
};

export async function openAnswerRoom(): Promise<GatewayFixture> {
  const gateway = await openGatewayFixture({ config: answerConfig, agencies: answerAgencies });
  await publishLists(gateway.ctx, gateway.authority);
  return gateway;
}

export interface BroughtDocument {
  readonly id: string;
  readonly documentId: string;
  readonly delivery: string;
  readonly token: string;
}

/** A document in the reader's mailbox, as its mail brought it. */
export async function bringDocument(
  { ctx, clerk }: GatewayFixture,
  metadata: Record<string, unknown> = {},
): Promise<BroughtDocument> {
  const { id, documentId } = await submitDocument(
    ctx,
    clerk(senderCode),
    metadataOf({ to: [readerCode], ...metadata }),
  );
  await arriveDocument(ctx, id, readerCode);
  const { rows } = await ctx.database.query<{ id: string }>(
    `select id from deliveries where document = $1 and target = $2 and kind = 'document'`,
    [id, readerCode],
  );
  const delivery = rows[0]?.id ?? '';
  const { token } = await createAnswerToken(ctx, { delivery, document: id, agency: readerCode });
  return { id, documentId, delivery, token };
}

/** The statuses the reader has declared itself, oldest first. */
export async function declaredStatuses({ ctx }: GatewayFixture, document: string): Promise<string[]> {
  const { rows } = await ctx.database.query<{ code: string }>(
    `select code from statuses where document = $1 and code <> '01' order by id`,
    [document],
  );
  return rows.map(({ code }) => code);
}

/** A context whose process comes to grief in the transaction that ends a mail: what was done before stays. */
export function dyingAtTheEnd(ctx: GatewayContext): GatewayContext {
  const { database } = ctx;
  const dying = (tx: Transaction): Transaction => ({
    afterCommit: (work) => tx.afterCommit(work),
    query: (text, values, name) => {
      if (name === 'finish-mails') throw new Error('the process dies');
      return tx.query(text, values, name);
    },
  });
  return {
    ...ctx,
    database: {
      query: (text, values, name) => database.query(text, values, name),
      transaction: (work) => database.transaction((tx) => work(dying(tx))),
      close: () => database.close(),
    },
  };
}

export interface ReplyWish {
  readonly text: string;
  readonly quoted?: string;
  readonly from?: string;
  readonly to?: string;
  readonly inReplyTo?: string | null;
  /** Whole Authentication-Results values, topmost first. */
  readonly results?: readonly string[];
}

let count = 0;

const dmarcOf = (address: string) =>
  `${trustedServer}; dmarc=pass header.from=${address.slice(address.indexOf('@') + 1)}`;

/** What the trusted server writes when the sender is who it says. */
export const passes = (address = readerAddress): string[] => [dmarcOf(address)];

const deliveryName = ({ delivery }: BroughtDocument) => `<delivery.${delivery}@truc.example>`;

function headOf(document: BroughtDocument, wish: ReplyWish): string {
  const { from = readerAddress, to = gatewayAddress, inReplyTo = deliveryName(document), results = [] } = wish;
  const fields = [
    ...results.map((value) => `Authentication-Results: ${value}`),
    `Message-ID: <answer-${++count}@client.example>`,
    `From: ${from}`,
    `To: ${to}`,
    'Subject: =?utf-8?Q?Re:_12/STTTT?=',
    ...(inReplyTo === null ? [] : [`In-Reply-To: ${inReplyTo}`]),
    'MIME-Version: 1.0',
  ];
  return fields.join('\r\n');
}

const entityOf = ({ text, quoted = '' }: ReplyWish) =>
  `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(
    `${text}\r\n\r\nOn Thu, 19 May 2016 the gateway wrote:\r\n${quoted
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\r\n')}\r\n`,
  )
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')}\r\n`;

export const replyTo = (document: BroughtDocument, wish: ReplyWish): string =>
  `${headOf(document, wish)}\r\n${entityOf(wish)}`;

/** What a mail program quotes of our mail. */
export const quoteOf = ({ documentId, token }: BroughtDocument): string =>
  `Mã văn bản / Document id: ${documentId}\nMã trả lời / Answer code: ${token}`;

export interface SignWish {
  /** Whose seal; the reader's unless said otherwise. */
  readonly agency?: string;
  readonly signedAt?: Date;
}

/** Below the header, which no signature covers: it can be put under any other one. */
export async function signedBody({ ctx }: GatewayFixture, wish: ReplyWish, sign: SignWish = {}): Promise<string> {
  const { agency = readerCode, signedAt = ctx.now() } = sign;
  const signer = await ctx.keys.sealSigner(agency);
  const entity = Readable.from([Buffer.from(entityOf(wish))]) as AsyncIterable<Buffer>;
  const { fields, body } = signEntity(entity, { form: 'detached', signer, signingTime: signedAt });
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${head.join('')}\r\n${Buffer.concat(await Readable.from(body).toArray()).toString('latin1')}`;
}

export const underHeader = (document: BroughtDocument, wish: ReplyWish, body: string): string =>
  `${headOf(document, wish)}\r\n${body}`;

export async function signedReply(
  gateway: GatewayFixture,
  document: BroughtDocument,
  wish: ReplyWish,
  sign: SignWish = {},
): Promise<string> {
  return underHeader(document, wish, await signedBody(gateway, wish, sign));
}
