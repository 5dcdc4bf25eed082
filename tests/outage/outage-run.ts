/**
 * A timestamp authority that is away for a while, seen from outside: a gateway in a process of its own over its embedded database,
 * documents at a steady rate before, while and after nobody stamps; first half nobody listens, second half nobody answers.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../../bench/percentile.js';
import { toPem } from '../../certs/keys/pem-text.js';
import { Topology } from '../kill/topology.js';
import { ProofGauge } from './proof-gauge.js';
import { type Outcome, readLevels, readOutcome } from './read-proofs.js';
import { type SentDocument, SteadyLoad } from './steady-load.js';
import { TimestampServer } from './timestamp-server.js';

export interface OutageSettings {
  readonly outageSeconds: number;
  /** Before and after the outage, each. */
  readonly calmSeconds: number;
  readonly perSecond: number;
  readonly onProgress: (line: string) => void;
}

interface Latency {
  readonly documents: number;
  readonly acceptedP50Ms: number;
  readonly acceptedP99Ms: number;
  readonly inboxP50Ms: number;
  readonly inboxP99Ms: number;
}

export type Phase = 'before' | 'during' | 'after';

export interface OutageFigures {
  readonly latency: Readonly<Record<Phase, Latency>>;
  /** Answers other than 201 and what never arrived. */
  readonly troubles: readonly string[];
  /** The most proofs without a timestamp `/metrics` showed, and how many were sent during the outage. */
  readonly mostPending: number;
  readonly sentDuring: number;
  /** What a document that was sent during the outage says of its proof then. */
  readonly saidDuring: { readonly state: string; readonly reason: string | null } | null;
  /** Requests that failed, as the gateway's log tells, and those the silent authority counted. */
  readonly failedRequests: number;
  readonly silentRequests: number;
  /** From the return of the authority until no proof missed anything. */
  readonly backFilledSeconds: number;
  readonly proofs: Outcome;
  /** Levels of raised copies, judged offline with the two roots only. */
  readonly levels: Readonly<Record<string, number>>;
}

const from = 'H30.03';
const to = 'H30.05';
const warmUpSeconds = 10;
const patienceSeconds = 600;
const sampledCopies = 20;

function latencyOf(documents: readonly SentDocument[]): Latency {
  const accepted = documents.map(({ acceptedMs }) => acceptedMs);
  const inbox = documents.map(({ inboxMs }) => inboxMs ?? Number.POSITIVE_INFINITY);
  return {
    documents: documents.length,
    acceptedP50Ms: percentile(accepted, 0.5),
    acceptedP99Ms: percentile(accepted, 0.99),
    inboxP50Ms: percentile(inbox, 0.5),
    inboxP99Ms: percentile(inbox, 0.99),
  };
}

async function furnish(topology: Topology, authority: TimestampServer) {
  for (const code of [from, to])
    await topology.command('agency', 'add', code, '--name', `Cơ quan ${code}`, '--with-seal');
  const anchor = join(topology.folder, 'timestamp-root.pem');
  await writeFile(anchor, toPem('CERTIFICATE', authority.root));
  await topology.command('cert', 'trust', anchor);
  const tokenOf = (agency: string) => topology.command('token', 'create', '--agency', agency);
  return { senderToken: await tokenOf(from), readerToken: await tokenOf(to) };
}

/** Lines of the gateway's log that say that an authority failed, between two times. */
async function failuresIn(topology: Topology, since: number, until: number): Promise<number> {
  const log = await readFile(join(topology.folder, 'gateway-1.log'), 'utf8');
  const failures = log.split('\n').filter((line) => line.includes('a timestamp authority failed'));
  return failures.filter((line) => {
    const at = Date.parse((JSON.parse(line) as { time: string }).time);
    return at >= since && at < until;
  }).length;
}

