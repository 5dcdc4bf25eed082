/** A gateway that listens: a real server on a loopback port over a gateway fixture, with workers when a test wants them. */
import type { AddressInfo } from 'node:net';
import { openDemonstrationMail } from '../../gateway/demonstration-mail/open-demonstration-mail.js';
import { createApp } from '../../gateway/http/create-app.js';
import type { Scope } from '../../gateway/identity/access.js';
import { roleScopes } from '../../gateway/identity/access.js';
import { issueToken } from '../../gateway/identity/tokens.js';
import { inProcessQueue } from '../../workers/queue/in-process-queue.js';
import { startWorkers } from '../../workers/run-workers.js';
import {
  type FixtureOptions,
  type GatewayFixture,
  metadataOf,
  openGatewayFixture,
  smallPdf,
} from './gateway-fixture.js';

export interface HttpFixture extends GatewayFixture {
  readonly url: string;
  /** A token of these agencies; a clerk's scopes when none are named. */
  token(agencies: readonly string[], scopes?: readonly Scope[]): Promise<string>;
  /** A request with a token. */
  call(path: string, token: string | null, init?: RequestInit): Promise<Response>;
}

export async function openHttpFixture(
  options: FixtureOptions & { readonly workers?: boolean; readonly demonstrationMail?: boolean } = {},
): Promise<HttpFixture> {
  const fixture = await openGatewayFixture({ ...options, config: { scanSeconds: 1, ...options.config } });
  const queue = inProcessQueue();
  const awake = { ...fixture.ctx, wake: queue.announce };
  const mail = options.demonstrationMail === true ? await openDemonstrationMail(awake) : null;
  const ctx = { ...awake, config: mail?.config ?? awake.config };
  const workers = options.workers === true ? await startWorkers(ctx, queue) : undefined;
  const app = await createApp(ctx, {
    workersHealthy: () => workers?.healthy() ?? true,
    demonstrationMail: mail?.mail ?? null,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    ...fixture,
    ctx,
    url,
    token: async (agencies, scopes = roleScopes.clerk) =>
      (await issueToken(ctx, { name: 'test', agencies, scopes, actor: 'user:test' })).token,
    call: (path, token, init = {}) =>
      fetch(`${url}${path}`, {
        ...init,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
      }),
    close: async () => {
      await app.close();
      await workers?.stop();
      await mail?.close();
      await fixture.close();
    },
  };
}

/** The form of a submission; metadata first unless told otherwise. */
export function submissionForm(
  metadata: unknown = metadataOf(),
  files: readonly (readonly [name: string, bytes: Buffer])[] = [['Công văn số 1.pdf', smallPdf()]],
): FormData {
  const form = new FormData();
  form.append('metadata', JSON.stringify(metadata));
  for (const [name, bytes] of files) form.append('file', new Blob([new Uint8Array(bytes)]), name);
  return form;
}
