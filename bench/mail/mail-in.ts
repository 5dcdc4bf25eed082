/**
 * Mails lie in a mailbox: from the first one that is taken in until the last one is kept, and until the last one is handled, by the
 * database's clock. Kept: the original is on the disk and its row written; no crash loses it any more. Handled: what it causes is done, too:
 * documents and statuses sealed, deliveries told of, answers written. Beside them others on the same mails in another mailbox
 * (mail-in-peers.ts), of which nothing is kept.
 */
import type { Signer } from '../../certs/keys/signer.js';
import { displayedText } from '../../schemas/mime/displayed-text.js';
import { headerText, messageIds, readMessage } from '../../schemas/mime/message.js';
import { awaitRest } from '../idle.js';
import { plainPdf } from '../multipart.js';
import { median } from '../rate.js';
import { type BenchResult, shareOfLimit } from '../result.js';
import { absenceNotice, answerLetter, documentLetter, type MailedDocument, strangeLetter } from './letters.js';
import { type Peer, peerNames, readByPeer } from './mail-in-peers.js';
import { issuePersonalKey } from './mail-key.js';
import { gatewayAddress, type MailRoom, readers, readMailbox } from './mail-room.js';

const rounds = 3;
const pdfBytes = 100 * 1024;
const sender = 'H30.03';
const senderMailbox = 'vanthu@sotttt.example';
const leastShare = 0.4;

/** How many of each kind lie in the mailbox. */
interface Mix {
  readonly documents: number;
  readonly answers: number;
  /** Reports of the server that took a mail of ours. */
  readonly reports: number;
  readonly absences: number;
  readonly strangers: number;
}

const workingDay: Mix = { documents: 40, answers: 80, reports: 80, absences: 30, strangers: 30 };
/** Nothing in it has a document or a status sealed: what is left is reading, finding out what it is about, and writing that down. */
const onlyRead: Mix = { documents: 0, answers: 0, reports: 120, absences: 60, strangers: 60 };

/** Mails of ours that others write about: each is reported and answered once. */
const mailedIn = ({ answers, reports, absences }: Mix) => Math.max(answers, reports, absences);

interface About {
  readonly signer: Signer;
  readonly mailed: MailedDocument[];
  readonly reports: Buffer[];
}

export async function measureIn(room: MailRoom): Promise<BenchResult[]> {
  const signer = await issuePersonalKey(room.gateway, sender);
  const mailed = await mailDocuments(room, (rounds + 1) * (mailedIn(workingDay) + mailedIn(onlyRead)));
  const reports = await reportsAbout(room, mailed.length);
  const about = { signer, mailed, reports };
  const read = await compare(room, onlyRead, about);
  const day = await compare(room, workingDay, about);
  await requireHandled(room);
  return [...beside('mails in, a working day', day), ...beside('mails in, nothing to seal', read)];
}

/** Mails a second: of the product until all are kept, until all are handled; of each peer until all are read. */
type Rates = Readonly<Record<'kept' | 'handled' | Peer, number>>;

const steps = { kept: 'kept (on the disk, row written)', handled: 'handled (what they cause is done)' } as const;
const peers = ['ours', 'usual'] as const;

/** Each step beside each peer. */
function beside(name: string, rates: Rates): BenchResult[] {
  return (['kept', 'handled'] as const).flatMap((step) =>
    peers.map((peer) =>
      shareOfLimit(
        `${name}: ${steps[step]}; limit: ${peerNames[peer]}`,
        'mails/s',
        rates[step],
        rates[peer],
        leastShare,
      ),
    ),
  );
}

/** Medians of rounds in turn, of which the first one, that warms both up, is left out. */
async function compare(room: MailRoom, mix: Mix, about: About): Promise<Rates> {
  const measured: Rates[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const mails = await mailsOf(mix, about);
    await awaitRest(room.gateway.pid);
    const ours = perSecond(mails.length, await readByPeer(room, 'ours', mails));
    const usual = perSecond(mails.length, await readByPeer(room, 'usual', mails));
    measured.push({ ours, usual, ...(await readByProduct(room, mails)) });
  }
  const middle = (of: keyof Rates) => median(measured.slice(1).map((rates) => rates[of]));
  return { ours: middle('ours'), usual: middle('usual'), kept: middle('kept'), handled: middle('handled') };
}

