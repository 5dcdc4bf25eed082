/**
 * A run in which gateway, workers, Postfix and Dovecot are killed while documents go out by mail, replies come back, and other documents
 * come in by mail; and what came of it. Kills follow a seed; everybody repeats what was not taken; the judge looks from outside.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type MailServer, openMailServer } from '../../bench/peers/mail-server.js';
import { findingServer } from '../../bench/peers/postfix-settings.js';
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import { Clerk } from './clerk.js';
import { collectMails } from './collect-mails.js';
import { flow } from './flow.js';
import type { Judgement } from './judge.js';
import { judgeMails } from './judge-mails.js';
import { type KillPlan, planActs } from './kill-plan.js';
import { furnishOffices, type Office, officeAddress, officeMailbox, type Parties } from './mail-offices.js';
import { type MailedDocument, runMailSender } from './mail-senders.js';
import { performActs, type Scene, type Tally } from './perform-acts.js';
import type { PostSettings } from './post.js';
import { runSenders, type SenderLog } from './senders.js';
import { settle } from './settle.js';
import { Topology } from './topology.js';

export interface MailKillPlan extends Omit<KillPlan, 'concurrency'> {
  /** Documents that each office gets, and sends, at least. */
  readonly mailsPerOffice: number;
  readonly offices: number;
}

export interface MailKillReport extends Judgement, Readonly<Tally> {
  /** What clients met, by kind. */
  readonly troubles: Readonly<Record<string, number>>;
  /** From the first document to the last one's 201, or 250. */
  readonly seconds: number;
}

interface Run {
  readonly plan: MailKillPlan;
  readonly topology: Topology;
  readonly server: MailServer;
  readonly random: SeededRandom;
  readonly parties: Parties;
  readonly clerk: Clerk;
  readonly logs: ReadonlyMap<string, SenderLog>;
  readonly mailed: MailedDocument[];
  readonly abandoned: AbortController;
  readonly posting: PostSettings;
}

const gatewayMailbox = 'congvan@truc.example';
/** On its way to an office, or from it. */
const window = 3;
/** Together the offices send about so much each way while the kills do not keep up, so that named points are still come to. */
const perSecondWhenAhead = 2;

const addressesOf = ({ offices }: MailKillPlan) =>
  Array.from({ length: offices }, (_, index) => officeAddress(index + 1));

const openServer = (plan: MailKillPlan): Promise<MailServer> =>
  openMailServer({
    mailboxes: [gatewayMailbox, officeMailbox],
    findings: Object.fromEntries(
      addressesOf(plan).map((address) => [address, `dmarc=pass header.from=${address.split('@')[1]}`]),
    ),
  });

function prepare({ form }: MailKillPlan, server: MailServer): Promise<Topology> {
  const env = {
    CONGVAN_SMTP_URL: server.smtpUrl,
    CONGVAN_SMTP_CA_FILE: server.caFile,
    CONGVAN_MAIL_FROM: gatewayMailbox,
    CONGVAN_IMAP_URL: server.imapUrl(gatewayMailbox),
    CONGVAN_IMAP_TLS: 'opportunistic',
    CONGVAN_MAIL_TRUSTED_SERVERS: findingServer,
  };
  return Topology.prepare({ form, gateways: 1, workers: form === 'redis' ? 2 : 0, env });
}

const repliedOf = ({ clerk, logs }: Run, { agency }: Office) =>
  (logs.get(agency)?.acknowledged ?? []).filter(({ id }) => clerk.hasReplied(id)).length;

const answeredOf = ({ clerk, mailed }: Run, { agency }: Office) =>
  mailed.filter((mail) => mail.agency === agency && clerk.answered.has(mail.messageId)).length;

const answeredOfAll = ({ clerk, mailed }: Run) =>
  mailed.filter(({ messageId }) => clerk.answered.has(messageId)).length;

/** Work is done when it has come all its way, in both directions. */
const doneOf = (run: Run): number => Math.min(run.clerk.replies.length, answeredOfAll(run));

/** How sending and killing keep step. */
interface Pace {
  /** What should be done between two kills. */
  readonly share: number;
  /** Acts that were begun. */
  acts: number;
  isOver: boolean;
}

const isAhead = (run: Run, { share, acts, isOver }: Pace) => !isOver && doneOf(run) > share * (acts + 1);

function sceneOf(run: Run, pace: Pace): Scene {
  const { plan, topology, random, server, mailed, logs, clerk } = run;
  const comesBack = async (kill: () => Promise<void>, start: () => Promise<void>) => {
    await kill();
    await pause(random.integer(100, 1_500));
    await start();
  };
  const onProgress = (line: string) => {
    pace.acts += 1;
    plan.onProgress?.(line);
  };
  const sent = () =>
    [...logs.values()].reduce((sum, { acknowledged, inFlight }) => sum + acknowledged.length + inFlight, 0);
  return {
    plan: { ...plan, onProgress },
    topology,
    random,
    servers: {
      postfix: () => comesBack(server.killSmtp, server.startSmtp),
      dovecot: () => comesBack(server.killImap, server.startImap),
    },
    done: () => doneOf(run),
    inFlight: () => sent() - clerk.replies.length + mailed.length - answeredOfAll(run),
    workBetweenKills: pace.share,
  };
}

