/**
 * A run in which processes are killed while documents are in flight, and what came of it.
 * Kills follow a seed; the clients never give up; the judge looks from outside.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { KillPoint } from '../../gateway/documents/kill-points.js';
import { type Judgement, judge } from './judge.js';
import { LogWitness } from './log-witness.js';
import { startReceiver } from './receiver.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';
import { runSenders, type SenderLog } from './senders.js';
import { type QueueForm, Topology } from './topology.js';
import type { Victim } from './victim.js';

export type VictimKind = 'gateway' | 'worker' | 'postgres' | 'redis';

export interface KillPlan {
  readonly form: QueueForm;
  readonly seed: number;
  /** How often each kind is killed at a random moment. */
  readonly kills: Partial<Readonly<Record<VictimKind, number>>>;
  /** How often a process ends itself at each named point; it is killed once before, to be started with that wish. */
  readonly points: Partial<Readonly<Record<KillPoint, number>>>;
  readonly concurrency: number;
  readonly onProgress?: (line: string) => void;
}

export interface KillReport extends Judgement {
  readonly troubles: Readonly<Record<string, number>>;
  /** Documents without a 201 at the moment of each kill. */
  readonly inFlight: readonly number[];
}

type Act = { readonly kind: VictimKind; readonly point?: KillPoint };

export const sender = 'H30.03';
const readers = ['H30.05', 'H30.15'];
const webhookAgency = 'H30.31';
const progressBetweenKills = 5;
const patienceMs = 90_000;

/** Everything a run needs, made through the same commands an operator uses, beside the running processes. */
export async function furnish(topology: Topology, receiverUrl: string) {
  for (const code of [sender, ...readers])
    await topology.command('agency', 'add', code, '--name', `Cơ quan ${code}`, '--with-seal');
  await topology.command('agency', 'add', webhookAgency, '--name', 'Cơ quan có QLVB', '--channel', 'webhook');
  await topology.command('webhook', 'set', '--agency', webhookAgency, '--url', receiverUrl);
  const tokenOf = async (agency: string) => ({
    agency,
    token: await topology.command('token', 'create', '--agency', agency),
  });
  return {
    senderToken: (await tokenOf(sender)).token,
    readers: await Promise.all(readers.map(tokenOf)),
    webhookAgency: await tokenOf(webhookAgency),
  };
}

/** The acts of a plan in a random order that the seed decides. */
function shuffledActs({ form, kills, points }: KillPlan, random: SeededRandom): Act[] {
  const kinds = Object.entries(kills) as [VictimKind, number][];
  const named = Object.entries(points) as [KillPoint, number][];
  const kindOf = (point: KillPoint): VictimKind =>
    form === 'redis' && point === 'delivery-sent' ? 'worker' : 'gateway';
  const acts: Act[] = [
    ...kinds.flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind }))),
    ...named.flatMap(([point, count]) => Array.from({ length: count }, () => ({ kind: kindOf(point), point }))),
  ];
  for (let last = acts.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last);
    [acts[last], acts[other]] = [acts[other] as Act, acts[last] as Act];
  }
  return acts;
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
    await pause(50);
  }
}

async function perform(topology: Topology, act: Act, random: SeededRandom): Promise<void> {
  if (act.kind === 'postgres') return topology.killPostgres();
  const victim = random.pick(topology.victims.filter(({ name }) => name.startsWith(act.kind)));
  if (act.point === undefined) return victim.killAndRestart();
  await endAtPoint(victim, `${act.point}:${random.integer(1, 5)}`);
}

async function endAtPoint(victim: Victim, wish: string): Promise<void> {
  const before = victim.ownExits.length;
  await victim.killAndRestart({ CONGVAN_KILL_AT: wish });
  await until(() => victim.ownExits.length > before, `${victim.name} ends at ${wish}`);
}

/** Runs a plan. Leaves no process and no folder behind, whatever happens; the folder stays when there are faults. */
export async function runKills(plan: KillPlan): Promise<KillReport> {
  const random = seededRandom(plan.seed);
  const isRedis = plan.form === 'redis';
  const topology = await Topology.prepare({ form: plan.form, gateways: isRedis ? 2 : 1, workers: isRedis ? 2 : 0 });
  const receiver = await startReceiver();
  const log: SenderLog = { acknowledged: [], troubles: new Map(), inFlight: 0 };
  let isOver = false;
  let isClean = false;
  try {
    await topology.start();
    const people = await furnish(topology, receiver.url);
    const witness = new LogWitness(topology.gatewayUrls, people.senderToken);
    witness.start();
    const to = [...readers, webhookAgency];
    const senders = runSenders(
      {
        gateways: topology.gatewayUrls,
        token: people.senderToken,
        from: sender,
        to,
        concurrency: plan.concurrency,
        more: () => !isOver,
      },
      log,
    );
    const inFlight = await killAll(plan, topology, log, random);
    isOver = true;
    await senders;
    const evidence = { ...people, gateway: topology.gatewayUrls[0] ?? '', sender, acknowledged: log.acknowledged };
    const judged = await settle(() => judge({ ...evidence, pushes: receiver.pushes, kills: topology.kills }));
    const chain = await witness.judge();
    const crashes = topology.victims.flatMap(({ name, ownExits }) =>
      ownExits.filter((exit) => exit !== 'SIGKILL').map((exit) => `${name} ended by itself: ${exit}`),
    );
    const faults = [...judged.faults, ...chain.faults, ...crashes];
    isClean = faults.length === 0;
    return {
      faults,
      counts: { ...judged.counts, checkpoints: chain.checkpoints, logSize: chain.size },
      troubles: Object.fromEntries(log.troubles),
      inFlight,
    };
  } finally {
    isOver = true;
    await topology.stop();
    await receiver.close();
    if (isClean) await topology.remove();
  }
}

async function killAll(plan: KillPlan, topology: Topology, log: SenderLog, random: SeededRandom): Promise<number[]> {
  const inFlight: number[] = [];
  for (const act of shuffledActs(plan, random)) {
    const goal = log.acknowledged.length + progressBetweenKills;
    await until(() => log.acknowledged.length >= goal, 'documents are accepted again after the kill before');
    await pause(random.integer(0, 400));
    inFlight.push(log.inFlight);
    plan.onProgress?.(
      `${act.kind}${act.point === undefined ? '' : ` at ${act.point}`}: ${log.acknowledged.length} sent`,
    );
    await perform(topology, act, random);
  }
  const goal = log.acknowledged.length + progressBetweenKills;
  await until(() => log.acknowledged.length >= goal, 'documents are accepted again after the last kill');
  return inFlight;
}

/** Deliveries need their time: judged again and again until nothing is wrong, or nothing gets better any more. */
export async function settle(look: () => Promise<Judgement>): Promise<Judgement> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const judged = await look();
    if (judged.faults.length === 0 || Date.now() > end) return judged;
    await pause(1_000);
  }
}
