/**
 * Figures for Prometheus: requests, deliveries, the log, certificates, the process itself.
 * Names follow the Prometheus conventions; what comes from the database is read at scrape time.
 */
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { isProblem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { selectQueueFigures } from '../deliveries/operator.store.js';
import { selectWorkers } from '../health/heartbeats.store.js';
import { patienceSeconds } from '../health/readiness.js';
import { listCertificates } from '../identity/certificates.store.js';
import { certificatesInUse } from '../identity/certificates-in-use.js';
import { daysLeft, expiringWithin, expiryThresholds } from '../identity/expiry-warnings.js';
import { countLimitedProofs, countOpenProofs } from '../proofs/proofs.store.js';
import { addMailMetrics } from './mail-metrics.js';

export function createMetrics(app: FastifyInstance, ctx: GatewayContext): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'congvan_' });
  const requests = new Histogram({
    name: 'congvan_http_request_seconds',
    help: 'Duration of HTTP requests by route, method and status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    requests.observe(
      { route: request.routeOptions.url ?? 'none', method: request.method, status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
  new Gauge({
    name: 'congvan_deliveries',
    help: 'Deliveries that are open or failed',
    labelNames: ['channel', 'state'],
    registers,
    collect: countDeliveries,
  });
  new Gauge({
    name: 'congvan_delivery_oldest_seconds',
    help: 'How long the oldest due delivery has been waiting',
    labelNames: ['channel'],
    registers,
    collect: ageDeliveries,
  });
  new Gauge({
    name: 'congvan_certificate_days_left',
    help: 'Days until a certificate in use expires',
    labelNames: ['kind', 'agency', 'fingerprint'],
    registers,
    collect: ageCertificates,
  });
  new Gauge({
    name: 'congvan_certificates_expiring',
    help: 'Certificates in use that end within so many days, or have ended',
    labelNames: ['within_days'],
    registers,
    collect: countExpiring,
  });

  new Gauge({
    name: 'congvan_proofs_open',
    help: 'Seals whose proof still misses a timestamp (pending) or revocation data (timestamped)',
    labelNames: ['state'],
    registers,
    collect: countProofs,
  });
  new Gauge({
    name: 'congvan_proofs_limited',
    help: 'Seals that can never be more than timestamped: their certificate had ended or was revoked by then',
    registers,
    collect: countLimited,
  });
  new Gauge({
    name: 'congvan_proof_oldest_seconds',
    help: 'How long the oldest seal has been waiting for its proof',
    labelNames: ['state'],
    registers,
    collect: ageProofs,
  });
  new Gauge({
    name: 'congvan_workers',
    help: 'Worker processes heard of in the last half minute',
    labelNames: ['state'],
    registers,
    collect: countWorkers,
  });

  if (ctx.scanner !== null)
    new Counter({
      name: 'congvan_scans_total',
      help: 'Files shown to the virus scanner by this process',
      labelNames: ['result'],
      registers,
      collect: countScans,
    });

  const databaseUp = new Gauge({
    name: 'congvan_database_up',
    help: '1 when the figures of this scrape could be read from the database',
    registers,
  });
  databaseUp.set(1);
  addMailMetrics(registry, ctx, read);

  /** What the database holds; nothing while it is away: the other figures are wanted then more than ever. */
  async function read<Row>(query: () => Promise<Row[]>): Promise<Row[]> {
    try {
      const rows = await query();
      databaseUp.set(1);
      return rows;
    } catch (error) {
      if (!isProblem(error, 'database_unavailable')) throw error;
      databaseUp.set(0);
      return [];
    }
  }
  function countScans(this: Counter<'result'>): void {
    this.reset();
    for (const [result, count] of Object.entries(ctx.scanner?.counts ?? {})) this.inc({ result }, count);
  }
  async function countDeliveries(this: Gauge<'channel' | 'state'>): Promise<void> {
    this.reset();
    for (const { channel, state, count } of await read(() => selectQueueFigures(ctx.database)))
      this.set({ channel, state }, count);
  }
  async function ageDeliveries(this: Gauge<'channel'>): Promise<void> {
    this.reset();
    for (const { channel, oldestSeconds } of await read(() => selectQueueFigures(ctx.database)))
      if (oldestSeconds !== null) this.set({ channel }, oldestSeconds);
  }
  async function countProofs(this: Gauge<'state'>): Promise<void> {
    this.reset();
    for (const { state, count } of await read(() => countOpenProofs(ctx.database))) this.set({ state }, count);
  }
  async function countLimited(this: Gauge): Promise<void> {
    for (const count of await read(async () => [await countLimitedProofs(ctx.database)])) this.set(count);
  }
  async function ageProofs(this: Gauge<'state'>): Promise<void> {
    this.reset();
    for (const { state, oldestSeconds } of await read(() => countOpenProofs(ctx.database)))
      this.set({ state }, oldestSeconds);
  }
  async function countExpiring(this: Gauge<'within_days'>): Promise<void> {
    const all = await read(() => listCertificates(ctx.database, null));
    for (const days of expiryThresholds)
      this.set({ within_days: String(days) }, expiringWithin(all, days, ctx.now()).length);
  }
  async function countWorkers(this: Gauge<'state'>): Promise<void> {
    this.reset();
    for (const { alive, unwell } of await read(async () => [await selectWorkers(ctx.database, patienceSeconds)])) {
      this.set({ state: 'alive' }, alive);
      this.set({ state: 'unwell' }, unwell);
    }
  }
  async function ageCertificates(this: Gauge<'kind' | 'agency' | 'fingerprint'>): Promise<void> {
    this.reset();
    for (const row of certificatesInUse(await read(() => listCertificates(ctx.database, null)))) {
      const { kind, agency, fingerprint } = row;
      this.set({ kind, agency: agency ?? '', fingerprint: fingerprint.slice(0, 16) }, daysLeft(row, ctx.now()));
    }
  }
  return registry;
}
