/** Every route an app registers, with the names of parameters and fields it was seen to read; nobody's requests are counted there. */
import diagnostics from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';

export interface ReadingRoute {
  readonly method: string;
  readonly url: string;
  readonly isPage: boolean;
  readonly scope: string;
  /** Filled while the route answers. */
  readonly read: Set<string>;
}

const readingQuery = (query: object, read: Set<string>) =>
  new Proxy(query, {
    get(target, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(target, name);
    },
  });

class ReadingForm extends URLSearchParams {
  constructor(
    from: URLSearchParams,
    private readonly read: Set<string>,
  ) {
    super(from);
  }
  override get(name: string): string | null {
    this.read.add(name);
    return super.get(name);
  }
  override getAll(name: string): string[] {
    this.read.add(name);
    return super.getAll(name);
  }
}

/** Runs `open` and gives back what it opened together with the routes of every app made meanwhile. */
export async function watchReading<T>(open: () => Promise<T>): Promise<{ opened: T; routes: ReadingRoute[] }> {
  const routes = new Map<string, ReadingRoute>();
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', (route: RouteOptions) => {
      route.config = { ...route.config, rateLimit: false };
      for (const method of [route.method].flat().map(String))
        routes.set(`${method} ${route.url}`, {
          method,
          url: route.url,
          isPage: route.config.page === true,
          scope: route.config.access ?? 'public',
          read: new Set(),
        });
    });
    fastify.addHook('preHandler', async (request) => {
      const read = routes.get(`${request.method} ${request.routeOptions.url}`)?.read ?? new Set();
      request.query = readingQuery(request.query as object, read);
      if (request.body instanceof URLSearchParams) request.body = new ReadingForm(request.body, read);
    });
  };
  diagnostics.subscribe('fastify.initialization', watch);
  try {
    return { opened: await open(), routes: [...routes.values()].filter(({ method }) => method !== 'HEAD') };
  } finally {
    diagnostics.unsubscribe('fastify.initialization', watch);
  }
}
