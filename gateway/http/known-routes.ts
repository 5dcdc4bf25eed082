/**
 * Which methods an address has, for telling whoever came with another one.
 * Source: RFC 9110 sections 15.5.6 (405) and 10.2.1 (Allow).
 */
import type { FastifyInstance, RouteOptions } from 'fastify';
import { Problem } from '../../schemas/problems/problem.js';

/** `:name` takes the place of one part, `*` of whatever follows. */
function isAt(pattern: readonly string[], parts: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*';
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  return (
    (isOpen ? parts.length > fixed.length : parts.length === fixed.length) &&
    fixed.every((part, place) => (part.startsWith(':') ? parts[place] !== '' : part === parts[place]))
  );
}

const partsOf = (path: string): string[] => path.split('/');

export class KnownRoutes {
  readonly #patterns = new Map<string, { readonly parts: readonly string[]; readonly methods: Set<string> }>();

  /** Learns every route that is registered from now on. */
  learnFrom(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }: RouteOptions) => {
      const known = this.#patterns.get(url) ?? { parts: partsOf(url), methods: new Set<string>() };
      for (const one of [method].flat()) known.methods.add(one);
      this.#patterns.set(url, known);
    });
  }

  /** In alphabetical order; none where nothing is. @param url with or without a query */
  methodsAt(url: string): string[] {
    const parts = partsOf(url.split('?')[0] ?? '');
    const found = [...this.#patterns.values()].filter((known) => isAt(known.parts, parts));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** Why a request found no route. @param methods those its address has */
export const noRouteProblem = (methods: readonly string[]): Problem =>
  methods.length === 0
    ? new Problem('not_found', { detail: 'There is nothing at this address' })
    : new Problem('method_not_allowed', { detail: `This address takes ${methods.join(', ')}` });
