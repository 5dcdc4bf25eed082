/**
 * How much of one kind of work may be under way at the same time, in all and for one client: for work that anybody may ask for and
 * that holds room on the disk meanwhile. Rates are limited elsewhere (create-app.ts).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { networkOf } from '../identity/network-of.js';

export interface AtOnceLimits {
  readonly inAll: number;
  readonly perClient: number;
}

/** Runs work while there is room; a client named by address is its network. @throws Problem `rate_limited` at once when there is none; nothing waits */
export function limitAtOnce({ inAll, perClient }: AtOnceLimits) {
  const running = new Map<string, number>();
  const add = (client: string, change: 1 | -1) => {
    const count = (running.get(client) ?? 0) + change;
    if (count === 0) running.delete(client);
    else running.set(client, count);
  };
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const client = networkOf(name);
    const total = [...running.values()].reduce((sum, count) => sum + count, 0);
    if (total >= inAll || (running.get(client) ?? 0) >= perClient)
      throw new Problem('rate_limited', { detail: 'Too many of these are under way at the same time' });
    add(client, 1);
    try {
      return await work();
    } finally {
      add(client, -1);
    }
  };
}
