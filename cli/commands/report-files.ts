/**
 * Where `verify` writes its reports (`--html`) and the evidence behind them (`--evidence`), and that nothing there is overwritten: an
 * output that was meant as another FILE would be lost, and with it perhaps a document.
 * Does not judge (verify.ts) nor lay the page out (certs/verdict/html).
 */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { evidenceFiles } from '../../certs/verdict/evidence-files.js';
import { writeReportPage } from '../../certs/verdict/html/write-report.js';
import type { VerificationReport } from '../../certs/verdict/report.js';
import { printable } from '../../schemas/asice/entry-names.js';
import { Problem } from '../../schemas/problems/problem.js';

export interface ReportWish {
  /** A file for one FILE; a folder for several, or when it is one or ends in a slash. */
  readonly html?: string;
  /** A folder. */
  readonly evidence?: string;
}

/** For one FILE. */
interface Places {
  readonly html: string | null;
  readonly evidence: string | null;
}

export type ReportPlan = ReadonlyMap<string, Places>;

const indexName = 'index.tsv';
const maxAboutCharacters = 1_000;

const refuse = (detail: string) => new Problem('invalid_request', { detail });

async function kindOf(path: string): Promise<'folder' | 'file' | null> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function isFree(path: string): Promise<boolean> {
  const kind = await kindOf(path);
  return kind === null || (kind === 'folder' && (await readdir(path)).length === 0);
}

async function isFolder(path: string): Promise<boolean> {
  return path.endsWith('/') || (await kindOf(path)) === 'folder';
}

/**
 * One place for each FILE, all of them free.
 * @throws Problem `invalid_request` when something is there already, or two FILEs have one name; the file system's errors
 */
export async function planReports(files: readonly string[], { html, evidence }: ReportWish): Promise<ReportPlan> {
  const several = files.length > 1;
  const isHtmlFolder = html !== undefined && (several || (await isFolder(html)));
  const plan = new Map<string, Places>();
  for (const file of files) {
    const htmlPath = html !== undefined && isHtmlFolder ? join(html, `${basename(file)}.html`) : (html ?? null);
    const folder = evidence !== undefined && several ? join(evidence, basename(file)) : (evidence ?? null);
    plan.set(file, { html: htmlPath, evidence: folder });
  }
  await refuseTaken([...plan.values()]);
  if (html !== undefined && isHtmlFolder) await mkdir(html, { recursive: true });
  return plan;
}

async function refuseTaken(places: readonly Places[]): Promise<void> {
  const htmlPaths = places.flatMap(({ html }) => html ?? []);
  const folders = places.flatMap(({ evidence }) => evidence ?? []);
  for (const paths of [htmlPaths, folders])
    if (new Set(paths).size < paths.length) throw refuse('two FILEs have the same name: verify them one by one');
  for (const path of htmlPaths) if ((await kindOf(path)) !== null) throw refuse(`${path} exists already`);
  for (const path of folders) if (!(await isFree(path))) throw refuse(`${path} exists already and is not empty`);
}

/** Writes what was planned for this FILE. @throws the file system's errors, also when something came to be there meanwhile */
export async function writeReports(plan: ReportPlan, file: string, report: VerificationReport): Promise<void> {
  const { html = null, evidence = null } = plan.get(file) ?? {};
  if (html !== null) await writeFile(html, writeReportPage(report, basename(file)), { flag: 'wx' });
  if (evidence !== null) await writeEvidence(evidence, report);
}

async function writeEvidence(folder: string, report: VerificationReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = evidenceFiles(report.evidence ?? []);
  for (const { name, evidence } of files)
    await writeFile(join(folder, name), Buffer.from(evidence.der, 'base64'), { flag: 'wx' });
  const lines = files.map(({ name, evidence: { kind, sha256, time, about } }) =>
    [name, kind, sha256, time ?? '', printable(about, maxAboutCharacters)].join('\t'),
  );
  const index = [['file', 'kind', 'sha256', 'time', 'about'].join('\t'), ...lines, ''].join('\n');
  await writeFile(join(folder, indexName), index, { flag: 'wx' });
}
