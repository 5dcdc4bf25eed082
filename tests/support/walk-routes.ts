/** Every route an app registers, seen by the framework itself rather than by our own bookkeeping. */
import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

export interface SeenRoute {
  readonly method: string;
  readonly url: string;
  readonly config: RouteOptions['config'];
  readonly isHidden: boolean;
}

/** Runs `open` and gives back what it opened together with the routes of every app made meanwhile. */
export async function walkRoutes<T>(open: () => Promise<T>): Promise<{ opened: T; routes: SeenRoute[] }> {
  const routes: SeenRoute[] = [];
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config, schema }) => {
      for (const one of [method].flat()) routes.push({ method: one, url, config, isHidden: schema?.hide === true });
    });
  };
  diagnostics.subscribe('fastify.initialization', watch);
  try {
    return { opened: await open(), routes };
  } finally {
    diagnostics.unsubscribe('fastify.initialization', watch);
  }
}