/** The outage itself. Returns when it began and ended. */
async function takeAway(authority: TimestampServer, { outageSeconds, onProgress }: OutageSettings) {
  const began = Date.now();
  onProgress('the authority refuses connections');
  await authority.become('refusing');
  await pause((outageSeconds * 1_000) / 2);
  onProgress('the authority takes connections and never answers');
  await authority.become('silent');
  await pause((outageSeconds * 1_000) / 2);
  return { began, middle: began + (outageSeconds * 1_000) / 2 };
}

async function run(settings: OutageSettings, topology: Topology, authority: TimestampServer): Promise<OutageFigures> {
  await topology.start();
  const { senderToken, readerToken } = await furnish(topology, authority);
  const [gateway = ''] = topology.gatewayUrls;
  const load = new SteadyLoad({ gateway, senderToken, readerToken, from, to, perSecond: settings.perSecond });
  const gauge = new ProofGauge(gateway, senderToken, load.documents);
  load.start();
  await pause(warmUpSeconds * 1_000);
  const calmFrom = Date.now();
  settings.onProgress('before the outage');
  await pause(settings.calmSeconds * 1_000);
  gauge.start();
  const { began, middle } = await takeAway(authority, settings);
  const saidDuring = await gauge.ask();
  await authority.become('serving');
  const ended = Date.now();
  settings.onProgress('the authority is back');
  await pause(settings.calmSeconds * 1_000);
  await load.stop();
  settings.onProgress('nothing more is sent');
  const filled = await gauge.untilNothingIsOpen(patienceSeconds);
  const { documents } = load;
  const between = (since: number, until: number) => documents.filter(({ sentAt }) => sentAt >= since && sentAt < until);
  const during = between(began, ended);
  const anchors = [authority.root, await gatewayRoot(topology, gateway)];
  const unseen = documents.filter(({ inboxMs }) => inboxMs === null).map(({ id }) => `${id} never arrived`);
  return {
    latency: {
      before: latencyOf(between(calmFrom, began)),
      during: latencyOf(during),
      after: latencyOf(between(ended, Number.POSITIVE_INFINITY)),
    },
    troubles: [...load.troubles, ...unseen],
    mostPending: gauge.mostPending,
    sentDuring: during.length,
    saidDuring,
    failedRequests: await failuresIn(topology, began, ended),
    silentRequests: authority.askedAt.filter((at) => at >= middle && at < ended).length,
    backFilledSeconds: (filled - ended) / 1_000,
    proofs: await readOutcome(gateway, senderToken, documents, { began, ended }),
    levels: await readLevels(gateway, senderToken, sample(documents, sampledCopies), anchors),
  };
}

const sample = <T>(all: readonly T[], count: number) =>
  all.filter((_one, index) => index % Math.max(1, Math.ceil(all.length / count)) === 0);

async function gatewayRoot(topology: Topology, gateway: string): Promise<Buffer> {
  const listed = JSON.parse(await topology.command('cert', 'list', '--json')) as CertificateLine[];
  const root = listed.find(({ kind, holder }) => kind === 'root' && holder === 'gateway');
  const answer = await fetch(`${gateway}/issuers/${root?.fingerprint}.crt`);
  return Buffer.from(await answer.arrayBuffer());
}

interface CertificateLine {
  readonly kind: string;
  readonly holder: string;
  readonly fingerprint: string;
}

/** Runs it. Leaves no process behind; the folder too, unless `keep` says so of the figures. */
export async function runOutage(
  settings: OutageSettings,
  keep: (figures: OutageFigures) => boolean,
): Promise<OutageFigures> {
  const authority = await TimestampServer.open();
  const env = { CONGVAN_TSA_URL: authority.url, CONGVAN_FETCH_ALLOW: '127.0.0.1' };
  const topology = await Topology.prepare({ form: 'in-process', gateways: 1, workers: 0, env });
  let isKept = true;
  try {
    const figures = await run(settings, topology, authority);
    isKept = keep(figures);
    return figures;
  } finally {
    await topology.stop();
    await authority.become('refusing');
    if (isKept) process.stderr.write(`data and log of the run are kept in ${topology.folder}\n`);
    else await topology.remove();
  }
}
