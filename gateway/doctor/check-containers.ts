/**
 * Every container a document refers to, and every original of a mail that was not removed on purpose, is there and has the bytes its name
 * says; files nobody refers to are named.
 */
import { createHash } from 'node:crypto';
import { scanBytes } from '../../schemas/asice/byte-source.js';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { containersAfter, type StoredContainer, unknownContainers } from './doctor.store.js';
import { type Finding, fine, problem, warning } from './finding.js';

const pageSize = 500;
const shown = 5;
/** A file younger than this may belong to a document or mail that is just being committed. */
const settledMs = 3_600_000;

type Containers = Pick<GatewayContext, 'database' | 'blobs' | 'now'>;

/** @param onProgress told how many containers were read */
export async function checkContainers(ctx: Containers, onProgress: (done: number) => void): Promise<Finding[]> {
  const damaged: string[] = [];
  let count = 0;
  let page = await containersAfter(ctx.database, '', pageSize);
  while (page.length > 0) {
    for (const container of page) {
      if (!(await isWhole(ctx, container))) damaged.push(container.sha256);
      onProgress(++count);
    }
    page = await containersAfter(ctx.database, page.at(-1)?.sha256 ?? '', pageSize);
  }
  return [describe(count, damaged), await checkStrangers(ctx)];
}

async function isWhole({ blobs }: Containers, { sha256, size }: StoredContainer): Promise<boolean> {
  try {
    const source = await blobs.open(sha256);
    try {
      const hash = createHash('sha256');
      for await (const chunk of scanBytes(source)) hash.update(chunk);
      return source.size === (size ?? source.size) && hash.digest('hex') === sha256;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (isProblem(error) || (error as NodeJS.ErrnoException).code !== undefined) return false;
    throw error;
  }
}

const list = (digests: readonly string[]) =>
  `${digests.slice(0, shown).join(' ')}${digests.length > shown ? ` … (${digests.length})` : ''}`;

function describe(count: number, damaged: readonly string[]): Finding {
  if (damaged.length === 0)
    return fine(
      'containers',
      `${count} gói văn bản và thư gốc nguyên vẹn`,
      `${count} containers and original mails are intact`,
    );
  return problem(
    'containers',
    `${damaged.length} trong ${count} gói văn bản, thư gốc bị mất hoặc hỏng: ${list(damaged)}`,
    `${damaged.length} of ${count} containers and original mails are missing or damaged: ${list(damaged)}`,
    'Put the files back from a backup (containers/ab/<digest>.asice into blobs/ab/); find out what touched the disk.',
  );
}

async function checkStrangers({ database, blobs, now }: Containers): Promise<Finding> {
  const strangers: string[] = [];
  let page: string[] = [];
  const settle = async () => {
    strangers.push(...(await unknownContainers(database, page)));
    page = [];
  };
  for await (const { sha256, modifiedAt } of blobs.list()) {
    if (now().getTime() - modifiedAt.getTime() < settledMs) continue;
    page.push(sha256);
    if (page.length === pageSize) await settle();
  }
  await settle();
  return strangers.length === 0
    ? fine('strangers', 'không có gói thừa', 'no container without a document, no original without a mail')
    : warning(
        'strangers',
        `${strangers.length} gói không thuộc văn bản hay thư nào: ${list(strangers)}`,
        `${strangers.length} containers belong to no document and no mail: ${list(strangers)}`,
        'Left by a crash between storing and committing; harmless. Keep them until the next backup, then remove them.',
      );
}