/** Both directions, until what was planned is sent and nobody is killed any more. */
function sendBothWays(run: Run, pace: Pace): Promise<unknown> {
  const { plan, topology, parties, logs, mailed, abandoned, posting } = run;
  const { system, offices } = parties;
  const { signal } = abandoned;
  const turnOf = (office: Office) =>
    flow({
      total: plan.mailsPerOffice,
      window,
      // Neither direction runs ahead of the other.
      done: () => Math.min(repliedOf(run, office), answeredOf(run, office)),
      isAhead: () => isAhead(run, pace),
      whenAheadMs: (1_000 * offices.length) / perSecondWhenAhead,
      isOver: () => pace.isOver,
      abandoned: signal,
    });
  const byApi = offices.map((office) =>
    runSenders(
      {
        gateways: topology.gatewayUrls,
        token: system.token,
        from: system.agency,
        to: [office.agency],
        concurrency: 1,
        more: turnOf(office),
        abandoned: signal,
      },
      logs.get(office.agency) as SenderLog,
    ),
  );
  const byMail = offices.map((office) =>
    runMailSender(
      {
        post: posting,
        to: gatewayMailbox,
        recipient: system.agency,
        more: turnOf(office),
      },
      office,
      mailed,
    ),
  );
  return Promise.all([...byApi, ...byMail]);
}

/** Kills while both sides send; returns when every document has its 201, every mail its 250. */
async function killUnderLoad(run: Run): Promise<Tally> {
  const { plan, random, abandoned } = run;
  const acts = planActs(plan, random);
  const share = Math.max(1, Math.floor((plan.offices * plan.mailsPerOffice) / (acts.length + 2)));
  const pace: Pace = { share, acts: 0, isOver: false };
  const sending = sendBothWays(run, pace);
  try {
    return await performActs(sceneOf(run, pace), acts);
  } catch (error) {
    abandoned.abort();
    throw error;
  } finally {
    pace.isOver = true;
    await sending;
  }
}

/** What an operator would be told to look after. */
async function complaintsOf(topology: Topology): Promise<string[]> {
  const said = await topology.command('doctor', '--json').catch((error: { stdout?: string }) => error.stdout ?? '');
  const { findings } = JSON.parse(said) as { findings: { check: string; level: string; message: string }[] };
  return findings
    .filter(({ level }) => level === 'problem')
    .map(({ check, message }) => `doctor: ${check}: ${message}`);
}

async function judgeAll(run: Run): Promise<Judgement> {
  const [gateway = ''] = run.topology.gatewayUrls;
  const judged = await settle(async () =>
    judgeMails(await collectMails({ ...run, gateway, kills: run.topology.kills })),
  );
  const others = [...run.topology.crashes, ...(await complaintsOf(run.topology))];
  const faults = (judged.counts['faults'] ?? 0) + others.length;
  return { faults: [...judged.faults, ...others], counts: { ...judged.counts, faults } };
}

async function runPrepared(plan: MailKillPlan, server: MailServer, topology: Topology): Promise<MailKillReport> {
  const random = seededRandom(plan.seed);
  await topology.start();
  const parties = await furnishOffices(topology, plan.offices);
  const troubles = new Map<string, number>();
  const abandoned = new AbortController();
  const heard = seededRandom(plan.seed + 1);
  const posting = { smtpUrl: server.smtpUrl, troubles, abandoned: abandoned.signal, random: heard };
  const clerk = new Clerk(server.imapUrl(officeMailbox), posting);
  const logOf = ({ agency }: Office): [string, SenderLog] => [agency, { acknowledged: [], troubles, inFlight: 0 }];
  const logs = new Map(parties.offices.map(logOf));
  const run: Run = { plan, topology, server, random, parties, clerk, logs, mailed: [], abandoned, posting };
  clerk.start();
  const started = performance.now();
  try {
    const tally = await killUnderLoad(run);
    const seconds = Math.round((performance.now() - started) / 1000);
    return { ...(await judgeAll(run)), ...tally, troubles: Object.fromEntries(troubles), seconds };
  } finally {
    abandoned.abort();
    await clerk.stop();
    for (const { key } of parties.offices) key.remove();
  }
}

/** Runs a plan. Leaves no process behind, whatever happens, and no folder unless something is wrong. */
export async function runMailKills(plan: MailKillPlan): Promise<MailKillReport> {
  const server = await openServer(plan);
  const topology = await prepare(plan, server);
  let isClean = false;
  try {
    const report = await runPrepared(plan, server, topology);
    isClean = report.faults.length === 0;
    return report;
  } finally {
    await topology.stop();
    await server.close();
    if (isClean) await topology.remove();
    else process.stderr.write(`data and logs of the run are kept in ${topology.folder}\n`);
  }
}
