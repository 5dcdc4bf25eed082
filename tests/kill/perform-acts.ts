/**
 * Kills what a plan wants killed, one act after another, while work goes on: each act waits until the one before was overcome,
 * unless it is a hasty one. What counts as work, and which servers there are beside the topology, the run says.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../support/seeded-random.js';
import type { Act, KillPlan, VictimKind } from './kill-plan.js';
import type { Topology } from './topology.js';
import type { Victim } from './victim.js';

export interface Scene {
  readonly plan: Pick<KillPlan, 'onProgress' | 'signal'>;
  readonly topology: Topology;
  readonly random: SeededRandom;
  /** Kinds that are no victims of the topology, and how each is killed. */
  readonly servers: Partial<Readonly<Record<VictimKind, () => Promise<void>>>>;
  /** How much work came to its end so far. */
  readonly done: () => number;
  /** How much was begun and is not at its end. */
  readonly inFlight: () => number;
  /** So much must come to its end after an act before the next. */
  readonly workBetweenKills: number;
}

export interface Tally {
  /** Kills at random moments by kind, ends at named points by point. */
  readonly killed: Record<string, number>;
  /** Kills that came while something was still recovering from the one before. */
  hasty: number;
  /** What was in flight at the moment of each act. */
  readonly inFlight: number[];
}

const patienceMs = 90_000;
/** So long one armed process has to come to its point before another is armed. */
const turnMs = 15_000;

/** @throws Error when it did not become true for a minute and a half, or the run was broken off */
async function until(isTrue: () => boolean, what: string, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!isTrue()) {
    signal?.throwIfAborted();
    if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs / 1000} s`);
    await pause(20);
  }
}

function progress({ done, workBetweenKills, plan }: Scene): Promise<void> {
  const goal = done() + workBetweenKills;
  return until(() => done() >= goal, 'work goes on after a kill', plan.signal);
}

/**
 * One of them ends itself at the point. Who is armed first may never come there, as only one worker reads a mailbox: then the next one is
 * armed, too, and its restart has the first take over.
 */
async function endAtPoint(victims: readonly Victim[], wish: string, signal?: AbortSignal): Promise<void> {
  const ends = () => victims.reduce((sum, { ownExits }) => sum + ownExits.length, 0);
  const before = ends();
  const isEnded = () => ends() > before;
  for (const victim of victims) {
    await victim.killAndRestart({ CONGVAN_KILL_AT: wish });
    const turnEnds = Date.now() + turnMs;
    await until(() => isEnded() || Date.now() > turnEnds, `the turn of ${victim.name}`, signal);
    if (isEnded()) return;
  }
  await until(isEnded, `one of ${victims.map(({ name }) => name).join(', ')} ends at ${wish}`, signal);
}

async function perform({ topology, random, servers, plan }: Scene, { kind, point }: Act): Promise<void> {
  const kill = servers[kind];
  if (kill !== undefined) return kill();
  const able = topology.victims.filter(({ name }) => name.startsWith(kind));
  const victim = random.pick(able);
  if (point === undefined) return victim.killAndRestart();
  const others = able.filter((one) => one !== victim);
  return endAtPoint([victim, ...others], `${point}:${random.integer(1, 5)}`, plan.signal);
}

/** @throws Error as `until` */
export async function performActs(scene: Scene, acts: readonly Act[]): Promise<Tally> {
  const { plan, random, done } = scene;
  const killed = new Map<string, number>();
  const tally = { hasty: 0, inFlight: [] as number[] };
  for (const [index, act] of acts.entries()) {
    plan.signal?.throwIfAborted();
    if (act.isHasty) tally.hasty += 1;
    else await progress(scene);
    await pause(random.integer(0, 400));
    tally.inFlight.push(scene.inFlight());
    const what = act.point === undefined ? act.kind : `${act.kind} at ${act.point}`;
    plan.onProgress?.(`${index + 1}/${acts.length} ${what}: ${done()} done so far`);
    await perform(scene, act);
    for (const name of act.point === undefined ? [act.kind] : [act.kind, act.point])
      killed.set(name, (killed.get(name) ?? 0) + 1);
  }
  await progress(scene);
  return { ...tally, killed: Object.fromEntries([...killed].sort()) };
}
