/**
 * Puts the demonstration's documents into a gateway, by the same way as every document, and writes the files that the first
 * example sends. Harmless to repeat, also in a gateway that was restored from a backup; never the reason why a start ends.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeDurably } from '../../../certs/keys/write-durably.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import { principalOf, roleScopes } from '../../identity/access.js';
import { hasSent } from '../sent-before.store.js';
import { beginSubmission } from '../submit.js';
import { drawOfficialLetter, type OfficialLetter } from './official-letter.js';
import { type SampleLetter, sampleLetters } from './sample-letters.js';

const dayMs = 86_400_000;

const actor = 'system:demonstration';

/** Sends the samples that were not sent before, on whatever day. One that cannot be sent is said so in the log, and left out. */
export async function loadSampleDocuments(ctx: GatewayContext): Promise<void> {
  for (const [index, sample] of sampleLetters.entries()) {
    try {
      await submitSample(ctx, sample, `sample-${index + 1}`);
    } catch (error) {
      if (isProblem(error, 'database_unavailable')) throw error;
      ctx.log.warn({ sample: index + 1, err: error }, 'a sample document is left out');
    }
  }
}

async function submitSample(ctx: GatewayContext, sample: SampleLetter, idempotencyKey: string): Promise<void> {
  const date = vietnamDay(ctx.now());
  const metadata = metadataOf(sample, date);
  if (await hasSent(ctx.database, sample.from, actor, metadata.subject)) return;
  const clerk = principalOf(actor, roleScopes.clerk, [sample.from]);
  const submission = await beginSubmission(ctx, clerk, metadata, { origin: 'api', idempotencyKey });
  for (const { name, bytes } of await filesOf(sample, date)) await submission.addFile(name, Readable.from([bytes]));
  await submission.complete();
}

function metadataOf({ to, type, urgency, dueDays, letter, appendix }: SampleLetter, date: string) {
  const { notation, place, subject, signer } = letter;
  return {
    to,
    type,
    notation,
    subject: subject.charAt(0).toLocaleUpperCase('vi') + subject.slice(1),
    promulgation: { place, date },
    signer,
    urgency,
    dueDate: dueDays === null ? null : vietnamDay(new Date(Date.parse(date) + dueDays * dayMs)),
    pages: 1,
    appendices: appendix === undefined ? [] : [appendix.title],
  };
}

async function filesOf({ fileName, letter, appendix }: SampleLetter, date: string) {
  const files = [{ name: fileName, bytes: await drawOfficialLetter({ ...letter, date }) }];
  if (appendix === undefined) return files;
  const { title, paragraphs } = appendix;
  const sheet = { ...letter, date, kind: 'PHỤ LỤC', subject: title, addressees: [], paragraphs };
  return [...files, { name: appendix.fileName, bytes: await drawOfficialLetter(sheet) }];
}

const firstLetter: Omit<OfficialLetter, 'date'> = {
  above: 'UBND TỈNH HẬU GIANG',
  issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
  notation: 'STTTT-VP',
  place: 'Vị Thanh',
  kind: '',
  subject: 'thử nghiệm gửi, nhận văn bản điện tử',
  addressees: ['Văn phòng Ủy ban nhân dân tỉnh', 'Sở Tài chính', 'Sở Y tế'],
  paragraphs: [
    'Sở Thông tin và Truyền thông gửi thử văn bản này trên cổng trao đổi văn bản điện tử của tỉnh.',
    'Đề nghị Quý cơ quan tiếp nhận và phản hồi trạng thái trên cổng; không cần gửi văn bản giấy./.',
  ],
  signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Phạm Quốc Việt' },
};

/** Writes `cong-van.pdf` and its metadata `cong-van.json` (recipients are named when it is sent). */
export async function writeSampleFiles(ctx: GatewayContext, folder: string): Promise<void> {
  const date = vietnamDay(ctx.now());
  const metadata = metadataOf(
    { from: '', to: ['H30.05'], type: 'CV', urgency: 'normal', dueDays: null, fileName: '', letter: firstLetter },
    date,
  );
  await mkdir(folder, { recursive: true });
  await writeDurably(join(folder, 'cong-van.json'), `${JSON.stringify(metadata, null, 2)}\n`);
  await writeDurably(join(folder, 'cong-van.pdf'), await drawOfficialLetter({ ...firstLetter, date }));
}
