/**
 * Puts the demonstration's documents into a gateway, by the same way as every document, and writes the files that the first
 * example sends. Harmless to repeat: each document has its key.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { writeDurably } from '../../../certs/keys/write-durably.js';
import { vietnamDay } from '../../agencies/agency.js';
import type { GatewayContext } from '../../context.js';
import { type Principal, principalOf, roleScopes } from '../../identity/access.js';
import { beginSubmission } from '../submit.js';
import { drawOfficialLetter, type OfficialLetter } from './official-letter.js';
import { type SampleLetter, sampleLetters } from './sample-letters.js';

const dayMs = 86_400_000;

export async function loadSampleDocuments(ctx: GatewayContext): Promise<void> {
  for (const [index, sample] of sampleLetters.entries()) await submitSample(ctx, sample, `sample-${index + 1}`);
}

async function submitSample(ctx: GatewayContext, sample: SampleLetter, idempotencyKey: string): Promise<void> {
  const principal = clerkOf(sample.from);
  const date = vietnamDay(ctx.now());
  const submission = await beginSubmission(ctx, principal, metadataOf(sample, date), { origin: 'api', idempotencyKey });
  for (const { name, bytes } of await filesOf(sample, date)) await submission.addFile(name, Readable.from([bytes]));
  await submission.complete();
}

const clerkOf = (agency: string): Principal => principalOf('system:demonstration', roleScopes.clerk, [agency]);

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
