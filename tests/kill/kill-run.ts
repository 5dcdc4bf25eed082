/**
 * A run in which processes are killed while documents are in flight, and what came of it.
 * Kills follow a seed; the clients never give up; the judges look from outside.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type SeededRandom, seededRandom } from '../support/seeded-random.js';
import { furnish, type People, recipients, sender } from './furnish.js';
import { type Judgement, judge } from './judge.js';
import { judgeBytes } from './judge-bytes.js';
import { judgeFeed, readFeed } from './judge-feed.js';
import { type Act, type KillPlan, planActs } from './kill-plan.js';
import { LogWitness } from './log-witness.js';
import { type Receiver, startReceiver } from './receiver.js';
import { runSenders, type SenderLog } from './senders.js';
import { settle } from './settle.js';
import { Topology } from './topology.js';
import type { Victim } from './victim.js';

export interface KillReport extends Judgement {
  /** Kills at random moments by kind, ends at named points by point. */
  readonly killed: Readonly<Record<string, number>>;
  /** Kills that came while something was still recovering from the one before. */
  readonly hasty: number;
  /** Answers other than 201 and broken connections, by kind. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly receiverTroubles: Readonly<Record<string, number>>;
  /** Documents without a 201 at the moment of each act. */
  readonly inFlight: readonly number[];
}

interface Run {
  readonly plan: KillPlan;
  readonly topology: Topology;
  readonly receiver: Receiver;
  readonly random: SeededRandom;
  readonly log: SenderLog;
  readonly killed: Map<string, number>;
  readonly inFlight: number[];
  hasty: number;
}

const progressBetweenKills = 5;
const patienceMs = 90_000;

async function until(isTrue: () => boolean, what: string, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!isTrue()) {
    signal?.throwIfAborted();
    if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
    await pause(20);
  }
}

const progress = ({ log, plan }: Run) => {
  const goal = log.acknowledged.length + progressBetweenKills;
  return until(() => log.acknowledged.length >= goal, 'documents are accepted again after a kill', plan.signal);
};

function count(run: Run, what: string): void {
  run.killed.set(what, (run.killed.get(what) ?? 0) + 1);
}

async function perform(run: Run, act: Act): Promise<void> {
  const { topology, random } = run;
  count(run, act.kind);
  if (act.kind === 'postgres') return topology.killPostgres();
  const victim = random.pick(topology.victims.filter(({ name }) => name.startsWith(act.kind)));
  if (act.point === undefined) return victim.killAndRestart();
  await endAtPoint(victim, `${act.point}:${random.integer(1, 5)}`, run.plan.signal);
  count(run, act.point);
}

async function endAtPoint(victim: Victim, wish: string, signal?: AbortSignal): Promise<void> {
  const before = victim.ownExits.length;
  await victim.killAndRestart({ CONGVAN_KILL_AT: wish });
  await until(() => victim.ownExits.length > before, `${victim.name} ends at ${wish}`, signal);
}

async function killAll(run: Run): Promise<void> {
  const { plan, random, log, inFlight } = run;
  const acts = planActs(plan, random);
  for (const [index, act] of acts.entries()) {
    plan.signal?.throwIfAborted();
    if (act.isHasty) run.hasty += 1;
    else await progress(run);
    await pause(random.integer(0, 400));
    inFlight.push(log.inFlight);
    const what = act.point === undefined ? act.kind : `${act.kind} at ${act.point}`;
    plan.onProgress?.(`${index + 1}/${acts.length} ${what}: ${log.acknowledged.length} documents accepted so far`);
    await perform(run, act);
  }
  await progress(run);
}

/** Kills while clients send; returns when every client has its last 201. */
async function killUnderLoad(run: Run, people: People): Promise<void> {
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
    await killAll(run);
  } catch (error) {
    abandoned.abort();
    throw error;
  } finally {
    isOver = true;
  }
  await senders;
}

/** A process may end only because it was killed. */
const crashesOf = ({ victims }: Topology) =>
  victims.flatMap(({ name, ownExits }) =>
    ownExits.filter((exit) => exit !== 'SIGKILL').map((exit) => `${name} ended by itself: ${exit}`),
  );

async function judgeAll(run: Run, people: People, witness: LogWitness): Promise<Judgement> {
  const { topology, log, receiver } = run;
  const [gateway = ''] = topology.gatewayUrls;
  const { acknowledged } = log;
  const evidence = { ...people, gateway, sender, acknowledged };
  const judged = await settle(() => judge({ ...evidence, pushes: receiver.pushes, kills: topology.kills }));
  const chain = await witness.judge();
  const feed = judgeFeed(await readFeed(gateway, people.senderToken), acknowledged, recipients);
  const bytes = await judgeBytes(gateway, [...people.readers, people.webhookAgency], acknowledged);
  const faults = [...judged.faults, ...chain.faults, ...feed, ...bytes, ...crashesOf(topology)];
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
  const { topology, receiver, log, killed, inFlight } = run;
  await topology.start();
  const people = await furnish(topology, receiver.url);
  const witness = new LogWitness(topology.gatewayUrls, people.senderToken);
  witness.start();
  try {
    await killUnderLoad(run, people);
    return {
      ...(await judgeAll(run, people, witness)),
      killed: Object.fromEntries([...killed].sort()),
      hasty: run.hasty,
      troubles: Object.fromEntries(log.troubles),
      receiverTroubles: Object.fromEntries(receiver.troubles),
      inFlight,
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
    const run: Run = { plan, topology, receiver, random, log, killed: new Map(), inFlight: [], hasty: 0 };
    const report = await runPrepared(run);
    isClean = report.faults.length === 0;
    return report;
  } finally {
    await topology.stop();
    await receiver.close();
    if (isClean) await topology.remove();
    else process.stderr.write(`data and logs of the run are kept in ${topology.folder}\n`);
  }
}
