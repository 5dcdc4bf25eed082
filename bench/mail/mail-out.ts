/**
 * Documents of 1 MB that waited in a paused channel, from its release until Postfix has taken the last of them. Beside it nodemailer alone,
 * with as many connections, which reads the same files and containers from the disk and sends them unsigned to the same server.
 * Both ask for the same delivery reports, so that the server has the same work.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { containerPath } from '../../gateway/blobs/directory-blob-store.js';
import { awaitRest } from '../idle.js';
import { plainPdf } from '../multipart.js';
import { median } from '../rate.js';
import { type BenchResult, shareOfLimit } from '../result.js';
import { gatewayAddress, type MailRoom, mailsAtOnce, readers } from './mail-room.js';

const rounds = 3;
const perRound = 48;
const fileBytes = 1024 * 1024;
const leastShare = 0.5;

/** Random bytes below the mark of a PDF: nothing on the way can make them smaller. */
export const incompressible = (bytes: number) => Buffer.concat([plainPdf(100), randomBytes(bytes)]);

export async function measureOut(room: MailRoom): Promise<BenchResult> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const ids = await prepare(room);
    const product = await sendByProduct(room, ids);
    const peer = await sendByPeer(room, ids);
    // The first one warms both up.
    if (round === 0) continue;
    ours.push(product);
    theirs.push(peer);
  }
  return shareOfLimit('mails out, 1 MB of files', 'mails/s', median(ours), median(theirs), leastShare);
}

/** Everything there is to do about these documents but the mails. */
async function prepare({ operate, submit, gateway }: MailRoom): Promise<string[]> {
  await operate('POST', 'channels/email/pause');
  const ids: string[] = [];
  for (let index = 0; index < perRound; index += 1)
    ids.push(await submit(readers[index % readers.length]?.code ?? '', incompressible(fileBytes)));
  await awaitRest(gateway.pid);
  return ids;
}

const perSecond = (milliseconds: number) => (perRound / milliseconds) * 1000;

async function sendByProduct({ operate, awaitCount, client }: MailRoom, ids: readonly string[]): Promise<number> {
  const begin = Date.now();
  await operate('POST', 'channels/email/resume');
  const sent = `deliveries where document = any ($1::uuid[]) and kind = 'document' and state in ('sent', 'delivered')`;
  await awaitCount(sent, [ids], perRound);
  const { rows } = await client.query<{ end: number }>(
    `select extract(epoch from max(a.finished_at))::float8 * 1000 as end
     from delivery_attempts a join deliveries d on d.id = a.delivery where d.document = any ($1::uuid[])`,
    [ids],
  );
  return perSecond((rows[0]?.end ?? Number.NaN) - begin);
}

interface Sent {
  readonly sha256: string;
  readonly target: string;
}

async function sendByPeer({ server, client, gateway }: MailRoom, ids: readonly string[]): Promise<number> {
  const { rows } = await client.query<Sent>(
    `select d.container_sha256 as sha256, r.agency as target from documents d join recipients r on r.document = d.id
     where d.id = any ($1::uuid[])`,
    [ids],
  );
  const file = incompressible(fileBytes);
  const transport = createTransport({
    url: server.smtpUrl,
    pool: true,
    maxConnections: mailsAtOnce,
    maxMessages: Number.POSITIVE_INFINITY,
    tls: { rejectUnauthorized: false },
  });
  await transport.verify();
  const begin = performance.now();
  await Promise.all(
    rows.map(({ sha256, target }) =>
      transport.sendMail({
        from: gatewayAddress,
        to: readers.find(({ code }) => code === target)?.mailbox,
        subject: 'Văn bản gửi bằng thư',
        text: 'Văn bản kèm theo.',
        attachments: [
          { filename: 'van-ban.pdf', content: file },
          { filename: 'van-ban.asice', path: containerPath(join(gateway.data, 'blobs'), sha256) },
        ],
        dsn: { id: sha256.slice(0, 36), return: 'headers', notify: ['success', 'failure', 'delay'] },
      }),
    ),
  );
  const milliseconds = performance.now() - begin;
  transport.close();
  return perSecond(milliseconds);
}
