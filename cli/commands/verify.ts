/**
 * `congvan verify FILE…`: what stands behind these files, judged here and now; with `--offline` by what is at hand alone.
 * Does not decide anything itself: `certs/verdict` does. A file is what its bytes say, never what its name says.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readCertificates } from '../../certs/keys/file-key.js';
import type { OnlineEvidence } from '../../certs/online/fetch-evidence.js';
import { readCrl } from '../../certs/trust/crl.js';
import type { Indication, Policy, VerificationReport } from '../../certs/verdict/report.js';
import { verifyFile } from '../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../certs/verdict/verify-online.js';
import { openFileSource } from '../../schemas/asice/file-source.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import type { TextOutput } from '../command-output.js';
import { planReports, type ReportPlan, type ReportWish, writeReports } from './report-files.js';
import { describeReport, describeUnknownFile } from './verification-text.js';

export interface VerifyOptions extends ReportWish {
  readonly files: readonly string[];
  /** PEM or DER files, or folders of them: trust anchors. */
  readonly trust?: readonly string[];
  readonly crl?: readonly string[];
  /** ISO 8601 time to judge at; default now. */
  readonly at?: string;
  readonly policy?: string;
  readonly json?: boolean;
  readonly offline?: boolean;
}

/** What certificates a gateway beside us trusts; asked only without `--trust` and `--offline`. */
interface TrustStore {
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  /** Null when there is no gateway. */
  readonly version: number | null;
}

export interface VerifyEnvironment extends TextOutput {
  readonly trustStore?: () => Promise<TrustStore>;
  /** What the network may be asked with; null when nothing shall be asked. Not called with `--offline`. */
  readonly online?: () => OnlineEvidence | null;
}

interface Judgement {
  readonly policy: Policy;
  readonly anchors: readonly Buffer[];
  readonly intermediates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly version: number | null;
  readonly at?: Date;
  readonly evidence: boolean;
  readonly reports: ReportPlan;
  readonly isJson: boolean;
  readonly online: OnlineEvidence | null;
}

const exitUsage = 64;
const exitUnknownFile = 65;
const exitOf: Readonly<Record<Indication, number>> = { 'TOTAL-PASSED': 0, 'TOTAL-FAILED': 1, INDETERMINATE: 2 };

/** Bad outcomes in the order in which they win when several files are given. */
const severity = [0, 2, 1, exitUnknownFile, exitUsage];

/**
 * Verifies each file and prints a report each.
 * @returns the exit code: 0 valid, 1 invalid, 2 cannot be decided, 65 not a file it knows, 64 usage; the worst of several
 */
export async function verifyFiles(options: VerifyOptions, environment: VerifyEnvironment): Promise<number> {
  let judgement: Judgement;
  try {
    judgement = await readJudgement(options, environment);
  } catch (error) {
    environment.stderr(`congvan verify: ${messageOf(error)}\n`);
    return exitUsage;
  }
  const codes: number[] = [];
  for (const file of options.files) codes.push(await verifyOne(file, judgement, environment));
  return codes.reduce((worst, code) => (severity.indexOf(code) > severity.indexOf(worst) ? code : worst), 0);
}

async function verifyOne(file: string, judgement: Judgement, { stdout, stderr }: VerifyEnvironment): Promise<number> {
  try {
    const report = await judge(file, judgement);
    await writeReports(judgement.reports, file, report);
    const { evidence: _written, ...told } = report;
    stdout(judgement.isJson ? `${JSON.stringify({ file, ...told })}\n` : describeReport(file, told));
    return exitOf[report.indication];
  } catch (error) {
    if (!isProblem(error)) {
      stderr(`congvan verify: ${file}: ${messageOf(error)}\n`);
      return exitUsage;
    }
    stdout(
      judgement.isJson
        ? `${JSON.stringify({ file, ...unknownFileReport(error, judgement) })}\n`
        : describeUnknownFile(file, error),
    );
    return exitUnknownFile;
  }
}

async function judge(file: string, judgement: Judgement): Promise<VerificationReport> {
  const source = await openFileSource(file);
  try {
    const { online } = judgement;
    return online === null
      ? await verifyFile(source, judgement)
      : await verifyOnline(source, judgement, online.forOneVerification());
  } finally {
    await source.close();
  }
}

/** The report's shape also for a file that is of no known kind, so that readers of the JSON need one shape only. */
function unknownFileReport(problem: Problem, { policy, at = new Date(), version, anchors }: Judgement) {
  return {
    format: null,
    policy,
    indication: 'TOTAL-FAILED',
    subIndication: 'FORMAT_FAILURE',
    signatures: [],
    files: [],
    problems: [{ code: problem.code, message: problem.detail }],
    at: at.toISOString(),
    trust: { storeVersion: version, anchors: anchors.length },
  };
}

async function readJudgement(options: VerifyOptions, environment: VerifyEnvironment): Promise<Judgement> {
  if (options.files.length === 0) throw usage('at least one FILE is needed');
  const policy = options.policy ?? 'full';
  if (policy !== 'full' && policy !== 'core') throw usage('--policy takes full or core');
  const crls = (await Promise.all((options.crl ?? []).map(readCrls))).flat();
  const isOffline = options.offline === true;
  const online = (isOffline ? null : environment.online?.()) ?? null;
  const at = options.at === undefined ? {} : { at: readTime(options.at) };
  const evidence = options.html !== undefined || options.evidence !== undefined;
  const reports = await planReports(options.files, options);
  const given = { policy, online, ...at, evidence, reports, isJson: options.json === true, version: null } as const;
  if (options.trust !== undefined && options.trust.length > 0) {
    const anchors = (await Promise.all(options.trust.map(readAnchors))).flat();
    return { ...given, anchors, intermediates: [], crls };
  }
  const store =
    isOffline || environment.trustStore === undefined
      ? { anchors: [], intermediates: [], crls: [], version: null }
      : await environment.trustStore();
  return { ...given, ...store, crls: [...crls, ...store.crls] };
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw usage('--at takes an ISO 8601 time, such as 2026-01-31T08:00:00Z');
  return time;
}

/** Anchors of a file, or of the files in a folder that hold certificates (other files there are passed over). */
async function readAnchors(path: string): Promise<Buffer[]> {
  if (!(await stat(path)).isDirectory()) return readCertificates(await readFile(path));
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name);
  const found = (await Promise.all(names.sort().map((name) => certificatesIn(join(path, name))))).flat();
  if (found.length === 0) throw usage(`no certificate in ${path}`);
  return found;
}

async function certificatesIn(path: string): Promise<Buffer[]> {
  const bytes = await readFile(path);
  try {
    return readCertificates(bytes);
  } catch (error) {
    if (isProblem(error, 'certificate_malformed')) return [];
    throw error;
  }
}

/** Revocation lists of a file, DER; PEM may hold several. */
async function readCrls(path: string): Promise<Buffer[]> {
  const bytes = await readFile(path);
  const blocks = [...bytes.toString('latin1').matchAll(/-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END/g)];
  const lists = blocks.length === 0 ? [bytes] : blocks.map((block) => Buffer.from(block[1] ?? '', 'base64'));
  for (const list of lists) readCrl(list);
  return lists;
}

function usage(detail: string): Problem {
  return new Problem('invalid_request', { detail });
}

function messageOf(error: unknown): string {
  if (isProblem(error)) return error.detail;
  return error instanceof Error ? error.message : String(error);
}
