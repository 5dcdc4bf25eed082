/** What is killed how often, and the order of it, which the seed decides. Kills nobody itself. */
import type { KillPoint } from '../../gateway/documents/kill-points.js';
import type { SeededRandom } from '../support/seeded-random.js';
import type { QueueForm } from './topology.js';

/** In the in-process form `gateway` is the one `start` process, which is worker too. */
export type VictimKind = 'gateway' | 'worker' | 'postgres' | 'redis' | 'postfix' | 'dovecot';

export interface KillPlan {
  readonly form: QueueForm;
  readonly seed: number;
  /** How often each kind is killed at a random moment. */
  readonly kills: Partial<Readonly<Record<VictimKind, number>>>;
  /** How often a process ends itself at each named point; it is killed once before, to be started with that wish. */
  readonly points: Partial<Readonly<Record<KillPoint, number>>>;
  /** Clients at work, each with one document on its way. */
  readonly concurrency: number;
  readonly onProgress?: (line: string) => void;
  /** Ends the run early, as when somebody stops it by hand. */
  readonly signal?: AbortSignal;
}

export interface Act {
  readonly kind: VictimKind;
  readonly point?: KillPoint;
  /** Comes at once after the act before, so that it may hit what is just recovering. */
  readonly isHasty: boolean;
}

const hastyShare = 0.25;

/** Deliveries and mails are worked on where the workers are. */
const gatewayPoints = new Set<KillPoint>(['container-written', 'committed']);

const kindOf = (form: QueueForm, point: KillPoint): VictimKind =>
  form === 'redis' && !gatewayPoints.has(point) ? 'worker' : 'gateway';

/** The acts of a plan in a random order. The first is never hasty; PostgreSQL is only killed when it runs. */
export function planActs(
  { form, kills, points }: Pick<KillPlan, 'form' | 'kills' | 'points'>,
  random: SeededRandom,
): Act[] {
  const wanted: Omit<Act, 'isHasty'>[] = [
    ...Object.entries(kills).flatMap(([kind, count]) =>
      Array.from({ length: count }, () => ({ kind: kind as VictimKind })),
    ),
    ...Object.entries(points).flatMap(([name, count]) => {
      const point = name as KillPoint;
      return Array.from({ length: count }, () => ({ kind: kindOf(form, point), point }));
    }),
  ];
  for (let last = wanted.length - 1; last > 0; last -= 1) {
    const other = random.integer(0, last);
    [wanted[last], wanted[other]] = [wanted[other] as Act, wanted[last] as Act];
  }
  return wanted.map((act, index) => ({
    ...act,
    isHasty: index > 0 && act.kind !== 'postgres' && random.next() < hastyShare,
  }));
}
