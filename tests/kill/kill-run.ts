/**
 * A run in which processes are killed while documents are in flight, and what came of it.
 * Kills follow a seed; the clients never give up; the judges look from outside.
 */
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import { furnish, type People, recipients, sender } from './furnish.js';
import { type Judgement, judge } from './judge.js';
import { judgeBytes } from './judge-bytes.js';
import { judgeFeed, readFeed } from './judge-feed.js';
import { type KillPlan, planActs } from './kill-plan.js';
import { LogWitness } from './log-witness.js';
import { performActs, type Scene, type Tally } from './perform-acts.js';
import { type Receiver, startReceiver } from './receiver.js';
import { runSenders, type SenderLog } from './senders.js';
import { settle } from './settle.js';
import { Topology } from './topology.js';

export interface KillReport extends Judgement, Readonly<Tally> {
  /** Answers other than 201 and broken connections, by kind. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly receiverTroubles: Readonly<Record<string, number>>;
}

interface Run {
  readonly plan: KillPlan;
  readonly topology: Topology;
  readonly receiver: Receiver;
  readonly random: SeededRandom;
  readonly log: SenderLog;
}

const documentsBetweenKills = 5;

const sceneOf = ({ plan, topology, random, log }: Run): Scene => ({
  plan,
  topology,
  random,
  servers: { postgres: () => topology.killPostgres() },
  done: () => log.acknowledged.length,
  inFlight: () => log.inFlight,
  workBetweenKills: documentsBetweenKills,
});

/** Kills while clients send; returns when every client has its last 201. */
async function killUnderLoad(run: Run, people: People): Promise<Tally> {
  let isOver = false;
  const abandoned = new AbortController();
  const senders = runSenders(
    {
      gateways: run.topology.gatewayUrls,
      token: people.senderToken,
      from: sender,
      to: recipients,
      concurrency: run.plan.concurrency,
      more: () => !isOver,
      abandoned: abandoned.signal,
    },
    run.log,
  );
  try {
    return await performActs(sceneOf(run), planActs(run.plan, run.random));
  } catch (error) {
    abandoned.abort();
    throw error;
  } finally {
    isOver = true;
    await senders;
  }
}

async function judgeAll(run: Run, people: People, witness: LogWitness): Promise<Judgement> {
  const { topology, log, receiver } = run;
  const [gateway = ''] = topology.gatewayUrls;
  const { acknowledged } = log;
  const evidence = { ...people, gateway, sender, acknowledged };
  const judged = await settle(() => judge({ ...evidence, pushes: receiver.pushes, kills: topology.kills }));
  const chain = await witness.judge();
  const feed = judgeFeed(await readFeed(gateway, people.senderToken), acknowledged, recipients);
  const bytes = await judgeBytes(gateway, [...people.readers, people.webhookAgency], acknowledged);
  const faults = [...judged.faults, ...chain.faults, ...feed, ...bytes, ...topology.crashes];
  const unanswered = [...log.troubles.values()].reduce((sum, times) => sum + times, 0);
  return {
    faults: faults.slice(0, 50),
    counts: {
      requests: acknowledged.length + unanswered,
      ...judged.counts,
      faults: faults.length,
      checkpoints: chain.checkpoints,
      logSize: chain.size,
    },
  };
}

async function runPrepared(run: Run): Promise<KillReport> {
  const { topology, receiver, log } = run;
  await topology.start();
  const people = await furnish(topology, receiver.url);
  const witness = new LogWitness(topology.gatewayUrls, people.senderToken);
  witness.start();
  try {
    const tally = await killUnderLoad(run, people);
    return {
      ...(await judgeAll(run, people, witness)),
      ...tally,
      troubles: Object.fromEntries(log.troubles),
      receiverTroubles: Object.fromEntries(receiver.troubles),
    };
  } finally {
    witness.stop();
  }
}

/** Runs a plan. Leaves no process behind, whatever happens, and no folder unless something is wrong. */
export async function runKills(plan: KillPlan): Promise<KillReport> {
  const random = seededRandom(plan.seed);
  const isRedis = plan.form === 'redis';
  const topology = await Topology.prepare({ form: plan.form, gateways: isRedis ? 2 : 1, workers: isRedis ? 2 : 0 });
  const receiver = await startReceiver(seededRandom(plan.seed + 1));
  const log: SenderLog = { acknowledged: [], troubles: new Map(), inFlight: 0 };
  let isClean = false;
  try {
    const report = await runPrepared({ plan, topology, receiver, random, log });
    isClean = report.faults.length === 0;
    return report;
  } finally {
    await topology.stop();
    await receiver.close();
    if (isClean) await topology.remove();
    else process.stderr.write(`data and logs of the run are kept in ${topology.folder}\n`);
  }
}
