/**
 * What mails cost in memory: ten thousand small ones taken in one after another, one of 50 MB sent, one of 50 MB that becomes a document. The
 * peak of the product's process over its idle size, or its growth.
 */
import { awaitRest } from '../idle.js';
import { MemoryWatch, residentBytes } from '../memory-watch.js';
import { absolute, type BenchResult } from '../result.js';
import { documentLetter, signedEntity, signedLetter, strangeLetter } from './letters.js';
import { issuePersonalKey } from './mail-key.js';
import { incompressible } from './mail-out.js';
import { gatewayAddress, type MailRoom, readers, readMailbox } from './mail-room.js';

const megabyte = 1024 ** 2;
const inAll = Number(process.env['BENCH_MAILS'] ?? 10_000);
const atATime = 1_000;
/**
 * Between the first thousand, after which everything is warm, and the last lie nine: four KiB kept of each mail would show as 36 MB, and
 * what waits for its garbage collection differs by less.
 */
const mostGrowthMegabytes = 32;
const mostLargeMegabytes = 150;
/** Twice, as file and in the container, and a third more on the way: 50 MB. */
const fileBytes = 18_000_000;
/** Of a mail as it travels, without its header. */
const largeInBytes = 50_000_000;
const sender = 'H30.03';

export async function measureMemory(room: MailRoom): Promise<BenchResult[]> {
  // The large ones first: what ten thousand left behind would make room for them.
  return [await largeOut(room), await largeIn(room), ...(await overMany(room))];
}

async function overMany(room: MailRoom): Promise<BenchResult[]> {
  const { server, awaitCount, gateway } = room;
  const entity = await signedEntity(await issuePersonalKey(gateway, sender));
  await awaitRest(gateway.pid);
  const idle = residentBytes(gateway.pid);
  const before = await countMails(room);
  const sizes: number[] = [];
  const begin = performance.now();
  for (let taken = atATime; taken <= inAll; taken += atATime) {
    const mails = Array.from({ length: atATime }, (_, index) =>
      index % 10 === 0 ? signedLetter(gatewayAddress, entity) : strangeLetter(gatewayAddress),
    );
    server.put(readMailbox, mails);
    await awaitCount("mails_in where state <> 'new'", [], before + taken);
    sizes.push(residentBytes(gateway.pid));
  }
  const seconds = (performance.now() - begin) / 1000;
  const grown = ((sizes.at(-1) ?? 0) - (sizes[0] ?? 0)) / megabyte;
  process.stderr.write(
    `memory after each ${atATime} mails, MB: ${sizes.map((bytes) => Math.round(bytes / megabyte)).join(' ')}\n`,
  );
  return [
    absolute(`memory: growth from mail ${atATime} to mail ${inAll} in`, 'MB', grown, {
      text: `≤ ${mostGrowthMegabytes} MB`,
      met: grown <= mostGrowthMegabytes,
    }),
    absolute('memory: after the first 1,000 mails in, over idle', 'MB', ((sizes[0] ?? 0) - idle) / megabyte, null),
    absolute('small mails in, all of them', 'mails/s', inAll / seconds, null),
  ];
}

async function countMails({ client }: MailRoom): Promise<number> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int from mails_in');
  return rows[0]?.count ?? 0;
}

async function largeOut({ gateway, submit, operate, awaitCount }: MailRoom): Promise<BenchResult> {
  await operate('POST', 'channels/email/pause');
  const id = await submit(readers[0]?.code ?? '', incompressible(fileBytes));
  await awaitRest(gateway.pid);
  const watch = new MemoryWatch(gateway.pid);
  await operate('POST', 'channels/email/resume');
  await awaitCount("deliveries where document = $1 and state in ('sent', 'delivered')", [id], 1);
  const grown = watch.end().grown / megabyte;
  return absolute('memory: a mail of 50 MB out, over idle, peak', 'MB', grown, {
    text: `≤ ${mostLargeMegabytes} MB`,
    met: grown <= mostLargeMegabytes,
  });
}

/** Signed, so that its sender is proven and everything is done with it that can be: verified, taken apart, sealed. */
async function largeIn({ gateway, server, awaitCount }: MailRoom): Promise<BenchResult> {
  const growth = 78 / 57;
  const signer = await issuePersonalKey(gateway, sender);
  const file = incompressible(Math.floor(largeInBytes / growth));
  const mail = await documentLetter('vanthu@sotttt.example', gatewayAddress, signer, file);
  await awaitRest(gateway.pid);
  const watch = new MemoryWatch(gateway.pid);
  server.put(readMailbox, [mail]);
  await awaitCount("mails_in where size > $1 and result = 'submitted'", [largeInBytes], 1);
  const grown = watch.end().grown / megabyte;
  return absolute('memory: a mail of 50 MB in, over idle, peak', 'MB', grown, {
    text: `≤ ${mostLargeMegabytes} MB`,
    met: grown <= mostLargeMegabytes,
  });
}
