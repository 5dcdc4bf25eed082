/**
 * A gateway that serves: listens, works, and stops in good order when it is told to.
 * Does not open the gateway (wiring.ts) nor know which command asks.
 */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Config, unknownSettings } from '../gateway/config.js';
import { noteSettings, type ProcessKind } from '../gateway/config-history.js';
import { armKillPoint } from '../gateway/documents/kill-points.js';
import type { Workers } from '../workers/run-workers.js';
import { operatorName } from './operator-name.js';
import type { Gateway } from './wiring.js';

export interface Service {
  /** Where it listens; null for workers without a port. */
  readonly url: string | null;
  stop(): Promise<void>;
}

export interface ServiceParts {
  readonly http: boolean;
  readonly workers: boolean;
}

/** @throws NodeJS.ErrnoException `EADDRINUSE`, `EACCES` when it cannot listen */
export async function serve(gateway: Gateway, parts: ServiceParts): Promise<Service> {
  armKillPoint(gateway.ctx.config.killAt);
  for (const setting of unknownSettings())
    gateway.ctx.log.warn({ setting }, 'no such setting, so it has no effect; docs/configuration.md names all');
  const changed = await noteSettings(gateway.ctx, kindOf(parts), operatorName());
  if (changed.length > 0) gateway.ctx.log.info({ changed }, 'started with other settings than before');
  const workers = parts.workers ? await startAllWorkers(gateway, parts.http) : undefined;
  try {
    const http = parts.http ? await listenForAll(gateway, workers) : await listenForHealth(gateway, workers);
    return {
      url: http?.url ?? null,
      stop: async () => {
        await http?.close();
        await workers?.stop();
      },
    };
  } catch (error) {
    await workers?.stop();
    throw error;
  }
}

function kindOf({ http, workers }: ServiceParts): ProcessKind {
  if (http && workers) return 'all';
  return http ? 'web' : 'workers';
}

async function startAllWorkers(gateway: Gateway, isBesideHttp: boolean): Promise<Workers> {
  const { startWorkers } = await import('../workers/run-workers.js');
  const { startAuthorityRenewal } = await import('../workers/renew-authority.js');
  const { desk, plan, queue } = gateway;
  const { ctx, close } = isBesideHttp
    ? gateway.openWorkerContext(gateway.ctx)
    : { ctx: gateway.ctx, close: async () => {} };
  const workers = await startWorkers(ctx, queue);
  const renewal = startAuthorityRenewal(desk, plan, ctx.log);
  return {
    healthy: workers.healthy,
    stop: async () => {
      await renewal.stop();
      await workers.stop();
      await close();
    },
  };
}

async function listenForAll({ ctx, demonstrationMail }: Gateway, workers: Workers | undefined) {
  const { createApp } = await import('../gateway/http/create-app.js');
  const parts = { workersHealthy: workers?.healthy ?? null, demonstrationMail };
  return listen(ctx.config, ctx.config.port, await createApp(ctx, parts));
}

/** Workers alone say how they are, when they are given a port for it. */
async function listenForHealth({ ctx }: Gateway, workers: Workers | undefined) {
  const { workerPort } = ctx.config;
  if (workerPort === 0) return undefined;
  const { createHealthApp } = await import('../gateway/http/create-health-app.js');
  return listen(ctx.config, workerPort, createHealthApp(ctx, workers?.healthy ?? null));
}

async function listen({ host }: Config, port: number, app: FastifyInstance) {
  await app.listen({ host, port });
  const address = app.server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`, close: () => app.close() };
}

/**
 * Waits for SIGINT or SIGTERM, then stops; what takes longer than `shutdownSeconds`, or a second signal, ends the process.
 * @returns when everything is closed
 */
export async function serveUntilStopped(gateway: Gateway, service: Service): Promise<void> {
  const { log, config } = gateway.ctx;
  const signal = await firstSignal();
  log.info({ signal }, 'stopping');
  const deadline = setTimeout(() => giveUp(log), config.shutdownSeconds * 1000);
  await service.stop();
  await gateway.close();
  clearTimeout(deadline);
  log.info('stopped');
}

function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

function giveUp(log: Logger): void {
  log.error('did not stop in time; what was under way is repeated after the next start');
  process.exit(1);
}
