/**
 * A worker process says every few seconds that it is alive and whether its loops are well, so that gateways, `doctor` and alarms
 * elsewhere know.
 */
import { hostname } from 'node:os';
import { v7 as uuidv7 } from 'uuid';
import type { GatewayContext } from '../gateway/context.js';
import { removeHeartbeat, writeHeartbeat } from '../gateway/health/heartbeats.store.js';
import { beatEveryMs } from '../gateway/health/readiness.js';
import { isProblem } from '../schemas/problems/problem.js';
import { type Repeater, repeat } from './repeat.js';

export function startHeartbeat({ database, log }: GatewayContext, isHealthy: () => boolean): Pick<Repeater, 'stop'> {
  const self = { id: uuidv7(), host: hostname(), pid: process.pid };
  const loop = repeat({ name: 'heartbeat', everyMs: beatEveryMs, log }, async () => {
    await writeHeartbeat(database, { ...self, healthy: isHealthy() });
    return false;
  });
  return {
    async stop() {
      await loop.stop();
      await removeHeartbeat(database, self.id).catch((error: unknown) => {
        if (!isProblem(error, 'database_unavailable')) throw error;
      });
    },
  };
}