/** Documents in the readers' mailboxes, and what a reply to each needs. */
async function mailDocuments({ submit, server, awaitCount }: MailRoom, count: number): Promise<MailedDocument[]> {
  for (let index = 0; index < count; index += 1)
    await submit(readers[index % readers.length]?.code ?? '', plainPdf(2_000));
  await awaitCount("deliveries where channel = 'email' and state in ('sent', 'delivered')", [], count);
  const found: MailedDocument[] = [];
  for (const { mailbox } of readers) {
    const mails = await server.awaitMails(mailbox, count / readers.length);
    found.push(...mails.flatMap((bytes) => readMailed(bytes, mailbox)));
  }
  return found;
}

/** What the server says of them; the demonstration's own mails to nowhere are reported, too. */
async function reportsAbout({ server }: MailRoom, count: number): Promise<Buffer[]> {
  for (let atLeast = count; ; atLeast += 1) {
    const returned = await server.awaitMails(gatewayAddress, atLeast);
    const reports = returned.filter((report) => readers.some(({ mailbox }) => report.includes(mailbox)));
    if (reports.length >= count) return reports;
  }
}

function readMailed(bytes: Buffer, reader: string): MailedDocument[] {
  const message = readMessage(bytes);
  const [messageId] = messageIds(message.entity, 'message-id');
  const replyTo = headerText(message.entity, 'reply-to');
  return messageId === undefined || replyTo === ''
    ? []
    : [{ messageId, replyTo, reader, text: displayedText(message) }];
}

/** In no order that means anything, and the same in every run. Uses up what it is about. */
async function mailsOf(mix: Mix, { signer, mailed, reports }: About): Promise<Buffer[]> {
  const times = (count: number) => Array.from({ length: count }, (_, index) => index);
  const own = mailed.splice(0, mailedIn(mix));
  const pdf = plainPdf(pdfBytes);
  const mails = [
    ...(await Promise.all(times(mix.documents).map(() => documentLetter(senderMailbox, gatewayAddress, signer, pdf)))),
    ...own.slice(0, mix.answers).map(answerLetter),
    ...reports.splice(0, mix.reports),
    ...own.slice(0, mix.absences).map((one) => absenceNotice(one, gatewayAddress)),
    ...times(mix.strangers).map(() => strangeLetter(gatewayAddress)),
  ];
  const stride = 101;
  return mails.map((_, index) => mails[(index * stride) % mails.length] ?? Buffer.of());
}

const perSecond = (count: number, milliseconds: number) => (count / milliseconds) * 1000;

async function readByProduct(room: MailRoom, mails: readonly Buffer[]): Promise<Pick<Rates, 'kept' | 'handled'>> {
  const { server, client, awaitCount } = room;
  const { rows: before } = await client.query<{ last: string | null }>('select max(id::text) as last from mails_in');
  const last = before[0]?.last ?? '';
  server.put(readMailbox, mails);
  await awaitCount("mails_in where id::text > $1 and state <> 'new'", [last], mails.length);
  // The first 48 bits of an identifier are the moment at which the mail began to be taken in (RFC 9562 section 5.7).
  const { rows } = await client.query<{ first: string; kept: number; handled: number }>(
    `select min(id::text) as first, extract(epoch from max(taken_at))::float8 * 1000 as kept,
       extract(epoch from max(finished_at))::float8 * 1000 as handled
     from mails_in where id::text > $1`,
    [last],
  );
  const { first = '', kept = Number.NaN, handled = Number.NaN } = rows[0] ?? {};
  const begin = Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16);
  return { kept: perSecond(mails.length, kept - begin), handled: perSecond(mails.length, handled - begin) };
}

/** A mail that was set aside is handled sooner than one that was acted upon: every one must have come to what it is. */
async function requireHandled({ client }: MailRoom): Promise<void> {
  const { rows } = await client.query<{ kind: string; result: string; count: number }>(
    'select kind, result, count(*)::int from mails_in group by kind, result order by kind, result',
  );
  const all = rows.map(({ kind, result, count }) => `${kind} ${result} ${count}`);
  const inAll = (of: keyof Mix) => (rounds + 1) * (workingDay[of] + onlyRead[of]);
  const wanted = [
    `answer accepted ${inAll('answers')}`,
    `automatic-reply absence ${inAll('absences')}`,
    `delivery-report relayed ${inAll('reports')}`,
    `document submitted ${inAll('documents')}`,
    `unknown nothing-recognised ${inAll('strangers')}`,
  ];
  if (all.join('\n') !== wanted.join('\n'))
    throw new Error(`mails were not handled as they should:\n${all.join('\n')}`);
}
