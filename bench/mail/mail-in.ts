/**
 * The mails of a working day lie in a mailbox: from the first one that is taken in until the last one is handled, by the database's clock.
 * Beside it imapflow and our reader of mails alone, on the same mails in another mailbox: fetched, read, sorted, forgotten.
 */
import { ImapFlow } from 'imapflow';
import type { Signer } from '../../certs/keys/signer.js';
import { sortMessage } from '../../schemas/mail/sort-mail.js';
import { displayedText } from '../../schemas/mime/displayed-text.js';
import { headerText, messageIds, readMessage } from '../../schemas/mime/message.js';
import { awaitRest } from '../idle.js';
import { plainPdf } from '../multipart.js';
import { median } from '../rate.js';
import { absolute, type BenchResult, shareOfLimit } from '../result.js';
import { absenceNotice, answerLetter, documentLetter, type MailedDocument, strangeLetter } from './letters.js';
import { issuePersonalKey } from './mail-key.js';
import { gatewayAddress, type MailRoom, peerMailbox, readers, readMailbox } from './mail-room.js';

const rounds = 3;
/** In one round. */
const documents = 40;
/** Each is reported by the server that took it, and answered. */
const answered = 80;
const absences = 30;
const strangers = 30;
const perRound = documents + 2 * answered + absences + strangers;
const pdfBytes = 100 * 1024;
const sender = 'H30.03';
const senderMailbox = 'vanthu@sotttt.example';
const leastShare = 0.4;

export async function measureIn(room: MailRoom): Promise<BenchResult[]> {
  const signer = await issuePersonalKey(room.gateway, sender);
  const mailed = await mailDocuments(room, (rounds + 1) * answered);
  const returned = await room.server.awaitMails(gatewayAddress, mailed.length);
  const reports = returned.filter((report) => readers.some(({ mailbox }) => report.includes(mailbox)));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const own = <T>(all: readonly T[]) => all.slice(round * answered, (round + 1) * answered);
    const mails = await mailsOfADay(signer, own(mailed), own(reports));
    await awaitRest(room.gateway.pid);
    const peer = await readByPeer(room, mails);
    const product = await readByProduct(room, mails);
    // The first one warms both up.
    if (round === 0) continue;
    ours.push(product);
    theirs.push(peer);
  }
  await requireHandled(room);
  process.stderr.write(`${JSON.stringify({ ours, theirs })}\n`);
  return [
    shareOfLimit('mails in, a working day', 'mails/s', median(ours), median(theirs), leastShare),
    absolute('mails in: documents among them', '%', (documents / perRound) * 100, null),
  ];
}

/** Documents in the readers' mailboxes, and what a reply to each needs. */
async function mailDocuments({ submit, server, awaitCount }: MailRoom, count: number): Promise<MailedDocument[]> {
  for (let index = 0; index < count; index += 1)
    await submit(readers[index % readers.length]?.code ?? '', plainPdf(2_000));
  await awaitCount("deliveries where channel = 'email' and state in ('sent', 'delivered')", [], count);
  const found: MailedDocument[] = [];
  for (const { mailbox } of readers) {
    const mails = await server.awaitMails(mailbox, count / readers.length);
    found.push(...mails.flatMap((bytes) => mailedIn(bytes, mailbox)));
  }
  return found;
}

function mailedIn(bytes: Buffer, reader: string): MailedDocument[] {
  const message = readMessage(bytes);
  const [messageId] = messageIds(message.entity, 'message-id');
  const replyTo = headerText(message.entity, 'reply-to');
  return messageId === undefined || replyTo === ''
    ? []
    : [{ messageId, replyTo, reader, text: displayedText(message) }];
}

/** In no order that means anything, and the same in every run. */
async function mailsOfADay(
  signer: Signer,
  mailed: readonly MailedDocument[],
  reports: readonly Buffer[],
): Promise<Buffer[]> {
  const times = (count: number) => Array.from({ length: count }, (_, index) => index);
  const mails = [
    ...(await Promise.all(
      times(documents).map(() => documentLetter(senderMailbox, gatewayAddress, signer, plainPdf(pdfBytes))),
    )),
    ...mailed.map(answerLetter),
    ...reports,
    ...mailed.slice(0, absences).map((one) => absenceNotice(one, gatewayAddress)),
    ...times(strangers).map(() => strangeLetter(gatewayAddress)),
  ];
  const stride = 101;
  return mails.map((_, index) => mails[(index * stride) % mails.length] ?? Buffer.of());
}

const perSecond = (count: number, milliseconds: number) => (count / milliseconds) * 1000;

async function readByPeer({ server }: MailRoom, mails: readonly Buffer[]): Promise<number> {
  server.put(peerMailbox, mails);
  const url = new URL(server.imapUrl(peerMailbox));
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    auth: { user: decodeURIComponent(url.username), pass: url.password },
    logger: false,
  });
  await client.connect();
  const { exists } = await client.mailboxOpen('INBOX');
  const begin = performance.now();
  let read = 0;
  for await (const { source } of client.fetch(`${exists - mails.length + 1}:*`, { source: true })) {
    sortMessage(readMessage(source ?? Buffer.of()));
    read += 1;
  }
  const milliseconds = performance.now() - begin;
  await client.logout();
  if (read !== mails.length) throw new Error(`${read} mails were read instead of ${mails.length}`);
  return perSecond(read, milliseconds);
}

async function readByProduct(room: MailRoom, mails: readonly Buffer[]): Promise<number> {
  const { server, client, awaitCount } = room;
  const { rows: before } = await client.query<{ last: string | null }>('select max(id::text) as last from mails_in');
  const last = before[0]?.last ?? '';
  server.put(readMailbox, mails);
  await awaitCount("mails_in where id::text > $1 and state <> 'new'", [last], mails.length);
  // The first 48 bits of an identifier are the moment at which the mail began to be taken in (RFC 9562 section 5.7).
  const { rows } = await client.query<{ begin: string; end: number }>(
    `select min(id::text) as begin, extract(epoch from max(finished_at))::float8 * 1000 as end from mails_in where id::text > $1`,
    [last],
  );
  const { begin = '', end = Number.NaN } = rows[0] ?? {};
  return perSecond(mails.length, end - Number.parseInt(begin.replaceAll('-', '').slice(0, 12), 16));
}

/** A mail that was set aside is handled sooner than one that was acted upon: every one must have come to what it is. */
async function requireHandled({ client }: MailRoom): Promise<void> {
  const { rows } = await client.query<{ kind: string; result: string; count: number }>(
    'select kind, result, count(*)::int from mails_in group by kind, result order by kind, result',
  );
  const all = rows.map(({ kind, result, count }) => `${kind} ${result} ${count}`);
  const times = rounds + 1;
  const wanted = [
    `answer accepted ${times * answered}`,
    `automatic-reply absence ${times * absences}`,
    `delivery-report relayed ${times * answered}`,
    `document submitted ${times * documents}`,
    `unknown nothing-recognised ${times * strangers}`,
  ];
  if (all.join('\n') !== wanted.join('\n'))
    throw new Error(`mails were not handled as they should:\n${all.join('\n')}`);
}
